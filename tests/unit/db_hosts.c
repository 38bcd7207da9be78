/* db_hosts.c: the hosts of a URI, and the order in which workers try them. */
#include "db/hosts.h"

#include "base/log.h"
#include "db/link.h"
#include "support/fail.h"
#include "unit/fixture.h"

#include <stdio.h>
#include <string.h>

#define TRIES 200 /* orders; that one of three never is first: 2 in 10^35 */

START_TEST(each_host_has_a_place_and_each_may_be_the_first)
{
	unsigned char places[DB_HOSTS_MAX];
	int i, j, first[3] = {0}, sum;

	for (i = 0; i < TRIES; i++) {
		db_hosts_shuffle(places, 3);
		for (sum = 0, j = 0; j < 3; j++)
			sum |= 1 << places[j];
		ck_assert_int_eq(sum, 7);
		first[places[0]]++;
	}
	ck_assert_int_gt(first[0], 0);
	ck_assert_int_gt(first[1], 0);
	ck_assert_int_gt(first[2], 0);
}
END_TEST

START_TEST(more_hosts_than_have_places_are_shuffled_among_these)
{
	unsigned char places[DB_HOSTS_MAX];
	bool seen[DB_HOSTS_MAX] = {false};
	int i;

	db_hosts_shuffle(places, 1000);
	for (i = 0; i < DB_HOSTS_MAX; i++) {
		ck_assert_int_lt(places[i], DB_HOSTS_MAX);
		ck_assert(!seen[places[i]]);
		seen[places[i]] = true;
	}
}
END_TEST

START_TEST(without_random_bytes_they_stay_as_given)
{
	unsigned char places[DB_HOSTS_MAX] = {0};
	int i;

	fail_all(FAIL_getentropy);
	/* The first ones may still have bytes that are in store. */
	for (i = 0; i < 3; i++)
		db_hosts_shuffle(places, 3);
	fail_none();
	for (i = 0; i < DB_HOSTS_MAX; i++)
		ck_assert_int_eq(places[i], i);
}
END_TEST

/* A URI of the test's server by two names of its folder, and a third that is none. */
static const char *
url_of_three(void)
{
	static char url[4096];
	const char *host = strstr(fixture_url(""), "host=");
	int len = (int)strcspn(host + 5, "&");

	snprintf(url, sizeof(url),
		"postgresql://todo@/todo?host=/nonexistent,%.*s,%.*s/.", len,
		host + 5, len, host + 5);
	return url;
}

/* How often of so many connections the last host of the list was the one. */
static int
count_last(bool shuffle, int connections)
{
	const struct db_options options = {
		url_of_three(), 5000, false, shuffle};
	const char *host;
	struct db *db;
	int last = 0;

	base_log_open("/dev/null", LOG_CRITICAL, true);
	while (connections-- > 0) {
		db = db_conn_open(&options);
		ck_assert_ptr_nonnull(db);
		ck_assert(fixture_keep(db));
		host = PQhost(db->conn);
		last += strcmp(host + strlen(host) - 2, "/.") == 0;
		db_conn_close(db);
	}
	base_log_close();
	return last;
}

START_TEST(workers_try_the_hosts_as_given_or_in_an_order_of_their_own)
{
	int last;

	ck_assert_int_eq(count_last(false, 8), 0);
	last = count_last(true, 64);
	ck_assert_int_gt(last, 0);
	ck_assert_int_lt(last, 64);
}
END_TEST

Suite *
db_hosts_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(each_host_has_a_place_and_each_may_be_the_first),
		ONCE(more_hosts_than_have_places_are_shuffled_among_these),
		ONCE(without_random_bytes_they_stay_as_given),
		ONCE(workers_try_the_hosts_as_given_or_in_an_order_of_their_own),
	};

	return suite_of("db_hosts", tests, COUNT(tests));
}
