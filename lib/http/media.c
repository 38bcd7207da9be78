/* media.c: compares a media type and its charset. */
#include "http/media.h"

#include <string.h>
#include <strings.h>

static bool
is_charset_utf8(const char *value, size_t len)
{
	if (len >= 2 && value[0] == '"' && value[len - 1] == '"') {
		value++;
		len -= 2;
	}
	return len == 5 && strncasecmp(value, "utf-8", 5) == 0;
}

bool
http_media_is_json(struct text type)
{
	static const char json[] = "application/json";
	const char *at, *end;
	size_t len;

	if (!type.data || strncasecmp(type.data, json, sizeof(json) - 1) != 0)
		return false;
	end = type.data + type.len;
	at = type.data + sizeof(json) - 1;
	if (at < end && !strchr("; \t", *at))
		return false;
	/* The text comes from a C string, so that strcspn stops at its end. */
	for (; at < end; at += len) {
		at += strspn(at, "; \t");
		len = strcspn(at, "; \t");
		if (len >= 8 && strncasecmp(at, "charset=", 8) == 0 &&
		    !is_charset_utf8(at + 8, len - 8))
			return false;
	}
	return true;
}
