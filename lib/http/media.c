/* media.c: compares a media type, its charset and codings. */
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

/* The width of a parameter at its beginning, a quoted value in one piece. */
static size_t
param_width(const char *param)
{
	size_t len = strcspn(param, ";\"");

	if (param[len] != '"')
		return len;
	len += 1 + strcspn(param + len + 1, "\"");
	return len + strcspn(param + len, ";");
}

/* Whether a parameter is well formed and, if it is a charset, UTF-8. */
static bool
param_is_fine(const char *param, size_t len)
{
	size_t name = strcspn(param, "= \t;");

	while (len && strchr(" \t", param[len - 1]))
		len--;
	if (len == 0)
		return true;
	if (param[name] != '=' || strchr(" \t", param[name + 1]))
		return false;
	return name != 7 || strncasecmp(param, "charset", 7) != 0 ||
	    is_charset_utf8(param + 8, len - 8);
}

/* Whether a type is this one, in lower case, with parameters that are fine. */
static bool
is_type(struct text type, const char *name)
{
	const char *at;
	size_t len = strlen(name);

	if (!type.data || strncasecmp(type.data, name, len) != 0)
		return false;
	/* The text is a C string: everything below stops at its end. */
	at = type.data + len;
	at += strspn(at, " \t");
	while (*at == ';') {
		at += 1 + strspn(at + 1, " \t");
		len = param_width(at);
		if (!param_is_fine(at, len))
			return false;
		at += len;
	}
	return *at == '\0';
}

bool
http_media_is_json(struct text type)
{
	return is_type(type, HTTP_MEDIA_JSON);
}

bool
http_media_is_patch(struct text type)
{
	return is_type(type, HTTP_MEDIA_PATCH);
}

bool
http_media_is_plain(struct text encoding)
{
	static const char identity[] = "identity";
	const char *at = encoding.data ? encoding.data : "";
	size_t len;

	/* A list may have empty elements (RFC 9110, 5.6.1). */
	for (at += strspn(at, ", \t"); *at; at += strspn(at, ", \t")) {
		len = strcspn(at, ", \t");
		if (len != sizeof(identity) - 1 ||
		    strncasecmp(at, identity, len) != 0)
			return false;
		at += len;
	}
	return true;
}
