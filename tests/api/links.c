/* links.c: the pages of a list are linked with each other (RFC 8288). */
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

#define TARGET_SIZE 2048
#define MANY 7

/* Copies the target of the link of this relation; false when there is none. */
static bool
find_link(
	const struct answer *answer, const char *rel, char target[TARGET_SIZE])
{
	const char *link = client_header(answer, "link"), *start, *end;
	char after[32];

	snprintf(after, sizeof(after), ">; rel=\"%s\"", rel);
	end = link ? strstr(link, after) : NULL;
	if (!end)
		return false;
	for (start = end; start > link && start[-1] != '<';)
		start--;
	snprintf(target, TARGET_SIZE, "%.*s", (int)(end - start), start);
	return true;
}

/* Asserts a link of the answer; NULL: there is none of this relation. */
static void
expect_link(const struct answer *answer, const char *rel, const char *target)
{
	char found[TARGET_SIZE], wanted[TARGET_SIZE];

	ck_assert_msg(
		find_link(answer, rel, found) == (target != NULL), "%s", rel);
	if (!target)
		return;
	snprintf(wanted, sizeof(wanted), "%s%s", client_prefix(), target);
	ck_assert_str_eq(found, wanted);
}

static struct person
person_with_todos(void)
{
	struct person person = person_new();
	char id[37];
	int i;

	for (i = 0; i < MANY; i++)
		person_add_todo(&person, "a", id);
	return person;
}

/* clang-format off */
static const struct {
	const char *target, *first, *prev, *next; /* NULL: none */
} pages[] = {
	{"/todos?skip=0&limit=3", "/todos?limit=3", NULL, "/todos?limit=3&skip=3"},
	{"/todos?limit=3&skip=3", "/todos?limit=3", "/todos?limit=3&skip=0", "/todos?limit=3&skip=6"},
	{"/todos?limit=3&skip=6", "/todos?limit=3", "/todos?limit=3&skip=3", NULL},
	{"/todos?limit=3&skip=2", "/todos?limit=3", "/todos?limit=3&skip=0", "/todos?limit=3&skip=5"},
	{"/todos?skip=5", "/todos", "/todos?skip=0", NULL},
	{"/todos", "/todos", NULL, NULL},
	{"/todos?limit=3&q=a%26limit%3D7%25", "/todos?limit=3&q=a%26limit%3D7%25", NULL, NULL},
	{"/todos?sort_by=title&is_completed=false&x=%3E%22&limit=%31&skip=1",
	 "/todos?limit=1&is_completed=false&sort_by=title",
	 "/todos?limit=1&is_completed=false&sort_by=title&skip=0",
	 "/todos?limit=1&is_completed=false&sort_by=title&skip=2"},
};
/* clang-format on */

START_TEST(a_page_by_skip_is_linked_both_ways)
{
	struct person person = person_with_todos();
	struct answer answer;
	size_t i;

	for (i = 0; i < COUNT(pages); i++) {
		answer = person_ask(&person, "GET", pages[i].target, NULL);
		ck_assert_int_eq(answer.status, 200);
		expect_link(&answer, "first", pages[i].first);
		expect_link(&answer, "prev", pages[i].prev);
		expect_link(&answer, "next", pages[i].next);
		client_clear(&answer);
	}
}
END_TEST

START_TEST(following_the_links_reads_the_whole_list)
{
	struct person person = person_with_todos();
	char next[TARGET_SIZE],
		target[TARGET_SIZE] =
			"/todos?limit=2&sort_by=title&include_total=false";
	struct json_object *items;
	struct answer answer;
	size_t seen = 0;
	bool more = true;

	while (more) {
		answer = person_ask(&person, "GET", target, NULL);
		ck_assert_int_eq(answer.status, 200);
		json_object_object_get_ex(answer.json, "items", &items);
		seen += json_object_array_length(items);
		expect_link(&answer, "first",
			"/todos?limit=2&sort_by=title&include_total=false");
		expect_link(&answer, "prev", NULL);
		more = find_link(&answer, "next", next);
		if (more)
			snprintf(target, sizeof(target), "%s",
				next + strlen(client_prefix()));
		client_clear(&answer);
	}
	ck_assert_uint_eq(seen, MANY);
}
END_TEST

/* Web servers take no longer ones; the page is given all the same. */
START_TEST(links_that_are_too_long_are_left_out)
{
	struct person person = person_new();
	struct answer answer;
	char target[4096];
	size_t len;
	int words, i;

	for (words = 100; words <= 200; words += 100) {
		len = (size_t)snprintf(target, sizeof(target), "/todos?skip=1&q=");
		for (i = 0; i < words; i++)
			len += (size_t)snprintf(target + len, sizeof(target) - len,
				"%%F0%%9F%%98%%80");
		answer = person_ask(&person, "GET", target, NULL);
		ck_assert_int_eq(answer.status, 200);
		ck_assert_int_eq(
			client_header(&answer, "link") != NULL, words == 100);
		client_clear(&answer);
	}
}
END_TEST

START_TEST(the_list_of_users_is_linked_too)
{
	struct person admin = person_new_admin();
	struct answer answer;
	char target[256], first[256];

	snprintf(first, sizeof(first), "/admin/users?limit=1&email=%%40");
	snprintf(target, sizeof(target), "/admin/users?skip=1&limit=1&email=@");
	person_new();
	answer = person_ask(&admin, "GET", target, NULL);
	ck_assert_int_eq(answer.status, 200);
	expect_link(&answer, "first", first);
	expect_link(&answer, "prev", "/admin/users?limit=1&email=%40&skip=0");
	client_clear(&answer);
	answer = person_ask(&admin, "GET", first, NULL);
	expect_link(&answer, "next", "/admin/users?limit=1&email=%40&skip=1");
	client_clear(&answer);
	answer = person_ask(&admin, "GET", "/admin/users?skip=1000000", NULL);
	expect_link(&answer, "next", NULL);
	client_clear(&answer);
}
END_TEST

Suite *
api_suite_links(void)
{
	Suite *suite = suite_create("links");
	TCase *tests = tcase_create("links");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, a_page_by_skip_is_linked_both_ways);
	tcase_add_test(tests, following_the_links_reads_the_whole_list);
	tcase_add_test(tests, links_that_are_too_long_are_left_out);
	tcase_add_test(tests, the_list_of_users_is_linked_too);
	suite_add_tcase(suite, tests);
	return suite;
}
