/* db_todo.c: todos are added, found, changed and deleted for their owner. */
#include "db/todo.h"

#include "unit/fixture.h"

#include <string.h>

#define LATER (NOW + 5 * TIME_SECOND)
#define LAST (NOW + 9 * TIME_SECOND)

static struct db *db;
static struct holder holder;

static void
set_up(void)
{
	db = fixture_open();
	holder = holder_new(db);
}

/* Adds a todo with a description, completed or not. */
static struct id
add(const struct holder *owner, bool completed)
{
	const struct todo_change change = {.title = base_text_of("title"),
		.description = base_text_of("description"),
		.is_completed = completed};
	struct todo todo;

	assert_error(holder_insert(db, owner, &change, &todo), OK);
	db_conn_release(db);
	return todo.id;
}

static enum error
find(const struct id *id, struct todo *todo)
{
	return db_todo_find(db, &holder.caller, id, todo);
}

static enum error
update(const struct id *id, const struct todo_change *change, int64_t now)
{
	struct todo todo;
	enum error err = db_todo_update(
		db, &holder.caller, id, change, NULL, now, &todo);

	if (err == OK)
		ck_assert(base_id_equal(&todo.id, id));
	return err;
}

START_TEST(a_new_todo_is_what_was_asked_for)
{
	struct todo_change change = {.title = base_text_of(" t\xc3\xa9 "),
		.description = base_text_of("")};
	struct todo todo, found;

	set_up();
	assert_error(holder_insert(db, &holder, &change, &todo), OK);
	assert_error(find(&todo.id, &found), OK);
	ck_assert(base_id_equal(&found.id, &todo.id));
	ck_assert(base_id_equal(&found.user_id, &holder.id));
	assert_text(todo.title, " t\xc3\xa9 ");
	assert_text(found.title, " t\xc3\xa9 ");
	assert_text(found.description, "");
	ck_assert(!found.is_completed);
	ck_assert_int_eq(found.created_at, NOW);
	ck_assert_int_eq(found.completed_at, TIME_NONE);
	ck_assert_int_eq(found.updated_at, NOW);
	fixture_close();
}
END_TEST

START_TEST(a_new_todo_may_be_completed_and_undescribed)
{
	struct todo_change change = {
		.title = base_text_of("t"), .is_completed = true};
	struct todo todo;

	set_up();
	assert_error(holder_insert(db, &holder, &change, &todo), OK);
	ck_assert(todo.is_completed);
	ck_assert_int_eq(todo.completed_at, NOW);
	ck_assert_ptr_null(todo.description.data);
	fixture_close();
}
END_TEST

/* However a server writes days, and wherever it is. */
START_TEST(a_due_date_is_the_same_day_for_every_server)
{
	static const char *const zones[] = {
		"Pacific/Kiritimati", "Pacific/Pago_Pago"};
	struct todo_change change = {.title = base_text_of("t"),
		.has_due_date = GIVEN,
		.due_date = DATE_2000 + 59};
	char name[ID_TEXT];
	struct todo todo;
	size_t i;

	set_up();
	for (i = 0; i < COUNT(zones); i++) {
		PQclear(PQexecParams(db->conn,
			"SELECT set_config('TimeZone', $1, false),"
			" set_config('DateStyle', 'German', false)",
			1, NULL, &zones[i], NULL, NULL, 0));
		assert_error(holder_insert(db, &holder, &change, &todo), OK);
		assert_error(find(&todo.id, &todo), OK);
		ck_assert_int_eq(todo.due_date, change.due_date);
		base_id_format(&todo.id, name);
		ck_assert_str_eq(sql("SELECT due_date = '2000-02-29'"
				     " FROM todos WHERE id = '%s'",
					 name),
			"t");
	}
	fixture_close();
}
END_TEST

START_TEST(the_longest_texts_fit)
{
	static char title[4 * TODO_TITLE_MAX];
	static char description[4 * TODO_DESCRIPTION_MAX];
	struct todo_change change = {.title = {title, sizeof(title)},
		.description = {description, sizeof(description)}};
	struct todo todo;
	size_t i;

	for (i = 0; i < sizeof(description); i += 4)
		memcpy(description + i, "\xf0\x9f\x98\x80", 4);
	memcpy(title, description, sizeof(title));
	set_up();
	assert_error(holder_insert(db, &holder, &change, &todo), OK);
	ck_assert(base_text_equal(todo.title, change.title));
	ck_assert(base_text_equal(todo.description, change.description));
	fixture_close();
}
END_TEST

START_TEST(what_the_database_refuses_is_an_error)
{
	struct todo_change change = {.title = base_text_of("")};
	struct todo todo;
	struct id id;

	set_up();
	assert_error(holder_insert(db, &holder, &change, &todo), SERVER_003);
	id = add(&holder, false);
	change.has_title = GIVEN;
	assert_error(update(&id, &change, LATER), SERVER_003);
	assert_error(find(&id, &todo), OK);
	assert_text(todo.title, "title");
	fixture_close();
}
END_TEST

START_TEST(an_unknown_todo_is_not_found)
{
	struct todo_change change = {.has_completed = GIVEN};
	struct id ids[] = {base_id_new(), {{0}}};
	struct todo todo;

	set_up();
	assert_error(find(&ids[_i], &todo), RESOURCE_001);
	assert_error(update(&ids[_i], &change, NOW), RESOURCE_001);
	assert_error(db_todo_delete(db, &holder.caller, &ids[_i], NULL),
		RESOURCE_001);
	fixture_close();
}
END_TEST

START_TEST(another_users_todo_is_out_of_reach)
{
	struct todo_change change = {
		.has_title = GIVEN, .title = base_text_of("stolen")};
	char before[64], after[64];
	struct holder other;
	struct todo todo;
	struct id id;

	set_up();
	other = holder_new(db);
	id = add(&other, false);
	holder_rows(&other, before);
	assert_error(find(&id, &todo), AUTHZ_001);
	assert_error(update(&id, &change, LATER), AUTHZ_001);
	assert_error(db_todo_delete(db, &holder.caller, &id, NULL), AUTHZ_001);
	holder_rows(&other, after);
	ck_assert_str_eq(before, after);
	fixture_close();
}
END_TEST

START_TEST(a_deleted_todo_is_gone)
{
	struct todo todo;
	struct id id, kept;

	set_up();
	id = add(&holder, false);
	kept = add(&holder, false);
	assert_error(db_todo_delete(db, &holder.caller, &id, NULL), OK);
	assert_error(find(&id, &todo), RESOURCE_001);
	assert_error(
		db_todo_delete(db, &holder.caller, &id, NULL), RESOURCE_001);
	assert_error(find(&kept, &todo), OK);
	fixture_close();
}
END_TEST

#define KEPT "title"
#define DESCRIBED "description"

/* A change of a todo that was completed at NOW or is open. */
/* clang-format off */
static const struct {
	struct todo_change change;
	bool was_completed;
	const char *title;
	const char *description; /* NULL: null */
	int64_t completed_at;
} updates[] = {
	{{.has_title = GIVEN, .title = {"new", 3}}, false, "new", DESCRIBED,
	 TIME_NONE},
	{{.has_title = GIVEN, .title = {"new", 3}}, true, "new", DESCRIBED, NOW},
	{{.has_description = GIVEN, .description = {"new", 3}}, false, KEPT, "new",
	 TIME_NONE},
	{{.has_description = GIVEN, .description = {"", 0}}, true, KEPT, "", NOW},
	{{.has_description = IS_NULL}, false, KEPT, NULL, TIME_NONE},
	{{.has_completed = GIVEN, .is_completed = true}, false, KEPT, DESCRIBED,
	 LATER},
	/* The first moment of completion is kept. */
	{{.has_completed = GIVEN, .is_completed = true}, true, KEPT, DESCRIBED,
	 NOW},
	{{.has_completed = GIVEN, .is_completed = false}, true, KEPT, DESCRIBED,
	 TIME_NONE},
	{{.has_completed = GIVEN, .is_completed = false}, false, KEPT, DESCRIBED,
	 TIME_NONE},
	{{.has_title = GIVEN, .title = {"new", 3}, .has_description = IS_NULL,
	  .has_completed = GIVEN, .is_completed = true}, false, "new", NULL, LATER},
};
/* clang-format on */

START_TEST(a_change_changes_what_it_names_and_nothing_else)
{
	struct todo todo;
	struct id id;

	set_up();
	id = add(&holder, updates[_i].was_completed);
	assert_error(update(&id, &updates[_i].change, LATER), OK);
	assert_error(find(&id, &todo), OK);
	assert_text(todo.title, updates[_i].title);
	if (updates[_i].description)
		assert_text(todo.description, updates[_i].description);
	else
		ck_assert_ptr_null(todo.description.data);
	ck_assert_int_eq(todo.completed_at, updates[_i].completed_at);
	ck_assert_int_eq(
		todo.is_completed, updates[_i].completed_at != TIME_NONE);
	ck_assert_int_eq(todo.created_at, NOW);
	ck_assert_int_eq(todo.updated_at, LATER);
	fixture_close();
}
END_TEST

START_TEST(a_todo_completed_once_more_has_a_new_moment)
{
	struct todo_change done = {
		.has_completed = GIVEN, .is_completed = true};
	struct todo_change open = {.has_completed = GIVEN};
	struct todo todo;
	struct id id;

	set_up();
	id = add(&holder, true);
	assert_error(update(&id, &open, LATER), OK);
	assert_error(update(&id, &done, LAST), OK);
	assert_error(find(&id, &todo), OK);
	ck_assert_int_eq(todo.completed_at, LAST);
	fixture_close();
}
END_TEST

Suite *
db_todo_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(a_new_todo_is_what_was_asked_for),
		ONCE(a_new_todo_may_be_completed_and_undescribed),
		ONCE(a_due_date_is_the_same_day_for_every_server),
		ONCE(the_longest_texts_fit),
		ONCE(what_the_database_refuses_is_an_error),
		{an_unknown_todo_is_not_found, 2},
		ONCE(another_users_todo_is_out_of_reach),
		ONCE(a_deleted_todo_is_gone),
		EACH(a_change_changes_what_it_names_and_nothing_else, updates),
		ONCE(a_todo_completed_once_more_has_a_new_moment),
	};

	return suite_of("db_todo", tests, COUNT(tests));
}
