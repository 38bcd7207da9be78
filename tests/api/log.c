/* log.c: reads what the service wrote to LOG_FILE. */
#include "log.h"

#include "sample.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static long start; /* of what the test's own requests wrote */

static FILE *
open_log(void)
{
	FILE *file = fopen(getenv("LOG_FILE"), "r");

	ck_assert_msg(file != NULL, "no log at %s", getenv("LOG_FILE"));
	return file;
}

void
log_mark(void)
{
	FILE *file = fopen(getenv("LOG_FILE"), "r");

	start = 0;
	if (!file)
		return;
	ck_assert_int_eq(fseek(file, 0, SEEK_END), 0);
	start = ftell(file);
	fclose(file);
}

struct buffer
log_read(void)
{
	struct buffer text = {0};
	FILE *file = open_log();
	int c;

	ck_assert_int_eq(fseek(file, start, SEEK_SET), 0);
	while ((c = getc(file)) != EOF)
		base_buffer_putc(&text, (char)c);
	fclose(file);
	base_buffer_putc(&text, '\0');
	ck_assert(!text.failed);
	return text;
}

/* The first line of a request since the mark, or NULL; and how many there are. */
static struct json_object *
find_line(const char *request_id, int *count)
{
	struct json_object *found = NULL, *line;
	struct buffer text = log_read();
	char *at = text.data, *stop;
	const char *id;

	*count = 0;
	for (; (stop = strchr(at, '\n')) != NULL; at = stop + 1) {
		*stop = '\0';
		line = json_tokener_parse(at);
		ck_assert_msg(json_object_is_type(line, json_type_object),
			"no JSON object: %s", at);
		id = sample_member(line, "request_id");
		if (id && strcmp(id, request_id) == 0 && ++*count == 1)
			found = line;
		else
			json_object_put(line);
	}
	ck_assert_msg(*at == '\0', "no line break ends: %s", at);
	base_buffer_clear(&text);
	return found;
}

/* The last piece of a long answer may be here before the line about it. */
struct json_object *
log_line(const char *request_id)
{
	struct json_object *found = NULL;
	int count = 0, i;

	for (i = 0; i < 100 && !found; i++) {
		if (i > 0)
			usleep(50000);
		found = find_line(request_id, &count);
	}
	ck_assert_int_eq(count, 1);
	return found;
}
