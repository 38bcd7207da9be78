/* admin_rights.c: who is no admin learns and changes nothing. */
#include "forge.h"
#include "race.h"
#include "sample.h"
#include "session.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

#define NOBODY "0badc0de-0000-4000-8000-000000000000"

/* Every request to an admin's endpoint, good and bad; "%s" is a user's id. */
/* clang-format off */
static const struct {
	const char *method, *target, *body;
} requests[] = {
	{"GET", "/admin/users", NULL},
	{"GET", "/admin/users?limit=0", NULL},
	{"GET", "/admin/users?email=%%C3%%A9", NULL},
	{"GET", "/admin/users/%s", NULL},
	{"GET", "/admin/users/" NOBODY, NULL},
	{"GET", "/admin/users/no-id", NULL},
	{"PUT", "/admin/users/%s", "{'is_active':false}"},
	{"PUT", "/admin/users/%s", "{}"},
	{"PUT", "/admin/users/%s", "{"},
	{"PUT", "/admin/users/" NOBODY, "{'is_active':false}"},
	{"POST", "/admin/users/%s/revoke-tokens", NULL},
	{"POST", "/admin/users/" NOBODY "/revoke-tokens", NULL},
};
/* clang-format on */

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

/* Sends each request with the token; target is whom it is about. */
static void
expect_all(const char *token, const char *target, const char *code)
{
	struct ask ask = {.token = token};
	char path[256];
	size_t i;

	for (i = 0; i < COUNT(requests); i++) {
		snprintf(path, sizeof(path), requests[i].target, target);
		ask.method = requests[i].method;
		ask.target = path;
		ask.body = requests[i].body;
		if (strncmp(code, "AUTH_", 5) == 0)
			expect_unauthorized(
				client_send(&ask), code, token != NULL);
		else
			expect_error(client_send(&ask), code);
	}
}

#pragma GCC diagnostic pop

START_TEST(who_is_no_admin_is_forbidden_everything)
{
	struct person person = person_new(), victim = person_new();

	expect_all(person.access, victim.id, "AUTHZ_002");
	/* On oneself as well. */
	expect_all(person.access, person.id, "AUTHZ_002");
	expect_session(&victim, true);
	expect_session(&person, true);
}
END_TEST

START_TEST(without_a_token_all_is_unauthorized)
{
	struct person victim = person_new(), admin = person_new_admin();
	char forged[FORGED];

	expect_all(NULL, victim.id, "AUTH_005");
	expect_all(admin.refresh, victim.id, "AUTH_005");
	forge_spoil(admin.access, forged);
	expect_all(forged, victim.id, "AUTH_006");
	expect_session(&victim, true);
}
END_TEST

START_TEST(a_claim_to_be_an_admin_is_worth_nothing)
{
	struct person person = person_new();
	char forged[FORGED];

	/* Signed with our own key, and still: the database says who is one. */
	forge_change(person.access, "is_admin", "true", forged);
	expect_all(forged, person.id, "AUTHZ_002");
}
END_TEST

START_TEST(a_demoted_disabled_or_revoked_admin_has_no_power_left)
{
	struct person admin = person_new_admin(), victim = person_new();

	psql("UPDATE users SET is_admin = false WHERE id = '%s'", admin.id);
	expect_all(admin.access, victim.id, "AUTHZ_002");
	psql("UPDATE users SET is_admin = true, is_active = false"
	     " WHERE id = '%s'",
		admin.id);
	expect_all(admin.access, victim.id, "AUTH_007");
	psql("UPDATE users SET is_active = true WHERE id = '%s'", admin.id);
	expect_goodbye(post_as(admin.access, "/auth/logout", "{}"));
	expect_all(admin.access, victim.id, "AUTH_004");
	expect_session(&victim, true);
}
END_TEST

START_TEST(an_admin_sees_no_more_todos_than_others)
{
	struct person admin = person_new_admin(), person = person_new();
	char id[37];

	person_add_todo(&person, "private", id);
	expect_error(
		person_ask(&admin, "GET", sample_path(id), NULL), "AUTHZ_001");
}
END_TEST

/* It waits for the row, and the admin logs out meanwhile. */
START_TEST(a_user_disabled_by_an_admin_who_leaves_has_nothing_left)
{
	struct person admin = person_new_admin(), person = person_register();
	struct api_key token = person_make_key(&person, "full");
	char target[64], leave[512];
	const struct ask ask = {.method = "PUT",
		.target = target,
		.token = admin.access,
		.body = "{'is_active':false}"};

	snprintf(target, sizeof(target), "/admin/users/%s", person.id);
	snprintf(leave, sizeof(leave),
		"UPDATE users SET last_login_at = now() WHERE id = '%s';"
		" INSERT INTO token_blacklist SELECT id, user_id, token_jti,"
		" 'refresh', now(), 'logout', expires_at FROM refresh_tokens"
		" WHERE user_id = '%s'",
		person.id, admin.id);
	ck_assert_str_eq(race_after(&ask, leave), "");
	expect_session(&admin, false);
	psql("UPDATE users SET is_active = true WHERE id = '%s'", person.id);
	expect_session(&person, false);
	expect_error(get_todos(token.text), "AUTH_004");
}
END_TEST

Suite *
api_suite_admin_rights(void)
{
	Suite *suite = suite_create("admin_rights");
	TCase *tests = tcase_create("admin_rights");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, who_is_no_admin_is_forbidden_everything);
	tcase_add_test(tests, without_a_token_all_is_unauthorized);
	tcase_add_test(tests, a_claim_to_be_an_admin_is_worth_nothing);
	tcase_add_test(
		tests, a_demoted_disabled_or_revoked_admin_has_no_power_left);
	tcase_add_test(tests, an_admin_sees_no_more_todos_than_others);
	if (!client_is(&client_process))
		tcase_add_test(tests,
			a_user_disabled_by_an_admin_who_leaves_has_nothing_left);
	suite_add_tcase(suite, tests);
	return suite;
}
