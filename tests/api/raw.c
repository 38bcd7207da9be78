/* raw.c: a socket to the web server, and what comes back. */
#include "raw.h"
#include "secrets.h"

#include <arpa/inet.h>
#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

/* Host and port of API_URL, which is http://ADDRESS:PORT. */
static struct sockaddr_in
server_address(void)
{
	struct sockaddr_in server = {.sin_family = AF_INET};
	const char *url = getenv("API_URL");
	char host[64];
	unsigned int port;

	ck_assert_int_eq(sscanf(url, "http://%63[0-9.]:%u", host, &port), 2);
	ck_assert_int_eq(inet_pton(AF_INET, host, &server.sin_addr), 1);
	server.sin_port = htons((uint16_t)port);
	return server;
}

int
raw_open(void)
{
	const struct timeval patience = {.tv_sec = 60};
	struct sockaddr_in server = server_address();
	struct sockaddr_in own = {.sin_family = AF_INET};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	ck_assert_int_ge(fd, 0);
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience));
	ck_assert_int_eq(
		inet_pton(AF_INET, client_address(), &own.sin_addr), 1);
	ck_assert_int_eq(bind(fd, (struct sockaddr *)&own, sizeof(own)), 0);
	ck_assert_int_eq(
		connect(fd, (struct sockaddr *)&server, sizeof(server)), 0);
	return fd;
}

void
raw_send(int fd, const char *format, ...)
{
	char *text;
	va_list args;
	int len;

	va_start(args, format);
	len = vasprintf(&text, format, args);
	va_end(args);
	ck_assert_int_ge(len, 0);
	secrets_note_raw(text);
	ck_assert_int_eq(send(fd, text, (size_t)len, MSG_NOSIGNAL), len);
	free(text);
}

struct answer
raw_receive(int fd)
{
	struct answer answer = {0};
	struct buffer text = {0};
	char chunk[4096];
	ssize_t got;

	while ((got = recv(fd, chunk, sizeof(chunk), 0)) > 0)
		base_buffer_add(&text, chunk, (size_t)got);
	close(fd);
	if (text.len > 0) {
		client_split_cgi(&answer, text.data, text.len);
		ck_assert_int_eq(
			sscanf(text.data, "HTTP/1.%*c %d", &answer.status), 1);
	}
	base_buffer_clear(&text);
	base_buffer_putc(&answer.body, '\0');
	answer.body.len--;
	answer.json = json_tokener_parse(answer.body.data);
	secrets_note_answer(&answer);
	return answer;
}
