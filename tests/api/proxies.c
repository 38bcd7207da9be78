/* proxies.c: who the client is, in front of whom there are proxies. */
#include "front.h"
#include "post.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

/* Our proxy's own address, one that the runner trusts. */
static const char *
proxy(void)
{
	static char address[32];

	snprintf(address, sizeof(address), "127.255%s",
		strchr(client_address() + 4, '.'));
	return address;
}

static struct answer
login_with(const struct person *person, const char *from, const char *header,
	const char *second)
{
	char body[256];
	const struct ask ask = {.method = "POST",
		.target = "/auth/login",
		.body = body,
		.headers = {header, second},
		.from = from};

	snprintf(body, sizeof(body), "{'email':'%s','password':'%s'}",
		person->email, PASSWORD);
	return client_send(&ask);
}

/* Asserts that a login is taken for the address's; NULL: the proxy's. */
static void
expect_client(const struct person *person, const char *header,
	const char *second, const char *address)
{
	psql("DELETE FROM refresh_tokens WHERE user_id = '%s'", person->id);
	expect_status(login_with(person, proxy(), header, second), 200);
	ck_assert_str_eq(psql("SELECT ip_address FROM refresh_tokens"
			      " WHERE user_id = '%s'",
				 person->id),
		address ? address : proxy());
}

/* clang-format off */
static const struct {
	const char *header, *second;
	const char *address; /* NULL: the proxy's */
} rows[] = {
	{NULL, NULL, NULL},
	{"X-Forwarded-For: 192.0.2.7", NULL, "192.0.2.7"},
	{"X-Forwarded-For: 1.1.1.1, 192.0.2.7, 127.255.0.9", NULL, "192.0.2.7"},
	{"X-Forwarded-For: [2001:db8::7]:4711", NULL, "2001:db8::7"},
	{"X-Forwarded-For: unknown", NULL, NULL},
	{"Forwarded: for=\"[2001:db8::7]:4711\";proto=https", NULL, "2001:db8::7"},
	{"Forwarded: for=192.0.2.7", "X-Forwarded-For: 192.0.2.7", "192.0.2.7"},
	{"Forwarded: for=1.1.1.1", "X-Forwarded-For: 192.0.2.7", NULL},
};
/* clang-format on */

START_TEST(a_trusted_proxy_says_who_the_client_is)
{
	struct person person = person_new();

	expect_client(
		&person, rows[_i].header, rows[_i].second, rows[_i].address);
}
END_TEST

START_TEST(nobody_else_says_who_they_are)
{
	struct person person = person_new();

	psql("DELETE FROM refresh_tokens WHERE user_id = '%s'", person.id);
	expect_status(login_with(&person, client_address(),
			      "X-Forwarded-For: 192.0.2.7", NULL),
		200);
	ck_assert_str_eq(psql("SELECT ip_address FROM refresh_tokens"
			      " WHERE user_id = '%s'",
				 person.id),
		client_address());
}
END_TEST

START_TEST(a_header_that_becomes_the_same_variable_is_not_believed)
{
	struct person person = person_new();
	/* Apache drops a name with an underscore; an environment has each once. */
	bool dropped = client_is(&client_cgi) ||
		(client_is(&client_http) && front_now() != LIGHTTPD);

	expect_client(&person, "X_Forwarded_For: 1.1.1.1",
		"X-Forwarded-For: 192.0.2.7", dropped ? "192.0.2.7" : NULL);
}
END_TEST

START_TEST(a_header_in_two_lines_is_one_list)
{
	struct person person = person_new();

	expect_client(&person, "X-Forwarded-For: 1.1.1.1",
		"X-Forwarded-For: 192.0.2.7", "192.0.2.7");
}
END_TEST

START_TEST(each_client_behind_a_proxy_has_limits_of_its_own)
{
	struct person person = person_new();
	char header[64];

	snprintf(header, sizeof(header), "X-Forwarded-For: 10%s.1",
		strchr(client_address() + 4, '.'));
	psql("INSERT INTO attempts VALUES ('login %s', now(), 1000000,"
	     " 'infinity')",
		strchr(header, ' ') + 1);
	expect_error(login_with(&person, proxy(), header, NULL), "RATE_001");
	header[strlen(header) - 1] = '2';
	expect_status(login_with(&person, proxy(), header, NULL), 200);
}
END_TEST

static struct answer
scrape_with(const char *header)
{
	const struct ask ask = {
		.target = "/metrics", .headers = {header}, .from = "127.0.0.1"};

	return client_send(&ask);
}

START_TEST(a_proxy_of_this_host_shows_the_metrics_to_this_host_only)
{
	expect_status(scrape_with(NULL), 200);
	expect_status(scrape_with("X-Forwarded-For: 127.0.0.1"), 200);
	expect_error(scrape_with("X-Forwarded-For: 192.0.2.7"), "AUTHZ_002");
	expect_error(scrape_with("X-Forwarded-For: 127.0.0.1, 192.0.2.7"),
		"AUTHZ_002");
	/* Whose it is cannot be said: not the proxy's, at any rate. */
	expect_error(scrape_with("X-Forwarded-For: unknown"), "AUTHZ_002");
	expect_error(scrape_with("Forwarded: for=_x"), "AUTHZ_002");
}
END_TEST

Suite *
api_suite_proxies(void)
{
	Suite *suite = suite_create("proxies");
	TCase *tests = tcase_create("proxies");

	tcase_add_checked_fixture(tests, client_open, client_close);
	ADD_EACH(tests, a_trusted_proxy_says_who_the_client_is, rows);
	tcase_add_test(tests, nobody_else_says_who_they_are);
	tcase_add_test(
		tests, a_header_that_becomes_the_same_variable_is_not_believed);
	/* The web server makes it so. */
	if (client_is(&client_http))
		tcase_add_test(tests, a_header_in_two_lines_is_one_list);
	tcase_add_test(tests, each_client_behind_a_proxy_has_limits_of_its_own);
	tcase_add_test(tests,
		a_proxy_of_this_host_shows_the_metrics_to_this_host_only);
	suite_add_tcase(suite, tests);
	return suite;
}
