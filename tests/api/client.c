/* client.c: what the ways of sending share. */
#include "client.h"
#include "record.h"
#include "secrets.h"

#include <check.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct client_way *const ways[] = {
	&client_process,
	&client_http,
	&client_cgi,
	&client_worker,
};
static const struct client_way *way;
static char address[32];

bool
client_choose(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (strcmp(ways[i]->name, name) == 0)
			way = ways[i];
	}
	return way != NULL;
}

bool
client_is(const struct client_way *other)
{
	return way == other;
}

void
client_open(void)
{
	unsigned int number = (unsigned int)getpid();

	/* Limits count by address, so each test's process has one of its own. */
	snprintf(address, sizeof(address), "127.%u.%u.%u",
		1 + (number >> 16) % 250, (number >> 8) % 256, number % 256);
	way->open();
}

void
client_close(void)
{
	way->close();
}

const char *
client_address(void)
{
	return address;
}

const char *
client_prefix(void)
{
	const char *url = getenv("API_URL"), *host, *path;

	if (!url || !(host = strstr(url, "://")))
		return "";
	path = strchr(host + 3, '/');
	return path ? path : "";
}

size_t
client_body_len(const struct ask *ask)
{
	if (!ask->body)
		return 0;
	return ask->body_len ? ask->body_len : strlen(ask->body);
}

struct answer
client_send(const struct ask *ask)
{
	struct answer answer = {0};
	struct ask sent = *ask;

	if (ask->body && !ask->body_len)
		sent.body = quoted(ask->body);
	secrets_note_ask(&sent);
	way->send(&sent, &answer);
	base_buffer_putc(&answer.body, '\0');
	ck_assert(!answer.body.failed && !answer.headers.failed);
	answer.body.len--;
	answer.json = json_tokener_parse(answer.body.data);
	secrets_note_answer(&answer);
	record_exchange(&sent, &answer);
	return answer;
}

void
client_clear(struct answer *answer)
{
	json_object_put(answer->json);
	base_buffer_clear(&answer->headers);
	base_buffer_clear(&answer->body);
	*answer = (struct answer){0};
}

void
client_add_header(struct answer *answer, const char *line, size_t len)
{
	size_t i, name = 0;

	while (len && strchr("\r\n", line[len - 1]))
		len--;
	while (name < len && line[name] != ':')
		name++;
	if (name == len)
		return;
	for (i = 0; i < len; i++)
		base_buffer_putc(&answer->headers,
			(char)(i < name ? tolower((unsigned char)line[i]) :
					  line[i]));
	base_buffer_putc(&answer->headers, '\n');
}

const char *
client_header(const struct answer *answer, const char *name)
{
	static char value[8192];
	const char *at = answer->headers.data, *end = at + answer->headers.len;
	size_t len = strlen(name), line;

	for (; at && at < end; at += line + 1) {
		line = (size_t)((const char *)memchr(
					at, '\n', (size_t)(end - at)) -
			at);
		if (line > len && memcmp(at, name, len) == 0 &&
			at[len] == ':') {
			at += len + 1 + strspn(at + len + 1, " ");
			snprintf(value, sizeof(value), "%.*s",
				(int)strcspn(at, "\n"), at);
			return value;
		}
	}
	return NULL;
}

int
client_count_headers(const struct answer *answer, const char *start)
{
	const char *at = answer->headers.data;
	const char *end = at + answer->headers.len;
	int count = 0;

	for (; at < end;
		at = (const char *)memchr(at, '\n', (size_t)(end - at)) + 1)
		count += strncmp(at, start, strlen(start)) == 0;
	return count;
}

const char *
client_member(const struct answer *answer, const char *path)
{
	struct json_object *value = answer->json;
	char key[64];
	size_t len;

	while (value && *path) {
		len = strcspn(path, ".");
		snprintf(key, sizeof(key), "%.*s", (int)len, path);
		if (!json_object_object_get_ex(value, key, &value))
			return NULL;
		path += len + (path[len] == '.');
	}
	return value ? json_object_get_string(value) : NULL;
}

void
client_split_cgi(struct answer *answer, const char *text, size_t len)
{
	const char *end = text + len, *line = text, *stop;

	answer->status = 200;
	for (; line < end; line = stop + 1) {
		stop = memchr(line, '\n', (size_t)(end - line));
		ck_assert_msg(stop != NULL, "no blank line ends the headers");
		if (stop - line <= 1)
			break;
		if (strncmp(line, "Status: ", 8) == 0)
			answer->status = (int)strtol(line + 8, NULL, 10);
		else
			client_add_header(answer, line, (size_t)(stop - line));
	}
	line = memchr(line, '\n', (size_t)(end - line));
	base_buffer_add(&answer->body, line + 1, (size_t)(end - line - 1));
}

/* "Name: value" as a CGI variable, HTTP_NAME=value. */
static char *
header_variable(const char *header)
{
	size_t name = strcspn(header, ":"), i;
	const char *value = header + name + 1;
	char *variable;

	value += strspn(value, " ");
	ck_assert_int_ge(
		asprintf(&variable, "HTTP_%.*s=%s", (int)name, header, value),
		0);
	for (i = 5; i < 5 + name; i++)
		variable[i] = (char)(variable[i] == '-' ?
				'_' :
				toupper((unsigned char)variable[i]));
	return variable;
}

static char *
variable(const char *name, const char *value)
{
	char *made;

	ck_assert_int_ge(asprintf(&made, "%s=%s", name, value), 0);
	return made;
}

/* The path decoded, as web servers hand it over in PATH_INFO. */
static char *
path_variable(const char *target)
{
	size_t i, n = 0, len = strcspn(target, "?");
	char *path = calloc(1, len + 11), hex[3] = "";

	ck_assert_ptr_nonnull(path);
	n = (size_t)snprintf(path, 11, "PATH_INFO=");
	for (i = 0; i < len; i++) {
		if (target[i] == '%' && i + 2 < len) {
			hex[0] = target[i + 1];
			hex[1] = target[i + 2];
			path[n++] = (char)strtol(hex, NULL, 16);
			i += 2;
		} else {
			path[n++] = target[i];
		}
	}
	return path;
}

char **
client_variables(const struct ask *ask)
{
	char **list = calloc(16 + ASK_HEADERS, sizeof(*list)), length[24];
	const char *query = strchr(ask->target, '?');
	const char *type = ask->content_type;
	char *bearer;
	size_t i, n = 0;

	ck_assert_ptr_nonnull(list);
	if (!type && ask->body)
		type = "application/json";
	list[n++] =
		variable("REQUEST_METHOD", ask->method ? ask->method : "GET");
	list[n++] = path_variable(ask->target);
	list[n++] = variable("QUERY_STRING", query ? query + 1 : "");
	list[n++] = variable("REMOTE_ADDR", ask->from ? ask->from : address);
	list[n++] = variable("SERVER_PROTOCOL", "HTTP/1.1");
	snprintf(length, sizeof(length), "%zu", client_body_len(ask));
	if (!ask->announced || *ask->announced)
		list[n++] = variable("CONTENT_LENGTH",
			ask->announced ? ask->announced : length);
	if (type && *type)
		list[n++] = variable("CONTENT_TYPE", type);
	if (ask->token) {
		ck_assert_int_ge(asprintf(&bearer, "Bearer %s", ask->token), 0);
		list[n++] = variable("HTTP_AUTHORIZATION", bearer);
		free(bearer);
	}
	for (i = 0; i < ASK_HEADERS && ask->headers[i]; i++)
		list[n++] = header_variable(ask->headers[i]);
	return list;
}

void
client_free_variables(char **variables)
{
	size_t i;

	for (i = 0; variables[i]; i++)
		free(variables[i]);
	free(variables);
}
