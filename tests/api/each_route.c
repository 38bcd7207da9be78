/* each_route.c: what every route answers that needs a token, reads a body, or
 * asks the database. The routes are the service's own table. */
#include "forge.h"
#include "person.h"
#include "process.h"
#include "session.h"
#include "suites.h"

#include "api/call.h"
#include "api/route.h"
#include "support/fail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define NO_SUCH_ID "0badc0de-0000-4000-8000-000000000000"
#define TARGET_MAX 128
#define BODY_TOO_LARGE (65 * 1024)
#define ACCOUNT(password)                                                      \
	"{'email':'each-route@example.com','password':'" password "'}"

/* Bodies that the operations take, by their ids. */
/* clang-format off */
static const struct {
	const char *id, *body;
} bodies[] = {
	{"register", ACCOUNT(PASSWORD)},
	{"login", ACCOUNT(PASSWORD)},
	{"logout", "{}"},
	{"changePassword", "{'current_password':'" PASSWORD "',"
	                   "'new_password':'Another-1x'}"},
	{"resetPassword", "{'token':'x','new_password':'Another-1x'}"},
	{"createApiToken", "{'name':'a','access':'read','password':'" PASSWORD "'}"},
	{"deleteMe", "{'password':'" PASSWORD "'}"},
	{"createTodo", "{'title':'a'}"},
	{"changeTodos", "{'operations':[{'op':'create','title':'a'}]}"},
	{"updateTodo", "{'title':'a'}"},
	{"patchTodo", "{'title':'a'}"},
	{"updateUser", "{'is_active':true}"},
};
/* clang-format on */

static const char *
body_of(const struct http_route *route)
{
	size_t i;

	for (i = 0; i < COUNT(bodies); i++) {
		if (strcmp(bodies[i].id, route->operation->id) == 0)
			return bodies[i].body;
	}
	return NULL;
}

/* A good request for a route, with the person's tokens; its target is written. */
static struct ask
ask_for(const struct http_route *route, const struct person *person,
	char target[TARGET_MAX], char refresh[SMALL_BODY])
{
	struct ask ask = {.method = http_method_name(route->method),
		.target = target,
		.body = body_of(route)};
	const char *pattern = route->pattern;
	size_t prefix = strcspn(pattern, "{");
	const char *end = strchr(pattern, '}');

	snprintf(target, TARGET_MAX, "%.*s%s%s", (int)prefix, pattern,
		end ? NO_SUCH_ID : "", end ? end + 1 : "");
	if (route->needs & NEEDS_TOKEN)
		ask.token = person->access;
	if (strcmp(route->operation->id, "refreshTokens") == 0) {
		snprintf(refresh, SMALL_BODY, "{'refresh_token':'%s'}",
			person->refresh);
		ask.body = refresh;
	}
	return ask;
}

/* Routes that have one of these needs are left out. */
static unsigned int skipped;

/*
 * Asks each route that needs one of these for the error; change (or NULL) makes
 * the request bad.
 */
static void
expect_of_each(unsigned int needs, const struct person *person,
	const char *code, void (*change)(struct ask *ask))
{
	char target[TARGET_MAX], refresh[SMALL_BODY];
	struct ask ask;
	size_t i;

	for (i = 0; i < api_route_count; i++) {
		if (!(api_routes[i].needs & needs) ||
			(api_routes[i].needs & skipped))
			continue;
		ask = ask_for(&api_routes[i], person, target, refresh);
		if (change)
			change(&ask);
		expect_error(client_send(&ask), code);
	}
}

/* The same with another access token. */
static void
expect_no_way_in(
	const struct person *person, const char *access, const char *code)
{
	struct person other = *person;

	ck_assert_uint_lt(strlen(access), sizeof(other.access));
	snprintf(other.access, sizeof(other.access), "%s", access);
	expect_of_each(NEEDS_TOKEN, &other, code, NULL);
}

static void
forget_token(struct ask *ask)
{
	ask->token = NULL;
}

START_TEST(each_route_that_needs_a_token_refuses_a_bad_one)
{
	struct person person = person_new_admin();
	char forged[FORGED];

	expect_of_each(NEEDS_TOKEN, &person, "AUTH_005", forget_token);
	forge_spoil(person.access, forged);
	expect_no_way_in(&person, forged, "AUTH_006");
	forge_time(person.access, "exp", -1, forged);
	expect_no_way_in(&person, forged, "AUTH_002");
	psql("UPDATE users SET is_active = false WHERE id = '%s'", person.id);
	expect_no_way_in(&person, person.access, "AUTH_007");
	psql("UPDATE users SET is_active = true WHERE id = '%s'", person.id);
	expect_goodbye(post_as(person.access, "/auth/logout", "{}"));
	expect_no_way_in(&person, person.access, "AUTH_004");
}
END_TEST

START_TEST(each_route_that_takes_no_api_token_refuses_it)
{
	struct person person = person_new_admin();
	struct api_key key = person_make_key(&person, "full");

	skipped = TAKES_API_TOKEN | TAKES_FULL_API_TOKEN;
	expect_no_way_in(&person, key.text, "AUTHZ_002");
	skipped = 0;
	psql("DELETE FROM api_tokens WHERE user_id = '%s'", person.id);
	expect_no_way_in(&person, key.text, "AUTH_004");
	key = person_make_key(&person, "read");
	skipped = TAKES_API_TOKEN;
	expect_no_way_in(&person, key.text, "AUTHZ_002");
	skipped = 0;
	psql("UPDATE api_tokens SET expires_at = now() WHERE user_id = '%s'",
		person.id);
	expect_no_way_in(&person, key.text, "AUTH_002");
}
END_TEST

static void
send_text(struct ask *ask)
{
	ask->content_type = "text/plain";
	if (!ask->body)
		ask->body = "{}";
}

static void
send_broken(struct ask *ask)
{
	ask->body = "{";
}

static char too_large[BODY_TOO_LARGE];

static void
send_too_much(struct ask *ask)
{
	ask->body = too_large;
	ask->body_len = sizeof(too_large);
}

START_TEST(each_route_that_reads_a_body_refuses_one_that_it_cannot_read)
{
	struct person person = person_new_admin();

	memset(too_large, ' ', sizeof(too_large));
	expect_of_each(
		NEEDS_BODY | TAKES_BODY, &person, "REQUEST_005", send_text);
	expect_of_each(
		NEEDS_BODY | TAKES_BODY, &person, "REQUEST_004", send_too_much);
	expect_of_each(
		NEEDS_BODY | TAKES_BODY, &person, "REQUEST_001", send_broken);
}
END_TEST

/* Asks with a parameter that no route has. */
static void
ask_strictly(struct ask *ask)
{
	static char target[2 * TARGET_MAX];

	snprintf(target, sizeof(target), "%s?no_such=2", ask->target);
	ask->target = target;
	ask->headers[0] = "Prefer: handling=strict";
}

START_TEST(each_route_names_a_strict_client_what_it_does_not_know)
{
	struct person person = person_new_admin();
	char target[TARGET_MAX], refresh[SMALL_BODY];
	struct answer answer;
	struct ask ask;
	size_t i;

	for (i = 0; i < api_route_count; i++) {
		/* Web servers keep it for themselves. */
		if (strcmp(api_routes[i].pattern, "/metrics") == 0 &&
			!client_is(&client_process))
			continue;
		ask = ask_for(&api_routes[i], &person, target, refresh);
		ask_strictly(&ask);
		answer = client_send(&ask);
		ck_assert_pstr_eq(client_header(&answer, "preference-applied"),
			"handling=strict");
		expect_fault(answer, "VALIDATION_006", "no_such");
	}
}
END_TEST

START_TEST(each_route_that_asks_the_database_says_that_it_is_gone)
{
	struct person person = person_new_admin();

	process_settings.database_url =
		"postgresql://todo@/todo?host=/nonexistent";
	process_reopen();
	expect_of_each(
		NEEDS_TOKEN | USES_DATABASE, &person, "SERVER_001", NULL);
}
END_TEST

START_TEST(each_route_that_needs_a_token_is_closed_while_it_cannot_be_checked)
{
	struct person person = person_new_admin();

	expect_status(get_todos(person.access), 200);
	psql("ALTER TABLE token_blacklist RENAME TO no_blacklist");
	expect_of_each(NEEDS_TOKEN, &person, "SERVER_003", NULL);
	psql("ALTER TABLE no_blacklist RENAME TO token_blacklist");
	expect_status(get_todos(person.access), 200);
}
END_TEST

static void
begin_shortage(void)
{
	fail_nth(FAIL_realloc, 1);
}

START_TEST(each_route_without_memory_is_an_internal_error)
{
	struct person person = person_new_admin();
	char target[TARGET_MAX], refresh[SMALL_BODY];
	struct answer answer;
	struct ask ask = {.target = "/health"};
	size_t i;

	/* What is kept from request to request is there by then. */
	expect_status(client_send(&ask), 200);
	for (i = 0; i < api_route_count; i++) {
		ask = ask_for(&api_routes[i], &person, target, refresh);
		process_forget();
		process_before = begin_shortage;
		process_after = fail_none;
		answer = client_send(&ask);
		process_before = NULL;
		process_after = NULL;
		expect_error(answer, "SERVER_002");
	}
}
END_TEST

static void
fail_hashing(void)
{
	fail_all(FAIL_crypt_r);
}

START_TEST(a_login_whose_password_cannot_be_hashed_is_refused)
{
	struct person person = person_new();

	process_before = fail_hashing;
	process_after = fail_none;
	expect_error(post_login(person.email, PASSWORD, NULL), "SERVER_004");
	process_before = NULL;
	expect_status(post_login(person.email, PASSWORD, NULL), 200);
}
END_TEST

Suite *
api_suite_each_route(void)
{
	Suite *suite = suite_create("each_route");
	TCase *tests = tcase_create("each_route");

	suite_add_tcase(suite, tests);
	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, each_route_that_needs_a_token_refuses_a_bad_one);
	tcase_add_test(tests, each_route_that_takes_no_api_token_refuses_it);
	tcase_add_test(tests,
		each_route_that_reads_a_body_refuses_one_that_it_cannot_read);
	tcase_add_test(
		tests, each_route_names_a_strict_client_what_it_does_not_know);
	/* The rest changes settings and calls, which only this process can. */
	if (!client_is(&client_process))
		return suite;
	tcase_add_test(
		tests, each_route_that_asks_the_database_says_that_it_is_gone);
	tcase_add_test(tests,
		each_route_that_needs_a_token_is_closed_while_it_cannot_be_checked);
	tcase_add_test(tests, each_route_without_memory_is_an_internal_error);
	tcase_add_test(
		tests, a_login_whose_password_cannot_be_hashed_is_refused);
	return suite;
}
