/* trace.c: checks a traceparent, "VERSION-TRACE-PARENT-FLAGS". */
#include "http/trace.h"

#include <string.h>

/* Each field is hex digits in lower case, with a dash between two. */
#define VERSION 2
#define TRACE (VERSION + 1)
#define PARENT (TRACE + TRACE_ID)
#define FLAGS (PARENT + TRACE_PARENT)
#define WHOLE (FLAGS + 2)

static bool
is_hex(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (!memchr("0123456789abcdef", text[i], 16))
			return false;
	}
	return true;
}

/* Whether it is an id: hex digits that are not all zero. */
static bool
is_id(const char *text, size_t len)
{
	size_t i;

	for (i = 0; i < len && text[i] == '0'; i++)
		;
	return i < len && is_hex(text, len);
}

static bool
is_valid(struct text header)
{
	const char *at = header.data;

	if (header.len < WHOLE || !is_hex(at, VERSION) ||
	    memcmp(at, "ff", VERSION) == 0)
		return false;
	/* Later versions may go on after another dash. */
	if (header.len > WHOLE &&
	    (memcmp(at, "00", VERSION) == 0 || at[WHOLE] != '-'))
		return false;
	return at[TRACE - 1] == '-' && is_id(at + TRACE, TRACE_ID - 1) &&
	    at[PARENT - 1] == '-' && is_id(at + PARENT, TRACE_PARENT - 1) &&
	    at[FLAGS - 1] == '-' && is_hex(at + FLAGS, 2);
}

bool
http_trace_read(
    struct text header, char trace_id[TRACE_ID], char parent_id[TRACE_PARENT])
{
	bool valid = is_valid(header);

	*trace_id = *parent_id = '\0';
	if (!valid)
		return false;
	memcpy(trace_id, header.data + TRACE, TRACE_ID - 1);
	memcpy(parent_id, header.data + PARENT, TRACE_PARENT - 1);
	trace_id[TRACE_ID - 1] = parent_id[TRACE_PARENT - 1] = '\0';
	return true;
}
