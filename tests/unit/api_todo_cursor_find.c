/* api_todo_cursor_find.c: places by due date and priority, and lists by filters. */
#include "api/todo_cursor.h"

#include "unit/suites.h"

static const struct id user = {{1, 2, 3}};
static char text[TODO_CURSOR_MAX];

/* Whether the cursor after a todo of this rank is read in a list. */
static bool
reads(struct todo_query *query, int32_t rank)
{
	struct todo todo = {.title = base_text_of("t"),
		.created_at = 5,
		.completed_at = 7,
		.updated_at = 6,
		.due_date = rank,
		.priority = rank};

	return api_todo_cursor_read(
		api_todo_cursor_write(query, &user, &todo, text), &user, query);
}

/* clang-format off */
static const struct {
	struct todo_query query;
	int32_t rank;
	bool good;
} ranks[] = {
	{{.sort = SORT_DUE}, 0, true},
	{{.sort = SORT_DUE}, 1, true},
	{{.sort = SORT_DUE}, DATE_LAST, true},
	{{.sort = SORT_DUE}, DATE_LAST + 1, false},
	{{.sort = SORT_DUE}, -1, false},
	{{.sort = SORT_PRIORITY}, 0, true},
	{{.sort = SORT_PRIORITY}, 4, true},
	{{.sort = SORT_PRIORITY}, 5, false},
	/* What is due before a day is due. */
	{{.sort = SORT_DUE, .find = {.due_before = 9}}, 8, true},
	{{.sort = SORT_DUE, .find = {.due_before = 9}}, 0, false},
	{{.sort = SORT_DUE, .find = {.due_after = 9}}, 0, false},
	{{.sort = SORT_PRIORITY, .find = {.has_priority = true, .priority = 3}}, 3, true},
	{{.sort = SORT_PRIORITY, .find = {.has_priority = true, .priority = 3}}, 2, false},
	{{.sort = SORT_PRIORITY, .find = {.has_priority = true, .priority = 3}}, 0, false},
	{{.sort = SORT_PRIORITY, .find = {.has_priority = true}}, 0, true},
	{{.sort = SORT_PRIORITY, .find = {.has_priority = true}}, 1, false},
};
/* clang-format on */

START_TEST(ranks_are_those_that_todos_of_the_list_have)
{
	struct todo_query query = ranks[_i].query;

	ck_assert_int_eq(reads(&query, ranks[_i].rank), ranks[_i].good);
	if (!ranks[_i].good)
		return;
	ck_assert_int_eq(query.after.rank, ranks[_i].rank);
	ck_assert_int_eq(query.after.when, 5);
}
END_TEST

/* clang-format off */
static const struct todo_find finds[] = {
	{.words_len = 0},
	{.words_len = 2, .words = "ab"},
	{.words_len = 2, .words = "ac"},
	{.words_len = 1, .words = "a"},
	{.due_after = 739600},
	{.due_before = 739700},
	{.due_after = 739601},
	{.due_after = 739601, .due_before = 739700},
	{.has_since = true, .updated_since = 0},
	{.has_since = true, .updated_since = 1},
	{.has_priority = true, .priority = 0},
	{.has_priority = true, .priority = 3},
	{.has_priority = true, .priority = 3, .due_after = 739600},
};
/* clang-format on */

START_TEST(a_cursor_is_bound_to_the_filters)
{
	static const enum todo_sort sorts[] = {
		SORT_CREATED, SORT_COMPLETED, SORT_TITLE, SORT_UPDATED};
	struct todo_query query = {.sort = sorts[_i]}, other = query;
	struct todo todo = {.title = base_text_of("t")};
	struct text cursor;
	size_t i, j;

	for (i = 0; i < COUNT(finds); i++) {
		query.find = finds[i];
		cursor = api_todo_cursor_write(&query, &user, &todo, text);
		for (j = 0; j < COUNT(finds); j++) {
			other.find = finds[j];
			ck_assert_int_eq(
				api_todo_cursor_read(cursor, &user, &other),
				i == j);
		}
	}
}
END_TEST

Suite *
api_todo_cursor_find_suite(void)
{
	const struct suite_test tests[] = {
		EACH(ranks_are_those_that_todos_of_the_list_have, ranks),
		{a_cursor_is_bound_to_the_filters, 4},
	};

	return suite_of("api_todo_cursor_find", tests, COUNT(tests));
}
