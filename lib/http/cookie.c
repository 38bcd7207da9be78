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

/* Cuts the first pair off a list; false when none is left. */
static bool
take_pair(struct text *list, struct text *name, struct text *value)
{
	const char *stop, *equals;
	struct text pair;

	while (list->len > 0) {
		stop = memchr(list->data, ';', list->len);
		pair = *list;
		if (stop)
			pair.len = (size_t)(stop - list->data);
		list->data += pair.len + (stop ? 1 : 0);
		list->len -= pair.len + (stop ? 1 : 0);
		equals = memchr(pair.data, '=', pair.len);
		if (!equals)
			continue;
		pair.len -= (size_t)(equals - pair.data) + 1;
		*name = base_text_trim(
		    (struct text){pair.data, (size_t)(equals - pair.data)});
		*value = unquote(
		    base_text_trim((struct text){equals + 1, pair.len}));
		return true;
	}
	return false;
}

bool
http_cookie_find(struct text header, const char *name, struct text *value)
{
	struct text key, found;

	*value = (struct text){0};
	while (take_pair(&header, &key, &found)) {
		if (!base_text_is(key, name))
			continue;
		if (!value->data)
			*value = found;
		else if (!base_text_equal(*value, found))
			return false;
	}
	return true;
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
