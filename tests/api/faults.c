/* faults.c: the database goes, comes back, hangs and refuses. */
#include "client.h"
#include "person.h"
#include "process.h"
#include "suites.h"
#include "support/assert.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define A_TODO "{'title':'kept'}"

/* Starts or stops the tests' cluster with the script that make run uses. */
static void
cluster(const char *verb, const char *mode)
{
	char command[1024];

	snprintf(command, sizeof(command), "%s/schema/cluster.sh %s %s %s",
		getenv("API_ROOT"), verb, getenv("TEST_CLUSTER"), mode);
	ck_assert_int_eq(system(command), 0);
	/* A pooler in between takes a moment to see that it is back. */
	if (getenv("TEST_POOLER_URL") && strcmp(verb, "start") == 0)
		ck_assert_int_eq(
			system("until psql -qX -d \"$TEST_POOLER_URL\""
			       " -c '' 2>/dev/null; do sleep 0.1; done"),
			0);
}

/* Starts Postgres again and outwaits the pause between workers' attempts. */
static void
recover(void)
{
	cluster("start", "");
	ck_assert_int_eq(system("sleep 0.6"), 0);
}

/*
 * Ends the connections of all workers, as an operator or a crash would, and waits until
 * they are gone. Those that are made anew meanwhile are left.
 */
static void
end_connections(void)
{
	psql("SELECT count(pg_terminate_backend(pid, 60000))"
	     " FROM pg_stat_activity WHERE application_name = 'todo-api'");
}

/* A second connection that holds a table, so that statements on it wait. */
static PGconn *
hold(const char *table)
{
	PGconn *conn = PQconnectdb(getenv("TEST_DATABASE_URL"));
	char text[128];
	PGresult *result;

	snprintf(text, sizeof(text), "BEGIN; LOCK TABLE %s", table);
	result = PQexec(conn, text);
	ck_assert_int_eq(PQresultStatus(result), PGRES_COMMAND_OK);
	PQclear(result);
	return conn;
}

static struct answer
log_in(const struct person *person)
{
	struct ask ask = {.method = "POST", .target = "/auth/login"};
	char body[256];

	snprintf(body, sizeof(body), "{'email':'%s','password':'%s'}",
		person->email, PASSWORD);
	ask.body = body;
	return client_send(&ask);
}

/* Points the library at another database. */
static void
use_database(const char *url)
{
	process_settings.database_url = url;
	process_reopen();
}

START_TEST(lost_idle_connections_cost_no_request)
{
	struct person person = person_new();
	int i;

	/* As many as there are workers: each finds its connection gone. */
	for (i = 0; i < 3; i++) {
		end_connections();
		expect_status(person_ask(&person, "GET", "/todos", NULL), 200);
		end_connections();
		expect_status(
			person_ask(&person, "POST", "/todos", A_TODO), 201);
		end_connections();
		expect_status(log_in(&person), 200);
	}
	ck_assert_str_eq(psql("SELECT count(*) FROM todos WHERE user_id = '%s'",
				 person.id),
		"3");
}
END_TEST

START_TEST(a_restart_of_postgres_costs_no_request)
{
	struct person person = person_new();
	int i;

	cluster("stop", "fast");
	cluster("start", "");
	for (i = 0; i < 20; i++)
		expect_status(
			person_ask(&person, "POST", "/todos", A_TODO), 201);
	ck_assert_str_eq(psql("SELECT count(*) FROM todos WHERE user_id = '%s'",
				 person.id),
		"20");
	/* At once and without good-bye. */
	cluster("stop", "immediate");
	cluster("start", "");
	for (i = 0; i < 20; i++)
		expect_status(person_ask(&person, "GET", "/todos", NULL), 200);
}
END_TEST

START_TEST(without_postgres_every_request_is_refused_clearly)
{
	struct person person = person_new();
	const struct ask health = {.target = "/health"};
	struct answer answer;

	cluster("stop", "fast");
	answer = person_ask(&person, "GET", "/todos", NULL);
	ck_assert_str_eq(client_header(&answer, "retry-after"), "1");
	expect_error(answer, "SERVER_001");
	expect_error(
		person_ask(&person, "POST", "/todos", A_TODO), "SERVER_001");
	expect_error(person_ask(&person, "POST", "/auth/logout", NULL),
		"SERVER_001");
	expect_error(log_in(&person), "SERVER_001");
	answer = client_send(&health);
	ck_assert_str_eq(client_member(&answer, "status"), "unhealthy");
	ck_assert_str_eq(client_member(&answer, "database"), "disconnected");
	ck_assert_str_eq(
		client_member(&answer, "checks.db_connection"), "false");
	expect_status(answer, 503);
	recover();
}
END_TEST

START_TEST(a_service_that_lost_postgres_finds_it_again)
{
	const struct ask health = {.target = "/health"};
	struct answer answer;
	int i, status = 503;

	cluster("stop", "immediate");
	expect_status(client_send(&health), 503);
	cluster("start", "");
	for (i = 0; i < 200 && status != 200; i++) {
		answer = client_send(&health);
		status = answer.status;
		client_clear(&answer);
		ck_assert_int_eq(system("sleep 0.05"), 0);
	}
	ck_assert_int_eq(status, 200);
	recover();
}
END_TEST

static bool
is_spread(void)
{
	return *psql("SELECT to_regclass('user_emails') IS NOT NULL") == 't';
}

START_TEST(a_revocation_check_that_cannot_be_made_lets_nobody_in)
{
	struct person person = person_new();
	const struct ask refresh = {.method = "POST",
		.target = "/auth/refresh",
		.headers = {"Cookie: refresh_token=-"}};
	struct ask cookie = refresh;
	char header[1200];
	PGconn *holder;

	process_settings.statement_timeout_ms = 1000;
	process_reopen();
	/* Connected and prepared before the table is held. */
	expect_status(person_ask(&person, "GET", "/todos", NULL), 200);
	holder = hold("token_blacklist");
	expect_error(person_ask(&person, "GET", "/todos", NULL), "SERVER_003");
	/* Where tables are spread a node may have made it all the same. */
	expect_error(person_ask(&person, "POST", "/todos", A_TODO),
		is_spread() ? "SERVER_001" : "SERVER_003");
	snprintf(header, sizeof(header), "Cookie: refresh_token=%s",
		person.refresh);
	cookie.headers[0] = header;
	expect_error(client_send(&cookie), "SERVER_003");
	PQfinish(holder);
	expect_status(person_ask(&person, "GET", "/todos", NULL), 200);
	ck_assert_str_eq(psql("SELECT count(*) FROM todos WHERE user_id = '%s'",
				 person.id),
		"0");
}
END_TEST

START_TEST(a_statement_that_the_database_refuses_is_an_internal_error)
{
	struct person person = person_new();
	PGconn *holder;

	process_settings.statement_timeout_ms = 1000;
	process_reopen();
	expect_status(log_in(&person), 200);
	holder = hold("users");
	expect_error(log_in(&person), "SERVER_002");
	PQfinish(holder);
	expect_status(log_in(&person), 200);
}
END_TEST

/* A pooler takes what it cannot hand on, and then nobody knows. */
START_TEST(an_error_says_that_nothing_was_changed)
{
	struct person person = person_new();
	struct answer answer;

	expect_status(person_ask(&person, "POST", "/todos", A_TODO), 201);
	cluster("stop", "fast");
	answer = person_ask(&person, "POST", "/todos", A_TODO);
	assert_holds(client_member(&answer, "message"), "nothing was changed");
	expect_error(answer, "SERVER_001");
	recover();
}
END_TEST

START_TEST(a_database_without_the_schema_is_named_as_such)
{
	struct person person = person_new();
	char url[1024];

	snprintf(url, sizeof(url), "%s&dbname=postgres",
		getenv("TEST_DATABASE_URL"));
	use_database(url);
	expect_error(person_ask(&person, "GET", "/todos", NULL), "SERVER_001");
	ck_assert_int_eq(system("grep -q 'migrate up' \"$LOG_FILE\""), 0);
}
END_TEST

START_TEST(an_unreachable_host_is_refused_and_asked_again_with_pauses)
{
	struct person person = person_new();

	use_database("postgresql://todo@/todo?host=/nonexistent");
	expect_error(person_ask(&person, "GET", "/todos", NULL), "SERVER_001");
	expect_error(person_ask(&person, "GET", "/todos", NULL), "SERVER_001");
	use_database(getenv("TEST_DATABASE_URL"));
	expect_status(person_ask(&person, "GET", "/todos", NULL), 200);
}
END_TEST

Suite *
api_suite_faults(void)
{
	Suite *suite = suite_create("faults");
	TCase *tests = tcase_create("faults");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, lost_idle_connections_cost_no_request);
	tcase_add_test(tests, a_restart_of_postgres_costs_no_request);
	tcase_add_test(
		tests, without_postgres_every_request_is_refused_clearly);
	tcase_add_test(tests, a_service_that_lost_postgres_finds_it_again);
	/* The rest changes settings, which only this process can. */
	if (client_is(&client_process)) {
		tcase_add_test(tests,
			a_revocation_check_that_cannot_be_made_lets_nobody_in);
		tcase_add_test(tests,
			a_statement_that_the_database_refuses_is_an_internal_error);
		if (!getenv("TEST_POOLER_URL"))
			tcase_add_test(
				tests, an_error_says_that_nothing_was_changed);
		tcase_add_test(
			tests, a_database_without_the_schema_is_named_as_such);
		tcase_add_test(tests,
			an_unreachable_host_is_refused_and_asked_again_with_pauses);
	}
	suite_add_tcase(suite, tests);
	return suite;
}
