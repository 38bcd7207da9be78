/* db_conn.c: the connection is made, missed, told about and made again. */
#include "db/conn.h"

#include "base/log.h"
#include "db/schema.h"
#include "support/fail.h"
#include "support/temp.h"
#include "unit/fixture.h"

#include <stdio.h>
#include <string.h>

#define NOWHERE "postgresql://h@/d?host=/nonexistent"

START_TEST(a_connection_without_memory_is_none)
{
	const struct db_options options = {NOWHERE, 5000, true, false};
	struct db *db;

	fail_nth(_i == 0 ? FAIL_calloc : FAIL_strdup, 1);
	db = db_conn_open(&options);
	ck_assert(fail_happened());
	ck_assert_ptr_null(db);
	db_conn_close(NULL);
}
END_TEST

START_TEST(nothing_is_connected_before_the_first_need)
{
	struct db *db = fixture_open();

	ck_assert_ptr_null(db->conn);
	ck_assert_str_eq(db_conn_reason(db), "");
	assert_error(fixture_ping(db), OK);
	ck_assert_ptr_nonnull(db->conn);
	fixture_close();
}
END_TEST

START_TEST(a_session_is_set_up_for_us)
{
	struct db *db = fixture_open_with(fixture_url(""), 1234, true);
	PGresult *result;

	ck_assert(fixture_keep(db));
	result = PQexec(db->conn,
		"SELECT current_setting('statement_timeout')"
		" || ' ' || current_setting('lock_timeout') || ' ' ||"
		" current_setting('idle_in_transaction_session_timeout')"
		" || ' ' || current_setting('application_name') || ' ' ||"
		" current_setting('client_encoding')");
	ck_assert_str_eq(
		PQgetvalue(result, 0, 0), "1234ms 1234ms 10s todo-api UTF8");
	PQclear(result);
	fixture_close();
}
END_TEST

START_TEST(only_workers_prepare_their_statements)
{
	struct db *db = fixture_open_with(fixture_url(""), PATIENCE, _i == 1);
	char expected[16];
	PGresult *result;

	ck_assert(fixture_keep(db));
	result =
		PQexec(db->conn, "SELECT count(*) FROM pg_prepared_statements");
	snprintf(expected, sizeof(expected), "%d",
		_i == 1 ? DB_STATEMENT_COUNT : 0);
	ck_assert_str_eq(PQgetvalue(result, 0, 0), expected);
	PQclear(result);
	fixture_close();
}
END_TEST

START_TEST(a_url_for_asyncpg_connects)
{
	const char *plain = fixture_url("");
	char url[4200];

	snprintf(url, sizeof(url), "postgresql+asyncpg%s", strchr(plain, ':'));
	assert_error(fixture_ping(fixture_open_with(url, PATIENCE, true)), OK);
	fixture_close();
}
END_TEST

START_TEST(an_unreachable_database_is_told_in_one_line)
{
	struct db *db = fixture_open_with(NOWHERE, PATIENCE, true);

	assert_error(db_schema_ping(db), SERVER_001);
	ck_assert_ptr_null(db->conn);
	ck_assert_ptr_eq(strstr(db_conn_reason(db), "cannot connect: "),
		db_conn_reason(db));
	assert_holds(db_conn_reason(db), "/nonexistent");
	assert_lacks(db_conn_reason(db), "\n");
	fixture_close();
}
END_TEST

START_TEST(the_pause_between_attempts_grows_to_a_limit)
{
	struct db *db = fixture_open_with(NOWHERE, PATIENCE, true);
	int64_t last = 0;
	int i;

	for (i = 0; i < 8; i++) {
		db->next_attempt = 0;
		ck_assert(!db_conn_ready(db, INT64_MAX));
		ck_assert_int_gt(db->next_attempt, 0);
		ck_assert_int_ge(db->pause, last);
		ck_assert_int_le(db->pause, TIME_SECOND);
		last = db->pause;
	}
	ck_assert_int_gt(last, 100000);
	fixture_close();
}
END_TEST

START_TEST(no_attempt_is_made_during_the_pause)
{
	struct db *db = fixture_open();

	db->next_attempt = INT64_MAX;
	assert_error(db_schema_ping(db), SERVER_001);
	ck_assert_ptr_null(db->conn);
	db->next_attempt = 0;
	assert_error(fixture_ping(db), OK);
	fixture_close();
}
END_TEST

START_TEST(an_idle_attempt_waits_for_no_pause_and_makes_none)
{
	struct db *db = fixture_open();
	struct db *lost;

	db->next_attempt = INT64_MAX;
	ck_assert(fixture_keep(db));
	assert_error(fixture_ping(db), OK);
	ck_assert(fixture_keep(db));
	fixture_close();
	lost = fixture_open_with(NOWHERE, PATIENCE, true);
	ck_assert(!db_conn_keep(lost));
	ck_assert_int_eq(lost->next_attempt, 0);
	fixture_close();
}
END_TEST

/* Half a second is for a server that says nothing. */
START_TEST(a_server_that_answers_is_waited_for_though_the_last_attempt_failed)
{
	struct db *db = fixture_open();
	PGconn *other = PQconnectdb(fixture_url(""));

	ck_assert_int_eq(PQsendQuery(other,
				 "BEGIN; LOCK TABLE users;"
				 " SELECT pg_sleep(0.8); COMMIT"),
		1);
	while (strcmp(sql("SELECT count(*) FROM pg_locks WHERE granted"
			  " AND relation = 'users'::regclass"
			  " AND mode = 'AccessExclusiveLock'"),
		       "1") != 0)
		;
	db->failed = true;
	ck_assert(db_conn_ready(db, INT64_MAX));
	ck_assert(!db->failed);
	PQfinish(other);
	fixture_close();
}
END_TEST

START_TEST(the_reason_is_forgotten_once_connected)
{
	struct db *db = fixture_open();

	memcpy(db->reason, "for now", 8);
	db->pause = 100000;
	assert_error(fixture_ping(db), OK);
	ck_assert_str_eq(db_conn_reason(db), "");
	ck_assert_int_eq(db->pause, 0);
	fixture_close();
}
END_TEST

START_TEST(a_missing_schema_is_told_with_its_remedy)
{
	struct db *db = fixture_open_with(
		fixture_url("&dbname=postgres"), PATIENCE, true);

	assert_error(db_schema_ping(db), SERVER_001);
	assert_holds(db_conn_reason(db), "the schema is not deployed");
	assert_holds(db_conn_reason(db), "migrate up");
	fixture_close();
}
END_TEST

START_TEST(a_schema_that_is_too_old_is_told_with_its_remedy)
{
	struct id id = base_id_new();
	char name[ID_TEXT], more[128];
	struct db *db;

	/* A schema in front of ours, whose todos lack every column. */
	base_id_format(&id, name);
	sql("CREATE SCHEMA \"%s\"", name);
	sql("CREATE TABLE \"%s\".todos (id uuid)", name);
	snprintf(more, sizeof(more),
		"&options=-c%%20search_path%%3D%%22%s%%22"
		",public",
		name);
	db = fixture_open_with(fixture_url(more), PATIENCE, true);
	assert_error(db_schema_ping(db), SERVER_001);
	assert_holds(db_conn_reason(db), "migrate up");
	sql("DROP SCHEMA \"%s\" CASCADE", name);
	fixture_close();
}
END_TEST

START_TEST(a_database_in_another_encoding_is_refused)
{
	struct id id = base_id_new();
	char name[ID_TEXT], more[64];
	struct db *db;

	base_id_format(&id, name);
	sql("CREATE DATABASE \"%s\" ENCODING 'SQL_ASCII' LOCALE 'C'"
	    " TEMPLATE template0",
		name);
	snprintf(more, sizeof(more), "&dbname=%s", name);
	db = fixture_open_with(fixture_url(more), PATIENCE, false);
	assert_error(db_schema_ping(db), SERVER_001);
	assert_holds(db_conn_reason(db), "should be UTF8, is: SQL_ASCII");
	sql("DROP DATABASE \"%s\"", name);
	fixture_close();
}
END_TEST

START_TEST(a_refused_setup_is_told)
{
	struct db *db = fixture_open_with(
		fixture_url("&options=-c%20statement_timeout%3D1min"), -5,
		false);

	assert_error(db_schema_ping(db), SERVER_001);
	ck_assert_ptr_eq(
		strstr(db_conn_reason(db), "set-up: "), db_conn_reason(db));
	fixture_close();
}
END_TEST

START_TEST(notices_of_the_server_go_to_the_log)
{
	static const char *const warnings[] = {
		"without it", "nor that", "without it"};
	struct db *db = fixture_open();
	char path[TEMP_PATH], line[4096], text[128];
	size_t i;

	temp_path("log", path);
	base_log_open(path, LOG_DEBUG, true);
	ck_assert(fixture_keep(db));
	PQclear(PQexec(
		db->conn, "DO $$ BEGIN RAISE NOTICE 'so it is'; END $$"));
	ck_assert_str_eq(db_conn_warnings(db), "");
	for (i = 0; i < COUNT(warnings); i++) {
		snprintf(text, sizeof(text),
			"DO $$ BEGIN RAISE WARNING '%s'; END $$", warnings[i]);
		PQclear(PQexec(db->conn, text));
	}
	ck_assert_str_eq(db_conn_warnings(db), "without it\nnor that\n");
	fixture_close();
	temp_read(path, line, sizeof(line));
	assert_holds(line, "\"level\":\"DEBUG\"");
	assert_holds(line, "database notice: so it is");
	assert_holds(line, "\"level\":\"WARNING\"");
	assert_holds(line, "database warning: without it");
}
END_TEST

START_TEST(prepared_statements_are_planned_once)
{
	struct db *db = fixture_open_with(fixture_url(""), PATIENCE, _i == 0);
	PGresult *result;

	assert_error(fixture_ping(db), OK);
	result = PQexec(db->conn, "SHOW plan_cache_mode");
	ck_assert_str_eq(PQgetvalue(result, 0, 0),
		_i == 0 ? "force_generic_plan" : "auto");
	PQclear(result);
	fixture_close();
}
END_TEST

Suite *
db_conn_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		{a_connection_without_memory_is_none, 2},
		ONCE(nothing_is_connected_before_the_first_need),
		ONCE(a_session_is_set_up_for_us),
		{only_workers_prepare_their_statements, 2},
		ONCE(a_url_for_asyncpg_connects),
		ONCE(an_unreachable_database_is_told_in_one_line),
		ONCE(the_pause_between_attempts_grows_to_a_limit),
		ONCE(no_attempt_is_made_during_the_pause),
		ONCE(an_idle_attempt_waits_for_no_pause_and_makes_none),
		ONCE(a_server_that_answers_is_waited_for_though_the_last_attempt_failed),
		ONCE(the_reason_is_forgotten_once_connected),
		ONCE(a_missing_schema_is_told_with_its_remedy),
		ONCE(a_schema_that_is_too_old_is_told_with_its_remedy),
		ONCE(a_database_in_another_encoding_is_refused),
		ONCE(a_refused_setup_is_told),
		ONCE(notices_of_the_server_go_to_the_log),
		{prepared_statements_are_planned_once, 2},
	};
	/* clang-format on */

	return suite_of("db_conn", tests, COUNT(tests));
}
