/* db_user_admin.c: admins and operators act on others, and nobody else does. */
#include "db/caller.h"
#include "db/revoke.h"
#include "db/user.h"

#include "unit/fixture.h"

#include <string.h>

#define LATER (NOW + TIME_MINUTE)

static struct db *db;
static struct holder admin, target;
static struct user user;

static void
set_up(void)
{
	db = fixture_open();
	admin = holder_new(db);
	target = holder_new(db);
	sql("UPDATE users SET is_admin = true WHERE id = '%s'", admin.name);
}

static enum error
list(const struct caller *caller, const struct id *id)
{
	struct user_query query = {.limit = 1};
	static struct user items[USER_PAGE_MAX];
	static struct user_page page = {.items = items};

	(void)id;
	return db_user_list(db, caller, &query, &page);
}

static enum error
find(const struct caller *caller, const struct id *id)
{
	return db_user_find(db, caller, id, &user);
}

static enum error
disable(const struct caller *caller, const struct id *id)
{
	return db_user_set_active(db, caller, id, false, LATER, &user);
}

static enum error
promote(const struct caller *caller, const struct id *id)
{
	return db_user_set_admin(db, caller, id, true, LATER, &user);
}

static enum error
revoke(const struct caller *caller, const struct id *id)
{
	int64_t count;

	return db_revoke_all(db, caller, id, NOW, &count);
}

/* The calls; those behind the first name a user. */
static enum error (*const calls[])(const struct caller *, const struct id *) = {
	list, find, disable, promote, revoke};

#define BLACKLIST                                                              \
	"INSERT INTO token_blacklist VALUES (gen_random_uuid(),"               \
	" '%s', '%s', 'access', now(), 'logout', now())"

/* What may speak against an admin, whose id each of them names first. */
/* clang-format off */
static const struct {
	const char *what;
	enum error error;
} refusals[] = {
	{"UPDATE users SET is_admin = false WHERE id = '%s' AND '%s' <> ''",
	 AUTHZ_002},
	{"UPDATE users SET is_active = false WHERE id = '%s' AND '%s' <> ''",
	 AUTH_007},
	{"DELETE FROM users WHERE id = '%s' AND '%s' <> ''", AUTH_007},
	{BLACKLIST, AUTH_004},
};
/* clang-format on */

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

START_TEST(who_is_no_good_admin_changes_and_learns_nothing)
{
	char before[64], after[64];
	struct id nobody = base_id_new();
	size_t i;

	set_up();
	sql(refusals[_i].what, admin.name, admin.caller.jti);
	holder_rows(&target, before);
	for (i = 0; i < COUNT(calls); i++) {
		assert_error(calls[i](&admin.caller, &target.id),
			refusals[_i].error);
		assert_error(
			calls[i](&admin.caller, &nobody), refusals[_i].error);
		db_conn_release(db);
	}
	assert_error(
		db_caller_check_admin(db, &admin.caller), refusals[_i].error);
	holder_rows(&target, after);
	ck_assert_str_eq(before, after);
	fixture_close();
}
END_TEST

#pragma GCC diagnostic pop

START_TEST(a_revoked_session_and_a_stranger_are_no_admins_either)
{
	char before[64], after[64];
	size_t i;

	set_up();
	sql(BLACKLIST, admin.name, admin.caller.session_jti);
	holder_rows(&target, before);
	for (i = 0; i < COUNT(calls); i++) {
		assert_error(calls[i](&admin.caller, &target.id), AUTH_004);
		/* Not even on themselves. */
		assert_error(calls[i](&target.caller, &target.id), AUTHZ_002);
		db_conn_release(db);
	}
	holder_rows(&target, after);
	ck_assert_str_eq(before, after);
	fixture_close();
}
END_TEST

START_TEST(admins_and_operators_are_let_in)
{
	struct id nobody = base_id_new();

	set_up();
	assert_error(db_caller_check_admin(db, &admin.caller), OK);
	assert_error(db_caller_check_admin(db, NULL), OK);
	assert_error(calls[_i](&admin.caller, &target.id), OK);
	assert_error(calls[_i](NULL, &target.id), OK);
	db_conn_release(db);
	if (_i > 0) {
		assert_error(calls[_i](&admin.caller, &nobody), RESOURCE_002);
		assert_error(calls[_i](NULL, &nobody), RESOURCE_002);
	}
	fixture_close();
}
END_TEST

START_TEST(an_account_has_all_but_the_hash)
{
	set_up();
	assert_error(find(&admin.caller, &target.id), OK);
	ck_assert(base_id_equal(&user.id, &target.id));
	assert_text(user.email, target.email);
	ck_assert_int_eq(user.created_at, NOW);
	ck_assert_int_eq(user.updated_at, NOW);
	ck_assert_int_eq(user.last_login_at, NOW);
	ck_assert(user.is_active);
	ck_assert(!user.is_admin);
	sql("UPDATE users SET last_login_at = NULL WHERE id = '%s'",
		target.name);
	assert_error(find(NULL, &target.id), OK);
	ck_assert_int_eq(user.last_login_at, TIME_NONE);
	assert_error(find(NULL, &admin.id), OK);
	ck_assert(user.is_admin);
	fixture_close();
}
END_TEST

START_TEST(a_disabled_user_is_refused_and_their_sessions_end_for_good)
{
	const struct caller *by;

	set_up();
	by = _i ? &admin.caller : NULL;
	assert_error(disable(by, &target.id), OK);
	ck_assert(!user.is_active);
	ck_assert_int_eq(user.updated_at, LATER);
	assert_error(holder_call(db, &target.caller), AUTH_007);
	assert_error(holder_begin(db, &target, target.hash, NULL), AUTH_001);
	assert_error(
		db_user_set_active(db, by, &target.id, true, LATER + 1, &user),
		OK);
	ck_assert(user.is_active);
	assert_error(holder_call(db, &target.caller), AUTH_004);
	assert_error(holder_call(db, &admin.caller), OK);
	assert_error(holder_begin(db, &target, target.hash, NULL), OK);
	fixture_close();
}
END_TEST

START_TEST(what_is_so_already_is_no_change)
{
	set_up();
	assert_error(db_user_set_active(
			     db, &admin.caller, &target.id, true, LATER, &user),
		OK);
	ck_assert(user.is_active);
	ck_assert_int_eq(user.updated_at, NOW);
	assert_error(
		db_user_set_admin(db, NULL, &target.id, false, LATER, &user),
		OK);
	ck_assert(!user.is_admin);
	ck_assert_int_eq(user.updated_at, NOW);
	fixture_close();
}
END_TEST

START_TEST(who_is_promoted_is_an_admin_until_demoted)
{
	set_up();
	assert_error(promote(NULL, &target.id), OK);
	ck_assert(user.is_admin && user.is_active);
	ck_assert_int_eq(user.updated_at, LATER);
	assert_error(find(&target.caller, &admin.id), OK);
	assert_error(db_user_set_admin(db, &admin.caller, &target.id, false,
			     LATER, &user),
		OK);
	assert_error(find(&target.caller, &admin.id), AUTHZ_002);
	fixture_close();
}
END_TEST

START_TEST(without_the_database_every_call_says_so)
{
	set_up();
	db_link_drop(db);
	db->next_attempt = INT64_MAX;
	assert_error(calls[_i](&admin.caller, &target.id), SERVER_001);
	assert_error(calls[_i](NULL, &target.id), SERVER_001);
	assert_error(db_caller_check_admin(db, &admin.caller), SERVER_001);
	fixture_close();
}
END_TEST

START_TEST(a_refused_statement_is_a_failed_check_only_for_admins)
{
	struct user_query query = {.limit = 1, .email = base_text_of("\xff")};
	static struct user items[USER_PAGE_MAX];
	static struct user_page page = {.items = items};

	set_up();
	assert_error(
		db_user_list(db, &admin.caller, &query, &page), SERVER_003);
	assert_error(db_user_list(db, NULL, &query, &page), SERVER_002);
	fixture_close();
}
END_TEST

Suite *
db_user_admin_suite(void)
{
	const struct suite_test tests[] = {
		EACH(who_is_no_good_admin_changes_and_learns_nothing, refusals),
		ONCE(a_revoked_session_and_a_stranger_are_no_admins_either),
		EACH(admins_and_operators_are_let_in, calls),
		ONCE(an_account_has_all_but_the_hash),
		{a_disabled_user_is_refused_and_their_sessions_end_for_good, 2},
		ONCE(what_is_so_already_is_no_change),
		ONCE(who_is_promoted_is_an_admin_until_demoted),
		EACH(without_the_database_every_call_says_so, calls),
		ONCE(a_refused_statement_is_a_failed_check_only_for_admins),
	};

	return suite_of("db_user_admin", tests, COUNT(tests));
}
