/* http_forwarded.c: who the client is, where proxies are trusted. */
#include "http/forwarded.h"

#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PROXY "10.0.0.1"
#define HIDDEN NULL /* the address stays the proxy's */

/* Trusted are 10.0.0.0/8 and fd00::/64. */
/* clang-format off */
static const struct {
	const char *peer, *for_header, *forwarded;
	const char *client;
} rows[] = {
	{PROXY, NULL, NULL, PROXY},
	{PROXY, "192.0.2.7", NULL, "192.0.2.7"},
	{"fd00::1", "192.0.2.7", NULL, "192.0.2.7"},
	{"::ffff:10.1.2.3", "192.0.2.7", NULL, "192.0.2.7"},
	{"192.0.2.1", "192.0.2.7", NULL, "192.0.2.1"},
	{"fd00:0:0:1::1", "192.0.2.7", NULL, "fd00:0:0:1::1"},
	{"", "192.0.2.7", NULL, ""},
	/* What is left of the right-most stranger was written by them. */
	{PROXY, "127.0.0.1, 192.0.2.7", NULL, "192.0.2.7"},
	{PROXY, "x, 192.0.2.7,10.9.9.9 ,\t10.0.0.2", NULL, "192.0.2.7"},
	{PROXY, "10.0.0.3, 10.0.0.2", NULL, "10.0.0.3"},
	{PROXY, "192.0.2.7,", NULL, "192.0.2.7"},
	{PROXY, "192.0.2.7:65535", NULL, "192.0.2.7"},
	{PROXY, "[2001:db8::1]:80", NULL, "2001:db8::1"},
	{PROXY, "[2001:db8::1]", NULL, "2001:db8::1"},
	{PROXY, "2001:db8::1", NULL, "2001:db8::1"},
	{PROXY, "192.0.2.7, ", NULL, HIDDEN},
	{PROXY, "", NULL, HIDDEN},
	{PROXY, "192.0.2.7,,10.0.0.2", NULL, HIDDEN},
	{PROXY, "192.0.2.7, unknown", NULL, HIDDEN},
	{PROXY, "192.0.2.7, x, 10.0.0.2", NULL, HIDDEN},
	{PROXY, "192.0.2.7:", NULL, HIDDEN},
	{PROXY, "192.0.2.7:x", NULL, HIDDEN},
	{PROXY, "192.0.2.7:123456", NULL, HIDDEN},
	{PROXY, "[2001:db8::1", NULL, HIDDEN},
	{PROXY, "[2001:db8::1]x", NULL, HIDDEN},
	{PROXY, "fe80::1%eth0", NULL, HIDDEN},
	{PROXY, NULL, "for=192.0.2.7", "192.0.2.7"},
	{PROXY, NULL, "For=\"192.0.2.7:47011\";proto=http", "192.0.2.7"},
	{PROXY, NULL, "by=10.0.0.1; for=\"[2001:db8::1]:1234\"", "2001:db8::1"},
	{PROXY, NULL, "for=1.1.1.1, for=192.0.2.7,for=10.0.0.2", "192.0.2.7"},
	{PROXY, NULL, "for=192.0.2.7;host=\"a,b;\\\"for=1.1.1.1\"", "192.0.2.7"},
	{PROXY, NULL, "for=_hidden", HIDDEN},
	{PROXY, NULL, "for=unknown", HIDDEN},
	{PROXY, NULL, "for=192.0.2.7, proto=https", HIDDEN},
	{PROXY, NULL, "for=", HIDDEN},
	{PROXY, NULL, "for=\"192.0.2.7", HIDDEN},
	{PROXY, NULL, "192.0.2.7", HIDDEN},
	/* A quote that a client opens takes no hop away that a proxy appended. */
	{PROXY, NULL, "for=1.1.1.1;x=\", for=192.0.2.7", HIDDEN},
	{PROXY, NULL, "for=1.1.1.1;x=\", for=\"[2001:db8::1]:80\"", HIDDEN},
	{PROXY, NULL, "for=1.1.1.1;x=\"\\\", for=192.0.2.7", HIDDEN},
	{PROXY, NULL, "for=1.1.1.1;x=\", for=192.0.2.7, for=\"10.0.0.2\"", HIDDEN},
	{PROXY, NULL, "for=1.1.1.1;x=\"\", for=192.0.2.7", "192.0.2.7"},
	{PROXY, "1.1.1.1, \", 192.0.2.7", NULL, "192.0.2.7"},
	{PROXY, "1.1.1.1, \"\\\", 192.0.2.7", NULL, "192.0.2.7"},
	/* Both have to say the same. */
	{PROXY, "192.0.2.7", "for=\"192.0.2.7:80\"", "192.0.2.7"},
	{PROXY, "192.0.2.7", "for=192.0.2.8", HIDDEN},
	{PROXY, "192.0.2.7", "for=unknown", HIDDEN},
	{PROXY, "x", "for=x", HIDDEN},
};
/* clang-format on */

static void
apply(struct http_request *req)
{
	struct http_network trusted[2];

	ck_assert(http_address_read_network(
		base_text_of("10.0.0.0/8"), &trusted[0]));
	ck_assert(http_address_read_network(
		base_text_of("fd00::/64"), &trusted[1]));
	http_forwarded_apply(req, trusted, 2);
}

START_TEST(the_client_is_the_rightmost_hop_that_is_no_proxy)
{
	struct http_request req = {
		.remote_addr = base_text_of(rows[_i].peer),
		.forwarded_for = base_text_of(rows[_i].for_header),
		.forwarded = base_text_of(rows[_i].forwarded),
	};

	apply(&req);
	ck_assert_int_eq(req.is_hidden, rows[_i].client == HIDDEN);
	assert_text(req.remote_addr,
		rows[_i].client ? rows[_i].client : rows[_i].peer);
}
END_TEST

START_TEST(a_header_given_twice_says_nothing)
{
	char *const variables[] = {"REMOTE_ADDR=" PROXY,
		_i ? "HTTP_FORWARDED=for=192.0.2.7" :
		     "HTTP_X_FORWARDED_FOR=192.0.2.7",
		_i ? "HTTP_FORWARDED=for=192.0.2.7" :
		     "HTTP_X_FORWARDED_FOR=192.0.2.7",
		NULL};
	struct http_request req;

	http_request_init(&req, variables);
	apply(&req);
	ck_assert(req.is_hidden);
	assert_text(req.remote_addr, PROXY);
}
END_TEST

START_TEST(more_than_32_hops_say_nothing)
{
	struct http_request req = {.remote_addr = base_text_of(PROXY)};
	char header[512] = "192.0.2.7";
	int i;

	for (i = 0; i < 31 + _i; i++)
		strncat(header, ",10.0.0.2", sizeof(header) - 1);
	req.forwarded_for = base_text_of(header);
	apply(&req);
	ck_assert_int_eq(req.is_hidden, _i);
}
END_TEST

/* Each read ends where the header's memory does: for the sanitizers. */
START_TEST(nothing_is_read_behind_a_header)
{
	const char *whole = "for=\"[::1]:1\";x=\"\\\"\", for=\"10.0.0.2\\";
	struct http_request req = {.remote_addr = base_text_of(PROXY)};
	char *copy = malloc((size_t)_i + 1);

	ck_assert_ptr_nonnull(copy);
	memcpy(copy, whole, (size_t)_i + 1);
	req.forwarded = req.forwarded_for = (struct text){copy, (size_t)_i + 1};
	apply(&req);
	assert_text(req.remote_addr, PROXY);
	free(copy);
}
END_TEST

Suite *
http_forwarded_suite(void)
{
	const struct suite_test tests[] = {
		EACH(the_client_is_the_rightmost_hop_that_is_no_proxy, rows),
		{a_header_given_twice_says_nothing, 2},
		{more_than_32_hops_say_nothing, 2},
		{nothing_is_read_behind_a_header, 36},
	};

	return suite_of("http_forwarded", tests, COUNT(tests));
}
