/* db_todo_match.c: a change is for the revisions that it names, and no other. */
#include "db/todo.h"

#include "unit/fixture.h"

static struct db *db;
static struct holder holder;
static struct todo todo; /* as it was added */

static const struct todo_change change = {
	.has_title = GIVEN, .title = {"new", 3}};

static void
set_up(void)
{
	db = fixture_open();
	holder = holder_new(db);
	assert_error(holder_insert(db, &holder, &change, &todo), OK);
}

static enum error
update(const struct todo_match *match, struct todo *after)
{
	return db_todo_update(db, &holder.caller, &todo.id, &change, match,
		NOW + TIME_SECOND, after);
}

static struct todo_match
match_of(int64_t revision)
{
	return (struct todo_match){2, {revision, -1}};
}

START_TEST(each_change_gives_a_revision_of_its_own)
{
	struct todo found, after;

	set_up();
	ck_assert_int_gt(todo.revision, 0);
	assert_error(db_todo_find(db, &holder.caller, &todo.id, &found), OK);
	ck_assert_int_eq(found.revision, todo.revision);
	assert_error(update(NULL, &after), OK);
	ck_assert_int_gt(after.revision, todo.revision);
	assert_error(db_todo_find(db, &holder.caller, &todo.id, &found), OK);
	ck_assert_int_eq(found.revision, after.revision);
	fixture_close();
}
END_TEST

START_TEST(a_todo_in_another_revision_is_left_alone)
{
	static const struct todo_match none = {0, {0}};
	struct todo_match match;
	char before[64], after[64];
	struct todo changed;

	set_up();
	match = match_of(todo.revision);
	assert_error(update(&match, &changed), OK);
	holder_rows(&holder, before);
	assert_error(update(&match, &changed), REQUEST_006);
	assert_error(update(&none, &changed), REQUEST_006);
	assert_error(db_todo_delete(db, &holder.caller, &todo.id, &match),
		REQUEST_006);
	holder_rows(&holder, after);
	ck_assert_str_eq(before, after);
	match = match_of(changed.revision);
	assert_error(db_todo_delete(db, &holder.caller, &todo.id, &match), OK);
	/* Now it is the todo that is missing. */
	assert_error(update(&match, &changed), RESOURCE_001);
	fixture_close();
}
END_TEST

static enum error
update_matched(void)
{
	struct todo_match match = match_of(todo.revision);
	struct todo after;

	return update(&match, &after);
}

static enum error
delete_matched(void)
{
	struct todo_match match = match_of(todo.revision);

	return db_todo_delete(db, &holder.caller, &todo.id, &match);
}

static enum error (*const changes[])(void) = {update_matched, delete_matched};

START_TEST(a_change_that_waits_for_another_one_sees_it)
{
	char name[ID_TEXT];
	pid_t pid;

	set_up();
	base_id_format(&todo.id, name);
	sql("BEGIN");
	sql("UPDATE todos SET title = 'sooner' WHERE id = '%s'", name);
	pid = fixture_start(changes[_i]);
	sql("COMMIT");
	assert_error(fixture_finish(pid), REQUEST_006);
	ck_assert_str_eq(
		sql("SELECT title FROM todos WHERE id = '%s'", name), "sooner");
	fixture_close();
}
END_TEST

Suite *
db_todo_match_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(each_change_gives_a_revision_of_its_own),
		ONCE(a_todo_in_another_revision_is_left_alone),
		EACH(a_change_that_waits_for_another_one_sees_it, changes),
	};

	return suite_of("db_todo_match", tests, COUNT(tests));
}
