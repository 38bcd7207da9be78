/* http_response.c: answers in CGI's form. */
#include "http/response.h"

#include "support/fail.h"
#include "unit/suites.h"

START_TEST(an_answer_has_status_headers_and_body)
{
	struct http_response res = {0};
	struct buffer out = {0};

	http_response_reset(&res);
	res.status = 201;
	http_response_header(&res, "Location", "/todos/1");
	http_response_header(&res, "Vary", "Origin");
	base_buffer_puts(&res.body, "{}");
	http_response_write(&res, false, &out);
	assert_buffer(&out,
		"Status: 201\r\n"
		"Content-Type: application/json\r\n"
		"Content-Length: 2\r\n"
		"Location: /todos/1\r\n"
		"Vary: Origin\r\n"
		"\r\n"
		"{}");
	http_response_clear(&res);
	base_buffer_clear(&out);
}
END_TEST

START_TEST(an_answer_that_goes_on_does_not_say_how_long_it_is)
{
	struct http_response res = {0};
	struct buffer out = {0};

	http_response_reset(&res);
	res.is_open = true;
	base_buffer_puts(&res.body, "{");
	http_response_write(&res, false, &out);
	assert_buffer(&out,
		"Status: 200\r\n"
		"Content-Type: application/json\r\n"
		"\r\n"
		"{");
	http_response_reset(&res);
	http_response_write(&res, false, &out);
	ck_assert_ptr_nonnull(
		memmem(out.data, out.len, "Content-Length: 0", 17));
	http_response_clear(&res);
	base_buffer_clear(&out);
}
END_TEST

START_TEST(a_location_begins_with_the_prefix)
{
	struct http_response res = {0};

	http_response_location(
		&res, (struct text){"/api/x", 4}, "/todos/", "1");
	assert_buffer(&res.headers, "Location: /api/todos/1\r\n");
	http_response_clear(&res);
}
END_TEST

START_TEST(head_gets_the_headers_of_get_alone)
{
	struct http_response res = {0};
	struct buffer out = {0};

	http_response_reset(&res);
	base_buffer_puts(&res.body, "{\"a\":1}");
	http_response_write(&res, true, &out);
	assert_buffer(&out,
		"Status: 200\r\n"
		"Content-Type: application/json\r\n"
		"Content-Length: 7\r\n"
		"\r\n");
	http_response_clear(&res);
	base_buffer_clear(&out);
}
END_TEST

START_TEST(an_answer_without_a_type_has_no_body)
{
	struct http_response res = {0};
	struct buffer out = {0};

	http_response_reset(&res);
	res.status = 204;
	res.content_type = NULL;
	base_buffer_puts(&res.body, "left over");
	http_response_write(&res, false, &out);
	assert_buffer(&out, "Status: 204\r\n\r\n");
	http_response_clear(&res);
	base_buffer_clear(&out);
}
END_TEST

START_TEST(a_reset_answer_is_empty_again)
{
	struct http_response res = {0};
	struct buffer out = {0};

	http_response_reset(&res);
	res.status = 500;
	res.content_type = NULL;
	res.body.failed = true;
	http_response_header(&res, "Allow", "GET");
	http_response_reset(&res);
	http_response_write(&res, false, &out);
	assert_buffer(&out,
		"Status: 200\r\n"
		"Content-Type: application/json\r\n"
		"Content-Length: 0\r\n"
		"\r\n");
	http_response_clear(&res);
	base_buffer_clear(&out);
}
END_TEST

START_TEST(an_answer_is_written_over_the_last_one)
{
	struct http_response res = {0};
	struct buffer out = {0};

	http_response_reset(&res);
	res.content_type = NULL;
	base_buffer_puts(&out, "the last one");
	out.failed = true;
	http_response_write(&res, false, &out);
	assert_buffer(&out, "Status: 200\r\n\r\n");
	http_response_clear(&res);
	base_buffer_clear(&out);
}
END_TEST

START_TEST(a_part_without_memory_fails_the_whole)
{
	struct http_response res = {0};
	struct buffer out = {0};

	http_response_reset(&res);
	res.headers.failed = _i == 0;
	res.body.failed = _i == 1;
	if (_i == 2)
		fail_nth(FAIL_realloc, 1);
	http_response_write(&res, false, &out);
	ck_assert(out.failed);
	http_response_clear(&res);
	base_buffer_clear(&out);
}
END_TEST

START_TEST(a_lifetime_is_a_date_of_each_field)
{
	struct http_response res = {0};

	http_response_lifetime(&res, 0, 0);
	ck_assert_uint_eq(res.headers.len, 0);
	http_response_lifetime(&res, 1688169599, 1730419199);
	assert_buffer(&res.headers,
		"Deprecation: @1688169599\r\n"
		"Sunset: Thu, 31 Oct 2024 23:59:59 GMT\r\n");
	http_response_clear(&res);
}
END_TEST

START_TEST(a_timing_is_in_milliseconds)
{
	struct http_response res = {0};

	http_response_timing(&res, 412, 12345678);
	assert_buffer(&res.headers,
		"Server-Timing: db;dur=0.412, total;dur=12345.678\r\n");
	http_response_clear(&res);
}
END_TEST

Suite *
http_response_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(an_answer_has_status_headers_and_body),
		ONCE(an_answer_that_goes_on_does_not_say_how_long_it_is),
		ONCE(a_location_begins_with_the_prefix),
		ONCE(head_gets_the_headers_of_get_alone),
		ONCE(an_answer_without_a_type_has_no_body),
		ONCE(a_reset_answer_is_empty_again),
		ONCE(an_answer_is_written_over_the_last_one),
		{a_part_without_memory_fails_the_whole, 3},
		ONCE(a_lifetime_is_a_date_of_each_field),
		ONCE(a_timing_is_in_milliseconds),
	};

	return suite_of("http_response", tests, COUNT(tests));
}
