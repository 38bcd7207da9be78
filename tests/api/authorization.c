/* authorization.c: the Authorization header, and the routes that need it. */
#include "forge.h"
#include "session.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

/* Asks for the todos with a header in which each @ is the access token. */
static struct answer
ask_with(const char *form, const char *access)
{
	char header[FORGED];
	const struct ask ask = {.target = "/todos", .headers = {header}};
	int n = snprintf(header, FORGED, "Authorization: ");

	for (; *form; form++)
		n += snprintf(header + n, FORGED - (size_t)n, "%.*s",
			*form == '@' ? (int)strlen(access) : 1,
			*form == '@' ? access : form);
	return client_send(&ask);
}

START_TEST(the_case_of_the_scheme_and_extra_blanks_do_not_matter)
{
	static const char *const forms[] = {"Bearer @", "bearer @", "BEARER @",
		"bEaReR @", "Bearer    @", "  Bearer @", "Bearer @   "};
	struct person person = person_new();
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		expect_status(ask_with(forms[i], person.access), 200);
}
END_TEST

START_TEST(another_scheme_or_none_sends_no_token)
{
	static const char *const forms[] = {"Basic bWU6bWU=", "Basic @", "@",
		"Token @", "JWT @", "Bearer", "Bearer ", "Bearer@", "Bearer:@",
		"xBearer @", "Digest username=\"me\"",
		"Basic bWU6bWU=, Bearer @"};
	struct person person = person_new();
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		expect_unauthorized(
			ask_with(forms[i], person.access), "AUTH_005", false);
	expect_unauthorized(get_todos(NULL), "AUTH_005", false);
}
END_TEST

START_TEST(two_values_are_one_too_many)
{
	static const char *const forms[] = {"Bearer @, Bearer @", "Bearer @,@",
		"Bearer @, Basic bWU6bWU=", "Bearer @ @", "Bearer @,",
		"Bearer Bearer @", "Bearer \"@\"", "Bearer token=@"};
	struct person person = person_new();
	size_t i;

	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		expect_unauthorized(
			ask_with(forms[i], person.access), "AUTH_005", true);
}
END_TEST

START_TEST(two_headers_are_one_too_many)
{
	struct person person = person_new();
	char header[FORGED];
	const struct ask ask = {.target = "/todos",
		.token = person.access,
		.headers = {header}};

	snprintf(header, FORGED, "Authorization: Bearer %s", person.access);
	expect_unauthorized(client_send(&ask), "AUTH_005", true);
}
END_TEST

START_TEST(a_token_anywhere_but_in_the_header_is_none)
{
	struct person person = person_new();
	char text[FORGED];
	/* clang-format off */
	const struct ask asks[] = {
		{.target = text},
		{.target = "/todos", .headers = {text}},
		{.method = "POST", .target = "/todos", .body = text},
	};
	/* clang-format on */
	static const char *const forms[] = {
		"/todos?access_token=%s%s",
		"Cookie: access_token=%s; Bearer=%s",
		"{'title':'x','access_token':'%s','token':'%s'}",
	};
	const char *token = person.access;
	size_t i;

	for (i = 0; i < sizeof(asks) / sizeof(asks[0]); i++) {
		size_t first = strcspn(forms[i], "%");
		const char *rest = forms[i] + first + 2;
		size_t second = strcspn(rest, "%");

		snprintf(text, FORGED, "%.*s%s%.*s%s%s", (int)first, forms[i],
			token, (int)second, rest, i ? token : "",
			rest + second + 2);
		expect_unauthorized(client_send(&asks[i]), "AUTH_005", false);
	}
}
END_TEST

/* Every route that needs a token, with a body that it would take. */
/* clang-format off */
static const struct ask routes[] = {
	{.method = "POST", .target = "/auth/logout"},
	{.method = "POST", .target = "/auth/change-password",
	 .body = "{'current_password':'" PASSWORD "',"
	         "'new_password':'Another-1x'}"},
	{.method = "GET", .target = "/todos"},
	{.method = "POST", .target = "/todos", .body = "{'title':'new'}"},
	{.method = "GET", .target = "/todos/<id>"},
	{.method = "PUT", .target = "/todos/<id>",
	 .body = "{'is_completed':true,'title':'changed'}"},
	{.method = "PUT", .target = "/todos/<id>", .body = "{}"},
	{.method = "DELETE", .target = "/todos/<id>"},
	{.method = "GET", .target = "/todos/no-uuid"},
};
/* clang-format on */

/* Asks every route for a person's todo; each time the same refusal. */
static void
expect_no_way_in(const char *access, const char *todo, const char *code)
{
	char target[64];
	struct ask ask;
	size_t i;

	for (i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		ask = routes[i];
		ask.token = access;
		if (strstr(ask.target, "<id>")) {
			snprintf(target, sizeof(target), "/todos/%s", todo);
			ask.target = target;
		}
		expect_unauthorized(client_send(&ask), code, access != NULL);
	}
}

/* All that the routes could change of a person, in one text. */
static void
read_state(const struct person *person, char state[256])
{
	snprintf(state, 256, "%s",
		psql("SELECT concat_ws(' ', password_hash,"
		     " (SELECT string_agg(concat(title, is_completed, t.updated_at), ',')"
		     "  FROM todos t WHERE user_id = u.id),"
		     " (SELECT count(*) FROM refresh_tokens WHERE user_id = u.id))"
		     " FROM users u WHERE id = '%s'",
			person->id));
}

START_TEST(no_route_lets_a_refused_token_change_anything)
{
	struct person person = person_new(), second = second_session(&person);
	char todo[37], forged[FORGED], before[256], after[256];

	person_add_todo(&person, "old", todo);
	expect_goodbye(post_as(second.access, "/auth/logout", "{}"));
	read_state(&person, before);
	expect_no_way_in(NULL, todo, "AUTH_005");
	expect_no_way_in(person.refresh, todo, "AUTH_005");
	forge_spoil(person.access, forged);
	expect_no_way_in(forged, todo, "AUTH_006");
	forge_change(person.access, "exp", "1", forged);
	expect_no_way_in(forged, todo, "AUTH_002");
	expect_no_way_in(second.access, todo, "AUTH_004");
	psql("UPDATE users SET is_active = false WHERE id = '%s'", person.id);
	expect_no_way_in(person.access, todo, "AUTH_007");
	read_state(&person, after);
	ck_assert_str_eq(before, after);
	psql("DELETE FROM users WHERE id = '%s'", person.id);
	expect_no_way_in(person.access, todo, "AUTH_007");
}
END_TEST

Suite *
api_suite_authorization(void)
{
	Suite *suite = suite_create("authorization");
	TCase *tests = tcase_create("authorization");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(
		tests, the_case_of_the_scheme_and_extra_blanks_do_not_matter);
	tcase_add_test(tests, another_scheme_or_none_sends_no_token);
	tcase_add_test(tests, two_values_are_one_too_many);
	/* CGI has no two variables of one name: a web server joins headers. */
	if (client_is(&client_http))
		tcase_add_test(tests, two_headers_are_one_too_many);
	tcase_add_test(tests, a_token_anywhere_but_in_the_header_is_none);
	tcase_add_test(tests, no_route_lets_a_refused_token_change_anything);
	suite_add_tcase(suite, tests);
	return suite;
}
