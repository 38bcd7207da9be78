/* db_cancel.c: what is given up ends on the server too, and costs no backend. */
#include "db/session.h"

#include "support/standby.h"
#include "unit/fixture.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct db *db;
static struct holder holder;

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

static enum error
log_in(void)
{
	return holder_begin(db, &holder, holder.hash, NULL);
}

/* Uses the refresh token of this generation, of the holder's session. */
static enum error
use(int32_t generation)
{
	struct refresh token = {.user_id = holder.id, .generation = generation};
	struct renewal renewal;
	struct id ended;

	snprintf(token.session, sizeof(token.session), "%s",
		holder.caller.session_jti);
	snprintf(token.jti, sizeof(token.jti), "%.40s.%d", token.session,
		generation);
	return db_session_renew(db, &token, NOW, NOW, &renewal, &ended);
}

static void
set_up(void)
{
	db = fixture_open_with(fixture_url(""), 500, true);
	holder = holder_new(db);
}

/* The server's own limits out of the way: only the worker gives up. */
static void
lift_limits(void)
{
	PGresult *result = PQexec(db->conn,
		"SET statement_timeout = 0;"
		" SET lock_timeout = 0");

	ck_assert_int_eq(PQresultStatus(result), PGRES_COMMAND_OK);
	PQclear(result);
}

static void
wait_for_standby(bool wait)
{
	standby_await(fixture_url(""), wait);
}

static int
backends(void)
{
	/* What a transaction has seen of others it sees again. */
	sql("SELECT pg_stat_clear_snapshot()");
	return (int)strtol(sql("SELECT count(*) FROM pg_stat_activity"
			       " WHERE application_name = 'todo-api'"),
		NULL, 10);
}

static int
busy_backends(void)
{
	sql("SELECT pg_stat_clear_snapshot()");
	return (int)strtol(
		sql("SELECT count(*) FROM pg_stat_activity"
		    " WHERE application_name = 'todo-api' AND state <> 'idle'"),
		NULL, 10);
}

START_TEST(a_commit_that_waits_for_a_standby_is_cancelled)
{
	int backend, i;

	set_up();
	backend = PQbackendPID(db->conn);
	wait_for_standby(true);
	for (i = 0; i < 2; i++) {
		assert_error(add_todo(), SERVER_001);
		ck_assert(db_conn_is_unsure(db));
		ck_assert_int_eq(busy_backends(), 0);
	}
	/* Neither is the connection lost, nor a second one made. */
	ck_assert_int_eq(PQbackendPID(db->conn), backend);
	ck_assert_int_eq(backends(), 1);
	db_conn_release(db);
	ck_assert(!db_conn_is_unsure(db));
	assert_error(find_user(), OK);
	wait_for_standby(false);
	/* It was applied, in fact. */
	ck_assert_str_eq(sql("SELECT count(*) FROM todos WHERE user_id = '%s'",
				 holder.name),
		"2");
	assert_error(add_todo(), OK);
	fixture_close();
}
END_TEST

/* After such a commit the next is given up early; what else waits is not. */
START_TEST(a_lock_is_waited_for_though_a_standby_was_lost)
{
	pid_t pid;

	set_up();
	lift_limits();
	wait_for_standby(true);
	assert_error(add_todo(), SERVER_001);
	ck_assert(db->hurried);
	wait_for_standby(false);
	sql("BEGIN");
	sql("LOCK TABLE users");
	pid = fixture_start(add_todo);
	sql("SELECT pg_sleep(0.8)");
	sql("COMMIT");
	assert_error(fixture_finish(pid), OK);
	fixture_close();
}
END_TEST

START_TEST(a_commit_that_is_confirmed_ends_the_hurry)
{
	set_up();
	wait_for_standby(true);
	assert_error(add_todo(), SERVER_001);
	ck_assert(db->hurried);
	assert_error(use(0), OK);
	assert_error(find_user(), OK);
	ck_assert(db->hurried);
	wait_for_standby(false);
	assert_error(add_todo(), OK);
	ck_assert(!db->hurried);
	fixture_close();
}
END_TEST

/* What could not be ended, where its row was lost. */
START_TEST(a_login_waits_for_a_standby)
{
	set_up();
	wait_for_standby(true);
	assert_error(log_in(), SERVER_001);
	ck_assert(db_conn_is_unsure(db));
	/* Nothing is waited for where none begins. */
	db_conn_release(db);
	assert_error(holder_begin(db, &holder, "other", NULL), AUTH_001);
	wait_for_standby(false);
	assert_error(log_in(), OK);
	fixture_close();
}
END_TEST

START_TEST(a_refresh_does_not_wait_for_a_standby_but_the_end_by_one_does)
{
	set_up();
	wait_for_standby(true);
	assert_error(use(0), OK);
	assert_error(use(1), OK);
	assert_error(use(1), OK);
	assert_error(use(0), SERVER_001);
	ck_assert(db_conn_is_unsure(db));
	wait_for_standby(false);
	db_conn_release(db);
	assert_error(use(1), AUTH_004);
	fixture_close();
}
END_TEST

START_TEST(a_wait_for_a_lock_is_cancelled)
{
	enum error (*const calls[])(void) = {find_user, add_todo, log_in};
	int backend;

	set_up();
	backend = PQbackendPID(db->conn);
	lift_limits();
	sql("BEGIN");
	sql("LOCK TABLE users");
	assert_error(calls[_i](), SERVER_001);
	/* It was never applied, and that is known. */
	ck_assert(!db_conn_is_unsure(db));
	ck_assert_int_eq(busy_backends(), 0);
	ck_assert_int_eq(PQbackendPID(db->conn), backend);
	sql("COMMIT");
	assert_error(calls[_i](), OK);
	fixture_close();
}
END_TEST

START_TEST(a_slow_statement_is_cancelled)
{
	set_up();
	lift_limits();
	sql("CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS"
	    " $$ BEGIN PERFORM pg_sleep(600); RETURN NEW; END $$");
	sql("CREATE TRIGGER slow BEFORE INSERT ON todos"
	    " FOR EACH ROW EXECUTE FUNCTION slow()");
	assert_error(add_todo(), SERVER_001);
	ck_assert(!db_conn_is_unsure(db));
	ck_assert_int_eq(busy_backends(), 0);
	sql("DROP FUNCTION slow CASCADE");
	assert_error(add_todo(), OK);
	ck_assert_str_eq(sql("SELECT count(*) FROM todos WHERE user_id = '%s'",
				 holder.name),
		"1");
	fixture_close();
}
END_TEST

START_TEST(a_set_up_is_cancelled)
{
	db = fixture_open_with(fixture_url(""), 10000, true);
	sql("BEGIN");
	sql("LOCK TABLE todos");
	ck_assert(!db_conn_ready(db, INT64_MAX));
	ck_assert_str_eq(db_conn_reason(db), "set-up: no answer in time");
	/* It has noticed, though the lock is still held. */
	while (backends() > 0)
		;
	sql("COMMIT");
	fixture_close();
}
END_TEST

START_TEST(what_nobody_hears_of_may_be_applied)
{
	set_up();
	lift_limits();
	/* Cut off in the middle: no cancellation can tell. */
	sql("BEGIN");
	sql("LOCK TABLE users");
	ck_assert_int_eq(kill(PQbackendPID(db->conn), SIGSTOP), 0);
	assert_error(add_todo(), SERVER_001);
	ck_assert(db_conn_is_unsure(db));
	ck_assert_ptr_null(db->conn);
	db_conn_release(db);
	ck_assert(!db_conn_is_unsure(db));
	kill((pid_t)strtol(sql("SELECT pid FROM pg_stat_activity"
			       " WHERE application_name = 'todo-api'"),
		     NULL, 10),
		SIGCONT);
	sql("COMMIT");
	fixture_close();
}
END_TEST

Suite *
db_cancel_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(a_commit_that_waits_for_a_standby_is_cancelled),
		ONCE(a_lock_is_waited_for_though_a_standby_was_lost),
		ONCE(a_commit_that_is_confirmed_ends_the_hurry),
		ONCE(a_login_waits_for_a_standby),
		ONCE(a_refresh_does_not_wait_for_a_standby_but_the_end_by_one_does),
		{a_wait_for_a_lock_is_cancelled, 3},
		ONCE(a_slow_statement_is_cancelled),
		ONCE(a_set_up_is_cancelled),
		ONCE(what_nobody_hears_of_may_be_applied),
	};

	return suite_of("db_cancel", tests, COUNT(tests));
}
