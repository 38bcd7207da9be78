/* prefer.c: walks the lists of Accept and Prefer. */
#include "http/prefer.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define WEIGHT_MAX 1000 /* thousandths */

/* How exactly a range of types names one. */
enum match { NOT_NAMED, BY_ANY, BY_FAMILY, BY_NAME };

struct weight {
	enum match match;
	int thousandths;
};

/* The width of what is before the end, a comma or the mark; quoted text is one. */
static size_t
width_to(const char *at, char mark)
{
	size_t len = 0;
	bool quoted = false;

	for (; at[len]; len++) {
		if (quoted && at[len] == '\\' && at[len + 1])
			len++;
		else if (at[len] == '"')
			quoted = !quoted;
		else if (!quoted && (at[len] == ',' || at[len] == mark))
			break;
	}
	return len;
}

static bool
is_word(struct text text, const char *word)
{
	return text.len == strlen(word) &&
	    strncasecmp(text.data, word, text.len) == 0;
}

/* Parts a name from a value at "="; blanks around both are dropped. */
static struct text
split(struct text text, struct text *value)
{
	const char *equals = memchr(text.data, '=', text.len);
	size_t len = equals ? (size_t)(equals - text.data) : text.len;

	*value = (struct text){"", 0};
	if (equals)
		*value = base_text_trim(
		    (struct text){equals + 1, text.len - len - 1});
	return base_text_trim((struct text){text.data, len});
}

/* "0.5" in thousandths; whatever is no weight is the greatest one. */
static int
read_weight(struct text text)
{
	static const int places[] = {100, 10, 1};
	int weight = text.data[0] == '0' ? 0 : WEIGHT_MAX;
	size_t i;

	if (text.len == 0 || weight > 0)
		return WEIGHT_MAX;
	for (i = 2; i < text.len && i < 5; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return WEIGHT_MAX;
		weight += places[i - 2] * (text.data[i] - '0');
	}
	return weight;
}

static enum match
match_of(struct text range, const char *type)
{
	size_t family = (size_t)(strchr(type, '/') - type) + 1;

	if (is_word(range, type))
		return BY_NAME;
	if (range.len == family + 1 && range.data[family] == '*' &&
	    strncasecmp(range.data, type, family) == 0)
		return BY_FAMILY;
	return is_word(range, "*/*") ? BY_ANY : NOT_NAMED;
}

/* Reads a range with its parameters; what q does not say weighs the most. */
static struct text
read_range(const char *at, int *weight)
{
	size_t len = width_to(at, ';');
	struct text range = base_text_trim((struct text){at, len}), value;

	*weight = WEIGHT_MAX;
	for (at += len; *at == ';'; at += len) {
		len = width_to(++at, ';');
		if (is_word(split((struct text){at, len}, &value), "q"))
			*weight = read_weight(value);
	}
	return range;
}

/* What the most exact range of a type says. */
static struct weight
weigh(const char *accept, const char *type)
{
	struct weight found = {NOT_NAMED, 0};
	struct text range;
	enum match match;
	int weight;

	for (; *accept; accept += *accept == ',') {
		range = read_range(accept, &weight);
		match = match_of(range, type);
		if (match > found.match)
			found = (struct weight){match, weight};
		accept += width_to(accept, ',');
	}
	return found;
}

bool
http_prefer_type(struct text accept, const char *type, const char *usual)
{
	struct weight mine, other;

	/* The text is a C string: all of the above stops at its end. */
	if (accept.len == 0)
		return false;
	mine = weigh(accept.data, type);
	other = weigh(accept.data, usual);
	if (mine.thousandths != other.thousandths)
		return mine.thousandths > other.thousandths;
	return mine.thousandths > 0 && mine.match > other.match;
}

bool
http_prefer_has(struct text prefer, const char *name, const char *value)
{
	const char *at = prefer.len ? prefer.data : "";
	struct text said;
	size_t len;

	for (; *at; at += *at == ',') {
		/* What follows a preference after ";" belongs to it. */
		len = width_to(at, ';');
		if (is_word(split((struct text){at, len}, &said), name)) {
			if (said.len > 1 && said.data[0] == '"')
				said =
				    (struct text){said.data + 1, said.len - 2};
			return is_word(said, value);
		}
		at += width_to(at, ',');
	}
	return false;
}
