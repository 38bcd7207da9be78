/* changes.c: GET /todos/changes, what became of one's todos since a token. */
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

#define CHANGES "/todos/changes"
#define TOKEN_SIZE 64

static struct answer
ask_since(const struct person *person, const char *token, const char *more)
{
	char target[256];

	snprintf(target, sizeof(target), CHANGES "?since=%s%s", token, more);
	return person_ask(person, "GET", target, NULL);
}

/* Copies the token of an answer that is good, and frees it. */
static void
take_token(struct answer answer, char token[TOKEN_SIZE])
{
	ck_assert_msg(answer.status == 200, "%d %s", answer.status,
		answer.body.data ? answer.body.data : "");
	ck_assert_int_eq(json_object_object_length(answer.json), 3);
	snprintf(token, TOKEN_SIZE, "%s", client_member(&answer, "next"));
	client_clear(&answer);
}

static size_t
count_items(const struct answer *answer)
{
	struct json_object *items;

	ck_assert(json_object_object_get_ex(answer->json, "items", &items));
	return json_object_array_length(items);
}

/* Asserts an item's id and, of the person's todo, the title; NULL: it is gone. */
static void
expect_item(const struct answer *answer, size_t place,
	const struct person *person, const char *id, const char *title)
{
	struct json_object *item, *items, *todo;

	json_object_object_get_ex(answer->json, "items", &items);
	item = json_object_array_get_idx(items, place);
	ck_assert_int_eq(json_object_object_length(item), 3);
	ck_assert_str_eq(sample_member(item, "id"), id);
	ck_assert_str_eq(
		sample_member(item, "change"), title ? "put" : "delete");
	ck_assert(json_object_object_get_ex(item, "todo", &todo));
	ck_assert_int_eq(todo != NULL, title != NULL);
	if (!title)
		return;
	sample_check_todo(todo, person);
	ck_assert_str_eq(sample_member(todo, "title"), title);
}

START_TEST(what_a_bulk_did_comes_in_the_order_of_its_operations)
{
	struct person person = person_new();
	char before[TOKEN_SIZE], ids[2][37], body[512];
	struct answer answer;

	person_add_todo(&person, "a", ids[0]);
	person_add_todo(&person, "b", ids[1]);
	take_token(person_ask(&person, "GET", CHANGES, NULL), before);
	snprintf(body, sizeof(body),
		"{'operations':[{'op':'update','id':'%s','title':'c'},"
		"{'op':'delete','id':'%s'}]}",
		ids[1], ids[0]);
	expect_status(person_ask(&person, "POST", "/todos/bulk", body), 200);
	answer = ask_since(&person, before, "");
	ck_assert_uint_eq(count_items(&answer), 2);
	expect_item(&answer, 0, &person, ids[1], "c");
	expect_item(&answer, 1, &person, ids[0], NULL);
	client_clear(&answer);
}
END_TEST

START_TEST(what_changed_since_a_token_comes_in_order)
{
	struct person person = person_new();
	char before[TOKEN_SIZE], after[TOKEN_SIZE], ids[3][37];
	struct answer answer;

	person_add_todo(&person, "kept", ids[0]);
	answer = person_ask(&person, "GET", CHANGES, NULL);
	ck_assert_uint_eq(count_items(&answer), 0);
	ck_assert_str_eq(client_member(&answer, "has_more"), "false");
	take_token(answer, before);
	person_add_todo(&person, "a", ids[1]);
	person_add_todo(&person, "b", ids[2]);
	expect_status(person_ask(&person, "PATCH", sample_path(ids[1]),
			      "{'title':'c'}"),
		200);
	expect_status(
		person_ask(&person, "DELETE", sample_path(ids[0]), NULL), 204);
	/* What changes nothing is no change. */
	expect_status(
		person_ask(&person, "PUT", sample_path(ids[2]), "{}"), 200);
	answer = ask_since(&person, before, "");
	ck_assert_uint_eq(count_items(&answer), 3);
	expect_item(&answer, 0, &person, ids[2], "b");
	expect_item(&answer, 1, &person, ids[1], "c");
	expect_item(&answer, 2, &person, ids[0], NULL);
	take_token(answer, after);
	answer = ask_since(&person, after, "");
	ck_assert_uint_eq(count_items(&answer), 0);
	take_token(answer, after);
	/* A token is good as often as it is used. */
	answer = ask_since(&person, before, "&limit=2");
	ck_assert_uint_eq(count_items(&answer), 2);
	ck_assert_str_eq(client_member(&answer, "has_more"), "true");
	take_token(answer, after);
	answer = ask_since(&person, after, "&limit=2");
	ck_assert_uint_eq(count_items(&answer), 1);
	expect_item(&answer, 0, &person, ids[0], NULL);
	ck_assert_str_eq(client_member(&answer, "has_more"), "false");
	client_clear(&answer);
}
END_TEST

static const char *const bad[] = {
	"",
	"x",
	"AAAAAAAAAAAAAAAAAAAAAAA",
	"AQAAAAAAAAAAAAAAAAAAAAA",
};

START_TEST(what_is_no_token_of_the_caller_is_refused)
{
	struct person person = person_new(), other = person_new();
	char token[TOKEN_SIZE], more[128];
	size_t i;

	for (i = 0; i < COUNT(bad); i++)
		expect_fault(ask_since(&person, bad[i], ""), "VALIDATION_002",
			"since");
	take_token(person_ask(&other, "GET", CHANGES, NULL), token);
	expect_fault(ask_since(&person, token, ""), "VALIDATION_002", "since");
	take_token(person_ask(&person, "GET", CHANGES, NULL), token);
	expect_status(ask_since(&person, token, ""), 200);
	snprintf(more, sizeof(more), "&since=%s", token);
	expect_fault(
		ask_since(&person, token, more), "VALIDATION_002", "since");
	expect_fault(ask_since(&person, token, "&limit=101"), "VALIDATION_002",
		"limit");
}
END_TEST

START_TEST(a_token_from_before_what_is_forgotten_is_too_old)
{
	struct person person = person_new();
	char token[TOKEN_SIZE], id[37], revision[24];

	take_token(person_ask(&person, "GET", CHANGES, NULL), token);
	person_add_todo(&person, "a", id);
	/* As upkeep does it. */
	snprintf(revision, sizeof(revision), "%s",
		psql("SELECT revision FROM todos WHERE id = '%s'", id));
	psql("UPDATE users SET forgotten_revision = %s WHERE id = '%s'",
		revision, person.id);
	expect_error(ask_since(&person, token, ""), "RESOURCE_004");
	take_token(person_ask(&person, "GET", CHANGES, NULL), token);
	expect_status(ask_since(&person, token, ""), 200);
}
END_TEST

START_TEST(the_path_names_no_todo)
{
	struct person person = person_new();

	expect_error(person_ask(&person, "PUT", CHANGES, "{}"), "REQUEST_003");
	expect_error(person_ask(&person, "GET", "/todos/changesx", NULL),
		"RESOURCE_001");
	expect_error(person_ask(&(struct person){.access = "none"}, "GET",
			     CHANGES, NULL),
		"AUTH_005");
}
END_TEST

Suite *
api_suite_changes(void)
{
	Suite *suite = suite_create("changes");
	TCase *tests = tcase_create("changes");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, what_changed_since_a_token_comes_in_order);
	tcase_add_test(
		tests, what_a_bulk_did_comes_in_the_order_of_its_operations);
	tcase_add_test(tests, what_is_no_token_of_the_caller_is_refused);
	tcase_add_test(tests, a_token_from_before_what_is_forgotten_is_too_old);
	tcase_add_test(tests, the_path_names_no_todo);
	suite_add_tcase(suite, tests);
	return suite;
}
