/* idempotency.c: a request with an Idempotency-Key may be sent again and again. */
#include "race.h"
#include "sample.h"
#include "session.h"
#include "suites.h"
#include "support/assert.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MILK "{'title':'Milk'}"
#define BULK "{'operations':[{'op':'create','title':'Milk'}]}"
/* What each of both routes takes. */
#define EITHER "{'title':'Milk','operations':[{'op':'create','title':'Milk'}]}"

/* clang-format off */
static const struct {
	const char *target, *body, *other;
	int status;
} routes[] = {
	{"/todos", MILK, "{'title':'Bread'}", 201},
	{"/todos/bulk", BULK, "{'operations':[{'op':'create','title':'Milk'}] }", 200},
};
/* clang-format on */

static struct answer
send_with(const struct person *person, const char *target, const char *body,
	const char *header)
{
	const struct ask ask = {.method = "POST",
		.target = target,
		.token = person->access,
		.body = body,
		.headers = {header}};

	return client_send(&ask);
}

/* Asserts that both answers have the header, or neither. */
static void
expect_same_header(const struct answer *first, const struct answer *again,
	const char *name)
{
	const char *value = client_header(first, name);
	char copy[256] = "";

	snprintf(copy, sizeof(copy), "%s", value ? value : "none");
	value = client_header(again, name);
	ck_assert_str_eq(copy, value ? value : "none");
}

/* Asserts that two answers are the same but for what names the exchange. */
static void
expect_same(struct answer first, struct answer again)
{
	ck_assert_int_eq(first.status, again.status);
	ck_assert_uint_eq(first.body.len, again.body.len);
	ck_assert_mem_eq(first.body.data, again.body.data, first.body.len);
	expect_same_header(&first, &again, "location");
	expect_same_header(&first, &again, "etag");
	client_clear(&first);
	client_clear(&again);
}

START_TEST(the_first_answer_is_given_again)
{
	struct person person = person_new();
	const char *target = routes[_i].target, *body = routes[_i].body;
	struct answer first, again;
	char id[37];

	first = send_with(&person, target, body, "Idempotency-Key: \"k 1\"");
	ck_assert_int_eq(first.status, routes[_i].status);
	again = send_with(&person, target, body, "Idempotency-Key: \"k 1\"");
	expect_same(first, again);
	ck_assert_int_eq(sample_count(&person), 1);
	/* Whatever has become of the todo since. */
	snprintf(id, sizeof(id), "%s",
		psql("SELECT id FROM todos WHERE user_id = '%s'", person.id));
	first = send_with(&person, target, body, "Idempotency-Key: \"k 1\"");
	expect_status(
		person_ask(&person, "DELETE", sample_path(id), NULL), 204);
	again = send_with(&person, target, body, "Idempotency-Key: \"k 1\"");
	expect_same(first, again);
	ck_assert_int_eq(sample_count(&person), 0);
}
END_TEST

START_TEST(the_tag_that_comes_again_is_the_todos)
{
	struct person person = person_new();
	struct answer answer;
	char tag[64], id[37], header[128];
	struct ask ask = {.method = "PUT",
		.token = person.access,
		.body = "{'title':'Bread'}",
		.headers = {header}};

	expect_status(
		send_with(&person, "/todos", MILK, "Idempotency-Key: k"), 201);
	answer = send_with(&person, "/todos", MILK, "Idempotency-Key: k");
	ck_assert_ptr_nonnull(client_header(&answer, "etag"));
	snprintf(tag, sizeof(tag), "%s", client_header(&answer, "etag"));
	snprintf(id, sizeof(id), "%s", client_member(&answer, "id"));
	client_clear(&answer);
	snprintf(header, sizeof(header), "If-Match: %s", tag);
	ask.target = sample_path(id);
	expect_status(client_send(&ask), 200);
	expect_error(client_send(&ask), "REQUEST_006");
}
END_TEST

START_TEST(a_key_is_the_same_with_quotes_and_without)
{
	struct person person = person_new();

	expect_same(send_with(&person, "/todos", MILK, "Idempotency-Key: abc"),
		send_with(&person, "/todos", MILK, "Idempotency-Key: \"abc\""));
	ck_assert_int_eq(sample_count(&person), 1);
}
END_TEST

START_TEST(another_request_under_the_same_key_is_refused)
{
	struct person person = person_new(), other = person_new();
	const char *key = "Idempotency-Key: k";

	expect_status(
		send_with(&person, routes[_i].target, routes[_i].body, key),
		routes[_i].status);
	expect_fault(
		send_with(&person, routes[_i].target, routes[_i].other, key),
		"VALIDATION_009", "Idempotency-Key");
	expect_fault(
		send_with(&person, routes[!_i].target, routes[!_i].body, key),
		"VALIDATION_009", "Idempotency-Key");
	/* Not even the same body is the same request there. */
	expect_status(send_with(&person, routes[_i].target, EITHER,
			      "Idempotency-Key: either"),
		routes[_i].status);
	expect_fault(send_with(&person, routes[!_i].target, EITHER,
			     "Idempotency-Key: either"),
		"VALIDATION_009", "Idempotency-Key");
	ck_assert_int_eq(sample_count(&person), 2);
	/* Keys are each user's own. */
	expect_status(
		send_with(&other, routes[_i].target, routes[_i].body, key),
		routes[_i].status);
	ck_assert_int_eq(sample_count(&other), 1);
	/* Without one nothing is the same. */
	expect_status(
		send_with(&person, routes[_i].target, routes[_i].body, NULL),
		routes[_i].status);
	ck_assert_int_eq(sample_count(&person), 3);
}
END_TEST

static const char *const malformed[] = {
	"Idempotency-Key: \"a",
	"Idempotency-Key: a b",
	"Idempotency-Key: a, b",
	"Idempotency-Key: \"\"",
	"Idempotency-Key: \"a\";b=c",
};

START_TEST(what_is_no_key_is_told_so)
{
	struct person person = person_new();
	struct answer answer;
	char header[512];
	size_t i;

	for (i = 0; i < COUNT(malformed); i++) {
		answer = send_with(&person, routes[_i].target, routes[_i].body,
			malformed[i]);
		ck_assert_ptr_nonnull(client_member(&answer, "message"));
		assert_holds(client_member(&answer, "message"),
			"Idempotency-Key should be 1 to 255 characters");
		expect_error(answer, "REQUEST_001");
	}
	snprintf(header, sizeof(header), "Idempotency-Key: %s",
		sample_repeat("", "x", 256, ""));
	expect_error(
		send_with(&person, routes[_i].target, routes[_i].body, header),
		"REQUEST_001");
	header[strlen(header) - 1] = '\0';
	expect_status(
		send_with(&person, routes[_i].target, routes[_i].body, header),
		routes[_i].status);
	ck_assert_int_eq(sample_count(&person), 1);
	/* Whose token is revoked is told that. */
	expect_goodbye(post_as(person.access, "/auth/logout", "{}"));
	expect_error(send_with(&person, routes[_i].target, routes[_i].body,
			     malformed[0]),
		"AUTH_004");
	expect_error(
		send_with(&person, routes[_i].target, routes[_i].body, header),
		"AUTH_004");
}
END_TEST

START_TEST(what_was_refused_may_be_corrected_under_its_key)
{
	struct person person = person_new();
	const char *key = "Idempotency-Key: k";

	expect_fault(send_with(&person, "/todos", "{'title':''}", key),
		"VALIDATION_004", "title");
	expect_error(send_with(&person, "/todos", "{", key), "REQUEST_001");
	expect_fault(send_with(&person, "/todos/bulk",
			     "{'operations':[{'op':'create'}]}", key),
		"VALIDATION_004", "operations[0].title");
	expect_status(send_with(&person, "/todos", MILK, key), 201);
}
END_TEST

START_TEST(a_key_is_forgotten_after_a_day)
{
	struct person person = person_new();
	const char *key = "Idempotency-Key: k";

	expect_status(
		send_with(&person, routes[_i].target, routes[_i].body, key),
		routes[_i].status);
	ck_assert_str_eq(psql("SELECT expires_at - now() BETWEEN '23:59' AND"
			      " '24:01' FROM idempotency_keys"
			      " WHERE user_id = '%s' AND key = 'k'",
				 person.id),
		"t");
	psql("UPDATE idempotency_keys SET expires_at = now() WHERE user_id = '%s'",
		person.id);
	expect_status(
		send_with(&person, routes[_i].target, routes[_i].other, key),
		routes[_i].status);
	ck_assert_int_eq(sample_count(&person), 2);
}
END_TEST

START_TEST(fifty_retries_at_once_make_one_todo)
{
	struct person person = person_new();
	const struct ask ask = {.method = "POST",
		.target = routes[_i].target,
		.token = person.access,
		.body = routes[_i].body,
		.headers = {"Idempotency-Key: k"}};
	struct race race = race_send(&ask, 50);

	ck_assert_uint_ge(race_count(&race, ""), 1);
	ck_assert_uint_eq(
		race_count(&race, "") + race_count(&race, "REQUEST_007"), 50);
	ck_assert_int_eq(sample_count(&person), 1);
	expect_status(client_send(&ask), routes[_i].status);
	ck_assert_int_eq(sample_count(&person), 1);
}
END_TEST

START_TEST(a_request_that_is_in_hand_may_be_sent_again_later)
{
	struct person person = person_new();
	struct answer answer;
	PGconn *conn = PQconnectdb(getenv("TEST_DATABASE_URL"));
	char text[256];

	/* On the node that has the user, where there are many. */
	snprintf(text, sizeof(text),
		"SELECT pg_advisory_lock(uuid_hash('%s'), hashtext('k'))"
		" FROM users WHERE id = '%s'",
		person.id, person.id);
	PQclear(PQexec(conn, text));
	answer = send_with(&person, routes[_i].target, routes[_i].body,
		"Idempotency-Key: k");
	ck_assert_pstr_eq(client_header(&answer, "retry-after"), "1");
	expect_error(answer, "REQUEST_007");
	PQfinish(conn);
	ck_assert_int_eq(sample_count(&person), 0);
	do {
		answer = send_with(&person, routes[_i].target, routes[_i].body,
			"Idempotency-Key: k");
		if (answer.status == 409)
			client_clear(&answer);
	} while (answer.status == 409);
	expect_status(answer, routes[_i].status);
	ck_assert_int_eq(sample_count(&person), 1);
}
END_TEST

Suite *
api_suite_idempotency(void)
{
	Suite *suite = suite_create("idempotency");
	TCase *tests = tcase_create("idempotency");
	int all = (int)COUNT(routes);

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_loop_test(tests, the_first_answer_is_given_again, 0, all);
	tcase_add_test(tests, the_tag_that_comes_again_is_the_todos);
	tcase_add_test(tests, a_key_is_the_same_with_quotes_and_without);
	tcase_add_loop_test(
		tests, another_request_under_the_same_key_is_refused, 0, all);
	tcase_add_loop_test(tests, what_is_no_key_is_told_so, 0, all);
	tcase_add_test(tests, what_was_refused_may_be_corrected_under_its_key);
	tcase_add_loop_test(tests, a_key_is_forgotten_after_a_day, 0, all);
	tcase_add_loop_test(tests,
		a_request_that_is_in_hand_may_be_sent_again_later, 0, all);
	if (!client_is(&client_process))
		tcase_add_loop_test(
			tests, fifty_retries_at_once_make_one_todo, 0, all);
	suite_add_tcase(suite, tests);
	return suite;
}
