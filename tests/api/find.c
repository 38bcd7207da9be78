/* find.c: todos are found by words, days, priority and change, in every order. */
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

/*
 * The sample todos by the last digit of their ids, which rise with it; each was
 * created a second after the one before, and changed in the other order.
 */
/* clang-format off */
static const struct {
	const char *title, *description, *due;
	int priority;
	bool completed;
} samples[] = {
	{"Buy milk", "and two eggs", "2026-02-01", 0, false},
	{"BUY Bread", NULL, NULL, 3, false},
	{"Call \xc3\x84rzte in K\xc3\xb6ln", "before 12:30", "2026-01-31", 4, true},
	{"milk/eggs", "mail@example.org 2026-11-29", NULL, 0, true},
	{"well-known <b>words</b>", "don't & won't", "2026-02-01", 3, true},
	{"\xe7\x89\x9b\xe5\xa5\xb6", "a milkshake", NULL, 1, false},
	{"it's \\ 100 % C++", "foo_bar", "9999-12-31", 0, false},
};

static const struct {
	const char *query, *found;
} finds[] = {
	{"q=milk&sort_order=asc", "146"},
	{"q=MILK+EGGS&sort_order=asc", "14"},
	{"q=eggs+milk&sort_order=asc", "14"},
	{"q=egg+milk", ""},
	{"q=milk+egg&sort_order=asc", "14"},
	{"q=m&sort_order=asc", "146"},
	{"q=milk&is_completed=false&sort_order=asc", "16"},
	{"q=milk&is_completed=true", "4"},
	{"q=%C3%A4rz", "3"},
	{"q=%C3%84RZTE+k%C3%B6", "3"},
	{"q=%E7%89%9B", "6"},
	{"q=example", "4"},
	{"q=mail@example.o", "4"},
	{"q=2026-11", "4"},
	{"q=12:30", "3"},
	{"q=well-k", "5"},
	{"q=known+words", "5"},
	{"q=don%27t", "5"},
	{"q=foo_b", "7"},
	{"q=100+c%2B%2B", "7"},
	{"q=buy&priority=3", "2"},
	{"q=buy&due_before=2026-02-02", "1"},
	{"q=m&sort_by=due_date&sort_order=asc", "146"},
	{"q=b&sort_by=due_date&sort_order=desc", "75132"},
	{"q=b&sort_by=due_date&sort_order=asc", "31572"},
	{"q=m&sort_by=priority&sort_order=desc", "641"},
	{"q=m&sort_by=priority&sort_order=asc", "146"},
	{"q=b&sort_by=completed_at&sort_order=asc&is_completed=false", "127"},
	{"q=milk&sort_by=title&sort_order=asc", "146"},
	{"due_before=2026-02-01", "3"},
	{"due_before=2026-02-02&sort_order=asc", "135"},
	{"due_after=2026-01-31&sort_order=asc", "157"},
	{"due_after=2026-01-31&due_before=2026-02-02&is_completed=false", "1"},
	{"due_after=2026-02-01&due_before=2026-02-01", ""},
	{"due_before=9999-12-31&sort_by=due_date", "513"},
	{"due_after=2026-01-31&sort_by=due_date&sort_order=asc", "157"},
	{"priority=0&sort_order=asc", "147"},
	{"priority=3&sort_order=asc", "25"},
	{"priority=3&is_completed=true", "5"},
	{"priority=0&sort_by=priority", "741"},
	{"priority=3&sort_by=priority", "52"},
	{"updated_since=2026-01-01T00:00:05Z&sort_by=updated_at&sort_order=asc", "321"},
	{"updated_since=2026-01-01T02:00:05.000001%2B02:00&sort_order=asc", "12"},
	{"updated_since=2026-01-01T00:00:08Z", ""},
	{"sort_by=due_date&sort_order=asc", "3157246"},
	{"sort_by=due_date&sort_order=desc", "7513642"},
	{"sort_by=due_date&sort_order=asc&is_completed=false", "1726"},
	{"sort_by=due_date&is_completed=true", "534"},
	{"sort_by=priority", "3526741"},
	{"sort_by=priority&sort_order=asc", "1476253"},
	{"sort_by=priority&is_completed=false", "2671"},
	{"sort_by=updated_at", "1234567"},
	{"sort_by=updated_at&sort_order=asc", "7654321"},
	{"sort_by=updated_at&is_completed=true", "345"},
};
/* clang-format on */

static void
add_samples(const struct person *person)
{
	size_t i;

	for (i = 0; i < COUNT(samples); i++)
		psql("INSERT INTO todos (id, user_id, title, description,"
		     " due_date, priority, is_completed, created_at,"
		     " completed_at, updated_at) VALUES"
		     " ('%.8s-0000-4000-8000-00000000000%zu', '%s', $t$%s$t$,"
		     " nullif($t$%s$t$, ''), nullif('%s', '')::date, %d,"
		     " %d = 1, to_timestamp(%zu), CASE WHEN %d = 1 THEN now()"
		     " END, timestamptz '2026-01-01Z' + %zu * interval '1 s')",
			person->id, i + 1, person->id, samples[i].title,
			samples[i].description ? samples[i].description : "",
			samples[i].due ? samples[i].due : "",
			samples[i].priority, samples[i].completed, i,
			samples[i].completed, COUNT(samples) - i);
}

static struct answer
ask(const struct person *person, const char *query)
{
	char target[2560];

	snprintf(target, sizeof(target), "/todos?%s", query);
	return person_ask(person, "GET", target, NULL);
}

/* Appends the last digits of the page's ids to found, and checks its todos. */
static void
add_found(const struct answer *page, const struct person *person, char *found)
{
	struct json_object *items, *item;
	size_t i, n = strlen(found);

	ck_assert(json_object_object_get_ex(page->json, "items", &items));
	for (i = 0; i < json_object_array_length(items); i++) {
		item = json_object_array_get_idx(items, i);
		sample_check_todo(item, person);
		ck_assert_uint_lt(n, 15);
		found[n++] = sample_member(item, "id")[35];
	}
	found[n] = '\0';
}

/* Asks page by page, each after the cursor of the one before. */
static void
check_walk(const struct person *person, const char *query, const char *wanted)
{
	char found[16] = "", more[2048];
	struct json_object *next;
	struct answer page;

	snprintf(more, sizeof(more), "%s&limit=2&include_total=false", query);
	for (;;) {
		page = ask(person, more);
		ck_assert_msg(
			page.status == 200, "%s: %s", more, page.body.data);
		ck_assert_ptr_null(client_member(&page, "total"));
		add_found(&page, person, found);
		if (!json_object_object_get_ex(page.json, "next_cursor", &next))
			break;
		snprintf(more, sizeof(more),
			"%s&limit=2&include_total=false&cursor=%s", query,
			json_object_get_string(next));
		client_clear(&page);
	}
	client_clear(&page);
	ck_assert_msg(strcmp(found, wanted) == 0, "%s: %s, not %s", query,
		found, wanted);
}

START_TEST(todos_are_found_in_order_counted_and_page_by_page)
{
	struct person person = person_new(), other = person_new();
	char found[16], total[8], query[256];
	struct answer page;
	size_t i;

	add_samples(&person);
	add_samples(&other);
	for (i = 0; i < COUNT(finds); i++) {
		page = ask(&person, finds[i].query);
		found[0] = '\0';
		ck_assert_msg(page.status == 200, "%s: %s", finds[i].query,
			page.body.data);
		add_found(&page, &person, found);
		ck_assert_msg(strcmp(found, finds[i].found) == 0,
			"%s: %s, not %s", finds[i].query, found,
			finds[i].found);
		snprintf(total, sizeof(total), "%zu", strlen(found));
		ck_assert_str_eq(client_member(&page, "total"), total);
		client_clear(&page);
		check_walk(&person, finds[i].query, finds[i].found);
		/* Past the end the total is known all the same. */
		snprintf(query, sizeof(query), "%s&skip=50", finds[i].query);
		page = ask(&person, query);
		ck_assert_str_eq(client_member(&page, "total"), total);
		client_clear(&page);
	}
}
END_TEST

static void
check_total(const struct person *person, const char *query, const char *total)
{
	struct answer answer = ask(person, query);

	ck_assert_int_eq(answer.status, 200);
	ck_assert_str_eq(client_member(&answer, "total"), total);
	client_clear(&answer);
}

START_TEST(what_is_written_is_found_and_what_is_overwritten_is_not)
{
	struct person person = person_new();
	char id[37];

	person_add_todo(&person, "Water the plants", id);
	check_total(&person, "q=plan", "1");
	expect_status(person_ask(&person, "PUT", sample_path(id),
			      "{'title':'Feed the cat'}"),
		200);
	check_total(&person, "q=plan", "0");
	expect_status(person_ask(&person, "PUT", sample_path(id),
			      "{'description':'Tuna, or salmon'}"),
		200);
	check_total(&person, "q=cat+sal", "1");
	expect_status(
		person_ask(&person, "DELETE", sample_path(id), NULL), 204);
	check_total(&person, "q=cat", "0");
}
END_TEST

/* A word too long for the index is not found; all else of its todo is. */
START_TEST(long_words_and_texts_are_written_and_searched)
{
	struct person person = person_new();
	size_t i;
	/* clang-format off */
	static const struct {
		const char *unit;
		size_t count;
	} long_texts[] = {
		{"a", 10000}, {"\xc3\xa9", 1020}, {"\xc3\xa9", 1023}, {"x", 2038},
		{"x", 2046}, {"\xf0\x9f\x98\x80", 10000}, {"ab ", 3333},
		{"\\\\", 9999}, {"\\u0001", 5000}, {"a.b/", 2500},
	};
	/* clang-format on */

	for (i = 0; i < COUNT(long_texts); i++)
		expect_status(
			person_ask(&person, "POST", "/todos",
				sample_repeat(
					"{'title':'needle','description':'",
					long_texts[i].unit, long_texts[i].count,
					"'}")),
			201);
	check_total(&person, "q=need", "10");
	check_total(&person, "q=ab+need", "1");
}
END_TEST

/* clang-format off */
static const char *const hostile[] = {
	"%27", "%27%27", "%5C", "%5C%27", "a%5C", "%3A*", "a:*", "a%20%26%20b",
	"%26", "%7C%7C", "!a", "!!", "(", "a)", "a%20%3C-%3E%20b", "%3C-%3E",
	"%3Ca%3E", "-", "--", "*", "%25", "_", "%20", "+", "%01", "%09%0A%0D",
	"%27%29%3B%20DROP%20TABLE%20todos%3B--", "a%20OR%201=1", "%22a%20b%22",
	"http://a.b/c%27d", "a@b.c:*A", "%E2%80%99", "%EF%BF%BF",
	"%F4%8F%BF%BF", "%EF%BB%BF", "%E2%80%AE", "1e400", "-1.5e-10",
	"%26amp%3B", "a%26amp%3B", "/a/b/../c", "~/x", "a-b-c-d",
	"%E2%80%90a%E2%80%90b",
};
/* clang-format on */

START_TEST(no_text_is_an_error_of_the_search)
{
	struct person person = person_new();
	char query[256];
	size_t i;

	for (i = 0; i < COUNT(hostile); i++) {
		/* A web server may refuse control characters itself. */
		if (client_is(&client_http) && strstr(hostile[i], "%0"))
			continue;
		snprintf(query, sizeof(query), "q=%s", hostile[i]);
		expect_status(ask(&person, query), 200);
		snprintf(query, sizeof(query),
			"q=x%%20%s%%20y%s&sort_by=due_date", hostile[i],
			hostile[i]);
		expect_status(ask(&person, query), 200);
	}
	expect_status(ask(&person, sample_repeat("q=", "a-", 127, "")), 200);
	expect_status(ask(&person, sample_repeat("q=", "a+", 127, "")), 200);
	expect_status(ask(&person, sample_repeat("q=", "%27", 255, "")), 200);
}
END_TEST

START_TEST(a_cursor_belongs_to_its_filters)
{
	struct person person = person_new();
	struct answer page;
	char query[2048];

	add_samples(&person);
	page = ask(&person, "limit=1&q=milk");
	snprintf(query, sizeof(query), "limit=1&q=mil&cursor=%s",
		client_member(&page, "next_cursor"));
	expect_fault(ask(&person, query), "VALIDATION_002", "cursor");
	snprintf(query, sizeof(query), "limit=1&cursor=%s",
		client_member(&page, "next_cursor"));
	expect_fault(ask(&person, query), "VALIDATION_002", "cursor");
	client_clear(&page);
}
END_TEST

Suite *
api_suite_find(void)
{
	Suite *suite = suite_create("find");
	TCase *tests = tcase_create("find");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_set_timeout(tests, 60);
	tcase_add_test(
		tests, todos_are_found_in_order_counted_and_page_by_page);
	tcase_add_test(
		tests, what_is_written_is_found_and_what_is_overwritten_is_not);
	tcase_add_test(tests, long_words_and_texts_are_written_and_searched);
	tcase_add_test(tests, no_text_is_an_error_of_the_search);
	tcase_add_test(tests, a_cursor_belongs_to_its_filters);
	suite_add_tcase(suite, tests);
	return suite;
}
