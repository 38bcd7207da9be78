/* admin.c: admins see users, disable them and end their sessions. */
#include "sample.h"
#include "session.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

#define USERS "/admin/users"

/* "/admin/users/", the id, and what follows. Static. */
static const char *
path_of(const char *id, const char *more)
{
	static char path[256];

	snprintf(path, sizeof(path), USERS "/%s%s", id, more);
	return path;
}

static struct answer
set_active(const struct person *admin, const char *id, const char *body)
{
	return person_ask(admin, "PUT", path_of(id, ""), body);
}

/* Asserts that this is the person as a user, whole, and nothing more. */
static void
check_user(struct json_object *user, const struct person *person)
{
	ck_assert_int_eq(json_object_object_length(user), 7);
	ck_assert_str_eq(sample_member(user, "id"), person->id);
	ck_assert_str_eq(sample_member(user, "email"), person->email);
	ck_assert(sample_fits(SAMPLE_TIME, sample_member(user, "created_at")));
	ck_assert(sample_fits(SAMPLE_TIME, sample_member(user, "updated_at")));
	ck_assert(
		sample_fits(SAMPLE_TIME, sample_member(user, "last_login_at")));
	ck_assert_ptr_nonnull(sample_member(user, "is_active"));
	ck_assert_ptr_nonnull(sample_member(user, "is_admin"));
}

/* Asserts where a list of the query stands; frees the answer. */
static void
check_list(const struct person *admin, const char *query, size_t count,
	const char *total, const char *more)
{
	struct answer answer;
	char target[512];

	snprintf(target, sizeof(target), USERS "?%s", query);
	answer = person_ask(admin, "GET", target, NULL);
	ck_assert_msg(answer.status == 200, "%s", answer.body.data);
	ck_assert_int_eq(json_object_object_length(answer.json), 6);
	ck_assert_uint_eq(json_object_array_length(
				  json_object_object_get(answer.json, "items")),
		count);
	ck_assert_str_eq(client_member(&answer, "total"), total);
	ck_assert_str_eq(client_member(&answer, "has_more"), more);
	ck_assert_str_eq(client_member(&answer, "complete"), "true");
	client_clear(&answer);
}

START_TEST(accounts_are_listed_in_pages)
{
	struct person admin = person_new_admin(), people[3];
	char query[256], mark[37];
	size_t i;

	snprintf(mark, sizeof(mark), "%s", admin.id);
	for (i = 0; i < 3; i++) {
		people[i] = person_register();
		psql("UPDATE users SET email = '%d.%s@EXAMPLE.com'"
		     " WHERE id = '%s'",
			(int)i, mark, people[i].id);
	}
	snprintf(query, sizeof(query), "email=%s", mark);
	check_list(&admin, query, 3, "3", "false");
	snprintf(query, sizeof(query), "email=%s%%40example&limit=2", mark);
	check_list(&admin, query, 2, "3", "true");
	snprintf(query, sizeof(query), "email=%s&limit=2&skip=2", mark);
	check_list(&admin, query, 1, "3", "false");
	snprintf(query, sizeof(query), "email=0.%s&sort_by=x", mark);
	check_list(&admin, query, 1, "1", "false");
	check_list(&admin, "email=nobody%25", 0, "0", "false");
}
END_TEST

START_TEST(an_item_is_the_whole_account_without_the_hash)
{
	struct person admin = person_new_admin(), person = person_register();
	struct answer answer, one;
	char target[256];

	snprintf(target, sizeof(target), USERS "?email=%s", person.email);
	answer = person_ask(&admin, "GET", target, NULL);
	ck_assert_int_eq(answer.status, 200);
	ck_assert_ptr_null(strstr(answer.body.data, "$2b$"));
	check_user(json_object_array_get_idx(
			   json_object_object_get(answer.json, "items"), 0),
		&person);
	ck_assert_str_eq(client_member(&answer, "skip"), "0");
	ck_assert_str_eq(client_member(&answer, "limit"), "20");
	ck_assert_str_eq(client_header(&answer, "cache-control"), "no-store");
	one = person_ask(&admin, "GET", path_of(person.id, ""), NULL);
	ck_assert_int_eq(one.status, 200);
	ck_assert_ptr_nonnull(strstr(answer.body.data, one.body.data));
	client_clear(&answer);
	client_clear(&one);
	answer = person_ask(&admin, "HEAD", target, NULL);
	ck_assert_uint_eq(answer.body.len, 0);
	expect_status(answer, 200);
}
END_TEST

START_TEST(a_bad_parameter_is_named)
{
	/* clang-format off */
	static const struct {
		const char *query, *field;
	} cases[] = {
		{"limit=0", "limit"}, {"limit=101", "limit"}, {"skip=-1", "skip"},
		{"skip=", "skip"}, {"email=", "email"},
		{"email=a&email=b", "email"}, {"email=%E2%82%AC", "email"},
	};
	/* clang-format on */
	struct person admin = person_new_admin();
	char target[64];
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		snprintf(target, sizeof(target), USERS "?%s", cases[i].query);
		expect_fault(person_ask(&admin, "GET", target, NULL),
			"VALIDATION_002", cases[i].field);
	}
}
END_TEST

static void
refuse_email(const char *email)
{
	struct person admin = person_new_admin(), person = person_new();
	char target[2048];

	snprintf(target, sizeof(target), USERS "?email=%s", email);
	expect_error(person_ask(&person, "GET", target, NULL), "AUTHZ_002");
	expect_fault(person_ask(&admin, "GET", target, NULL), "VALIDATION_002",
		"email");
}

START_TEST(an_email_that_cannot_be_read_is_refused)
{
	char letters[1601];

	memset(letters, 'a', sizeof(letters) - 1);
	letters[sizeof(letters) - 1] = '\0';
	refuse_email("");
	refuse_email("a&email=b");
	refuse_email(letters);
}
END_TEST

START_TEST(broken_escapes_are_no_email)
{
	refuse_email("%zz");
	refuse_email("a%ff");
	refuse_email("a%0");
}
END_TEST

START_TEST(a_disabled_user_is_shut_out_and_their_sessions_end_for_good)
{
	struct person admin = person_new_admin(), person = person_register();
	struct answer answer;

	answer = set_active(&admin, person.id, "{'is_active':false}");
	ck_assert_msg(answer.status == 200, "%s", answer.body.data);
	check_user(answer.json, &person);
	ck_assert_str_eq(client_member(&answer, "is_active"), "false");
	client_clear(&answer);
	expect_error(get_todos(person.access), "AUTH_007");
	expect_error(post_refresh(person.refresh), "AUTH_007");
	expect_error(post_login(person.email, PASSWORD, NULL), "AUTH_007");
	answer = set_active(&admin, person.id,
		"{'is_active':true,'is_admin':true,'email':'x'}");
	ck_assert_str_eq(client_member(&answer, "is_active"), "true");
	/* What else the body says is no field of this request. */
	ck_assert_str_eq(client_member(&answer, "is_admin"), "false");
	check_user(answer.json, &person);
	client_clear(&answer);
	expect_error(get_todos(person.access), "AUTH_004");
	expect_error(post_refresh(person.refresh), "AUTH_004");
	expect_status(post_login(person.email, PASSWORD, NULL), 200);
}
END_TEST

START_TEST(a_bad_change_is_refused_and_changes_nothing)
{
	/* clang-format off */
	static const struct {
		const char *body, *code;
	} cases[] = {
		{"{}", "VALIDATION_004"}, {"{'active':false}", "VALIDATION_004"},
		{"{'is_active':null}", "VALIDATION_002"},
		{"{'is_active':0}", "VALIDATION_002"},
		{"{'is_active':'false'}", "VALIDATION_002"},
	};
	/* clang-format on */
	struct person admin = person_new_admin(), person = person_register();
	struct ask ask = {.method = "PUT", .token = admin.access};
	size_t i;

	for (i = 0; i < COUNT(cases); i++) {
		expect_fault(set_active(&admin, person.id, cases[i].body),
			cases[i].code, "is_active");
		expect_fault(set_active(&admin, "no-id", cases[i].body),
			cases[i].code, "is_active");
	}
	expect_error(set_active(&admin, person.id, "[]"), "REQUEST_001");
	ask.target = path_of(person.id, "");
	expect_error(client_send(&ask), "REQUEST_001");
	ask.body = "{'is_active':false}";
	ask.content_type = "text/plain";
	expect_error(client_send(&ask), "REQUEST_005");
	expect_session(&person, true);
}
END_TEST

START_TEST(nobody_disables_himself)
{
	struct person admin = person_new_admin();

	expect_fault(set_active(&admin, admin.id, "{'is_active':false}"),
		"VALIDATION_002", "is_active");
	expect_status(set_active(&admin, admin.id, "{'is_active':true}"), 200);
	expect_session(&admin, true);
}
END_TEST

START_TEST(an_unknown_user_is_not_found)
{
	static const char *const ids[] = {
		"0badc0de-0000-4000-8000-000000000000",
		"no-id",
		"00000000-0000-0000-0000-000000000000",
		"%7b%7d",
	};
	struct person admin = person_new_admin();
	size_t i;

	for (i = 0; i < COUNT(ids); i++) {
		expect_error(
			person_ask(&admin, "GET", path_of(ids[i], ""), NULL),
			"RESOURCE_002");
		expect_error(set_active(&admin, ids[i], "{'is_active':false}"),
			"RESOURCE_002");
		expect_error(person_ask(&admin, "POST",
				     path_of(ids[i], "/revoke-tokens"), NULL),
			"RESOURCE_002");
	}
}
END_TEST

START_TEST(a_revocation_holds_on_every_worker_at_once)
{
	struct person admin = person_new_admin(), person = person_register(),
		      second = second_session(&person),
		      other = person_register();
	struct answer answer;
	size_t i;

	for (i = 0; i < 20; i++)
		expect_status(get_todos(person.access), 200);
	answer = person_ask(&admin, "POST",
		path_of(person.id, "/revoke-tokens"), "ignored");
	ck_assert_msg(answer.status == 200, "%s", answer.body.data);
	ck_assert_int_eq(json_object_object_length(answer.json), 2);
	ck_assert_ptr_nonnull(client_member(&answer, "message"));
	ck_assert_str_eq(client_member(&answer, "revoked"), "2");
	client_clear(&answer);
	for (i = 0; i < 20; i++)
		expect_error(get_todos(person.access), "AUTH_004");
	expect_session(&person, false);
	expect_session(&second, false);
	expect_session(&other, true);
	expect_session(&admin, true);
	ck_assert_str_eq(psql("SELECT string_agg(DISTINCT reason, ',')"
			      " FROM token_blacklist WHERE user_id = '%s'",
				 person.id),
		"admin_revoke");
	answer = person_ask(
		&admin, "POST", path_of(person.id, "/revoke-tokens"), NULL);
	ck_assert_str_eq(client_member(&answer, "revoked"), "0");
	client_clear(&answer);
	person_login(&person, PASSWORD);
	expect_session(&person, true);
}
END_TEST

START_TEST(an_admin_may_end_his_own_sessions)
{
	struct person admin = person_new_admin();

	expect_status(person_ask(&admin, "POST",
			      path_of(admin.id, "/revoke-tokens"), NULL),
		200);
	expect_session(&admin, false);
}
END_TEST

Suite *
api_suite_admin(void)
{
	Suite *suite = suite_create("admin");
	TCase *tests = tcase_create("admin");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, accounts_are_listed_in_pages);
	tcase_add_test(tests, an_item_is_the_whole_account_without_the_hash);
	tcase_add_test(tests, a_bad_parameter_is_named);
	tcase_add_test(tests, an_email_that_cannot_be_read_is_refused);
	/* A web server may refuse or rewrite broken escapes itself. */
	if (!client_is(&client_http))
		tcase_add_test(tests, broken_escapes_are_no_email);
	tcase_add_test(tests,
		a_disabled_user_is_shut_out_and_their_sessions_end_for_good);
	tcase_add_test(tests, a_bad_change_is_refused_and_changes_nothing);
	tcase_add_test(tests, nobody_disables_himself);
	tcase_add_test(tests, an_unknown_user_is_not_found);
	tcase_add_test(tests, a_revocation_holds_on_every_worker_at_once);
	tcase_add_test(tests, an_admin_may_end_his_own_sessions);
	suite_add_tcase(suite, tests);
	return suite;
}
