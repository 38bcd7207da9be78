/* lists.c: lists are sorted, filtered and cut into pages. */
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EVERY "12345678" /* the sample todos; 2, 3, 5 and 6 are completed */

/*
 * The sample todos by the last digit of their ids, which rise with it. They
 * hold ties in every column. Their titles are, by code point and so by bytes,
 * in another order than by any language, by case or by UTF-16 units.
 */
/* clang-format off */
static const struct {
	int created, completed; /* seconds; 0: not completed */
	const char *title;
} samples[] = {
	{2, 0, "b"}, {2, 5, "B"}, {3, 5, "a"}, {3, 0, "\xc3\xa9"},
	{4, 4, "b"}, {1, 6, "\xef\xbd\x81"}, {4, 0, "\xf0\x9f\x98\x80"},
	{1, 0, "a b"},
};
/* clang-format on */

/* clang-format off */
static const struct {
	const char *query, *order;
} orders[] = {
	{"sort_by=created_at&sort_order=asc", "68123457"},
	{"sort_by=created_at&sort_order=desc", "75432186"},
	{"sort_by=completed_at&sort_order=asc", "52361478"},
	{"sort_by=completed_at&sort_order=desc", "63258741"},
	{"sort_by=title&sort_order=asc", "23815467"},
	{"sort_by=title&sort_order=desc", "76451832"},
	{"sort_order=asc", "68123457"},
	{"sort_by=title", "76451832"},
	{"", "75432186"},
};
/* clang-format on */

static const struct {
	const char *query, *members;
} filters[] = {
	{"", EVERY},
	{"is_completed=true", "2356"},
	{"is_completed=false", "1478"},
};

/* Stores the sample todos, in an order that is none of the tested ones. */
static void
add_samples(const struct person *person)
{
	static const size_t places[] = {4, 0, 7, 2, 6, 1, 5, 3};
	size_t i, k;

	for (i = 0; i < COUNT(places); i++) {
		k = places[i];
		psql("INSERT INTO todos VALUES ('%.8s-0000-4000-8000-00000000000%zu',"
		     " '%s', '%s', NULL, %s, to_timestamp(%d),"
		     " to_timestamp(nullif(%d, 0)), now())",
			person->id, k + 1, person->id, samples[k].title,
			samples[k].completed ? "true" : "false",
			samples[k].created, samples[k].completed);
	}
}

/* Stores count todos of a second each. */
static void
add_many(const struct person *person, int count)
{
	psql("INSERT INTO todos (id, user_id, title, created_at, updated_at)"
	     " SELECT gen_random_uuid(), '%s', 't' || n, to_timestamp(n), now()"
	     " FROM generate_series(1, %d) n",
		person->id, count);
}

/* A page, whose status is asserted. */
static struct answer
ask_page(const struct person *person, const char *query)
{
	struct answer answer;
	char target[512];

	snprintf(target, sizeof(target), "/todos?%s", query);
	answer = person_ask(person, "GET", target, NULL);
	ck_assert_msg(answer.status == 200, "%d %s for %s", answer.status,
		answer.body.data, target);
	ck_assert_int_eq(json_object_object_length(answer.json),
		5 +
			json_object_object_get_ex(
				answer.json, "next_cursor", NULL));
	return answer;
}

/* Asserts what the page says beside its items, and how many these are. */
static void
check_frame(const struct answer *page, const char *skip, const char *limit,
	const char *total, size_t count)
{
	struct json_object *items, *more;
	size_t seen = (size_t)strtoul(skip, NULL, 10) + count;

	ck_assert_str_eq(client_member(page, "total"), total);
	ck_assert_str_eq(client_member(page, "skip"), skip);
	ck_assert_str_eq(client_member(page, "limit"), limit);
	ck_assert(json_object_object_get_ex(page->json, "items", &items));
	ck_assert(json_object_is_type(items, json_type_array));
	ck_assert_uint_eq(json_object_array_length(items), count);
	ck_assert(json_object_object_get_ex(page->json, "has_more", &more));
	ck_assert(json_object_is_type(more, json_type_boolean));
	ck_assert_int_eq(
		json_object_get_boolean(more), seen < strtoul(total, NULL, 10));
}

/* Appends the last digits of the page's ids to order, and checks its todos. */
static void
add_order(const struct answer *page, const struct person *person, char *order)
{
	struct json_object *items, *item;
	size_t i, n = strlen(order);

	ck_assert(json_object_object_get_ex(page->json, "items", &items));
	for (i = 0; i < json_object_array_length(items); i++) {
		item = json_object_array_get_idx(items, i);
		sample_check_todo(item, person);
		ck_assert_uint_lt(n, 15);
		order[n++] = sample_member(item, "id")[35];
	}
	order[n] = '\0';
}

/* Asks for all with this query, in pages of so many. */
static void
check_pages(const struct person *person, const char *query, const char *wanted,
	size_t limit)
{
	char order[16] = "", text[256], size[24], skip[24], total[24];
	size_t n = strlen(wanted), at;
	struct answer page;

	snprintf(total, sizeof(total), "%zu", n);
	snprintf(size, sizeof(size), "%zu", limit);
	for (at = 0; at < n; at += limit) {
		snprintf(skip, sizeof(skip), "%zu", at);
		snprintf(text, sizeof(text), "limit=%s&%s&skip=%s", size, query,
			skip);
		page = ask_page(person, text);
		check_frame(&page, skip, size, total,
			n - at < limit ? n - at : limit);
		add_order(&page, person, order);
		client_clear(&page);
	}
	ck_assert_str_eq(order, wanted);
}

/* Asks for all with this query, whole, one by one and in pages of three. */
static void
check_order(const struct person *person, const char *query, const char *wanted)
{
	struct answer page = ask_page(person, query);
	char order[16] = "", total[24];
	size_t n = strlen(wanted);

	snprintf(total, sizeof(total), "%zu", n);
	check_frame(&page, "0", "20", total, n);
	add_order(&page, person, order);
	client_clear(&page);
	ck_assert_msg(strcmp(order, wanted) == 0, "%s: %s, not %s", query,
		order, wanted);
	check_pages(person, query, wanted, 1);
	check_pages(person, query, wanted, 3);
}

START_TEST(every_order_with_every_filter_is_the_documented_one)
{
	struct person person = person_new();
	char query[128], wanted[9];
	size_t i, k, n;
	const char *at;

	add_samples(&person);
	for (i = 0; i < COUNT(orders); i++) {
		for (k = 0; k < COUNT(filters); k++) {
			for (n = 0, at = orders[i].order; *at; at++) {
				if (strchr(filters[k].members, *at))
					wanted[n++] = *at;
			}
			wanted[n] = '\0';
			snprintf(query, sizeof(query), "%s&%s", orders[i].query,
				filters[k].query);
			check_order(&person, query, wanted);
		}
	}
}
END_TEST

START_TEST(pages_are_cut_as_asked_for)
{
	/* clang-format off */
	static const struct {
		const char *query, *skip, *limit;
		size_t count;
	} cases[] = {
		{"", "0", "20", 20}, {"limit=1", "0", "1", 1},
		{"limit=100", "0", "100", 25}, {"limit=25", "0", "25", 25},
		{"limit=24", "0", "24", 24}, {"skip=5", "5", "20", 20},
		{"skip=4&limit=20", "4", "20", 20}, {"skip=6", "6", "20", 19},
		{"skip=24", "24", "20", 1}, {"skip=25", "25", "20", 0},
		{"skip=26", "26", "20", 0},
		{"skip=2147483647&limit=100", "2147483647", "100", 0},
		/* Spelled otherwise. */
		{"%6cimit=%31%30", "0", "10", 10}, {"limit=007", "0", "7", 7},
		{"skip=00&limit=3", "0", "3", 3},
		/* What is no parameter of ours is none of our business. */
		{"foo=1&foo=2&bar&=&&limit=2&", "0", "2", 2},
		{"Limit=0&SKIP=-1&user_id=x&offset=7", "0", "20", 20},
		{"limits=0&ski=x&sort=y&limit%20=0", "0", "20", 20},
	};
	/* clang-format on */
	struct person person = person_new();
	struct answer page;
	size_t i;

	page = ask_page(&person, "");
	check_frame(&page, "0", "20", "0", 0);
	client_clear(&page);
	page = ask_page(&person, "skip=3&limit=1");
	check_frame(&page, "3", "1", "0", 0);
	client_clear(&page);
	add_many(&person, 25);
	for (i = 0; i < COUNT(cases); i++) {
		page = ask_page(&person, cases[i].query);
		check_frame(&page, cases[i].skip, cases[i].limit, "25",
			cases[i].count);
		client_clear(&page);
	}
}
END_TEST

START_TEST(words_may_be_percent_encoded)
{
	struct person person = person_new();

	add_samples(&person);
	check_order(
		&person, "sort%5fby=%74itle&sort_order=%61%73c", "23815467");
	check_order(
		&person, "is_completed=%74rue&sort_by=completed%5Fat", "6325");
}
END_TEST

START_TEST(a_long_page_is_whole)
{
	struct person person = person_new();
	struct json_object *items;
	struct answer page;
	char wanted[16];
	int i;

	add_many(&person, 101);
	/* Some 1.1 MB of answer, far more than any single write. */
	psql("UPDATE todos SET description = repeat('\xc3\xa9', 10000)"
	     " WHERE user_id = '%s'",
		person.id);
	page = ask_page(&person, "limit=100");
	check_frame(&page, "0", "100", "101", 100);
	ck_assert(json_object_object_get_ex(page.json, "items", &items));
	for (i = 0; i < 100; i++) {
		snprintf(wanted, sizeof(wanted), "t%d", 101 - i);
		ck_assert_str_eq(sample_member(json_object_array_get_idx(
						       items, (size_t)i),
					 "title"),
			wanted);
	}
	client_clear(&page);
}
END_TEST

Suite *
api_suite_lists(void)
{
	Suite *suite = suite_create("lists");
	TCase *tests = tcase_create("lists");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(
		tests, every_order_with_every_filter_is_the_documented_one);
	tcase_add_test(tests, pages_are_cut_as_asked_for);
	tcase_add_test(tests, words_may_be_percent_encoded);
	tcase_add_test(tests, a_long_page_is_whole);
	suite_add_tcase(suite, tests);
	return suite;
}
