/* secrets.c: finds the secrets of requests and answers, and writes them down. */
#include "secrets.h"

#include "base/text.h"

#include <check.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

/* Many processes write at once: a line is one write. */
static void
write_line(const char *data, size_t len)
{
	char line[SECRET_MAX + 1];
	int fd;

	if (len < SECRET_MIN || memchr(data, '\n', len))
		return;
	memcpy(line, data, len);
	line[len] = '\n';
	fd = open(getenv("API_SECRETS"),
		O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	ck_assert_int_ge(fd, 0);
	ck_assert(write(fd, line, len + 1) == (ssize_t)len + 1);
	close(fd);
}

static void
write_ends(const char *data, size_t len)
{
	size_t part = len < SECRET_MAX ? len : SECRET_MAX;

	write_line(data, part);
	if (part < len)
		write_line(data + len - part, part);
}

static void
note(const char *data, size_t len)
{
	struct buffer json = {0};

	if (len < SECRET_MIN || !getenv("API_SECRETS"))
		return;
	write_ends(data, len);
	base_buffer_json(&json, data, len);
	ck_assert(!json.failed);
	if (json.len != len + 2)
		write_ends(json.data + 1, json.len - 2);
	base_buffer_clear(&json);
}

/* A token's claims and signature too, each by itself; the header is no secret. */
static void
note_token(const char *token)
{
	const char *dot;

	note(token, strlen(token));
	for (dot = strchr(token, '.'); dot; dot = strchr(dot + 1, '.'))
		note(dot + 1, strcspn(dot + 1, "."));
}

static void
note_cookies(const char *cookies)
{
	const char *value, *at = cookies;

	for (; (value = strchr(at, '=')); at = value + strcspn(value, ";"))
		note(value + 1, strcspn(value + 1, "; "));
}

/* The value of Authorization, without its scheme. */
static void
note_authorization(const char *value)
{
	value += strspn(value, " ");
	value += strcspn(value, " \r\n");
	value += strspn(value, " ");
	note(value, strcspn(value, "\r\n"));
}

static void
note_header(const char *header)
{
	const char *value = strchr(header, ':');

	if (!value)
		return;
	if (strncasecmp(header, "Cookie:", 7) == 0)
		note_cookies(value + 1);
	if (strncasecmp(header, "Authorization:", 14) == 0)
		note_authorization(value + 1);
}

static void
note_members(struct json_object *object)
{
	static const char *const names[] = {"password", "current_password",
		"new_password", "refresh_token", "access_token", "token",
		"invitation"};
	struct json_object *value;
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (json_object_object_get_ex(object, names[i], &value) &&
			json_object_is_type(value, json_type_string))
			note_token(json_object_get_string(value));
	}
}

static void
note_body(const char *data, size_t len)
{
	struct json_tokener *parser = json_tokener_new();
	struct json_object *object;

	ck_assert_ptr_nonnull(parser);
	note(data, len);
	object = json_tokener_parse_ex(parser, data, (int)len);
	if (json_object_is_type(object, json_type_object))
		note_members(object);
	json_object_put(object);
	json_tokener_free(parser);
}

void
secrets_note_ask(const struct ask *ask)
{
	size_t i;

	if (!getenv("API_SECRETS"))
		return;
	if (ask->token)
		note_token(ask->token);
	for (i = 0; i < ASK_HEADERS && ask->headers[i]; i++)
		note_header(ask->headers[i]);
	if (ask->body)
		note_body(ask->body, client_body_len(ask));
}

void
secrets_note_answer(const struct answer *answer)
{
	const char *cookie;

	if (!getenv("API_SECRETS"))
		return;
	cookie = client_header(answer, "set-cookie");
	if (cookie)
		note_cookies(cookie);
	if (json_object_is_type(answer->json, json_type_object))
		note_members(answer->json);
}

void
secrets_note_raw(const char *request)
{
	const char *line = strcasestr(request, "\nAuthorization:");

	if (line && getenv("API_SECRETS"))
		note_header(line + 1);
}
