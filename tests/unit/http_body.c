/* http_body.c: bodies as announced, cut short, too large and without a length. */
#include "http/body.h"

#include "support/fail.h"
#include "unit/suites.h"

#include <stdint.h>
#include <string.h>

#define MAX 16 /* bytes that a body may have here */

/* A web server: hands out size bytes, step at a time, then ends or fails. */
struct server {
	size_t size;
	size_t step;
	bool breaks;
	size_t sent;
};

static long
read_server(void *context, char *data, size_t len)
{
	struct server *server = context;
	size_t left = server->size - server->sent;

	if (left == 0 && server->breaks)
		return -1;
	if (len > left)
		len = left;
	if (server->step && len > server->step)
		len = server->step;
	memset(data, 'a', len);
	server->sent += len;
	return (long)len;
}

/* Reads a body with this CONTENT_LENGTH, or chunked when that is NULL. */
static enum error
receive(const char *length, struct server *server, struct http_request *req,
	struct buffer *buf)
{
	const struct http_source source = {read_server, server};

	*req = (struct http_request){0};
	req->content_length = base_text_of(length);
	if (!length)
		req->transfer_encoding = base_text_of("chunked");
	return http_body_read(req, buf, MAX, source);
}

/* clang-format off */
static const struct {
	const char *length; /* NULL: chunked */
	struct server server;
	enum http_body state;
	size_t len;
} bodies[] = {
	{"5", {5, 0, false, 0}, HTTP_BODY_WHOLE, 5},
	{"5", {5, 2, false, 0}, HTTP_BODY_WHOLE, 5},
	{"0", {0, 0, false, 0}, HTTP_BODY_WHOLE, 0},
	{"16", {16, 3, false, 0}, HTTP_BODY_WHOLE, 16},
	{"5", {9, 0, false, 0}, HTTP_BODY_WHOLE, 5}, /* more is not ours */
	{"5", {3, 0, false, 0}, HTTP_BODY_SHORT, 3},
	{"5", {3, 0, true, 0}, HTTP_BODY_SHORT, 3},
	{"5", {0, 0, true, 0}, HTTP_BODY_SHORT, 0},
	{"17", {17, 0, false, 0}, HTTP_BODY_TOO_LARGE, 0},
	{"17", {2, 0, true, 0}, HTTP_BODY_TOO_LARGE, 0},
	{"999999999999999999", {9, 0, false, 0}, HTTP_BODY_TOO_LARGE, 0},
	{"99999999999999999999999999", {9, 0, false, 0}, HTTP_BODY_TOO_LARGE, 0},
	{"00000000000000000000000005", {5, 0, false, 0}, HTTP_BODY_WHOLE, 5},
	{"-1", {9, 0, false, 0}, HTTP_BODY_SHORT, 0},
	{"+5", {5, 0, false, 0}, HTTP_BODY_SHORT, 0},
	{"5x", {5, 0, false, 0}, HTTP_BODY_SHORT, 0},
	{" 5", {5, 0, false, 0}, HTTP_BODY_SHORT, 0},
	{"5, 5", {5, 0, false, 0}, HTTP_BODY_SHORT, 0},
	{NULL, {5, 2, false, 0}, HTTP_BODY_WHOLE, 5},
	{NULL, {0, 0, false, 0}, HTTP_BODY_WHOLE, 0},
	{NULL, {16, 5, false, 0}, HTTP_BODY_WHOLE, 16},
	{NULL, {17, 5, false, 0}, HTTP_BODY_TOO_LARGE, 17},
	{NULL, {9000, 0, false, 0}, HTTP_BODY_TOO_LARGE, 17},
	{NULL, {5, 0, true, 0}, HTTP_BODY_SHORT, 5},
};
/* clang-format on */

START_TEST(a_body_is_read_as_announced_or_to_its_end)
{
	struct server server = bodies[_i].server;
	struct http_request req;
	struct buffer buf = {0};
	size_t i;

	assert_error(receive(bodies[_i].length, &server, &req, &buf), OK);
	ck_assert_int_eq(req.body_state, bodies[_i].state);
	ck_assert_uint_eq(req.body.len, bodies[_i].len);
	for (i = 0; i < req.body.len; i++)
		ck_assert_int_eq(req.body.data[i], 'a');
	base_buffer_clear(&buf);
}
END_TEST

START_TEST(a_body_over_the_limit_is_read_and_dropped)
{
	struct server announced = {9000, 100, false, 0};
	struct server chunked = {9000, 100, false, 0};
	struct http_request req;
	struct buffer buf = {0};

	assert_error(receive("9000", &announced, &req, &buf), OK);
	ck_assert_uint_eq(announced.sent, 9000);
	assert_error(receive(NULL, &chunked, &req, &buf), OK);
	ck_assert_uint_eq(chunked.sent, 9000);
	base_buffer_clear(&buf);
}
END_TEST

START_TEST(a_body_without_end_is_not_read_for_ever)
{
	struct server announced = {SIZE_MAX, 0, false, 0};
	struct server chunked = {SIZE_MAX, 0, false, 0};
	struct http_request req;
	struct buffer buf = {0};

	assert_error(receive("99999999999999", &announced, &req, &buf), OK);
	ck_assert_uint_le(announced.sent, (size_t)3 << 20);
	assert_error(receive(NULL, &chunked, &req, &buf), OK);
	ck_assert_uint_le(chunked.sent, (size_t)3 << 20);
	base_buffer_clear(&buf);
}
END_TEST

START_TEST(a_request_that_announces_no_body_has_none)
{
	struct server server = {5, 0, false, 0};
	const struct http_source source = {read_server, &server};
	struct http_request req = {0};
	struct buffer buf = {0};

	assert_error(http_body_read(&req, &buf, MAX, source), OK);
	ck_assert_int_eq(req.body_state, HTTP_BODY_WHOLE);
	ck_assert_uint_eq(req.body.len, 0);
	ck_assert_uint_eq(server.sent, 0);
}
END_TEST

START_TEST(the_last_requests_body_is_gone)
{
	struct server first = {9, 0, false, 0}, second = {3, 0, false, 0};
	struct http_request req;
	struct buffer buf = {0};

	assert_error(receive("9", &first, &req, &buf), OK);
	assert_error(receive("3", &second, &req, &buf), OK);
	ck_assert_uint_eq(req.body.len, 3);
	base_buffer_clear(&buf);
}
END_TEST

START_TEST(a_body_without_memory_is_an_internal_error)
{
	static const char *const lengths[] = {"5", NULL};
	struct server server = {5, 0, false, 0};
	struct http_request req;
	struct buffer buf = {0};

	fail_nth(FAIL_realloc, 1);
	assert_error(receive(lengths[_i], &server, &req, &buf), SERVER_002);
	ck_assert_int_eq(req.body_state, HTTP_BODY_SHORT);
}
END_TEST

Suite *
http_body_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_body_is_read_as_announced_or_to_its_end, bodies),
		ONCE(a_body_over_the_limit_is_read_and_dropped),
		ONCE(a_body_without_end_is_not_read_for_ever),
		ONCE(a_request_that_announces_no_body_has_none),
		ONCE(the_last_requests_body_is_gone),
		{a_body_without_memory_is_an_internal_error, 2},
	};

	return suite_of("http_body", tests, COUNT(tests));
}
