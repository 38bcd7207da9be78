/* etag.c: makes a tag of bytes, and walks the tags of If-None-Match. */
#include "http/etag.h"

#include "base/id.h"

#include <string.h>

void
http_etag_write(struct text bytes, char out[ETAG_TEXT])
{
	out[0] = '"';
	base_id_fingerprint(bytes.data, bytes.len, out + 1);
	out[ETAG_TEXT - 2] = '"';
	out[ETAG_TEXT - 1] = '\0';
}

/* The width of the tag that a list goes on with, its quotes included; 0: none. */
static size_t
tag_width(const char *at)
{
	const char *end;

	if (*at != '"')
		return 0;
	end = strchr(at + 1, '"');
	return end ? (size_t)(end - at) + 1 : 0;
}

bool
http_etag_is_known(struct text if_none_match, const char *tag)
{
	const char *at = if_none_match.data;
	size_t width;

	if (!at)
		return false;
	/* The text is a C string, as all CGI variables are. */
	for (at += strspn(at, ", \t"); *at; at += strspn(at, ", \t")) {
		if (*at == '*')
			return at[1 + strspn(at + 1, " \t")] == '\0';
		if (strncmp(at, "W/", 2) == 0)
			at += 2;
		width = tag_width(at);
		if (width == 0)
			return false;
		if (width == strlen(tag) && memcmp(at, tag, width) == 0)
			return true;
		at += width;
	}
	return false;
}
