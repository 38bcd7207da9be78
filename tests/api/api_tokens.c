/* api_tokens.c: users hand API tokens to programs. */
#include "post.h"
#include "race.h"
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define TOKENS "/auth/tokens"
#define ONE "{'name':'a','access':'read','password':'" PASSWORD "'}"
#define MOST 50 /* API_TOKENS_PER_USER */

static struct answer
ask(const char *token, const char *method, const char *target, const char *body)
{
	const struct ask ask = {.method = method,
		.target = target,
		.token = token,
		.body = body};

	return client_send(&ask);
}

START_TEST(an_api_token_is_shown_once_and_kept_as_a_hash)
{
	struct person person = person_new();
	struct api_key token = person_make_key(&person, "read");
	struct answer answer = person_ask(&person, "GET", TOKENS, NULL);
	struct json_object *item;

	ck_assert_int_eq(strncmp(token.text, "todo_pat_", 9), 0);
	ck_assert_int_eq(answer.status, 200);
	item = json_object_array_get_idx(
		json_object_object_get(answer.json, "items"), 0);
	ck_assert_int_eq(json_object_object_length(item), 6);
	ck_assert_str_eq(sample_member(item, "id"), token.id);
	ck_assert_str_eq(sample_member(item, "name"), "a program");
	ck_assert_str_eq(sample_member(item, "access"), "read");
	ck_assert(sample_fits(SAMPLE_TIME, sample_member(item, "created_at")));
	ck_assert_ptr_null(sample_member(item, "expires_at"));
	ck_assert_ptr_null(sample_member(item, "last_used_at"));
	client_clear(&answer);
	ck_assert_str_eq(psql("SELECT token_hash = sha256('%s')"
			      " FROM api_tokens WHERE id = '%s'",
				 token.text, token.id),
		"t");
}
END_TEST

START_TEST(what_an_api_token_is_to_be_is_checked)
{
	/* clang-format off */
	static const struct {
		const char *body, *code, *field;
	} rows[] = {
		{"{'access':'read'}", "VALIDATION_004", "name"},
		{"{'name':' ','access':'read'}", "VALIDATION_004", "name"},
		{"{'name':1,'access':'read'}", "VALIDATION_002", "name"},
		{"{'name':'a'}", "VALIDATION_004", "access"},
		{"{'name':'a','access':null}", "VALIDATION_004", "access"},
		{"{'name':'a','access':'write'}", "VALIDATION_006", "access"},
		{"{'name':'a','access':'read','expires_at':1}", "VALIDATION_002", "expires_at"},
		{"{'name':'a','access':'read','expires_at':'soon','password':'a'}",
		 "VALIDATION_002", "expires_at"},
		{"{'name':'a','access':'read','expires_at':'2026-01-01T00:00:00Z','password':'a'}",
		 "VALIDATION_002", "expires_at"},
	};
	/* clang-format on */
	struct person person = person_new();
	struct answer answer;
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		expect_fault(post_as(person.access, TOKENS, "%s",
				     quoted(rows[i].body)),
			rows[i].code, rows[i].field);
	expect_fault(
		post_as(person.access, TOKENS, "{'name':'%s','access':'read'}",
			sample_repeat("", "a", 101, "")),
		"VALIDATION_005", "name");
	answer = post_as(person.access, TOKENS,
		"{'name':'%s','access':'full','expires_at':"
		"'2999-01-01T02:00:00+02:00','password':'" PASSWORD "'}",
		sample_repeat("", "\xc3\xa9", 100, ""));
	ck_assert_int_eq(answer.status, 201);
	ck_assert_str_eq(
		client_member(&answer, "expires_at"), "2999-01-01T00:00:00Z");
	client_clear(&answer);
}
END_TEST

/* Or a thief of an access token would have one that lasts. */
START_TEST(an_api_token_is_made_by_the_password_alone)
{
	/* clang-format off */
	static const struct {
		const char *more, *code;
	} rows[] = {
		{"", "VALIDATION_004"},
		{",'password':null", "VALIDATION_004"},
		{",'password':12", "VALIDATION_002"},
		{",'password':''", "VALIDATION_007"},
		{",'password':'" PASSWORD " '", "VALIDATION_007"},
	};
	/* clang-format on */
	struct person person = person_new();
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		expect_fault(post_as(person.access, TOKENS,
				     "{'name':'a','access':'read'%s}",
				     quoted(rows[i].more)),
			rows[i].code, "password");
	ck_assert_str_eq(
		psql("SELECT count(*) FROM api_tokens WHERE user_id = '%s'",
			person.id),
		"0");
	expect_status(post_as(person.access, TOKENS, ONE), 201);
}
END_TEST

START_TEST(wrong_passwords_for_api_tokens_count_as_those_of_logins)
{
	struct person person = person_new();
	int i;

	for (i = 0; i < 5; i++)
		expect_fault(post_as(person.access, TOKENS,
				     "{'name':'a','access':'read',"
				     "'password':'Wrong-1x'}"),
			"VALIDATION_007", "password");
	expect_error(post_as(person.access, TOKENS, ONE), "RATE_001");
	expect_error(post_login(person.email, PASSWORD, NULL), "RATE_001");
}
END_TEST

START_TEST(an_api_token_reads_what_its_access_lets_it)
{
	struct person person = person_new(), other = person_new();
	struct api_key read = person_make_key(&person, "read"),
		       full = person_make_key(&person, "full");
	struct answer answer = ask(read.text, "GET", "/auth/me", NULL);
	char mine[37], theirs[37];

	ck_assert_str_eq(client_member(&answer, "id"), person.id);
	client_clear(&answer);
	person_add_todo(&person, "mine", mine);
	person_add_todo(&other, "theirs", theirs);
	expect_status(get_todos(read.text), 200);
	expect_status(ask(read.text, "GET", sample_path(mine), NULL), 200);
	expect_error(
		ask(read.text, "GET", sample_path(theirs), NULL), "AUTHZ_001");
	expect_error(
		ask(read.text, "POST", "/todos", "{'title':'a'}"), "AUTHZ_002");
	expect_error(ask(read.text, "PUT", sample_path(mine), "{'title':'a'}"),
		"AUTHZ_002");
	/* Nor is anything told of a request that it may not make. */
	expect_error(ask(read.text, "PUT", sample_path(mine), "{'title':1}"),
		"AUTHZ_002");
	expect_error(
		ask(read.text, "PUT", sample_path(mine), "{}"), "AUTHZ_002");
	expect_error(
		ask(read.text, "DELETE", sample_path(mine), NULL), "AUTHZ_002");
	expect_error(ask(full.text, "DELETE", sample_path(theirs), NULL),
		"AUTHZ_001");
	ck_assert_int_eq(sample_count(&person), 1);
	expect_status(ask(full.text, "POST", "/todos", "{'title':'b'}"), 201);
	expect_status(
		ask(full.text, "PUT", sample_path(mine), "{'title':'a'}"), 200);
	expect_status(get_todos(full.text), 200);
	expect_status(ask(full.text, "DELETE", sample_path(mine), NULL), 204);
	ck_assert_int_eq(sample_count(&person), 1);
}
END_TEST

START_TEST(a_user_has_a_limited_number_of_api_tokens)
{
	struct person person = person_new();
	const struct ask ask = {.method = "POST",
		.target = TOKENS,
		.token = person.access,
		.body = ONE};
	char other[512];

	/* Those that have run out do not count. */
	psql("INSERT INTO api_tokens (id, user_id, name, token_hash, access,"
	     " created_at, expires_at) SELECT gen_random_uuid(), '%s', 'a',"
	     " sha256(i::text::bytea), 'read', now(), CASE WHEN"
	     " i <= 5 THEN now() END FROM generate_series(1, %d) i",
		person.id, MOST + 4);
	/* The last one is another request's, which is waited for. */
	snprintf(other, sizeof(other),
		"SELECT 1 FROM users WHERE id = '%s' FOR NO KEY UPDATE;"
		"INSERT INTO api_tokens (id, user_id, name, token_hash, access,"
		" created_at) VALUES (gen_random_uuid(), '%s', 'a',"
		" sha256('another'), 'read', now())",
		person.id, person.id);
	if (client_is(&client_process))
		expect_status(client_send(&ask), 201);
	else
		ck_assert_str_eq(race_after(&ask, other), "LIMIT_002");
	expect_error(client_send(&ask), "LIMIT_002");
}
END_TEST

/* When the token was used last, "" while that is null. */
static const char *
last_use(const struct api_key *token)
{
	return psql("SELECT coalesce(last_used_at::text, '')"
		    " FROM api_tokens WHERE id = '%s'",
		token->id);
}

/* It is noted when the answer is out, so that a moment may pass. */
static bool
is_noted(const struct api_key *token)
{
	int i;

	for (i = 0; i < 100 && *last_use(token) == '\0'; i++)
		usleep(50000);
	return *last_use(token) != '\0';
}

START_TEST(the_last_use_is_noted_to_a_minute)
{
	struct person person = person_new();
	struct api_key token = person_make_key(&person, "read");
	char first[64];

	expect_error(ask(token.text, "POST", "/todos", "{'title':'a'}"),
		"AUTHZ_002");
	ck_assert(is_noted(&token));
	snprintf(first, sizeof(first), "%s", last_use(&token));
	expect_status(get_todos(token.text), 200);
	usleep(200000);
	ck_assert_str_eq(last_use(&token), first);
	/* Whichever worker has noted it lately. */
	token = person_make_key(&person, "read");
	psql("UPDATE api_tokens SET last_used_at = now() - interval '30 s'"
	     " WHERE id = '%s'",
		token.id);
	snprintf(first, sizeof(first), "%s", last_use(&token));
	expect_status(get_todos(token.text), 200);
	usleep(200000);
	ck_assert_str_eq(last_use(&token), first);
}
END_TEST

Suite *
api_suite_api_tokens(void)
{
	Suite *suite = suite_create("api_tokens");
	TCase *tests = tcase_create("api_tokens");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, an_api_token_is_shown_once_and_kept_as_a_hash);
	tcase_add_test(tests, what_an_api_token_is_to_be_is_checked);
	tcase_add_test(tests, an_api_token_is_made_by_the_password_alone);
	tcase_add_test(
		tests, wrong_passwords_for_api_tokens_count_as_those_of_logins);
	tcase_add_test(tests, an_api_token_reads_what_its_access_lets_it);
	tcase_add_test(tests, a_user_has_a_limited_number_of_api_tokens);
	tcase_add_test(tests, the_last_use_is_noted_to_a_minute);
	suite_add_tcase(suite, tests);
	return suite;
}
