/* etags.c: a todo's tag names its state; who has it gets 304, who lost it 412. */
#include "race.h"
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

#define TAG_SIZE 64
#define ROUNDS 5
#define WRITERS 20

/* Copies the tag of an answer, which it frees, and asserts that it is strong. */
static void
take_tag(struct answer answer, int status, char tag[TAG_SIZE])
{
	const char *given = client_header(&answer, "etag");

	ck_assert_int_eq(answer.status, status);
	ck_assert_ptr_nonnull(given);
	ck_assert(sample_fits("\"xxxxxxxxxxxxxxxx\"", given));
	snprintf(tag, TAG_SIZE, "%s", given);
	client_clear(&answer);
}

/* Sends with a header that has a tag, which fills the format's %s. */
static struct answer
ask_with(const struct person *person, const char *method, const char *target,
	const char *body, const char *format, const char *tag)
{
	char header[2 * TAG_SIZE];
	struct ask ask = {.method = method,
		.target = target,
		.token = person->access,
		.body = body,
		.headers = {header}};

	snprintf(header, sizeof(header), format, tag);
	return client_send(&ask);
}

START_TEST(a_tag_is_of_the_state_that_is_answered)
{
	struct person person = person_new();
	char first[TAG_SIZE], shown[TAG_SIZE], changed[TAG_SIZE], id[37];
	struct answer answer =
		person_ask(&person, "POST", "/todos", "{'title':'a'}");

	snprintf(id, sizeof(id), "%s", client_member(&answer, "id"));
	take_tag(answer, 201, first);
	take_tag(person_ask(&person, "GET", sample_path(id), NULL), 200, shown);
	ck_assert_str_eq(shown, first);
	take_tag(person_ask(&person, "PUT", sample_path(id), "{}"), 200, shown);
	ck_assert_str_eq(shown, first);
	take_tag(person_ask(&person, "PUT", sample_path(id), "{'title':'b'}"),
		200, changed);
	ck_assert_str_ne(changed, first);
	take_tag(
		person_ask(&person, "HEAD", sample_path(id), NULL), 200, shown);
	ck_assert_str_eq(shown, changed);
	/* The same text is another state: it came later. */
	take_tag(person_ask(&person, "PATCH", sample_path(id), "{'title':'b'}"),
		200, shown);
	ck_assert_str_ne(shown, changed);
}
END_TEST

/* Lists in which T is the todo's tag without its quotes. */
/* clang-format off */
static const struct {
	const char *list;
	bool has, matches; /* for If-None-Match, and for If-Match */
} lists[] = {
	{"\"T\"", true, true}, {"\"other\", \"T\"", true, true},
	{"*", true, true}, {"W/\"T\"", true, false},
	{"\"T-gzip\"", true, true}, {"W/\"T-br\"", true, false},
	{"\"other\"", false, false}, {"\"0123456789abcdef\"", false, false},
	{"T", false, false},
};
/* clang-format on */

/* A header with such a list. */
static void
write_header(char out[2 * TAG_SIZE], const char *name, const char *list,
	const char *tag)
{
	const char *mark = strchr(list, 'T');
	int before = mark ? (int)(mark - list) : (int)strlen(list);

	snprintf(out, 2 * TAG_SIZE, "%s: %.*s%.*s%s", name, before, list,
		mark ? (int)strlen(tag) - 2 : 0, tag + 1, mark ? mark + 1 : "");
}

START_TEST(who_has_the_state_is_told_so)
{
	struct person person = person_new();
	char tag[TAG_SIZE], again[TAG_SIZE], id[37];
	static const char *const lists_of[] = {"/todos", "/todos?limit=1"};
	const char *target;
	struct answer answer;
	int i;

	person_add_todo(&person, "a", id);
	person_add_todo(&person, "b", id);
	for (i = 0; i < 3; i++) {
		target = i < 2 ? lists_of[i] : sample_path(id);
		take_tag(person_ask(&person, "GET", target, NULL), 200, tag);
		answer = ask_with(&person, i == 1 ? "HEAD" : "GET", target,
			NULL, "If-None-Match: %s", tag);
		ck_assert_uint_eq(answer.body.len, 0);
		ck_assert_ptr_null(client_header(&answer, "content-type"));
		take_tag(answer, 304, again);
		ck_assert_str_eq(again, tag);
	}
	expect_status(person_ask(&person, "PUT", target, "{'title':'c'}"), 200);
	for (i = 0; i < 3; i++) {
		target = i < 2 ? lists_of[i] : sample_path(id);
		take_tag(ask_with(&person, "GET", target, NULL,
				 "If-None-Match: %s", tag),
			200, again);
		ck_assert_str_ne(again, tag);
	}
}
END_TEST

START_TEST(a_page_of_another_state_has_another_tag)
{
	struct person person = person_new(), other = person_new();
	char all[TAG_SIZE], tag[TAG_SIZE], id[37];

	person_add_todo(&person, "a", id);
	person_add_todo(&person, "b", id);
	take_tag(person_ask(&person, "GET", "/todos", NULL), 200, all);
	take_tag(person_ask(&person, "GET", "/todos", NULL), 200, tag);
	ck_assert_str_eq(tag, all);
	take_tag(person_ask(&person, "GET", "/todos?limit=1", NULL), 200, tag);
	ck_assert_str_ne(tag, all);
	take_tag(person_ask(&other, "GET", "/todos", NULL), 200, tag);
	ck_assert_str_ne(tag, all);
	expect_status(
		person_ask(&person, "DELETE", sample_path(id), NULL), 204);
	take_tag(person_ask(&person, "GET", "/todos", NULL), 200, tag);
	ck_assert_str_ne(tag, all);
}
END_TEST

START_TEST(a_page_of_users_has_a_tag_too)
{
	struct person admin = person_new_admin();
	char tag[TAG_SIZE], again[TAG_SIZE], target[256];

	snprintf(target, sizeof(target), "/admin/users?email=%s", admin.email);
	take_tag(person_ask(&admin, "GET", target, NULL), 200, tag);
	take_tag(
		ask_with(&admin, "GET", target, NULL, "If-None-Match: %s", tag),
		304, again);
	ck_assert_str_eq(again, tag);
	take_tag(person_ask(&admin, "GET", "/admin/users?email=none", NULL),
		200, again);
	ck_assert_str_ne(again, tag);
}
END_TEST

START_TEST(a_list_of_tags_is_read_as_its_header_says)
{
	struct person person = person_new();
	char tag[TAG_SIZE], id[37], header[2 * TAG_SIZE];
	size_t i;

	person_add_todo(&person, "a", id);
	for (i = 0; i < COUNT(lists); i++) {
		take_tag(person_ask(&person, "GET", sample_path(id), NULL), 200,
			tag);
		write_header(header, "If-None-Match", lists[i].list, tag);
		expect_status(ask_with(&person, "GET", sample_path(id), NULL,
				      "%s", header),
			lists[i].has ? 304 : 200);
		write_header(header, "If-Match", lists[i].list, tag);
		expect_status(ask_with(&person, "PUT", sample_path(id),
				      "{'title':'b'}", "%s", header),
			lists[i].matches ? 200 : 412);
	}
}
END_TEST

/* Changes that are for a state. */
static const struct {
	const char *method, *body;
} changes[] = {
	{"PUT", "{'title':'lost'}"},
	{"PATCH", "{'title':'lost'}"},
	{"PUT", "{}"},
	{"PATCH", "{}"},
	{"DELETE", NULL},
};

START_TEST(a_change_for_another_state_changes_nothing)
{
	struct person person = person_new();
	char old[TAG_SIZE], tag[TAG_SIZE], id[37], row[256];
	size_t i;

	person_add_todo(&person, "a", id);
	take_tag(person_ask(&person, "GET", sample_path(id), NULL), 200, old);
	take_tag(person_ask(&person, "PUT", sample_path(id), "{'title':'b'}"),
		200, tag);
	snprintf(row, sizeof(row), "%s", sample_row(id));
	for (i = 0; i < COUNT(changes); i++) {
		expect_error(
			ask_with(&person, changes[i].method, sample_path(id),
				changes[i].body, "If-Match: %s", old),
			"REQUEST_006");
		ck_assert_str_eq(sample_row(id), row);
	}
	for (i = 0; i < COUNT(changes); i++)
		if (changes[i].body)
			take_tag(ask_with(&person, changes[i].method,
					 sample_path(id), changes[i].body,
					 "If-Match: %s", tag),
				200, tag);
	expect_status(ask_with(&person, "DELETE", sample_path(id), NULL,
			      "If-Match: %s", tag),
		204);
}
END_TEST

START_TEST(what_is_wrong_besides_comes_before_the_state)
{
	struct person person = person_new(), other = person_new();
	char id[37];

	person_add_todo(&other, "a", id);
	expect_error(ask_with(&person, "PUT", sample_path(id), "{'title':5}",
			     "If-Match: %s", "\"x\""),
		"VALIDATION_002");
	expect_error(ask_with(&person, "PUT", sample_path(id), "{'title':'x'}",
			     "If-Match: %s", "\"x\""),
		"AUTHZ_001");
	expect_error(ask_with(&person, "DELETE", sample_path("no-id"), NULL,
			     "If-Match: %s", "*"),
		"RESOURCE_001");
	expect_error(ask_with(&(struct person){.access = "none"}, "DELETE",
			     sample_path(id), NULL, "If-Match: %s", "\"x\""),
		"AUTH_005");
}
END_TEST

START_TEST(one_of_twenty_writers_wins_each_round)
{
	struct person person = person_new();
	char tag[TAG_SIZE], header[2 * TAG_SIZE], id[37];
	struct ask ask = {.method = "PATCH",
		.token = person.access,
		.body = "{'title':'won'}",
		.headers = {header}};
	struct race race;
	int i;

	person_add_todo(&person, "a", id);
	for (i = 0; i < ROUNDS; i++) {
		ask.target = sample_path(id);
		take_tag(
			person_ask(&person, "GET", ask.target, NULL), 200, tag);
		snprintf(header, sizeof(header), "If-Match: %s", tag);
		race = race_send(&ask, WRITERS);
		ck_assert_uint_eq(race_count(&race, ""), 1);
		ck_assert_uint_eq(
			race_count(&race, "REQUEST_006"), WRITERS - 1);
	}
}
END_TEST

Suite *
api_suite_etags(void)
{
	Suite *suite = suite_create("etags");
	TCase *tests = tcase_create("etags");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, a_tag_is_of_the_state_that_is_answered);
	tcase_add_test(tests, who_has_the_state_is_told_so);
	tcase_add_test(tests, a_page_of_another_state_has_another_tag);
	tcase_add_test(tests, a_page_of_users_has_a_tag_too);
	tcase_add_test(tests, a_list_of_tags_is_read_as_its_header_says);
	tcase_add_test(tests, a_change_for_another_state_changes_nothing);
	tcase_add_test(tests, what_is_wrong_besides_comes_before_the_state);
	if (!client_is(&client_process))
		tcase_add_test(tests, one_of_twenty_writers_wins_each_round);
	suite_add_tcase(suite, tests);
	return suite;
}
