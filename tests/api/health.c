/* health.c: the state of health. */
#include "person.h"
#include "process.h"
#include "sample.h"
#include "suites.h"

#include "db/conn.h"
#include "db/schema.h"

#include <stdio.h>
#include <stdlib.h>

/*
 * The answer, with this status if it is to be had: what looks at a database's
 * health waits for no machine that is busy.
 */
static struct answer
send_for(const struct ask *ask, int status)
{
	struct answer answer = client_send(ask);
	int left;

	for (left = 9; status == 200 && answer.status == 503 && left > 0;
		left--) {
		client_clear(&answer);
		answer = client_send(ask);
	}
	return answer;
}

START_TEST(a_healthy_service_says_so)
{
	const struct ask ask = {.target = "/health"};
	struct answer answer = send_for(&ask, 200);

	ck_assert_int_eq(answer.status, 200);
	ck_assert_str_eq(client_member(&answer, "status"), "healthy");
	ck_assert_str_eq(client_member(&answer, "database"), "connected");
	ck_assert_str_eq(
		client_member(&answer, "checks.db_connection"), "true");
	ck_assert_ptr_null(client_member(&answer, "checks.redis"));
	ck_assert_ptr_nonnull(client_member(&answer, "timestamp"));
	client_clear(&answer);
}
END_TEST

START_TEST(a_process_that_lives_says_so)
{
	const struct ask ask = {.target = "/health/live"};
	struct answer answer = client_send(&ask);

	ck_assert_int_eq(answer.status, 200);
	ck_assert_str_eq(client_member(&answer, "status"), "alive");
	ck_assert(
		sample_fits(SAMPLE_TIME, client_member(&answer, "timestamp")));
	client_clear(&answer);
}
END_TEST

/* What /health/ready says, and which of its checks fail. */
static void
expect_ready(int status, const char *word, const char *connection,
	const char *writable, const char *schema)
{
	const struct ask ask = {.target = "/health/ready"};
	struct answer answer = send_for(&ask, status);

	ck_assert_int_eq(answer.status, status);
	ck_assert_str_eq(client_member(&answer, "status"), word);
	ck_assert_str_eq(
		client_member(&answer, "checks.db_connection"), connection);
	ck_assert_str_eq(client_member(&answer, "checks.writable"), writable);
	ck_assert_str_eq(client_member(&answer, "checks.schema"), schema);
	ck_assert(
		sample_fits(SAMPLE_TIME, client_member(&answer, "timestamp")));
	client_clear(&answer);
}

START_TEST(a_service_with_its_database_is_ready)
{
	expect_ready(200, "ready", "true", "true", "true");
}
END_TEST

START_TEST(with_an_older_schema_it_is_not_ready)
{
	psql("CREATE OR REPLACE VIEW schema_version AS SELECT %d AS version",
		DB_SCHEMA_VERSION - 1);
	expect_ready(503, "not_ready", "true", "true", "false");
	/* A later one is there first when a new release is deployed. */
	psql("CREATE OR REPLACE VIEW schema_version AS SELECT %d AS version",
		DB_SCHEMA_VERSION + 1);
	expect_ready(200, "ready", "true", "true", "true");
	psql("CREATE OR REPLACE VIEW schema_version AS SELECT %d AS version",
		DB_SCHEMA_VERSION);
}
END_TEST

START_TEST(head_says_the_same_without_a_body)
{
	static const char *const targets[] = {
		"/health", "/health/live", "/health/ready"};
	const struct ask ask = {.method = "HEAD", .target = targets[_i]};
	struct answer answer = send_for(&ask, 200);

	ck_assert_int_eq(answer.status, 200);
	ck_assert_uint_eq(answer.body.len, 0);
	client_clear(&answer);
}
END_TEST

START_TEST(without_the_database_it_lives_and_is_not_ready)
{
	const struct ask live = {.target = "/health/live"};
	const struct ask health = {.target = "/health"};

	process_settings.database_url =
		"postgresql://todo@/todo?host=/nonexistent";
	process_reopen();
	expect_status(client_send(&live), 200);
	/* It was not even asked for. */
	ck_assert_str_eq(db_conn_reason(process_api.db), "");
	expect_ready(503, "not_ready", "false", "false", "false");
	expect_status(client_send(&health), 503);
}
END_TEST

START_TEST(a_database_without_the_schema_is_told)
{
	char url[1024];

	snprintf(url, sizeof(url), "%s&dbname=postgres",
		process_settings.database_url);
	process_settings.database_url = url;
	process_reopen();
	expect_ready(503, "not_ready", "true", "false", "false");
}
END_TEST

START_TEST(a_database_that_takes_no_writes_is_told)
{
	char url[1024];

	snprintf(url, sizeof(url),
		"%s&options=-c%%20default_transaction_read_only%%3Don",
		process_settings.database_url);
	process_settings.database_url = url;
	process_reopen();
	expect_ready(503, "not_ready", "true", "false", "true");
}
END_TEST

Suite *
api_suite_health(void)
{
	Suite *suite = suite_create("health");
	TCase *tests = tcase_create("health");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, a_healthy_service_says_so);
	tcase_add_test(tests, a_process_that_lives_says_so);
	tcase_add_test(tests, a_service_with_its_database_is_ready);
	tcase_add_test(tests, with_an_older_schema_it_is_not_ready);
	tcase_add_loop_test(tests, head_says_the_same_without_a_body, 0, 3);
	suite_add_tcase(suite, tests);
	/* Only in this process can the library be given another database. */
	if (!client_is(&client_process))
		return suite;
	tcase_add_test(tests, without_the_database_it_lives_and_is_not_ready);
	/* A pooler has databases and options of its own. */
	if (getenv("TEST_POOLER_URL"))
		return suite;
	tcase_add_test(tests, a_database_without_the_schema_is_told);
	tcase_add_test(tests, a_database_that_takes_no_writes_is_told);
	return suite;
}
