/* db_todo_list.c: the pages of a list, in every order and by every filter. */
#include "db/todo_list.h"

#include "unit/fixture.h"

#include <string.h>

/*
 * Six todos, called by their places, which are also the order of their ids.
 * Seconds past NOW; completed 0 means open.
 */
/* clang-format off */
static const struct {
	const char *title;
	int created, completed;
} todos[] = {
	{"b", 10, 0},
	{"B", 10, 30},
	{"a", 20, 0},
	{"\xc3\xa9", 30, 30},
	{"b", 20, 20},
	{"\xf0\x9f\x98\x80", 5, 40},
};
/* clang-format on */

static struct db *db;
static struct holder holder;

static void
add_todos(const struct holder *owner)
{
	struct id id = base_id_new();
	char name[ID_TEXT];
	size_t i;

	for (i = 0; i < COUNT(todos); i++) {
		id.bytes[0] = (unsigned char)i;
		base_id_format(&id, name);
		sql("INSERT INTO todos VALUES ('%s', '%s', '%s', NULL, %d > 0,"
		    " timestamptz '2026-01-12T20:30:00Z' + interval '%d s',"
		    " CASE WHEN %d > 0 THEN timestamptz '2026-01-12T20:30:00Z'"
		    " + interval '%d s' END, '2026-01-12T20:30:00Z')",
			name, owner->name, todos[i].title, todos[i].completed,
			todos[i].created, todos[i].completed,
			todos[i].completed);
	}
}

/* The places of the todos on a page, as digits. */
static const char *
list(const struct todo_query *query, int64_t *total)
{
	static char places[TODO_PAGE_MAX + 1];
	static struct todo_page page;
	size_t i;

	assert_error(db_todo_list_read(db, &holder.caller, query, &page), OK);
	for (i = 0; i < page.count; i++) {
		places[i] = (char)('0' + page.items[i].id.bytes[0]);
		ck_assert(base_id_equal(&page.items[i].user_id, &holder.id));
		assert_text(page.items[i].title,
			todos[page.items[i].id.bytes[0]].title);
	}
	places[i] = '\0';
	*total = page.total;
	db_conn_release(db);
	return places;
}

static void
set_up(void)
{
	struct holder other;

	db = fixture_open();
	holder = holder_new(db);
	other = holder_new(db);
	add_todos(&holder);
	/* Nobody else's todos ever appear or are counted. */
	add_todos(&other);
}

/* clang-format off */
static const struct {
	enum todo_sort sort;
	bool ascending;
	const char *places;
} orders[] = {
	{SORT_CREATED, false, "342105"},
	{SORT_CREATED, true, "501243"},
	{SORT_COMPLETED, false, "531420"},
	{SORT_COMPLETED, true, "413502"},
	{SORT_TITLE, false, "534021"},
	{SORT_TITLE, true, "120435"},
};
/* clang-format on */

/* Whether a filter lets a todo through. */
static bool
passes(enum todo_filter filter, char place)
{
	bool completed = todos[place - '0'].completed > 0;

	return filter == FILTER_ALL ||
		(filter == FILTER_COMPLETED) == completed;
}

START_TEST(every_order_is_stable_and_every_filter_counts)
{
	static const enum todo_filter filters[] = {
		FILTER_ALL, FILTER_OPEN, FILTER_COMPLETED};
	struct todo_query query = {.limit = 20};
	char expected[8];
	const char *at;
	int64_t total;
	size_t i, n;

	set_up();
	query.sort = orders[_i].sort;
	query.ascending = orders[_i].ascending;
	for (i = 0; i < COUNT(filters); i++) {
		query.filter = filters[i];
		for (at = orders[_i].places, n = 0; *at; at++) {
			if (passes(filters[i], *at))
				expected[n++] = *at;
		}
		expected[n] = '\0';
		ck_assert_str_eq(list(&query, &total), expected);
		ck_assert_int_eq(total, (int64_t)n);
	}
	fixture_close();
}
END_TEST

/* clang-format off */
static const struct {
	int skip, limit;
	const char *places;
} pages[] = {
	{0, 2, "34"},
	{2, 2, "21"},
	{4, 2, "05"},
	{5, 2, "5"},
	{0, 6, "342105"},
	{0, 100, "342105"},
	{1, 1, "4"},
	{6, 2, ""},
	{2147483647, 100, ""},
};
/* clang-format on */

START_TEST(a_page_is_a_piece_of_the_list_with_the_whole_total)
{
	struct todo_query query = {
		.skip = pages[_i].skip, .limit = pages[_i].limit};
	int64_t total;

	set_up();
	ck_assert_str_eq(list(&query, &total), pages[_i].places);
	ck_assert_int_eq(total, 6);
	fixture_close();
}
END_TEST

START_TEST(a_page_of_any_order_is_cut_from_that_order)
{
	struct todo_query query = {.skip = 1, .limit = 3};
	char expected[4] = "";
	int64_t total;

	set_up();
	query.sort = orders[_i].sort;
	query.ascending = orders[_i].ascending;
	memcpy(expected, orders[_i].places + 1, 3);
	ck_assert_str_eq(list(&query, &total), expected);
	fixture_close();
}
END_TEST

START_TEST(a_user_without_todos_has_an_empty_list)
{
	struct todo_query query = {.limit = 20};
	int64_t total = -1;

	set_up();
	holder = holder_new(db);
	ck_assert_str_eq(list(&query, &total), "");
	ck_assert_int_eq(total, 0);
	fixture_close();
}
END_TEST

START_TEST(a_filter_that_nothing_passes_counts_none)
{
	struct todo_query query = {.limit = 20, .filter = FILTER_COMPLETED};
	int64_t total = -1;

	set_up();
	sql("DELETE FROM todos WHERE user_id = '%s' AND is_completed",
		holder.name);
	ck_assert_str_eq(list(&query, &total), "");
	ck_assert_int_eq(total, 0);
	fixture_close();
}
END_TEST

START_TEST(a_full_page_holds_a_hundred)
{
	static struct todo_page page;
	struct todo_query query = {.limit = TODO_PAGE_MAX};

	db = fixture_open();
	holder = holder_new(db);
	sql("INSERT INTO todos SELECT gen_random_uuid(), '%s', 't', NULL, false,"
	    " now(), NULL, now() FROM generate_series(1, 101)",
		holder.name);
	assert_error(db_todo_list_read(db, &holder.caller, &query, &page), OK);
	ck_assert_uint_eq(page.count, 100);
	ck_assert_int_eq(page.total, 101);
	fixture_close();
}
END_TEST

Suite *
db_todo_list_suite(void)
{
	const struct suite_test tests[] = {
		EACH(every_order_is_stable_and_every_filter_counts, orders),
		EACH(a_page_is_a_piece_of_the_list_with_the_whole_total, pages),
		EACH(a_page_of_any_order_is_cut_from_that_order, orders),
		ONCE(a_user_without_todos_has_an_empty_list),
		ONCE(a_filter_that_nothing_passes_counts_none),
		ONCE(a_full_page_holds_a_hundred),
	};

	return suite_of("db_todo_list", tests, COUNT(tests));
}
