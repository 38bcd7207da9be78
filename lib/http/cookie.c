/* cookie.c: walks the pairs of a Cookie header, writes Set-Cookie. */
#include "http/cookie.h"

#include <string.h>

static struct text
unquote(struct text text)
{
	if (text.len >= 2 && text.data[0] == '"' &&
	    text.data[text.len - 1] == '"')
		return (struct text){text.data + 1, text.len - 2};
	return text;
}

struct text
http_cookie_find(struct text header, const char *name)
{
	const char *at = header.data, *stop, *equals;
	const char *end = at ? at + header.len : NULL;
	struct text pair, key;

	for (; at < end; at = stop + 1) {
		stop = memchr(at, ';', (size_t)(end - at));
		if (!stop)
			stop = end;
		pair = (struct text){at, (size_t)(stop - at)};
		equals = memchr(at, '=', pair.len);
		if (!equals)
			continue;
		key = base_text_trim((struct text){at, (size_t)(equals - at)});
		if (base_text_is(key, name))
			return unquote(base_text_trim((struct text){
			    equals + 1, (size_t)(stop - equals - 1)}));
	}
	return (struct text){0};
}

void
http_cookie_set(struct http_response *res, const char *name, const char *value,
    struct text prefix, const char *path, long max_age)
{
	base_buffer_printf(&res->headers,
	    "Set-Cookie: %s=%s; Max-Age=%ld; Path=%.*s%s; "
	    "HttpOnly; Secure; SameSite=Strict\r\n",
	    name, value, max_age, (int)prefix.len, prefix.data, path);
}
