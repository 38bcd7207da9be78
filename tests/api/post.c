/* post.c: fills in bodies and sends them. */
#include "post.h"

#include <check.h>
#include <stdarg.h>
#include <stdio.h>

static struct answer
send_body(
	const char *token, const char *target, const char *format, va_list args)
{
	char body[SMALL_BODY];
	struct ask ask = {.method = "POST",
		.target = target,
		.token = token,
		.body = body};
	int len = vsnprintf(body, sizeof(body), quoted(format), args);

	ck_assert(len >= 0 && (size_t)len < sizeof(body));
	ask.body_len = (size_t)len;
	return client_send(&ask);
}

struct answer
post(const char *target, const char *format, ...)
{
	struct answer answer;
	va_list args;

	va_start(args, format);
	answer = send_body(NULL, target, format, args);
	va_end(args);
	return answer;
}

struct answer
post_as(const char *token, const char *target, const char *format, ...)
{
	struct answer answer;
	va_list args;

	va_start(args, format);
	answer = send_body(token, target, format, args);
	va_end(args);
	return answer;
}

struct answer
post_login(const char *email, const char *password, const char *other)
{
	char body[SMALL_BODY];
	struct ask ask = {.method = "POST",
		.target = "/auth/login",
		.body = body,
		.from = other};

	ask.body_len = (size_t)snprintf(body, sizeof(body),
		"{\"email\":\"%s\",\"password\":\"%s\"}", email, password);
	return client_send(&ask);
}

struct answer
post_refresh(const char *refresh)
{
	return post("/auth/refresh", "{'refresh_token':'%s'}", refresh);
}

struct answer
get_todos(const char *access)
{
	const struct ask ask = {.target = "/todos?limit=1", .token = access};

	return client_send(&ask);
}

const char *
other_address(unsigned int number)
{
	static char address[32];
	unsigned int high, low;

	ck_assert_int_eq(
		sscanf(client_address(), "127.%*u.%u.%u", &high, &low), 2);
	ck_assert_uint_lt(number, 4);
	/* The tests' own addresses begin with 127.1 to 127.250. */
	snprintf(address, sizeof(address), "127.%u.%u.%u", 251 + number, high,
		low);
	return address;
}
