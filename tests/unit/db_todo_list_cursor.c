/* db_todo_list_cursor.c: pages that begin after a todo, in every list. */
#include "db/todo_list.h"

#include "unit/fixture.h"

#include <string.h>

#define LISTS 36 /* sorts by directions by filters */
#define MANY 60

static struct db *db;
static struct holder holder;
static struct todo_page page;

static struct todo_query
list_of(int number)
{
	return (struct todo_query){.filter = (enum todo_filter)(number % 3),
		.ascending = number / 3 % 2,
		.sort = (enum todo_sort)(number / 6)};
}

/* Ids in the order they were read in. */
struct walk {
	struct id ids[MANY + 2];
	size_t count;
};

/*
 * Adds todos that are rich in ties: 4 titles, 3 times, half of them open, a
 * third due, on 4 days, and a quarter with one of two priorities.
 */
static void
add_todos(const struct holder *owner)
{
	sql("INSERT INTO todos (id, user_id, title, description, is_completed,"
	    " created_at, completed_at, updated_at, due_date, priority)"
	    " SELECT gen_random_uuid(), '%s',"
	    " (ARRAY['b', 'a', repeat('\xf4\x8f\xbf\xbf', 255), 'B'])[n %% 4 + 1],"
	    " NULL, n %% 2 = 0, timestamptz '2026-01-12' + n %% 3 * interval"
	    " '1 us', CASE WHEN n %% 2 = 0 THEN timestamptz '2026-01-13'"
	    " + n %% 5 * interval '1 us' END, timestamptz '2026-01-14'"
	    " + n %% 7 * interval '1 us', CASE WHEN n %% 3 = 0 THEN"
	    " date '2026-02-01' + n %% 4 END, CASE WHEN n %% 8 < 2 THEN n %% 8 + 2"
	    " ELSE 0 END"
	    " FROM generate_series(1, %d) n",
		owner->name, MANY);
}

static void
set_up(void)
{
	struct holder other;

	db = fixture_open();
	holder = holder_new(db);
	other = holder_new(db);
	add_todos(&holder);
	add_todos(&other);
}

static void
read_page(const struct todo_query *query, struct walk *walk)
{
	size_t i;

	db_conn_release(db);
	assert_error(db_todo_list_read(db, &holder.caller, query, &page), OK);
	ck_assert_uint_le(page.count, (size_t)query->limit);
	for (i = 0; i < page.count; i++) {
		ck_assert(base_id_equal(&page.items[i].user_id, &holder.id));
		ck_assert_uint_lt(walk->count, MANY + 2);
		walk->ids[walk->count++] = page.items[i].id;
	}
}

static void
assert_walk(const struct walk *walk, const struct walk *wanted)
{
	ck_assert_uint_eq(walk->count, wanted->count);
	ck_assert_mem_eq(
		walk->ids, wanted->ids, wanted->count * sizeof(wanted->ids[0]));
}

static struct walk
walk_by_skip(struct todo_query query, int limit)
{
	struct walk walk = {0};

	query.limit = limit;
	do {
		read_page(&query, &walk);
		query.skip += limit;
		ck_assert_int_eq(
			page.has_more, (int64_t)walk.count < page.total);
	} while (page.has_more);
	ck_assert_int_eq(page.total, (int64_t)walk.count);
	return walk;
}

static struct walk
walk_by_cursor(struct todo_query query, int limit, size_t total)
{
	struct walk walk = {0};

	query.limit = limit;
	do {
		read_page(&query, &walk);
		fixture_go_after(&page, &query);
		ck_assert_int_eq(page.has_more, walk.count < total);
		ck_assert_int_eq(page.total,
			query.no_total ? TODO_UNCOUNTED : (int64_t)total);
	} while (page.has_more);
	return walk;
}

START_TEST(the_way_by_cursors_is_the_way_by_skips)
{
	static const int limits[] = {1, 3, 10, 29, 30, 59, 60, 100};
	struct todo_query query = list_of(_i);
	size_t total = query.filter == FILTER_ALL ? MANY : MANY / 2;
	struct walk whole = {0}, walk;
	size_t i;

	set_up();
	query.limit = 100;
	read_page(&query, &whole);
	ck_assert_uint_eq(whole.count, total);
	for (i = 0; i < COUNT(limits); i++) {
		walk = walk_by_skip(query, limits[i]);
		assert_walk(&walk, &whole);
		query.no_total = i % 2;
		walk = walk_by_cursor(query, limits[i], total);
		assert_walk(&walk, &whole);
		query.no_total = false;
	}
	fixture_close();
}
END_TEST

START_TEST(behind_the_last_todo_there_is_nothing)
{
	struct todo_query query = list_of(_i);
	struct walk walk = {0};
	size_t total;

	set_up();
	query.limit = 100;
	read_page(&query, &walk);
	total = page.count;
	fixture_go_after(&page, &query);
	read_page(&query, &walk);
	ck_assert_uint_eq(page.count, 0);
	ck_assert_int_eq(page.total, (int64_t)total);
	ck_assert(!page.has_more);
	query.no_total = true;
	read_page(&query, &walk);
	ck_assert_int_eq(page.total, TODO_UNCOUNTED);
	ck_assert(!page.has_more);
	fixture_close();
}
END_TEST

static void
drop(const struct id *id)
{
	char name[ID_TEXT];

	base_id_format(id, name);
	sql("DELETE FROM todos WHERE id = '%s'", name);
}

/* Adds a twin of a todo, whose id begins with four of these bytes. */
static struct id
add_twin(const struct id *id, int byte)
{
	char name[ID_TEXT], twin_name[ID_TEXT];
	struct id twin = holder.id;

	memset(twin.bytes, byte, 4);
	base_id_format(id, name);
	base_id_format(&twin, twin_name);
	sql("INSERT INTO todos (id, user_id, title, description, is_completed,"
	    " created_at, completed_at, updated_at, due_date, priority)"
	    " SELECT '%s', user_id, title, description,"
	    " is_completed, created_at, completed_at, updated_at, due_date,"
	    " priority FROM todos"
	    " WHERE id = '%s'",
		twin_name, name);
	return twin;
}

/*
 * While a page is looked at, its last todo is deleted, and one with the same
 * sort key comes in on either side of it.
 */
START_TEST(a_cursor_holds_its_place_while_todos_come_and_go)
{
	struct todo_query query = list_of(_i);
	struct walk before = {0}, after = {0}, wanted = {0}, first = {0};
	struct id twin;
	size_t i;

	set_up();
	query.limit = 100;
	read_page(&query, &before);
	query.limit = 17;
	read_page(&query, &first);
	fixture_go_after(&page, &query);
	ck_assert_uint_eq(first.count, 17);
	/* One twin has the lowest id of its ties, the other the highest. */
	add_twin(&first.ids[16], query.ascending ? 0 : 255);
	twin = add_twin(&first.ids[16], query.ascending ? 255 : 0);
	drop(&first.ids[16]);
	query.limit = 100;
	read_page(&query, &after);
	/* Of the twins only the one behind the place is met: it ends the ties. */
	for (i = 17; i < before.count; i++)
		wanted.ids[wanted.count++] = before.ids[i];
	ck_assert_uint_eq(after.count, wanted.count + 1);
	for (i = 0; !base_id_equal(&after.ids[i], &twin); i++)
		ck_assert(base_id_equal(&after.ids[i], &wanted.ids[i]));
	for (; i < wanted.count; i++)
		ck_assert(base_id_equal(&after.ids[i + 1], &wanted.ids[i]));
	fixture_close();
}
END_TEST

START_TEST(a_page_far_behind_the_end_counts_all_the_same)
{
	static const int skips[] = {30, 60, 61, 2147483647};
	struct todo_query query = list_of(_i);
	struct walk walk = {0};
	size_t i;

	set_up();
	query.limit = 100;
	for (i = 0; i < COUNT(skips); i++) {
		query.skip = skips[i];
		walk.count = 0;
		read_page(&query, &walk);
		ck_assert_int_eq(page.total,
			query.filter == FILTER_ALL ? MANY : MANY / 2);
		ck_assert_uint_eq(page.count,
			skips[i] == 30 && query.filter == FILTER_ALL ? 30 : 0);
		ck_assert(!page.has_more);
	}
	fixture_close();
}
END_TEST

START_TEST(a_page_without_a_total_knows_whether_more_come)
{
	/* clang-format off */
	static const struct {
		int skip, limit;
		size_t count;
		bool more;
	} cases[] = {
		{0, 59, 59, true}, {0, 60, 60, false}, {0, 61, 60, false},
		{50, 9, 9, true}, {50, 10, 10, false}, {60, 5, 0, false},
		{59, 1, 1, false}, {58, 1, 1, true},
	};
	/* clang-format on */
	struct walk walk;
	size_t i;

	set_up();
	for (i = 0; i < COUNT(cases); i++) {
		walk.count = 0;
		read_page(&(struct todo_query){.skip = cases[i].skip,
				  .limit = cases[i].limit,
				  .no_total = true},
			&walk);
		ck_assert_int_eq(page.total, TODO_UNCOUNTED);
		ck_assert_uint_eq(page.count, cases[i].count);
		ck_assert_int_eq(page.has_more, cases[i].more);
	}
	fixture_close();
}
END_TEST

START_TEST(a_place_may_be_where_no_todo_ever_was)
{
	struct todo_query query = {.limit = 100,
		.sort = SORT_COMPLETED,
		.has_cursor = true,
		.after = {.when = 0}};
	struct walk walk = {0};

	set_up();
	/* Before all times: going down only those without one are left. */
	read_page(&query, &walk);
	ck_assert_uint_eq(page.count, MANY / 2);
	query.ascending = true;
	read_page(&query, &(struct walk){0});
	ck_assert_uint_eq(page.count, MANY);
	fixture_close();
}
END_TEST

Suite *
db_todo_list_cursor_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		{the_way_by_cursors_is_the_way_by_skips, LISTS},
		{behind_the_last_todo_there_is_nothing, LISTS},
		{a_cursor_holds_its_place_while_todos_come_and_go, LISTS},
		{a_page_far_behind_the_end_counts_all_the_same, LISTS},
		ONCE(a_page_without_a_total_knows_whether_more_come),
		ONCE(a_place_may_be_where_no_todo_ever_was),
	};
	/* clang-format on */

	return suite_of("db_todo_list_cursor", tests, COUNT(tests));
}
