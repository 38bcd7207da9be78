/* db_idempotency.c: a request that comes again gets the first one's answer. */
#include "db/idempotency.h"

#include "db/todo.h"
#include "unit/fixture.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define DAY_AFTER (NOW + TIME_DAY)
#define NO_LIMIT 0

static struct db *db;
static struct holder holder;

static void
set_up(void)
{
	db = fixture_open();
	holder = holder_new(db);
}

static struct idempotency
request(const char *key, const char *body)
{
	return (struct idempotency){.key = base_text_of(key),
		.scope = base_text_of("POST /todos"),
		.request = base_text_of(body),
		.headers = base_text_of("Location: /todos/1\r\n"),
		.body = base_text_of("{\"id\":1}")};
}

static struct todo todo; /* what was added last, if anything was */

/* Adds a todo at a moment; limit may be NO_LIMIT. */
static enum error
add(struct idempotency *same, int64_t now, long limit)
{
	const struct todo_change change = {.title = base_text_of("t")};
	int64_t held;

	todo = db_todo_new(&holder.caller, &change, now);
	if (limit == NO_LIMIT)
		return db_todo_insert(db, &holder.caller, &todo, same);
	return db_todo_insert_within(
		db, &holder.caller, &todo, limit, &held, same);
}

static void
assert_todos(const char *count)
{
	ck_assert_str_eq(sql("SELECT count(*) FROM todos WHERE user_id = '%s'",
				 holder.name),
		count);
}

static const long limits[] = {NO_LIMIT, 1000, 2, 1};

START_TEST(the_same_request_is_done_once_and_answered_alike)
{
	struct idempotency first = request("k", "{}");
	struct idempotency again = request("k", "{}");
	struct todo made;

	set_up();
	if (_i >= (int)COUNT(limits))
		db_conn_pool(db);
	again.headers = again.body = base_text_of("another");
	assert_error(add(&first, NOW, limits[(size_t)_i % COUNT(limits)]), OK);
	ck_assert(!first.is_known);
	made = todo;
	ck_assert_int_gt(made.revision, 0);
	assert_error(add(&again, NOW, limits[(size_t)_i % COUNT(limits)]), OK);
	ck_assert(again.is_known);
	assert_text(again.headers, "Location: /todos/1\r\n");
	assert_text(again.body, "{\"id\":1}");
	ck_assert(base_id_equal(&again.id, &made.id));
	ck_assert_int_eq(again.revision, made.revision);
	ck_assert_str_eq(sql("SELECT count(*) FROM todos JOIN idempotency_keys"
			     " USING (user_id, id, revision)"
			     " WHERE user_id = '%s'",
				 holder.name),
		"1");
	assert_todos("1");
	fixture_close();
}
END_TEST

START_TEST(another_request_has_another_key)
{
	struct idempotency first = request("k", "{}");
	struct idempotency body = request("k", "{} ");
	struct idempotency scope = request("k", "{}");
	struct idempotency other = request("K", "{}");

	set_up();
	scope.scope = base_text_of("POST /todos/bulk");
	assert_error(add(&first, NOW, NO_LIMIT), OK);
	assert_error(add(&body, NOW, NO_LIMIT), VALIDATION_009);
	assert_error(add(&scope, NOW, NO_LIMIT), VALIDATION_009);
	assert_error(add(&other, NOW, NO_LIMIT), OK);
	ck_assert(!other.is_known);
	/* Another user's is none of theirs. */
	holder = holder_new(db);
	first = request("k", "{}");
	assert_error(add(&first, NOW, NO_LIMIT), OK);
	ck_assert(!first.is_known);
	fixture_close();
}
END_TEST

START_TEST(a_key_lives_for_a_day)
{
	struct idempotency first = request("k", "{}");
	struct idempotency later = request("k", "{\"b\":1}");

	set_up();
	assert_error(add(&first, NOW, NO_LIMIT), OK);
	assert_error(add(&later, DAY_AFTER - 1, NO_LIMIT), VALIDATION_009);
	assert_error(add(&later, DAY_AFTER, NO_LIMIT), OK);
	ck_assert(!later.is_known);
	assert_error(add(&later, DAY_AFTER + 1, NO_LIMIT), OK);
	ck_assert(later.is_known);
	assert_todos("2");
	fixture_close();
}
END_TEST

START_TEST(a_request_in_hand_is_not_waited_for)
{
	struct idempotency same = request("k", "{}");
	long limit = limits[_i];

	set_up();
	sql("BEGIN");
	sql("SELECT pg_advisory_xact_lock(uuid_hash('%s'), hashtext('k'))",
		holder.name);
	assert_error(add(&same, NOW, limit), REQUEST_007);
	sql("ROLLBACK");
	assert_todos("0");
	assert_error(add(&same, NOW, limit), OK);
	ck_assert(!same.is_known);
	assert_todos("1");
	fixture_close();
}
END_TEST

START_TEST(what_was_refused_may_be_tried_again)
{
	struct idempotency first = request("1", "{}");
	struct idempotency second = request("2", "{}");

	set_up();
	assert_error(add(&first, NOW, 1), OK);
	assert_error(add(&second, NOW, 1), LIMIT_001);
	assert_error(add(&second, NOW, 2), OK);
	ck_assert(!second.is_known);
	fixture_close();
}
END_TEST

START_TEST(a_caller_who_is_refused_learns_no_answer)
{
	struct idempotency same = request("k", "{}");

	set_up();
	assert_error(add(&same, NOW, NO_LIMIT), OK);
	sql("UPDATE users SET is_active = false WHERE id = '%s'", holder.name);
	assert_error(add(&same, NOW, limits[_i]), AUTH_007);
	ck_assert(!same.is_known);
	fixture_close();
}
END_TEST

START_TEST(keys_go_with_their_user)
{
	struct idempotency same = request("k", "{}");

	set_up();
	assert_error(add(&same, NOW, NO_LIMIT), OK);
	sql("DELETE FROM users WHERE id = '%s'", holder.name);
	ck_assert_str_eq(sql("SELECT count(*) FROM idempotency_keys"
			     " WHERE user_id = '%s'",
				 holder.name),
		"0");
	fixture_close();
}
END_TEST

static enum error
add_with_key(void)
{
	struct idempotency same = request("k", "{}");

	return add(&same, NOW, NO_LIMIT);
}

START_TEST(a_connection_cut_at_work_leaves_one_todo_at_most)
{
	struct idempotency again = request("k", "{}");
	pid_t pid;

	db = fixture_open_with(fixture_url(""), 10000, true);
	holder = holder_new(db);
	sql("BEGIN");
	sql("LOCK TABLE todos");
	pid = fixture_start(add_with_key);
	ck_assert_int_eq(shutdown(PQsocket(db->conn), SHUT_RDWR), 0);
	sql("COMMIT");
	assert_error(fixture_finish(pid), SERVER_001);
	while (add(&again, NOW, NO_LIMIT) == REQUEST_007)
		;
	assert_todos("1");
	fixture_close();
}
END_TEST

Suite *
db_idempotency_suite(void)
{
	const struct suite_test tests[] = {
		{the_same_request_is_done_once_and_answered_alike,
			2 * COUNT(limits)},
		ONCE(another_request_has_another_key),
		ONCE(a_key_lives_for_a_day),
		EACH(a_request_in_hand_is_not_waited_for, limits),
		ONCE(what_was_refused_may_be_tried_again),
		EACH(a_caller_who_is_refused_learns_no_answer, limits),
		ONCE(keys_go_with_their_user),
		ONCE(a_connection_cut_at_work_leaves_one_todo_at_most),
	};

	return suite_of("db_idempotency", tests, COUNT(tests));
}
