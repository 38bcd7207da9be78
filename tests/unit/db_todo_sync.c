/* db_todo_sync.c: what became of todos is told in order, and nothing is left out. */
#include "db/todo_sync.h"

#include "db/todo.h"
#include "db/upkeep.h"
#include "unit/fixture.h"

#include <string.h>

static struct db *db;
static struct holder holder;
static struct todo_sync sync;
static int64_t start; /* the place at which each test begins */

static enum error
read_after(int64_t place, int limit)
{
	db_conn_release(db);
	return db_todo_sync_read(db, &holder.caller, place, limit, &sync);
}

static void
set_up(void)
{
	db = fixture_open();
	holder = holder_new(db);
	assert_error(read_after(TODO_SYNC_NOW, 100), OK);
	start = sync.next;
}

static struct id
add(const char *title)
{
	const struct todo_change change = {.title = base_text_of(title)};
	struct todo todo;

	assert_error(holder_insert(db, &holder, &change, &todo), OK);
	return todo.id;
}

static void
rename_to(const struct id *id, const char *title)
{
	const struct todo_change change = {
		.has_title = GIVEN, .title = base_text_of(title)};
	struct todo todo;

	assert_error(db_todo_update(
			     db, &holder.caller, id, &change, NULL, NOW, &todo),
		OK);
}

static void delete (const struct id *id)
{
	assert_error(db_todo_delete(db, &holder.caller, id, NULL), OK);
}

/* Asserts that an item is about this todo: its title now; NULL: it is gone. */
static void
assert_event(size_t place, const struct id *id, const char *title)
{
	const struct todo_event *event = &sync.items[place];

	ck_assert(base_id_equal(&event->todo.id, id));
	ck_assert_int_eq(event->is_deleted, !title);
	if (title)
		assert_text(event->todo.title, title);
}

/* Which todos' words are in the index, which is nothing that a client sees. */
static const char *const indexed[] = {"false", "true", "revision % 2 = 0"};

static void
set_indexed(const char *condition)
{
	sql("UPDATE todos SET has_terms = (%s) WHERE user_id = '%s'"
	    " AND has_terms <> (%s)",
		condition, holder.name, condition);
}

START_TEST(what_changed_is_told_in_its_order_each_todo_once)
{
	struct id a, b, c;

	set_up();
	add("before");
	a = add("a");
	assert_error(read_after(TODO_SYNC_NOW, 100), OK);
	ck_assert_uint_eq(sync.count, 0);
	ck_assert(!sync.has_more);
	start = sync.next;
	b = add("b");
	c = add("c");
	delete (&b);
	rename_to(&c, "c too");
	rename_to(&a, "a too");
	set_indexed(indexed[_i]);
	assert_error(read_after(start, 100), OK);
	ck_assert_uint_eq(sync.count, 3);
	ck_assert(!sync.has_more);
	assert_event(0, &b, NULL);
	assert_event(1, &c, "c too");
	assert_event(2, &a, "a too");
	assert_error(read_after(sync.next, 100), OK);
	ck_assert_uint_eq(sync.count, 0);
	fixture_close();
}
END_TEST

START_TEST(a_limit_cuts_it_into_pages)
{
	struct id ids[5];
	int64_t place;
	size_t i;

	set_up();
	for (i = 0; i < COUNT(ids); i++)
		ids[i] = add("x");
	delete (&ids[1]);
	set_indexed(indexed[_i]);
	place = start;
	for (i = 0; i < COUNT(ids); i++) {
		assert_error(read_after(place, 1), OK);
		ck_assert_uint_eq(sync.count, 1);
		ck_assert_int_eq(sync.has_more, i < 4);
		ck_assert_int_gt(sync.next, place);
		place = sync.next;
	}
	assert_event(0, &ids[1], NULL);
	assert_error(read_after(place, 1), OK);
	ck_assert_int_eq(sync.next, place);
	fixture_close();
}
END_TEST

START_TEST(others_changes_are_not_told)
{
	struct holder other;

	set_up();
	other = holder_new(db);
	assert_error(holder_add_todo(db, &other), OK);
	assert_error(read_after(start, 100), OK);
	ck_assert_uint_eq(sync.count, 0);
	fixture_close();
}
END_TEST

/* Changes by a program that knows of no revisions. */
static const char *const old[] = {
	"INSERT INTO todos (id, user_id, title, created_at, updated_at)"
	" SELECT gen_random_uuid(), id, 'old', now(), now() FROM users"
	" WHERE id = '%s'",
	"UPDATE todos SET title = 'old' WHERE user_id = '%s'",
	"DELETE FROM todos WHERE user_id = '%s'",
};

/* By a program of now, and by one that knows of no revisions. */
static const char *const writes[] = {
	"INSERT INTO todos (id, user_id, title, created_at, updated_at, revision)"
	" SELECT gen_random_uuid(), id, 'new', now(), now(), todo_revision(id)"
	" FROM users WHERE id = '%s'",
	"INSERT INTO todos (id, user_id, title, created_at, updated_at)"
	" SELECT gen_random_uuid(), id, 'old', now(), now() FROM users"
	" WHERE id = '%s'",
};

START_TEST(changes_of_the_program_before_are_told_too)
{
	struct id id;

	set_up();
	id = add("new");
	assert_error(read_after(TODO_SYNC_NOW, 100), OK);
	start = sync.next;
	sql(old[_i], holder.name);
	assert_error(read_after(start, 100), OK);
	ck_assert_uint_eq(sync.count, 1);
	if (_i > 0)
		assert_event(0, &id, _i == 1 ? "old" : NULL);
	else
		assert_text(sync.items[0].todo.title, "old");
	fixture_close();
}
END_TEST

START_TEST(a_todo_from_before_revisions_is_told_when_it_changes)
{
	struct id id;

	set_up();
	id = add("old");
	sql("ALTER TABLE todos DISABLE TRIGGER USER");
	sql("UPDATE todos SET revision = 0 WHERE user_id = '%s'", holder.name);
	sql("ALTER TABLE todos ENABLE TRIGGER USER");
	assert_error(read_after(0, 100), OK);
	ck_assert_uint_eq(sync.count, 0);
	rename_to(&id, "new");
	assert_error(read_after(0, 100), OK);
	assert_event(0, &id, "new");
	fixture_close();
}
END_TEST

/* Lets the tombstones grow as old as they may, and upkeep take them. */
static void
forget(void)
{
	struct db_upkeep deleted;

	sql("UPDATE todo_tombstones SET deleted_at = '2001-01-01'"
	    " WHERE user_id = '%s'",
		holder.name);
	assert_error(db_upkeep_batch(db, NOW - INT64_C(365) * 24 * TIME_DAY,
			     1000, &deleted),
		OK);
	ck_assert_str_eq(sql("SELECT count(*) FROM todo_tombstones WHERE"
			     " user_id = '%s'",
				 holder.name),
		"0");
}

START_TEST(a_place_before_a_forgotten_deletion_is_too_old)
{
	struct id a, b;
	int64_t between;

	set_up();
	a = add("a");
	b = add("b");
	delete (&a);
	assert_error(read_after(TODO_SYNC_NOW, 100), OK);
	between = sync.next;
	forget();
	assert_error(read_after(start, 100), RESOURCE_004);
	assert_error(read_after(between - 1, 100), RESOURCE_004);
	/* The one that comes after it is good, however old. */
	assert_error(read_after(between, 100), OK);
	ck_assert_uint_eq(sync.count, 0);
	delete (&b);
	assert_error(read_after(between, 100), OK);
	assert_event(0, &b, NULL);
	fixture_close();
}
END_TEST

START_TEST(a_place_that_has_not_been_yet_is_of_another_past)
{
	set_up();
	add("a");
	assert_error(read_after(TODO_SYNC_NOW, 100), OK);
	assert_error(read_after(sync.next, 100), OK);
	assert_error(read_after(sync.next + 1, 100), RESOURCE_004);
	fixture_close();
}
END_TEST

START_TEST(a_user_who_is_deleted_leaves_nothing)
{
	struct id id;

	set_up();
	id = add("a");
	add("b");
	delete (&id);
	sql("DELETE FROM users WHERE id = '%s'", holder.name);
	ck_assert_str_eq(sql("SELECT count(*) FROM todo_tombstones WHERE"
			     " user_id = '%s'",
				 holder.name),
		"0");
	assert_error(read_after(start, 100), AUTH_007);
	fixture_close();
}
END_TEST

static enum error
read_since_start(void)
{
	enum error err = read_after(start, 100);

	return err == OK && sync.count != 2 ? SERVER_002 : err;
}

START_TEST(a_reader_waits_for_who_writes)
{
	pid_t pid;

	set_up();
	/* It has a lower revision than the next one, and is seen later. */
	sql("BEGIN");
	sql(writes[_i], holder.name);
	add("later");
	pid = fixture_start(read_since_start);
	sql("COMMIT");
	assert_error(fixture_finish(pid), OK);
	fixture_close();
}
END_TEST

START_TEST(nobody_waits_for_another_user)
{
	struct holder other;

	set_up();
	other = holder_new(db);
	sql("BEGIN");
	/* A writer, and the lock that a reader has. */
	sql(writes[0], other.name);
	sql("SELECT pg_advisory_xact_lock(todo_lock('%s'))", other.name);
	add("meanwhile");
	assert_error(read_after(start, 100), OK);
	ck_assert_uint_eq(sync.count, 1);
	sql("ROLLBACK");
	fixture_close();
}
END_TEST

Suite *
db_todo_sync_suite(void)
{
	const struct suite_test tests[] = {
		EACH(what_changed_is_told_in_its_order_each_todo_once, indexed),
		EACH(a_limit_cuts_it_into_pages, indexed),
		ONCE(others_changes_are_not_told),
		EACH(changes_of_the_program_before_are_told_too, old),
		ONCE(a_todo_from_before_revisions_is_told_when_it_changes),
		ONCE(a_place_before_a_forgotten_deletion_is_too_old),
		ONCE(a_place_that_has_not_been_yet_is_of_another_past),
		ONCE(a_user_who_is_deleted_leaves_nothing),
		EACH(a_reader_waits_for_who_writes, writes),
		ONCE(nobody_waits_for_another_user),
	};

	return suite_of("db_todo_sync", tests, COUNT(tests));
}
