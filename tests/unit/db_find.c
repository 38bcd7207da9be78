/* db_find.c: lists by filters, and what is done so that words are found fast. */
#include "db/todo.h"
#include "db/todo_list.h"

#include "base/time.h"
#include "db/link.h"
#include "unit/fixture.h"

#include <stdlib.h>
#include <string.h>

#define LISTS 36 /* sorts by directions by filters */
#define MANY 60
#define DATE_IN_2026(day) (739616 + (day)) /* 1: the first of January */
#define UPDATED (INT64_C(1768348800) * TIME_SECOND) /* 2026-01-14 */

static struct db *db;
static struct holder holder, other;
static struct todo_page page;

static struct todo_query
list_of(int number)
{
	return (struct todo_query){.filter = (enum todo_filter)(number % 3),
		.ascending = number / 3 % 2,
		.sort = (enum todo_sort)(number / 6),
		.limit = 100};
}

/* A third due, on 4 days, a quarter of two priorities, half completed. */
static void
add_todos(const struct holder *owner, int count)
{
	sql("INSERT INTO todos (id, user_id, title, is_completed, created_at,"
	    " completed_at, updated_at, due_date, priority) SELECT"
	    " gen_random_uuid(), '%s', (ARRAY['b', 'a', 'B', 'c d'])[n %% 4 + 1],"
	    " n %% 2 = 0, timestamptz '2026-01-12' + n %% 3 * interval '1 us',"
	    " CASE WHEN n %% 2 = 0 THEN timestamptz '2026-01-13' END,"
	    " timestamptz '2026-01-14' + n %% 7 * interval '1 us', CASE WHEN"
	    " n %% 3 = 0 THEN date '2026-02-01' + n %% 4 END, CASE WHEN"
	    " n %% 8 < 2 THEN n %% 8 + 2 ELSE 0 END FROM generate_series(1, %d) n",
		owner->name, count);
}

static void
set_up(int count)
{
	db = fixture_open();
	holder = holder_new(db);
	other = holder_new(db);
	add_todos(&holder, count);
	add_todos(&other, count);
}

/* clang-format off */
static const struct {
	struct todo_find find;
	const char *condition;
} finds[] = {
	{{.due_before = DATE_IN_2026(33)}, "due_date < '2026-02-02'"},
	{{.due_after = DATE_IN_2026(33)}, "due_date > '2026-02-02'"},
	{{.due_after = DATE_IN_2026(32), .due_before = DATE_IN_2026(34)},
	 "due_date = '2026-02-02'"},
	{{.has_priority = true, .priority = 0}, "priority = 0"},
	{{.has_priority = true, .priority = 3}, "priority = 3"},
	{{.has_since = true, .updated_since = UPDATED + 3},
	 "updated_at >= timestamptz '2026-01-14' + interval '3 us'"},
	{{.words_len = 1, .words = "b"}, "title IN ('b', 'B')"},
	{{.words_len = 1, .words = "b", .has_priority = true, .priority = 0,
	  .due_before = DATE_IN_2026(34)},
	 "title IN ('b', 'B') AND priority = 0 AND due_date < '2026-02-03'"},
};
/* clang-format on */

static size_t
count_rows(const struct todo_query *query, const char *condition)
{
	static const char *const states[] = {
		"", "NOT is_completed AND", "is_completed AND"};

	return (size_t)atol(
		sql("SELECT count(*) FROM todos WHERE user_id = '%s' AND %s %s",
			holder.name, states[query->filter], condition));
}

/* Reads a page, and appends the ids on it. */
static size_t
read_page(const struct todo_query *query, struct id *ids)
{
	size_t i;

	db_conn_release(db);
	assert_error(db_todo_list_read(db, &holder.caller, query, &page), OK);
	for (i = 0; i < page.count; i++) {
		ck_assert(base_id_equal(&page.items[i].user_id, &holder.id));
		ids[i] = page.items[i].id;
	}
	return page.count;
}

/* The ids of all pages of four, by skips or by cursors. */
static size_t
walk(struct todo_query query, bool by_cursors, struct id *ids)
{
	size_t count = 0;

	query.limit = 4;
	query.no_total = by_cursors;
	do {
		ck_assert_uint_le(count, MANY);
		count += read_page(&query, ids + count);
		if (by_cursors && page.count > 0)
			fixture_go_after(&page, &query);
		else
			query.skip += 4;
	} while (page.has_more);
	return count;
}

static void
check_list(struct todo_query query, size_t total)
{
	struct id whole[MANY + 4], walked[MANY + 4];
	int way;

	ck_assert_uint_eq(read_page(&query, whole), total);
	ck_assert_int_eq(page.total, (int64_t)total);
	for (way = 0; way < 2; way++) {
		ck_assert_uint_eq(walk(query, way, walked), total);
		ck_assert_mem_eq(walked, whole, total * sizeof(whole[0]));
	}
	query.skip = 100;
	ck_assert_uint_eq(read_page(&query, walked), 0);
	ck_assert_int_eq(page.total, (int64_t)total);
}

/* In every order, by cursors as by skips; and so it is whatever has_terms. */
START_TEST(a_filter_lets_its_todos_pass_and_no_others)
{
	struct todo_query query = list_of(_i);
	size_t i;

	set_up(MANY);
	for (i = 0; i < COUNT(finds); i++) {
		query.find = finds[i].find;
		sql("UPDATE todos SET has_terms = random() < 0.5 WHERE"
		    " user_id = '%s'",
			holder.name);
		check_list(query, count_rows(&query, finds[i].condition));
	}
	fixture_close();
}
END_TEST

static long
count_indexed(void)
{
	return atol(sql("SELECT count(*) FROM todos WHERE has_terms AND"
			" user_id = '%s'",
		holder.name));
}

START_TEST(the_todos_of_who_has_many_are_put_into_the_index)
{
	struct todo_query query = {
		.limit = 1, .find = {.words_len = 1, .words = "c"}};
	bool more;

	set_up(DB_TODO_READ_MAX);
	assert_error(db_todo_index(db, &holder.id, &more), OK);
	ck_assert(!more);
	ck_assert_int_eq(count_indexed(), 0);
	add_todos(&holder, DB_TODO_READ_MAX + 1);
	assert_error(db_todo_index(db, &holder.id, &more), OK);
	ck_assert(more);
	ck_assert_int_eq(count_indexed(), DB_TODO_READ_MAX);
	assert_error(db_todo_list_read(db, &holder.caller, &query, &page), OK);
	ck_assert_int_eq(page.total, 250);
	assert_error(db_todo_index(db, &holder.id, &more), OK);
	ck_assert(more);
	assert_error(db_todo_index(db, &holder.id, &more), OK);
	ck_assert(!more);
	ck_assert_int_eq(count_indexed(), 2 * DB_TODO_READ_MAX);
	ck_assert_str_eq(sql("SELECT count(*) FROM todos WHERE has_terms AND"
			     " user_id = '%s'",
				 other.name),
		"0");
	fixture_close();
}
END_TEST

/* Nobody who keeps a copy has to fetch what only the index has taken. */
START_TEST(what_the_index_takes_has_no_new_revision)
{
	bool more;

	set_up(DB_TODO_READ_MAX + 1);
	sql("CREATE TEMPORARY TABLE before AS SELECT id, revision FROM todos");
	assert_error(db_todo_index(db, &holder.id, &more), OK);
	ck_assert_int_eq(count_indexed(), DB_TODO_READ_MAX);
	ck_assert_str_eq(sql("SELECT count(*) FROM todos t JOIN before b"
			     " USING (id) WHERE t.revision <> b.revision"),
		"0");
	/* A program of before still gets one for what it changes. */
	sql("UPDATE todos SET priority = 4 WHERE user_id = '%s'", holder.name);
	ck_assert_str_eq(sql("SELECT count(*) FROM todos t JOIN before b"
			     " USING (id) WHERE t.revision > b.revision"),
		"501");
	fixture_close();
}
END_TEST

/* So that the index reads no others' to find theirs. */
START_TEST(words_are_told_apart_by_whose_they_are)
{
	set_up(1);
	ck_assert_str_eq(sql("SELECT todo_terms('%s', 'b') &&"
			     " todo_terms('%s', 'b')",
				 holder.name, other.name),
		"f");
	fixture_close();
}
END_TEST

/* Whichever of many shapes come, and come again, the session holds some. */
START_TEST(a_session_prepares_some_and_runs_all)
{
	struct todo_query query = {.limit = 1, .sort = SORT_DUE};
	int i;

	set_up(4);
	for (i = 0; i < 256; i++) {
		query.ascending = i & 1;
		query.filter = (enum todo_filter)(i / 2 % 2);
		query.find = (struct todo_find){.due_after = i & 4 ? 1 : 0,
			.due_before = i & 8 ? DATE_LAST : 0,
			.has_since = i & 16,
			.has_priority = i & 32,
			.priority = 2,
			.words_len = i & 64 ? 1 : 0,
			.words = "a"};
		read_page(&query, (struct id[1]){{{0}}});
	}
	ck_assert_uint_eq(db->found_count, DB_FOUND_MAX);
	fixture_close();
}
END_TEST

/* What the lost session had prepared the new one has not. */
START_TEST(a_new_session_prepares_anew)
{
	struct todo_query query = {.limit = 1, .sort = SORT_DUE};
	struct id id;

	set_up(4);
	ck_assert_uint_eq(read_page(&query, &id), 1);
	sql("SELECT pg_terminate_backend(%d, 5000)", PQbackendPID(db->conn));
	ck_assert_uint_eq(read_page(&query, &id), 1);
	ck_assert_uint_eq(db->found_count, 1);
	fixture_close();
}
END_TEST

Suite *
db_find_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		{a_filter_lets_its_todos_pass_and_no_others, LISTS},
		ONCE(the_todos_of_who_has_many_are_put_into_the_index),
		ONCE(what_the_index_takes_has_no_new_revision),
		ONCE(words_are_told_apart_by_whose_they_are),
		ONCE(a_session_prepares_some_and_runs_all),
		ONCE(a_new_session_prepares_anew),
	};
	/* clang-format on */

	return suite_of("db_find", tests, COUNT(tests));
}
