/* renewal.c: a login renews a hash of another cost; one that is broken lets nobody in. */
#include "post.h"
#include "race.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

#define LOGIN "/auth/login"
#define CHANGE "/auth/change-password"
#define NEW_PASSWORD "Other-horse-2"

/* PASSWORD, hashed at a cost that no settings of tests have. */
#define HASH_OF_COST_5                                                         \
	"$2b$05$abcdefghijklmnopqrstuuHjpmqfCipMw/4LWtY1ey92gFqPuee3e"

static const char *
hash_of(const struct person *person)
{
	return psql(
		"SELECT password_hash FROM users WHERE id = '%s'", person->id);
}

START_TEST(a_login_renews_a_hash_of_another_cost)
{
	struct person person = person_register();
	char now[8];

	snprintf(now, sizeof(now), "%s", hash_of(&person));
	ck_assert_str_ne(now, "$2b$05$");
	psql("UPDATE users SET password_hash = '" HASH_OF_COST_5 "'"
	     " WHERE id = '%s'",
		person.id);
	expect_error(
		post_login(person.email, "Wrong-horse-1", NULL), "AUTH_001");
	ck_assert_str_eq(hash_of(&person), HASH_OF_COST_5);
	person_login(&person, PASSWORD);
	ck_assert_int_eq(strncmp(hash_of(&person), now, 7), 0);
	/* It is of the same password, and the session that renewed it lives. */
	expect_status(get_todos(person.access), 200);
	expect_status(post_refresh(person.refresh), 200);
	person_login(&person, PASSWORD);
}
END_TEST

START_TEST(a_hash_of_the_cost_stays)
{
	struct person person = person_register();
	char before[64];

	snprintf(before, sizeof(before), "%s", hash_of(&person));
	person_login(&person, PASSWORD);
	ck_assert_str_eq(hash_of(&person), before);
}
END_TEST

/* As another login does that has renewed the hash meanwhile. */
START_TEST(a_login_beside_a_renewal_succeeds)
{
	struct person person = person_register();
	struct ask ask = {.method = "POST", .target = LOGIN};
	char body[256], renew[256];

	snprintf(body, sizeof(body), "{'email':'%s','password':'%s'}",
		person.email, PASSWORD);
	ask.body = body;
	snprintf(renew, sizeof(renew),
		"UPDATE users SET password_hash ="
		" '" HASH_OF_COST_5 "' WHERE id = '%s'",
		person.id);
	ck_assert_str_eq(race_after(&ask, renew), "");
	/* One that is another password's is a change of it. */
	snprintf(renew, sizeof(renew),
		"UPDATE users SET password_hash ="
		" translate(password_hash, 'ab', 'cd') || '' WHERE id = '%s'",
		person.id);
	ck_assert_str_eq(race_after(&ask, renew), "AUTH_001");
}
END_TEST

START_TEST(a_change_beside_a_renewal_of_the_hash_succeeds)
{
	struct person person = person_register();
	char body[256], renew[256];
	const struct ask ask = {.method = "POST",
		.target = CHANGE,
		.token = person.access,
		.body = body};

	snprintf(body, sizeof(body),
		"{'current_password':'%s',"
		"'new_password':'%s'}",
		PASSWORD, NEW_PASSWORD);
	snprintf(renew, sizeof(renew),
		"UPDATE users SET password_hash ="
		" '" HASH_OF_COST_5 "' WHERE id = '%s'",
		person.id);
	ck_assert_str_eq(race_after(&ask, renew), "");
	person_login(&person, NEW_PASSWORD);
}
END_TEST

START_TEST(a_deletion_beside_a_renewal_of_the_hash_succeeds)
{
	struct person person = person_register();
	char renew[256];
	const struct ask ask = {.method = "DELETE",
		.target = "/auth/me",
		.token = person.access,
		.body = "{'password':'" PASSWORD "'}"};

	snprintf(renew, sizeof(renew),
		"UPDATE users SET password_hash ="
		" '" HASH_OF_COST_5 "' WHERE id = '%s'",
		person.id);
	ck_assert_str_eq(race_after(&ask, renew), "");
}
END_TEST

/* A change in another session ends ours, which is told before all else. */
START_TEST(a_change_beside_one_of_another_session_is_too_late)
{
	struct person person = person_register();
	char body[256], win[512];
	const struct ask ask = {.method = "POST",
		.target = CHANGE,
		.token = person.access,
		.body = body};

	snprintf(body, sizeof(body),
		"{'current_password':'%s',"
		"'new_password':'%s'}",
		PASSWORD, NEW_PASSWORD);
	snprintf(win, sizeof(win),
		"UPDATE users SET password_hash = 'other'"
		" WHERE id = '%s'; INSERT INTO token_blacklist SELECT id, user_id,"
		" token_jti, 'refresh', now(), 'password_change', expires_at FROM"
		" refresh_tokens WHERE user_id = '%s'",
		person.id, person.id);
	ck_assert_str_eq(race_after(&ask, win), "AUTH_004");
}
END_TEST

/* Whether the log has an error of the request with this id. */
static bool
is_error_logged(const char *request_id)
{
	FILE *file = fopen(getenv("LOG_FILE"), "r");
	char line[4096];
	bool found = false;

	ck_assert_ptr_nonnull(file);
	while (!found && fgets(line, sizeof(line), file))
		found = strstr(line, request_id) &&
			strstr(line, "\"level\":\"ERROR\"");
	fclose(file);
	return found;
}

/* clang-format off */
START_TEST(a_broken_stored_hash_is_a_failed_login_and_an_error_in_the_log)
{
	/* One is the password's own hash by DES; others have bcrypt's length. */
	static const char *const hashes[] = {
		"", "garbage", "gaWAiHBqPCL5w", "*0", "$2b$10$tooshort",
		"$2b$10$!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!",
		"$2b$31$abcdefghijklmnopqrstuuabcdefghijklmnopqrstuvwxyzabcde",
		"$2b$99$abcdefghijklmnopqrstuuabcdefghijklmnopqrstuvwxyzabcde",
		"$2x$10$abcdefghijklmnopqrstuuabcdefghijklmnopqrstuvwxyzabcde",
	};
	struct person person = person_register();
	struct answer answer;
	unsigned int i;

	for (i = 0; i < sizeof(hashes) / sizeof(hashes[0]); i++) {
		psql("UPDATE users SET password_hash = '%s' WHERE id = '%s'",
			hashes[i], person.id);
		answer = post_login(person.email, PASSWORD,
			other_address(i / 4));
		ck_assert_msg(is_error_logged(client_member(&answer, "request_id")),
			"%s is not logged", hashes[i]);
		expect_error(answer, "AUTH_001");
	}
}
END_TEST
/* clang-format on */

Suite *
api_suite_renewal(void)
{
	Suite *suite = suite_create("renewal");
	TCase *tests = tcase_create("renewal");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, a_login_renews_a_hash_of_another_cost);
	tcase_add_test(tests, a_hash_of_the_cost_stays);
	/* The library in this process answers one request at a time. */
	if (!client_is(&client_process)) {
		tcase_add_test(tests, a_login_beside_a_renewal_succeeds);
		tcase_add_test(
			tests, a_change_beside_a_renewal_of_the_hash_succeeds);
		tcase_add_test(tests,
			a_deletion_beside_a_renewal_of_the_hash_succeeds);
		tcase_add_test(tests,
			a_change_beside_one_of_another_session_is_too_late);
	}
	tcase_add_test(tests,
		a_broken_stored_hash_is_a_failed_login_and_an_error_in_the_log);
	suite_add_tcase(suite, tests);
	return suite;
}
