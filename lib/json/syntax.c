/* syntax.c: scans JSON token by token before json-c parses it. */
#include "json/syntax.h"

#include <ctype.h>
#include <string.h>

_Static_assert(JSON_DEPTH_MAX == 32, "REQUEST_001_DEPTH says so");

/* The scan: every step takes what it accepts from the front. */
struct scan {
	const char *at;
	const char *end;
	enum error wrong; /* what is, where it is no token */
	size_t depth;
	struct json_contents contents;
};

static size_t
left(const struct scan *s)
{
	return (size_t)(s->end - s->at);
}

/* No: for this reason. */
static bool
refuse(struct scan *s, enum error wrong)
{
	s->wrong = wrong;
	return false;
}

/* Takes the word if it comes next. */
static bool
take(struct scan *s, const char *word)
{
	size_t len = strlen(word);

	if (left(s) < len || memcmp(s->at, word, len) != 0)
		return false;
	s->at += len;
	return true;
}

/* Takes decimal digits; whether there was one. */
static bool
take_digits(struct scan *s)
{
	const char *start = s->at;

	while (s->at < s->end && isdigit((unsigned char)*s->at))
		s->at++;
	return s->at > start;
}

static bool
take_number(struct scan *s)
{
	take(s, "-");
	if (!take(s, "0") && !take_digits(s))
		return false;
	if (take(s, ".") && !take_digits(s))
		return false;
	if (!take(s, "e") && !take(s, "E"))
		return true;
	if (!take(s, "+"))
		take(s, "-");
	return take_digits(s);
}

/* Whether a number ends here: json-c reads "00" and "1-2" as one. */
static bool
is_number_end(const struct scan *s)
{
	return s->at == s->end ||
	    (!isdigit((unsigned char)*s->at) && *s->at != '-');
}

/* Takes four hex digits into *unit. */
static bool
take_hex(struct scan *s, unsigned int *unit)
{
	int i;
	unsigned char c;

	*unit = 0;
	if (left(s) < 4)
		return false;
	for (i = 0; i < 4; i++) {
		c = (unsigned char)*s->at++;
		if (!isxdigit(c))
			return false;
		*unit = *unit * 16 +
		    (unsigned int)(isdigit(c) ? c - '0' :
						tolower(c) - 'a' + 10);
	}
	return true;
}

/* Takes what follows a backslash. */
static bool
take_escape(struct scan *s)
{
	unsigned int unit;

	if (s->at == s->end)
		return false;
	if (*s->at != 'u') {
		s->contents.bytes++;
		if (!*s->at || !strchr("\"\\/bfnrt", *s->at))
			return false;
		s->at++;
		return true;
	}
	s->at++;
	if (!take_hex(s, &unit))
		return false;
	if (unit == 0)
		return refuse(s, REQUEST_001_NUL);
	if (unit < 0xd800 || unit > 0xdfff) {
		s->contents.bytes += unit < 0x80 ? 1 : unit < 0x800 ? 2 : 3;
		return true;
	}
	s->contents.bytes += 4;
	/* A high surrogate and its low one, or nothing (RFC 8259, 7). */
	return (unit <= 0xdbff && take(s, "\\u") && take_hex(s, &unit) &&
		   unit >= 0xdc00 && unit <= 0xdfff) ||
	    refuse(s, REQUEST_001_SURROGATE);
}

/* Takes a string after its opening quote. */
static bool
take_string(struct scan *s)
{
	size_t width;

	while (s->at < s->end) {
		if (take(s, "\""))
			return true;
		if (take(s, "\\")) {
			if (!take_escape(s))
				return false;
			continue;
		}
		width = base_text_step(s->at, left(s), NULL);
		if (width == 0)
			return refuse(s, REQUEST_001_UTF8);
		if ((unsigned char)*s->at < 0x20)
			return refuse(
			    s, *s->at ? REQUEST_001_JSON : REQUEST_001_NUL);
		s->contents.bytes += width;
		s->at += width;
	}
	return false;
}

static bool
take_token(struct scan *s)
{
	char c = *s->at;

	if (isdigit((unsigned char)c) || c == '-')
		return take_number(s) && is_number_end(s);
	if (c == 'n')
		s->contents.nulls++;
	if (c == 't' || c == 'f' || c == 'n')
		return take(s, "true") || take(s, "false") || take(s, "null");
	if (c == '\0' || !strchr(" \t\r\n{}[],:\"", c))
		return false;
	if ((c == '{' || c == '[') && ++s->depth > JSON_DEPTH_MAX)
		return refuse(s, REQUEST_001_DEPTH);
	s->at++;
	if ((c == '}' || c == ']') && s->depth > 0)
		s->depth--;
	if (c == ':')
		s->contents.members++;
	return c != '"' || take_string(s);
}

bool
json_syntax_is_strict(struct text text, struct json_contents *contents,
    struct json_mistake *mistake)
{
	struct scan scan = {.at = text.data,
	    .end = text.data + text.len,
	    .wrong = REQUEST_001_JSON};
	bool ok = true;

	while (ok && scan.at < scan.end)
		ok = take_token(&scan);
	*contents = scan.contents;
	/* json-c would keep what it has read of a value that does not end. */
	if (ok && scan.depth == 0)
		return true;
	*mistake =
	    (struct json_mistake){scan.wrong, (size_t)(scan.at - text.data)};
	return false;
}
