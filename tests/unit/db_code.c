/* db_code.c: one-time codes are used up once, whoever comes at the same time. */
#include "db/code.h"

#include "db/user.h"
#include "unit/fixture.h"

#include <stdio.h>
#include <string.h>

static struct db *db;
static struct db_code code;
static struct login login;
static char email[64];

static void
set_up(void)
{
	char name[ID_TEXT];

	db = fixture_open();
	code = (struct db_code){.id = base_id_new(),
		.text = base_text_of("a secret"),
		.expires_at = NOW + TIME_DAY};
	login = (struct login){.id = base_id_new(),
		.email = {email, 0},
		.password_hash = base_text_of("hash"),
		.created_at = NOW};
	base_id_format(&login.id, name);
	snprintf(email, sizeof(email), "%s@example.org", name);
	login.email.len = strlen(email);
}

static enum error
accept(void)
{
	return db_code_accept(db, &code, &login);
}

START_TEST(an_invitation_registers_one_user)
{
	set_up();
	assert_error(db_code_invite(db, &code, NOW), OK);
	assert_error(accept(), OK);
	login.id = base_id_new();
	email[0] = email[0] == 'x' ? 'y' : 'x';
	assert_error(accept(), AUTHZ_003);
	ck_assert_str_eq(
		sql("SELECT count(*) FROM users WHERE email = '%s'", email),
		"0");
	fixture_close();
}
END_TEST

START_TEST(the_second_of_two_at_once_waits_and_is_refused)
{
	char name[ID_TEXT];
	pid_t pid;

	set_up();
	base_id_format(&code.id, name);
	assert_error(db_code_invite(db, &code, NOW), OK);
	sql("BEGIN");
	sql("DELETE FROM invitations WHERE id = '%s'", name);
	pid = fixture_start(accept);
	sql("COMMIT");
	assert_error(fixture_finish(pid), AUTHZ_003);
	ck_assert_str_eq(
		sql("SELECT count(*) FROM users WHERE email = '%s'", email),
		"0");
	fixture_close();
}
END_TEST

START_TEST(the_second_goes_on_where_the_first_failed)
{
	char name[ID_TEXT];
	pid_t pid;

	set_up();
	base_id_format(&code.id, name);
	assert_error(db_code_invite(db, &code, NOW), OK);
	sql("BEGIN");
	sql("DELETE FROM invitations WHERE id = '%s'", name);
	pid = fixture_start(accept);
	sql("ROLLBACK");
	assert_error(fixture_finish(pid), OK);
	fixture_close();
}
END_TEST

START_TEST(a_reset_is_used_up_by_the_first)
{
	struct holder holder, other;
	char before[64], after[64];
	struct text whose;

	set_up();
	holder = holder_new(db);
	other = holder_new(db);
	code.id = holder.id;
	assert_error(db_code_allow_reset(db, &code, NOW), OK);
	holder_rows(&other, before);
	assert_error(db_code_check_reset(db, &code, NOW), OK);
	assert_error(
		db_code_check_reset(db, &code, NOW + TIME_DAY), VALIDATION_010);
	assert_error(
		db_code_reset(db, &code, base_text_of("new"), NOW, &whose), OK);
	assert_text(whose, holder.email);
	assert_error(holder_call(db, &holder.caller), AUTH_004);
	assert_error(holder_begin(db, &holder, holder.hash, NULL), AUTH_001);
	assert_error(holder_begin(db, &holder, "new", NULL), OK);
	holder_rows(&other, after);
	ck_assert_str_eq(before, after);
	db_conn_release(db);
	/* Too late: the sessions since the first are left alone. */
	holder_rows(&holder, before);
	assert_error(
		db_code_reset(db, &code, base_text_of("third"), NOW, &whose),
		VALIDATION_010);
	holder_rows(&holder, after);
	ck_assert_str_eq(before, after);
	fixture_close();
}
END_TEST

Suite *
db_code_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(an_invitation_registers_one_user),
		ONCE(the_second_of_two_at_once_waits_and_is_refused),
		ONCE(the_second_goes_on_where_the_first_failed),
		ONCE(a_reset_is_used_up_by_the_first),
	};

	return suite_of("db_code", tests, COUNT(tests));
}
