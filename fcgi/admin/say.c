/* say.c: says why something failed, in one line. */
#include "say.h"

#include "db/conn.h"

#include <stdarg.h>
#include <stdio.h>

void
admin_say(const char *format, ...)
{
	va_list args;

	fputs("todo-admin: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
}

enum admin_exit
admin_say_error(
    const struct admin_call *call, enum error error, const char *what)
{
	const char *reason = call->api.db ? db_conn_reason(call->api.db) : "";

	switch (error) {
	case RESOURCE_002:
		admin_say("there is no user %s", what);
		return ADMIN_MISSING;
	case RESOURCE_003:
		admin_say("there is no session %s, or it ended before", what);
		return ADMIN_MISSING;
	case VALIDATION_003:
		admin_say("%s is already registered", what);
		return ADMIN_FAILED;
	case SERVER_001:
		if (db_conn_is_unsure(call->api.db)) {
			admin_say("%s", base_error_message(SERVER_001_UNSURE));
			return ADMIN_FAILED;
		}
		admin_say("the database cannot be reached%s%s",
		    *reason ? ": " : "", reason);
		return ADMIN_FAILED;
	case SERVER_002:
	case SERVER_003:
		admin_say("the database refused what was asked of it; its "
			  "log says why");
		return ADMIN_FAILED;
	default:
		admin_say("%s", base_error_message(error));
		return ADMIN_FAILED;
	}
}

void
admin_say_text(struct text text, int width)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		putchar(text.data[i] >= ' ' && text.data[i] <= '~' ?
			text.data[i] :
			'?');
	printf("%*s", width > (int)text.len ? width - (int)text.len : 0, "");
}

enum admin_exit
admin_say_json(struct buffer *out)
{
	bool failed = out->failed;

	if (failed)
		admin_say("out of memory");
	else
		printf("%.*s\n", (int)out->len, out->data);
	base_buffer_clear(out);
	return failed ? ADMIN_FAILED : ADMIN_DONE;
}
