/* cursors.c: lists are read page by page with the cursor of the page before. */
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MANY 24
#define CURSOR_SIZE 1536

static const char *const lists[] = {
	"",
	"sort_order=asc",
	"sort_by=completed_at",
	"sort_by=completed_at&sort_order=asc",
	"sort_by=title",
	"sort_by=title&sort_order=asc",
};

static const char *const filters[] = {
	"",
	"is_completed=true",
	"is_completed=false",
};

/* Todos that are rich in ties, half of them open; the longest title too. */
static void
add_todos(const struct person *person)
{
	psql("INSERT INTO todos SELECT gen_random_uuid(), '%s',"
	     " (ARRAY['b &=%%/?', '\xc3\xa9', repeat('\xf4\x8f\xbf\xbf', 255)])[n %% 3 + 1],"
	     " NULL, n %% 2 = 0, to_timestamp(n %% 4), CASE WHEN n %% 2 = 0 THEN"
	     " to_timestamp(n %% 6) + interval '1 us' END, now()"
	     " FROM generate_series(1, %d) n",
		person->id, MANY);
}

static struct answer
ask_list(const struct person *person, const char *list, const char *more)
{
	char target[256 + CURSOR_SIZE];

	snprintf(target, sizeof(target), "/todos?%s%s%s", list,
		*list ? "&" : "", more);
	return person_ask(person, "GET", target, NULL);
}

/* A page whose status is asserted, and its members. */
static struct answer
ask_page(const struct person *person, const char *list, const char *more)
{
	struct answer page = ask_list(person, list, more);

	ck_assert_msg(page.status == 200, "%d %s for %s %s", page.status,
		page.body.data, list, more);
	ck_assert_int_eq(json_object_object_length(page.json),
		5 + json_object_object_get_ex(page.json, "next_cursor", NULL));
	return page;
}

/* Asks for the page after a cursor. */
static struct answer
ask_after(const struct person *person, const char *list, const char *cursor,
	const char *more)
{
	char query[64 + CURSOR_SIZE];

	snprintf(query, sizeof(query), "cursor=%s%s", cursor, more);
	return ask_page(person, list, query);
}

/* Copies the cursor of the next page; false when there is none. */
static bool
next_cursor(const struct answer *page, char cursor[CURSOR_SIZE])
{
	struct json_object *more, *next;

	ck_assert(json_object_object_get_ex(page->json, "has_more", &more));
	if (!json_object_object_get_ex(page->json, "next_cursor", &next)) {
		ck_assert(!json_object_get_boolean(more));
		return false;
	}
	ck_assert(json_object_get_boolean(more));
	ck_assert(json_object_is_type(next, json_type_string));
	ck_assert_uint_gt(strlen(json_object_get_string(next)), 0);
	snprintf(cursor, CURSOR_SIZE, "%s", json_object_get_string(next));
	return true;
}

/* Appends the ids of the page's todos. */
static void
add_ids(const struct answer *page, const struct person *person, char *ids)
{
	struct json_object *items, *item;
	size_t i, n = strlen(ids);

	ck_assert(json_object_object_get_ex(page->json, "items", &items));
	for (i = 0; i < json_object_array_length(items); i++) {
		item = json_object_array_get_idx(items, i);
		sample_check_todo(item, person);
		ck_assert_uint_lt(n, 40 * MANY);
		n += (size_t)snprintf(
			ids + n, 38, "%s ", sample_member(item, "id"));
	}
}

/* Walks a list in pages of this limit, and asserts that it is the whole one. */
static void
check_walk(const struct person *person, const char *list, const char *limit)
{
	char whole[41 * MANY] = "", walked[41 * MANY] = "", cursor[CURSOR_SIZE];
	char first[64], next[32];
	struct answer page = ask_page(person, list, "limit=100");
	char total[24];
	bool more;

	snprintf(total, sizeof(total), "%s", client_member(&page, "total"));
	ck_assert(!next_cursor(&page, cursor));
	add_ids(&page, person, whole);
	client_clear(&page);
	snprintf(first, sizeof(first), "limit=%s&include_total=true", limit);
	snprintf(next, sizeof(next), "&limit=%s", limit);
	page = ask_page(person, list, first);
	for (;;) {
		add_ids(&page, person, walked);
		ck_assert_str_eq(client_member(&page, "total"), total);
		ck_assert_str_eq(client_member(&page, "limit"), limit);
		more = next_cursor(&page, cursor);
		client_clear(&page);
		if (!more)
			break;
		page = ask_after(person, list, cursor, next);
		ck_assert_ptr_null(client_member(&page, "skip"));
	}
	ck_assert_str_eq(walked, whole);
}

static void
check_walks(const struct person *person, const char *limit)
{
	char list[128];
	size_t i, k;

	for (i = 0; i < COUNT(lists); i++) {
		for (k = 0; k < COUNT(filters); k++) {
			snprintf(list, sizeof(list), "%s%s%s", lists[i],
				*lists[i] && *filters[k] ? "&" : "",
				filters[k]);
			check_walk(person, list, limit);
		}
	}
}

START_TEST(every_list_can_be_walked_by_cursors)
{
	struct person person = person_new();

	add_todos(&person);
	check_walks(&person, "7");
}
END_TEST

/* Moments that an import may bring, and how each is shown. */
/* clang-format off */
static const struct {
	const char *sql, *shown;
} moments[] = {
	{"-infinity", "0001-01-01T00:00:00Z"},
	{"4714-11-24 00:00:00+00 BC", "0001-01-01T00:00:00Z"},
	{"0001-12-31 23:59:59.999999+00 BC", "0001-01-01T00:00:00Z"},
	{"0001-01-01 00:00:00+00", "0001-01-01T00:00:00Z"},
	{"9999-12-31 23:59:59.999999+00", "9999-12-31T23:59:59Z"},
	{"10000-01-01 00:00:00+00", "9999-12-31T23:59:59Z"},
	/* The last that our count holds, and the two after it. */
	{"294247-01-10 04:00:54.775807+00", "9999-12-31T23:59:59Z"},
	{"294247-01-10 04:00:54.775808+00", "9999-12-31T23:59:59Z"},
	{"294247-01-10 04:00:54.775809+00", "9999-12-31T23:59:59Z"},
	{"294276-12-31 23:59:59.999998+00", "9999-12-31T23:59:59Z"},
	{"294276-12-31 23:59:59.999999+00", "9999-12-31T23:59:59Z"},
	{"infinity", "9999-12-31T23:59:59Z"},
};
/* clang-format on */

/* clang-format off */
START_TEST(every_moment_that_can_be_stored_can_be_shown_and_walked)
{
	struct person person = person_new();
	struct answer page;
	struct json_object *items, *item;
	size_t i;

	for (i = 0; i < COUNT(moments); i++) {
		/* Ties too, and the same times of an open one. */
		psql("INSERT INTO todos SELECT gen_random_uuid(), '%s', 'todo %d',"
		    " NULL, n = 1, m, CASE WHEN n = 1 THEN m END, m"
		    " FROM (SELECT timestamptz '%s' AS m) v, generate_series(1, 2) n",
		    person.id, (int)i, moments[i].sql);
	}
	page = ask_page(&person, "is_completed=true&sort_order=asc", "limit=100");
	ck_assert(json_object_object_get_ex(page.json, "items", &items));
	ck_assert_uint_eq(json_object_array_length(items), COUNT(moments));
	for (i = 0; i < COUNT(moments); i++) {
		item = json_object_array_get_idx(items, i);
		ck_assert_str_eq(sample_member(item, "created_at"), moments[i].shown);
		ck_assert_str_eq(sample_member(item, "completed_at"), moments[i].shown);
		ck_assert_str_eq(sample_member(item, "updated_at"), moments[i].shown);
	}
	client_clear(&page);
	check_walks(&person, "1");
}
END_TEST
/* clang-format on */

START_TEST(the_total_is_null_when_it_is_not_wanted)
{
	/* clang-format off */
	static const struct {
		const char *query, *skip;
		bool more;
	} cases[] = {
		{"limit=23", "0", true}, {"limit=24", "0", false},
		{"limit=3&skip=20", "20", true}, {"limit=4&skip=20", "20", false},
		{"skip=24", "24", false}, {"skip=25&limit=1", "25", false},
	};
	/* clang-format on */
	struct person person = person_new();
	char cursor[CURSOR_SIZE];
	struct answer page;
	size_t i;

	add_todos(&person);
	for (i = 0; i < COUNT(cases); i++) {
		page = ask_page(&person, cases[i].query, "include_total=false");
		ck_assert_ptr_null(client_member(&page, "total"));
		ck_assert_str_eq(client_member(&page, "skip"), cases[i].skip);
		ck_assert_int_eq(next_cursor(&page, cursor), cases[i].more);
		client_clear(&page);
	}
	page = ask_page(&person, "limit=20", "include_total=false");
	ck_assert(next_cursor(&page, cursor));
	client_clear(&page);
	page = ask_after(&person, "", cursor, "&include_total=false");
	ck_assert_ptr_null(client_member(&page, "total"));
	ck_assert(!next_cursor(&page, cursor));
	client_clear(&page);
}
END_TEST

START_TEST(a_cursor_outlives_the_todo_it_came_from)
{
	struct person person = person_new();
	char cursor[CURSOR_SIZE], before[41 * MANY] = "", after[41 * MANY] = "";
	struct answer page, first;
	struct json_object *items;
	char target[64];

	add_todos(&person);
	first = ask_page(&person, "sort_by=title", "limit=5");
	ck_assert(next_cursor(&first, cursor));
	page = ask_after(&person, "sort_by=title", cursor, "");
	add_ids(&page, &person, before);
	client_clear(&page);
	ck_assert(json_object_object_get_ex(first.json, "items", &items));
	snprintf(target, sizeof(target), "/todos/%s",
		sample_member(json_object_array_get_idx(items, 4), "id"));
	expect_status(person_ask(&person, "DELETE", target, NULL), 204);
	snprintf(target, sizeof(target), "/todos/%s",
		sample_member(json_object_array_get_idx(items, 3), "id"));
	expect_status(person_ask(&person, "DELETE", target, NULL), 204);
	client_clear(&first);
	page = ask_after(&person, "sort_by=title", cursor, "");
	add_ids(&page, &person, after);
	client_clear(&page);
	ck_assert_str_eq(after, before);
}
END_TEST

static const char *const foreign_lists[] = {
	"sort_order=asc",
	"sort_by=completed_at",
	"sort_by=title",
	"is_completed=true",
	"is_completed=false",
	"skip=0",
	"skip=5",
	"cursor=AQ",
};

START_TEST(a_cursor_of_another_list_or_user_is_blamed)
{
	struct person person = person_new(), other = person_new();
	char cursor[CURSOR_SIZE], query[16 + CURSOR_SIZE], was;
	struct answer page;
	size_t i;

	add_todos(&person);
	add_todos(&other);
	page = ask_page(&person, "", "limit=2");
	ck_assert(next_cursor(&page, cursor));
	client_clear(&page);
	snprintf(query, sizeof(query), "cursor=%s", cursor);
	for (i = 0; i < COUNT(foreign_lists); i++)
		expect_fault(ask_list(&person, foreign_lists[i], query),
			"VALIDATION_002", "cursor");
	expect_fault(ask_list(&other, "", query), "VALIDATION_002", "cursor");
	expect_status(ask_list(&person, "sort_by=created_at", query), 200);
	for (i = 7; query[i]; i++) {
		was = query[i];
		query[i] = was == 'A' ? 'B' : 'A';
		expect_fault(ask_list(&person, "", query), "VALIDATION_002",
			"cursor");
		query[i] = was;
	}
	query[i - 1] = '\0';
	expect_fault(ask_list(&person, "", query), "VALIDATION_002", "cursor");
}
END_TEST

START_TEST(one_that_is_far_too_long_is_blamed)
{
	struct person person = person_new();
	char query[1800] = "cursor=";

	memset(query + 7, 'A', sizeof(query) - 8);
	expect_fault(ask_list(&person, "", query), "VALIDATION_002", "cursor");
}
END_TEST

Suite *
api_suite_cursors(void)
{
	Suite *suite = suite_create("cursors");
	TCase *tests = tcase_create("cursors");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, every_list_can_be_walked_by_cursors);
	tcase_add_test(
		tests, every_moment_that_can_be_stored_can_be_shown_and_walked);
	tcase_add_test(tests, the_total_is_null_when_it_is_not_wanted);
	tcase_add_test(tests, a_cursor_outlives_the_todo_it_came_from);
	tcase_add_test(tests, a_cursor_of_another_list_or_user_is_blamed);
	tcase_add_test(tests, one_that_is_far_too_long_is_blamed);
	suite_add_tcase(suite, tests);
	return suite;
}
