/* answer.c: reads an answer back, and trusts nothing of it. */
#include "fuzz/answer.h"

#include "fuzz/fuzz.h"

#include <stdlib.h>
#include <string.h>

#define RETRY_MAX 86400 /* seconds that a client may be told to wait */

/* Every name that a head may have; one that we do not write was smuggled in. */
static const char *const names[] = {
	"Status",
	"Content-Type",
	"Content-Length",
	"X-Request-ID",
	"Cache-Control",
	"X-Content-Type-Options",
	"Access-Control-Allow-Credentials",
	"Access-Control-Allow-Headers",
	"Access-Control-Allow-Methods",
	"Access-Control-Allow-Origin",
	"Access-Control-Expose-Headers",
	"Access-Control-Max-Age",
	"Accept-Encoding",
	"Accept-Patch",
	"Allow",
	"Content-Disposition",
	"Deprecation",
	"ETag",
	"Link",
	"Location",
	"Preference-Applied",
	"RateLimit",
	"RateLimit-Policy",
	"Retry-After",
	"Server-Timing",
	"Set-Cookie",
	"Sunset",
	"Vary",
	"WWW-Authenticate",
};

#define NAMES (sizeof(names) / sizeof(names[0]))

/* The head's values by their names; absent where a name is not there. */
struct head {
	struct text values[NAMES];
};

static struct text
value_of(const struct head *head, const char *name)
{
	size_t i = 0;

	while (strcmp(names[i], name) != 0)
		i++;
	return head->values[i];
}

/* Takes a line of the head, which has to be ours, and to come once. */
static void
take_line(struct text line, struct head *head)
{
	struct text name = fuzz_cut(&line, ':');
	size_t i = 0;

	while (i < NAMES && !base_text_is(name, names[i]))
		i++;
	fuzz_must(i < NAMES);
	fuzz_must(!head->values[i].data);
	fuzz_must(line.len > 1 && *line.data == ' ');
	head->values[i] = (struct text){line.data + 1, line.len - 1};
	for (i = 0; i < line.len; i++)
		fuzz_must((unsigned char)line.data[i] >= 0x20 &&
			(unsigned char)line.data[i] < 0x7f);
}

/* Takes the head off the answer: each line ends in CR LF, the last is empty. */
static void
take_head(struct text *answer, struct head *head)
{
	struct text line;

	for (;;) {
		fuzz_must(answer->len >= 2);
		line = fuzz_cut(answer, '\n');
		fuzz_must(line.len > 0 && line.data[line.len - 1] == '\r');
		line.len--;
		if (line.len == 0)
			return;
		take_line(line, head);
	}
}

static long
number_of(struct text text)
{
	char *copy = fuzz_copy(text), *end;
	long number = strtol(copy, &end, 10);

	fuzz_must(text.len > 0 && *end == '\0');
	free(copy);
	return number;
}

int
fuzz_answer_check(struct text answer, bool is_head)
{
	struct head head = {0};
	struct text body = answer, type;
	long status;

	take_head(&body, &head);
	status = number_of(value_of(&head, "Status"));
	fuzz_must(status >= 200 && status <= 599);
	fuzz_must(value_of(&head, "X-Request-ID").len > 0);
	fuzz_must(status != 401 || value_of(&head, "WWW-Authenticate").data);
	fuzz_must(status != 405 || value_of(&head, "Allow").data);
	type = value_of(&head, "Retry-After");
	fuzz_must(!type.data ||
		(number_of(type) >= 1 && number_of(type) <= RETRY_MAX));
	type = value_of(&head, "Content-Type");
	if (!type.data || is_head)
		fuzz_must(body.len == 0);
	else if (value_of(&head, "Content-Length").data)
		fuzz_must(number_of(value_of(&head, "Content-Length")) ==
			(long)body.len);
	if (type.data && !is_head && fuzz_has(type, "json"))
		fuzz_must(fuzz_is_json(body));
	return (int)status;
}
