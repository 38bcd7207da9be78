/* db_run.c: lost connections, locks and timeouts, and what is tried again. */
#include "base/time.h"
#include "db/schema.h"
#include "db/session.h"
#include "db/user.h"
#include "unit/fixture.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

static struct db *db;
static struct holder holder;

static void
set_up(long timeout_ms, bool prepare)
{
	db = fixture_open_with(fixture_url(""), timeout_ms, prepare);
	holder = holder_new(db);
}

static enum error
add_todo(void)
{
	return holder_add_todo(db, &holder);
}

static enum error
find_user(void)
{
	return holder_find(db, &holder);
}

/* A pipeline of two statements that write. */
static enum error
log_in(void)
{
	struct session session = {.id = base_id_new(),
		.user_id = holder.id,
		.issued_at = NOW,
		.expires_at = NOW + TIME_DAY};

	base_id_format(&session.id, session.jti);
	return db_session_begin(db, &session, base_text_of(holder.hash), 0);
}

static enum error (*const calls[])(void) = {find_user, add_todo, log_in};

/* Todos and sessions of the holder; one session was there before. */
static const char *
written(void)
{
	return sql(
		"SELECT (SELECT count(*) FROM todos WHERE user_id = '%s')"
		" + (SELECT count(*) FROM refresh_tokens WHERE user_id = '%s')"
		" - 1",
		holder.name, holder.name);
}

/* Ends the backend of the connection under test and waits until it is gone. */
static void
terminate(void)
{
	int backend = PQbackendPID(db->conn);

	sql("SELECT pg_terminate_backend(%d)", backend);
	while (strcmp(sql("SELECT count(*) FROM pg_stat_activity WHERE pid = %d",
			      backend),
		       "0") != 0)
		;
}

START_TEST(a_lost_idle_connection_costs_no_call)
{
	bool prepare = _i < (int)COUNT(calls);
	enum error (*call)(void) = calls[(size_t)_i % COUNT(calls)];

	set_up(PATIENCE, prepare);
	terminate();
	assert_error(call(), OK);
	ck_assert_str_eq(written(), call == find_user ? "0" : "1");
	fixture_close();
}
END_TEST

/* A read does not look first if the connection died, and finds out by a loss more. */
START_TEST(a_read_outlives_a_dead_connection_and_one_that_dies)
{
	pid_t pid;

	/* To prepare a statement would wait for the lock, too. */
	set_up(10000, false);
	assert_error(find_user(), OK);
	terminate();
	sql("BEGIN");
	sql("LOCK TABLE users");
	pid = fork();
	if (pid == 0)
		exit((int)find_user());
	while (strcmp(sql("SELECT count(pg_terminate_backend(pid))"
			  " FROM pg_stat_activity"
			  " WHERE wait_event_type = 'Lock'"),
		       "1") != 0)
		sql("SELECT pg_stat_clear_snapshot()");
	sql("COMMIT");
	assert_error(fixture_finish(pid), OK);
	fixture_close();
}
END_TEST

START_TEST(a_backend_ended_at_work_is_tried_again)
{
	pid_t pid;

	set_up(10000, true);
	sql("BEGIN");
	sql("LOCK TABLE users");
	pid = fixture_start(calls[_i]);
	/* Refused in the place of a result: nothing was applied. */
	sql("SELECT pg_terminate_backend(%d)", PQbackendPID(db->conn));
	sql("COMMIT");
	assert_error(fixture_finish(pid), OK);
	ck_assert_str_eq(written(), calls[_i] == find_user ? "0" : "1");
	fixture_close();
}
END_TEST

START_TEST(a_connection_cut_at_work_is_tried_again_for_reads_alone)
{
	pid_t pid;

	set_up(10000, true);
	sql("BEGIN");
	sql("LOCK TABLE users");
	pid = fixture_start(calls[_i]);
	/* No good-bye: whether a write was applied, nobody can say. */
	ck_assert_int_eq(shutdown(PQsocket(db->conn), SHUT_RDWR), 0);
	sql("COMMIT");
	assert_error(
		fixture_finish(pid), calls[_i] == find_user ? OK : SERVER_001);
	fixture_close();
}
END_TEST

START_TEST(forgotten_statements_are_prepared_again)
{
	set_up(PATIENCE, true);
	PQclear(PQexec(db->conn, "DEALLOCATE ALL"));
	assert_error(calls[_i](), OK);
	ck_assert_str_eq(written(), calls[_i] == find_user ? "0" : "1");
	fixture_close();
}
END_TEST

START_TEST(a_server_that_became_read_only_is_left)
{
	set_up(PATIENCE, true);
	/* As after a failover; the next connection may reach the new one. */
	PQclear(PQexec(db->conn, "SET default_transaction_read_only = on"));
	assert_error(calls[_i](), OK);
	ck_assert_str_eq(written(), calls[_i] == find_user ? "0" : "1");
	fixture_close();
}
END_TEST

/* clang-format off */
static const struct {
	enum error (*call)(void);
	const char *table;
	enum error error;
} timeouts[] = {
	{find_user, "users", SERVER_002},
	{log_in, "refresh_tokens", SERVER_002},
	/* Fail closed: the revocation check could not be made. */
	{add_todo, "token_blacklist", SERVER_003},
	{add_todo, "users", SERVER_003},
};
/* clang-format on */

START_TEST(a_statement_that_takes_too_long_is_given_up)
{
	set_up(600, true);
	sql("BEGIN");
	sql("LOCK TABLE %s", timeouts[_i].table);
	assert_error(timeouts[_i].call(), timeouts[_i].error);
	sql("COMMIT");
	ck_assert_str_eq(written(), "0");
	/* The connection is as good as before. */
	assert_error(timeouts[_i].call(), OK);
	fixture_close();
}
END_TEST

START_TEST(a_server_that_falls_silent_is_given_up)
{
	int backend;

	set_up(600, true);
	backend = PQbackendPID(db->conn);
	/* The tests' cluster belongs to us, or to www-data where we are root. */
	ck_assert_int_eq(kill(backend, SIGSTOP), 0);
	assert_error(calls[_i](), SERVER_001);
	ck_assert_ptr_null(db->conn);
	kill(backend, SIGCONT);
	assert_error(find_user(), OK);
	fixture_close();
}
END_TEST

START_TEST(an_open_transaction_is_not_left_behind)
{
	set_up(PATIENCE, true);
	PQclear(PQexec(db->conn, "BEGIN"));
	PQclear(PQexec(db->conn, "SELECT broken"));
	assert_error(add_todo(), SERVER_003);
	assert_error(add_todo(), OK);
	ck_assert_str_eq(written(), "1");
	fixture_close();
}
END_TEST

START_TEST(results_live_until_they_are_released)
{
	struct login login;
	size_t i;

	set_up(PATIENCE, true);
	assert_error(
		db_user_find_login(db, base_text_of(holder.email), &login), OK);
	for (i = 1; i < DB_RESULTS_MAX; i++)
		assert_error(fixture_ping(db), OK);
	assert_text(login.email, holder.email);
	ck_assert_uint_eq(db->result_count, DB_RESULTS_MAX);
	db_conn_release(db);
	ck_assert_uint_eq(db->result_count, 0);
	assert_error(fixture_ping(db), OK);
	fixture_close();
}
END_TEST

START_TEST(the_slowest_statement_of_a_request_is_known_until_its_end)
{
	int64_t duration;

	set_up(PATIENCE, true);
	db_conn_release(db);
	ck_assert_ptr_null(db_conn_slowest(db, &duration));
	ck_assert_int_eq(duration, 0);
	assert_error(find_user(), OK);
	ck_assert_str_eq(db_conn_slowest(db, &duration), "USER_BY_EMAIL");
	ck_assert_int_gt(duration, 0);
	/* Longer than any, and one that is shorter. */
	db_link_time(db, DB_TODO_INSERT, TIME_DAY);
	db_link_time(db, DB_PING, TIME_DAY - 1);
	assert_error(find_user(), OK);
	ck_assert_str_eq(db_conn_slowest(db, &duration), "TODO_INSERT");
	ck_assert_int_eq(duration, TIME_DAY);
	db_conn_release(db);
	ck_assert_ptr_null(db_conn_slowest(db, &duration));
	fixture_close();
}
END_TEST

START_TEST(a_statement_that_failed_was_slow_as_well)
{
	int64_t duration;

	set_up(600, true);
	sql("BEGIN");
	sql("LOCK TABLE users");
	assert_error(find_user(), SERVER_002);
	sql("COMMIT");
	ck_assert_str_eq(db_conn_slowest(db, &duration), "USER_BY_EMAIL");
	/* It had its timeout, whatever else the machine did. */
	ck_assert_int_ge(duration, 600000);
	fixture_close();
}
END_TEST

START_TEST(a_failure_keeps_the_results_from_before)
{
	struct login login, none;

	set_up(PATIENCE, true);
	assert_error(
		db_user_find_login(db, base_text_of(holder.email), &login), OK);
	assert_error(db_user_find_login(db, base_text_of("\xff"), &none),
		SERVER_002);
	ck_assert_uint_eq(db->result_count, 1);
	assert_text(login.email, holder.email);
	fixture_close();
}
END_TEST

START_TEST(more_results_than_there_is_room_for_are_a_failure)
{
	size_t i;

	set_up(PATIENCE, true);
	for (i = 0; i < DB_RESULTS_MAX; i++)
		assert_error(fixture_ping(db), OK);
	assert_error(db_schema_ping(db), SERVER_001);
	db_conn_release(db);
	assert_error(fixture_ping(db), OK);
	fixture_close();
}
END_TEST

Suite *
db_run_suite(void)
{
	const struct suite_test tests[] = {
		{a_lost_idle_connection_costs_no_call, 6},
		ONCE(a_read_outlives_a_dead_connection_and_one_that_dies),
		EACH(a_backend_ended_at_work_is_tried_again, calls),
		EACH(a_connection_cut_at_work_is_tried_again_for_reads_alone,
			calls),
		EACH(forgotten_statements_are_prepared_again, calls),
		EACH(a_server_that_became_read_only_is_left, calls),
		EACH(a_statement_that_takes_too_long_is_given_up, timeouts),
		EACH(a_server_that_falls_silent_is_given_up, calls),
		ONCE(an_open_transaction_is_not_left_behind),
		ONCE(results_live_until_they_are_released),
		ONCE(the_slowest_statement_of_a_request_is_known_until_its_end),
		ONCE(a_statement_that_failed_was_slow_as_well),
		ONCE(a_failure_keeps_the_results_from_before),
		ONCE(more_results_than_there_is_room_for_are_a_failure),
	};

	return suite_of("db_run", tests, COUNT(tests));
}
