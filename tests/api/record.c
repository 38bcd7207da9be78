/* record.c: a request and its answer as one line of JSON, in API_RECORD's file. */
#include "record.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* What is longer is left out: uploads, and lists of todos of full length. */
#define REQUEST_MAX (16L * 1024)
#define ANSWER_MAX (512L * 1024)

static void
add_member(struct buffer *line, const char *name, const char *data, size_t len)
{
	base_buffer_printf(line, ",\"%s\":", name);
	if (data)
		base_buffer_json(line, data, len);
	else
		base_buffer_puts(line, "null");
}

static void
add_text(struct buffer *line, const char *name, const char *text)
{
	add_member(line, name, text, text ? strlen(text) : 0);
}

/* The media type as the ways send it. */
static const char *
type_of(const struct ask *ask)
{
	const char *type = ask->content_type;

	if (!type && ask->body)
		type = "application/json";
	return type && *type ? type : NULL;
}

static void
add_request(struct buffer *line, const struct ask *ask)
{
	size_t i, len = client_body_len(ask);

	add_text(line, "target", ask->target);
	add_text(line, "type", type_of(ask));
	add_member(line, "request", len <= REQUEST_MAX ? ask->body : NULL, len);
	base_buffer_printf(line, ",\"token\":%s,\"sent\":[",
		ask->token ? "true" : "false");
	for (i = 0; i < ASK_HEADERS && ask->headers[i]; i++) {
		if (i)
			base_buffer_putc(line, ',');
		base_buffer_json(
			line, ask->headers[i], strlen(ask->headers[i]));
	}
	base_buffer_putc(line, ']');
}

static void
add_answer(struct buffer *line, const struct answer *answer)
{
	size_t len = answer->body.len;

	base_buffer_printf(line, ",\"status\":%d", answer->status);
	add_member(line, "headers", answer->headers.data, answer->headers.len);
	add_member(line, "body", len <= ANSWER_MAX ? answer->body.data : NULL,
		len);
}

/* Many processes write at once: a line is one write. */
static void
write_line(const char *path, const struct buffer *line)
{
	int fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);

	ck_assert_int_ge(fd, 0);
	ck_assert(write(fd, line->data, line->len) == (ssize_t)line->len);
	close(fd);
}

void
record_exchange(const struct ask *ask, const struct answer *answer)
{
	const char *path = getenv("API_RECORD");
	const char *method = ask->method ? ask->method : "GET";
	struct buffer line = {0};

	/* One that broke off is no answer. */
	if (!path || !*path || answer->status == 0)
		return;
	base_buffer_puts(&line, "{\"method\":");
	base_buffer_json(&line, method, strlen(method));
	add_text(&line, "front", getenv("API_FRONT"));
	add_text(&line, "prefix", client_prefix());
	add_request(&line, ask);
	add_answer(&line, answer);
	base_buffer_puts(&line, "}\n");
	ck_assert(!line.failed);
	write_line(path, &line);
	base_buffer_clear(&line);
}
