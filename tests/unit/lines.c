/* lines.c: standard error becomes a socket that keeps writes apart. */
#include "unit/lines.h"

#include <check.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

char lines_last[LOG_LINE + 2];

static int reader = -1;

void
lines_watch(void)
{
	int ends[2];

	ck_assert_int_eq(
		socketpair(AF_UNIX, SOCK_DGRAM | SOCK_NONBLOCK, 0, ends), 0);
	ck_assert_int_eq(dup2(ends[1], STDERR_FILENO), STDERR_FILENO);
	close(ends[1]);
	reader = ends[0];
}

bool
lines_next(void)
{
	ssize_t len = read(reader, lines_last, sizeof(lines_last) - 1);

	lines_last[len > 0 ? len : 0] = '\0';
	return len > 0;
}

struct json_object *
lines_object(void)
{
	struct json_object *object;
	char *end;

	ck_assert(lines_next());
	end = lines_last + strlen(lines_last) - 1;
	ck_assert_int_eq(*end, '\n');
	ck_assert_ptr_eq(strchr(lines_last, '\n'), end);
	object = json_tokener_parse(lines_last);
	ck_assert_msg(json_object_is_type(object, json_type_object), "%s",
		lines_last);
	return object;
}

const char *
lines_member(struct json_object *object, const char *name)
{
	struct json_object *value;

	ck_assert_msg(
		json_object_object_get_ex(object, name, &value), "%s", name);
	return value ? json_object_get_string(value) : "null";
}
