/* known.c: an account knows where its user logged in, until it is another's. */
#include "post.h"
#include "session.h"
#include "suites.h"

#include "base/id.h"

#include <stdio.h>
#include <string.h>

#define NEW_PASSWORD "Another-1x"

/* What stands for the email in the keys of attempts. */
static const char *
name_of(const struct person *person)
{
	static char name[ID_KEY];

	base_id_fingerprint(person->email, strlen(person->email), name);
	return name;
}

/*
 * Lets others have closed the account 14 minutes ago, for 15 minutes, to all whom it
 * does not know.
 */
static void
close_account(const struct person *person)
{
	psql("DELETE FROM attempts WHERE key = 'account %s'", name_of(person));
	psql("INSERT INTO attempts VALUES ('account %s',"
	     " now() - interval '14 minutes', 1000,"
	     " now() + interval '46 minutes')",
		name_of(person));
	expect_error(post_login(person->email, PASSWORD, other_address(0)),
		"RATE_001");
}

/* How many addresses it knows. */
static const char *
known_to(const struct person *person)
{
	return psql(
		"SELECT count(*) FROM attempts WHERE key LIKE 'known %s %%'",
		name_of(person));
}

/* What is counted of the account from all addresses, and for how long. */
static const char *
counted(const struct person *person)
{
	return psql("SELECT concat_ws(' ', count, started_at, expires_at)"
		    " FROM attempts WHERE key = 'account %s'",
		name_of(person));
}

START_TEST(who_is_known_prolongs_nothing_that_others_did)
{
	struct person person = person_register();
	char before[128];

	close_account(&person);
	snprintf(before, sizeof(before), "%s", counted(&person));
	expect_status(post_login(person.email, PASSWORD, NULL), 200);
	expect_error(post_login(person.email, "Wrong-1x", NULL), "AUTH_001");
	expect_error(post_as(person.access, "/auth/change-password",
			     "{'current_password':'%s','new_password':'weak'}",
			     PASSWORD),
		"VALIDATION_002");
	expect_status(post_login(person.email, PASSWORD, NULL), 200);
	psql("UPDATE users SET is_active = false WHERE id = '%s'", person.id);
	expect_error(post_login(person.email, PASSWORD, NULL), "AUTH_007");
	ck_assert_str_eq(counted(&person), before);
}
END_TEST

START_TEST(who_is_let_in_elsewhere_prolongs_nothing_either)
{
	struct person person = person_register();
	char before[128];

	close_account(&person);
	psql("UPDATE attempts SET started_at = now() - interval '16 minutes',"
	     " expires_at = now() + interval '44 minutes'"
	     " WHERE key = 'account %s'",
		name_of(&person));
	snprintf(before, sizeof(before), "%s", counted(&person));
	expect_status(
		post_login(person.email, PASSWORD, other_address(0)), 200);
	expect_status(
		post_login(person.email, PASSWORD, other_address(1)), 200);
	ck_assert_str_eq(counted(&person), before);
	/* A guess does. */
	expect_error(post_login(person.email, "Wrong-1x", other_address(2)),
		"AUTH_001");
	expect_error(post_login(person.email, PASSWORD, other_address(3)),
		"RATE_001");
}
END_TEST

static struct answer
reset(const char *code, const char *password)
{
	return post("/auth/reset-password",
		"{'token':'%s','new_password':'%s'}", code, password);
}

START_TEST(who_resets_the_password_is_let_in_from_anywhere)
{
	struct person person = person_register(), other = person_register();

	close_account(&person);
	close_account(&other);
	ck_assert_str_eq(known_to(&person), "1");
	/* What is no good code forgets nothing. */
	expect_error(reset("x", NEW_PASSWORD), "VALIDATION_010");
	expect_error(reset(person_allow_reset(&person, "1 hour"), "weak"),
		"VALIDATION_002");
	expect_error(post_login(person.email, PASSWORD, other_address(0)),
		"RATE_001");
	expect_status(
		reset(person_allow_reset(&person, "1 hour"), NEW_PASSWORD),
		200);
	/* Not that of who had the old password either. */
	ck_assert_str_eq(known_to(&person), "0");
	expect_status(
		post_login(person.email, NEW_PASSWORD, other_address(0)), 200);
	ck_assert_str_eq(known_to(&person), "1");
	/* Nobody else's account is open. */
	expect_error(post_login(other.email, PASSWORD, other_address(0)),
		"RATE_001");
	ck_assert_str_eq(known_to(&other), "1");
}
END_TEST

START_TEST(a_reset_is_good_though_attempts_cannot_be_forgotten)
{
	struct person person = person_register();
	const char *code = person_allow_reset(&person, "1 hour");

	close_account(&person);
	psql("CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS"
	     " 'BEGIN RAISE ''kept''; END';"
	     " CREATE TRIGGER keep BEFORE DELETE ON attempts FOR EACH ROW"
	     " WHEN (OLD.key = 'account %s') EXECUTE FUNCTION keep()",
		name_of(&person));
	expect_status(reset(code, NEW_PASSWORD), 200);
	psql("DROP TRIGGER keep ON attempts; DROP FUNCTION keep");
	ck_assert_str_eq(known_to(&person), "1");
	expect_status(post_login(person.email, NEW_PASSWORD, NULL), 200);
}
END_TEST

START_TEST(who_registers_a_deleted_address_is_known_from_nowhere)
{
	struct person person = person_register();

	ck_assert_str_eq(known_to(&person), "1");
	expect_status(person_ask(&person, "DELETE", "/auth/me",
			      "{'password':'" PASSWORD "'}"),
		204);
	ck_assert_str_eq(known_to(&person), "0");
	expect_status(post("/auth/register", "{'email':'%s','password':'%s'}",
			      person.email, NEW_PASSWORD),
		201);
	close_account(&person);
	expect_error(post_login(person.email, NEW_PASSWORD, NULL), "RATE_001");
}
END_TEST

Suite *
api_suite_known(void)
{
	Suite *suite = suite_create("known");
	TCase *tests = tcase_create("known");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, who_is_known_prolongs_nothing_that_others_did);
	tcase_add_test(tests, who_is_let_in_elsewhere_prolongs_nothing_either);
	tcase_add_test(tests, who_resets_the_password_is_let_in_from_anywhere);
	tcase_add_test(
		tests, a_reset_is_good_though_attempts_cannot_be_forgotten);
	tcase_add_test(
		tests, who_registers_a_deleted_address_is_known_from_nowhere);
	suite_add_tcase(suite, tests);
	return suite;
}
