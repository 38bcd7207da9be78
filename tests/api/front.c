/* front.c: looks behind the web server, and talks to it without a client. */
#include "front.h"

#include "person.h"

#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#define LOG_LINE 8192

enum front
front_now(void)
{
#define FRONT_NAME(name, text) [name] = text,
	static const char *const names[] = {FRONT_LIST(FRONT_NAME)};
#undef FRONT_NAME
	const char *name = getenv("API_FRONT");
	enum front front;

	for (front = 0; front < FRONTS; front++) {
		if (name && strcmp(names[front], name) == 0)
			return front;
	}
	ck_abort_msg("API_FRONT names no front end");
	return FRONTS;
}

const char *
front_choose(const struct by_front *row)
{
	switch (front_now()) {
	case LIGHTTPD:
		return row->lighttpd;
	case APACHE:
		return row->apache;
	case FCGID:
		return row->shared;
	default:
		return row->script;
	}
}

bool
front_has_pools(void)
{
	return front_now() == LIGHTTPD || front_now() == APACHE;
}

const char *
front_seen_path(const char *request_id)
{
	static char path[LOG_LINE];
	FILE *log = fopen(getenv("LOG_FILE"), "r");
	char line[LOG_LINE], id[128];
	struct json_object *json, *value;
	const char *found = NULL;

	ck_assert_ptr_nonnull(log);
	snprintf(id, sizeof(id), "\"%s\"", request_id);
	while (!found && fgets(line, sizeof(line), log)) {
		json = strstr(line, id) ? json_tokener_parse(line) : NULL;
		if (json && json_object_object_get_ex(json, "path", &value)) {
			snprintf(path, sizeof(path), "%s",
				json_object_get_string(value));
			found = path;
		}
		json_object_put(json);
	}
	fclose(log);
	return found;
}

/* A connection to the server that API_URL names. */
static int
connect_server(void)
{
	struct sockaddr_in address = {.sin_family = AF_INET};
	const struct timeval timeout = {.tv_sec = 10};
	const char *port = strrchr(getenv("API_URL"), ':');
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	address.sin_port = htons((in_port_t)strtol(port + 1, NULL, 10));
	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	ck_assert_int_ge(fd, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
	ck_assert_int_eq(
		connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

struct answer
front_raw(const char *request)
{
	struct buffer sent = {0}, got = {0};
	const char *prefix = strstr(request, "%s");
	struct answer answer = {0};
	char chunk[4096];
	int fd = connect_server();
	ssize_t len;

	if (prefix) {
		base_buffer_add(&sent, request, (size_t)(prefix - request));
		base_buffer_puts(&sent, client_prefix());
		request = prefix + 2;
	}
	base_buffer_puts(&sent, request);
	ck_assert_int_eq(
		send(fd, sent.data, sent.len, MSG_NOSIGNAL), (ssize_t)sent.len);
	while ((len = recv(fd, chunk, sizeof(chunk), 0)) > 0)
		base_buffer_add(&got, chunk, (size_t)len);
	close(fd);
	ck_assert_uint_gt(got.len, 12);
	client_split_cgi(&answer, got.data, got.len);
	/* "HTTP/1.1 400 Bad Request" */
	answer.status = (int)strtol(got.data + 9, NULL, 10);
	base_buffer_putc(&answer.body, '\0');
	answer.body.len--;
	answer.json = json_tokener_parse(answer.body.data);
	base_buffer_clear(&sent);
	base_buffer_clear(&got);
	return answer;
}

static void
move(const char *name, const char *from, const char *to)
{
	char here[1024], there[1024];

	snprintf(here, sizeof(here), "%s/%s%s", getenv("API_RUN"), name, from);
	snprintf(there, sizeof(there), "%s/%s%s", getenv("API_RUN"), name, to);
	ck_assert_msg(
		rename(here, there) == 0, "%s: %s", here, strerror(errno));
}

void
front_hide(const char *name)
{
	move(name, "", ".hidden");
}

void
front_show(const char *name)
{
	move(name, ".hidden", "");
}

int
front_count_connections(const char *name, int most)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct rlimit files;
	int *fds = calloc((size_t)most, sizeof(*fds)), count = 0, i;

	ck_assert_ptr_nonnull(fds);
	ck_assert_int_eq(getrlimit(RLIMIT_NOFILE, &files), 0);
	files.rlim_cur = files.rlim_max;
	ck_assert_int_eq(setrlimit(RLIMIT_NOFILE, &files), 0);
	snprintf(address.sun_path, sizeof(address.sun_path), "%s/%s",
		getenv("API_RUN"), name);
	while (count < most) {
		fds[count] = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);
		ck_assert_int_ge(fds[count], 0);
		if (connect(fds[count], (struct sockaddr *)&address,
			    sizeof(address)) != 0) {
			close(fds[count]);
			break;
		}
		count++;
	}
	for (i = 0; i < count; i++)
		close(fds[i]);
	free(fds);
	return count;
}

static void
expect_page(struct answer answer, int status, const char *code)
{
	const char *given = client_member(&answer, "error_code");

	ck_assert_msg(
		answer.status == status && given && strcmp(given, code) == 0,
		"%d %s wanted, got %d %s", status, code, answer.status,
		answer.body.data);
	ck_assert_str_eq(
		client_header(&answer, "content-type"), "application/json");
	ck_assert_ptr_nonnull(client_member(&answer, "message"));
	ck_assert_ptr_null(client_member(&answer, "details"));
	/* A page made beforehand knows neither the moment nor the request. */
	ck_assert_ptr_null(client_member(&answer, "timestamp"));
	ck_assert_ptr_null(client_member(&answer, "request_id"));
	client_clear(&answer);
}

void
expect_made(struct answer answer, const char *made)
{
	int status = (int)strtol(made, NULL, 10);

	if (strchr(made, ' '))
		expect_page(answer, status, strchr(made, ' ') + 1);
	else
		expect_status(answer, status);
}
