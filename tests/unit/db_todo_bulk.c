/* db_todo_bulk.c: operations in one transaction: all of them, or those that can be. */
#include "unit/bulk.h"

#include "db/schema.h"
#include "db/todo.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static void
set_up_way(int way)
{
	bulk_open("", way);
}

static void
set_up(void)
{
	bulk_open("", 0);
}

START_TEST(good_operations_are_done_in_their_order)
{
	struct todo_operation *all = bulk.operations;

	set_up_way(_i);
	bulk_put(TODO_CREATE, NULL, "made");
	/* This changes nothing, the time of the last change included. */
	bulk_put(TODO_UPDATE, &bulk_mine, NULL);
	bulk_put(TODO_UPDATE, &bulk_mine, "new");
	bulk_put(TODO_DELETE, &bulk_mine, NULL);
	bulk_put(TODO_CREATE, NULL, "more");
	assert_error(bulk_run(LIMIT_OF(_i), KEY_OF(_i)), OK);
	ck_assert_ptr_null(model_todo_bulk_refused(&bulk));
	assert_text(all[0].todo.title, "made");
	ck_assert_int_eq(all[0].todo.created_at, NOW + TIME_SECOND);
	assert_text(all[1].todo.title, "old");
	ck_assert_int_eq(all[1].todo.updated_at, NOW);
	assert_text(all[2].todo.title, "new");
	ck_assert_int_eq(all[2].todo.created_at, NOW);
	ck_assert_int_eq(all[2].todo.updated_at, NOW + TIME_SECOND);
	bulk_assert_titles("made more");
	fixture_close();
}
END_TEST

START_TEST(a_refused_operation_says_why_and_lets_none_or_the_others_pass)
{
	struct id none = base_id_new();

	set_up_way(_i);
	bulk_put(TODO_CREATE, NULL, "made");
	bulk_put(TODO_UPDATE, &bulk_theirs, "new");
	bulk_put(TODO_DELETE, &none, NULL);
	bulk_put(TODO_UPDATE, &bulk_mine, "new");
	bulk.operations[bulk.count++].err = VALIDATION_004;
	bulk_put(TODO_DELETE, &bulk_theirs, NULL);
	assert_error(bulk_run(LIMIT_OF(_i), KEY_OF(_i)),
		bulk.atomic ? AUTHZ_001 : OK);
	assert_error(bulk.operations[0].err, OK);
	assert_error(bulk.operations[1].err, AUTHZ_001);
	assert_error(bulk.operations[2].err, RESOURCE_001);
	assert_error(bulk.operations[3].err, OK);
	assert_error(bulk.operations[4].err, VALIDATION_004);
	assert_error(bulk.operations[5].err, AUTHZ_001);
	bulk_assert_titles(bulk.atomic ? "old" : "made new");
	/* A key is kept with what was answered, and with nothing else. */
	ck_assert_str_eq(sql("SELECT count(*) FROM idempotency_keys"
			     " WHERE user_id = '%s'",
				 bulk_holder.name),
		_i & 2 && !bulk.atomic ? "1" : "0");
	fixture_close();
}
END_TEST

START_TEST(a_caller_who_is_refused_changes_nothing)
{
	set_up_way(_i);
	bulk_put(TODO_CREATE, NULL, "made");
	bulk_put(TODO_DELETE, &bulk_mine, NULL);
	/* Also where nothing is run. */
	if (_i & 1)
		bulk.operations[0].err = bulk.operations[1].err =
			VALIDATION_004;
	bulk.atomic = false;
	sql("UPDATE users SET is_active = false WHERE id = '%s'",
		bulk_holder.name);
	assert_error(bulk_run(LIMIT_OF(_i), KEY_OF(_i)), AUTH_007);
	bulk_assert_titles("old");
	fixture_close();
}
END_TEST

START_TEST(no_more_todos_are_created_than_are_allowed)
{
	set_up_way(_i & ~8);
	bulk_put(TODO_CREATE, NULL, "1");
	bulk_put(TODO_CREATE, NULL, "2");
	bulk_put(TODO_UPDATE, &bulk_mine, "new");
	bulk_put(TODO_CREATE, NULL, "3");
	assert_error(bulk_run(3, KEY_OF(_i)), bulk.atomic ? LIMIT_001 : OK);
	assert_error(bulk.operations[3].err, LIMIT_001);
	bulk_assert_titles(bulk.atomic ? "old" : "1 2 new");
	fixture_close();
}
END_TEST

START_TEST(a_bulk_that_comes_again_is_done_once)
{
	set_up_way(_i | 2);
	bulk_put(TODO_CREATE, NULL, "made");
	assert_error(bulk_run(LIMIT_OF(_i), &bulk_key), OK);
	ck_assert(!bulk_key.is_known);
	bulk_key.headers = bulk_key.body = base_text_of("x");
	assert_error(bulk_run(LIMIT_OF(_i), &bulk_key), OK);
	ck_assert(bulk_key.is_known);
	assert_text(bulk_key.body, "{\"results\":[]}");
	bulk_assert_titles("made old");
	bulk_key.request = base_text_of("another");
	assert_error(bulk_run(LIMIT_OF(_i), &bulk_key), VALIDATION_009);
	sql("BEGIN");
	sql("SELECT pg_advisory_xact_lock(uuid_hash('%s'), hashtext('other'))",
		bulk_holder.name);
	bulk_key.key = base_text_of("other");
	assert_error(bulk_run(0, &bulk_key), REQUEST_007);
	sql("ROLLBACK");
	bulk_assert_titles("made old");
	fixture_close();
}
END_TEST

static enum error
run_atomic(void)
{
	bulk.atomic = true;
	bulk_put(TODO_CREATE, NULL, "made");
	bulk_put(TODO_UPDATE, &bulk_mine, "new");
	return bulk_run(0, NULL);
}

START_TEST(a_connection_lost_before_the_commit_is_tried_again)
{
	pid_t pid;

	set_up();
	sql("BEGIN");
	sql("SELECT 1 FROM todos WHERE user_id = '%s' FOR UPDATE",
		bulk_holder.name);
	pid = fixture_start(run_atomic);
	ck_assert_int_eq(shutdown(PQsocket(bulk_db->conn), SHUT_RDWR), 0);
	sql("COMMIT");
	assert_error(fixture_finish(pid), OK);
	bulk_assert_titles("made new");
	fixture_close();
}
END_TEST

START_TEST(a_commit_that_is_not_heard_of_is_unsure)
{
	int backend;

	set_up();
	bulk.atomic = true;
	bulk_put(TODO_UPDATE, &bulk_mine, "new");
	assert_error(db_todo_bulk_run(bulk_db, &bulk_holder.caller, &bulk, NOW,
			     &(struct db_todo_quota){0}, NULL),
		OK);
	backend = PQbackendPID(bulk_db->conn);
	if (_i == 0)
		ck_assert_int_eq(
			shutdown(PQsocket(bulk_db->conn), SHUT_RDWR), 0);
	else
		sql("SELECT pg_terminate_backend(%d)", backend);
	assert_error(db_todo_bulk_commit(bulk_db, &bulk_holder.caller, NULL),
		SERVER_001);
	ck_assert(db_conn_is_unsure(bulk_db));
	db_conn_release(bulk_db);
	bulk_assert_titles("old");
	fixture_close();
}
END_TEST

START_TEST(what_is_held_too_long_is_given_up_and_was_not_done)
{
	set_up();
	bulk_db->timeout_ms = 200;
	PQclear(PQexec(bulk_db->conn, "SET statement_timeout = 200"));
	sql("BEGIN");
	sql("SELECT 1 FROM todos WHERE user_id = '%s' FOR UPDATE",
		bulk_holder.name);
	assert_error(run_atomic(), SERVER_003);
	ck_assert(!db_conn_is_unsure(bulk_db));
	sql("COMMIT");
	bulk_assert_titles("old");
	fixture_close();
}
END_TEST

START_TEST(what_was_done_and_cannot_be_told_is_unsure)
{
	struct id none = base_id_new();
	size_t i;

	set_up();
	bulk_put(TODO_UPDATE, &bulk_mine, "new");
	bulk_put(TODO_DELETE, &none, NULL);
	bulk.atomic = _i;
	/* There is room for what comes back of these, and for no question more. */
	for (i = 2; i < DB_RESULTS_MAX; i++)
		assert_error(db_schema_ping(bulk_db), OK);
	assert_error(bulk_run(0, NULL), SERVER_001);
	ck_assert_int_eq(db_conn_is_unsure(bulk_db), !bulk.atomic);
	db_conn_release(bulk_db);
	bulk_assert_titles(bulk.atomic ? "old" : "new");
	fixture_close();
}
END_TEST

/* Whoever forgets to end it leaves no transaction to the next request. */
START_TEST(a_release_ends_what_is_held)
{
	set_up();
	bulk.atomic = true;
	bulk_put(TODO_UPDATE, &bulk_mine, "new");
	assert_error(db_todo_bulk_run(bulk_db, &bulk_holder.caller, &bulk, NOW,
			     &(struct db_todo_quota){0}, NULL),
		OK);
	ck_assert_int_eq(bulk_db->hold, HOLD_ON);
	db_conn_release(bulk_db);
	bulk_assert_titles("old");
	bulk_add(&bulk_holder);
	bulk_assert_titles("old old");
	fixture_close();
}
END_TEST

START_TEST(a_hundred_operations_go_at_once)
{
	int i;

	set_up_way(_i);
	for (i = 0; i < TODO_BULK_MAX; i++)
		bulk_put(
			i % 2 ? TODO_UPDATE : TODO_DELETE, &bulk_theirs, "new");
	bulk.atomic = false;
	assert_error(bulk_run(LIMIT_OF(_i), KEY_OF(_i)), OK);
	for (i = 0; i < TODO_BULK_MAX; i++)
		assert_error(bulk.operations[i].err, AUTHZ_001);
	bulk_assert_titles("old");
	fixture_close();
}
END_TEST

Suite *
db_todo_bulk_suite(void)
{
	const struct suite_test tests[] = {
		{good_operations_are_done_in_their_order, WAYS},
		{a_refused_operation_says_why_and_lets_none_or_the_others_pass,
			WAYS},
		{a_caller_who_is_refused_changes_nothing, WAYS},
		{no_more_todos_are_created_than_are_allowed, 8},
		{a_bulk_that_comes_again_is_done_once, WAYS},
		ONCE(a_connection_lost_before_the_commit_is_tried_again),
		{a_commit_that_is_not_heard_of_is_unsure, 2},
		ONCE(what_is_held_too_long_is_given_up_and_was_not_done),
		{what_was_done_and_cannot_be_told_is_unsure, 2},
		ONCE(a_release_ends_what_is_held),
		{a_hundred_operations_go_at_once, WAYS},
	};

	return suite_of("db_todo_bulk", tests, COUNT(tests));
}
