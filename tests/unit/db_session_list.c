/* db_session_list.c: people see their living sessions and end them. */
#include "db/admin.h"
#include "db/operator.h"
#include "db/session.h"

#include "unit/fixture.h"

#include <stdio.h>
#include <string.h>

#define UNTIL (NOW + 8 * TIME_DAY)

static struct db *db;
static struct holder holder, other;
static struct session items[SESSION_PAGE_MAX];
static struct session_page page = {.room = SESSION_PAGE_MAX, .items = items};

static void
set_up(void)
{
	db = fixture_open();
	holder = holder_new(db);
	other = holder_new(db);
}

static void
list(void)
{
	db_conn_release(db);
	assert_error(db_session_list(db, &holder.caller, NOW, &page), OK);
}

/* The id of a caller's session. */
static struct id
id_of(const struct caller *caller)
{
	struct id id;

	ck_assert(base_id_parse(base_text_of(sql("SELECT id FROM refresh_tokens"
		" WHERE token_jti = '%s'", caller->session_jti)), &id));
	return id;
}

START_TEST(living_sessions_are_listed_newest_first)
{
	struct caller second, third;

	set_up();
	second = holder_log_in(db, &holder);
	third = holder_log_in(db, &holder);
	sql("UPDATE refresh_tokens SET issued_at = '2026-01-12T20:29:00Z',"
	    " ip_address = '192.0.2.7' WHERE token_jti = '%s'", second.session_jti);
	sql("UPDATE refresh_tokens SET issued_at = '2026-01-12T20:31:00Z'"
	    " WHERE token_jti = '%s'", third.session_jti);
	list();
	ck_assert_uint_eq(page.count, 3);
	ck_assert_int_eq(page.total, 3);
	ck_assert_str_eq(page.items[0].jti, third.session_jti);
	ck_assert_str_eq(page.items[1].jti, holder.caller.session_jti);
	ck_assert_str_eq(page.items[2].jti, second.session_jti);
	ck_assert(base_id_equal(&page.items[2].user_id, &holder.id));
	ck_assert_int_eq(page.items[2].issued_at, NOW - TIME_MINUTE);
	ck_assert_int_eq(page.items[2].expires_at, NOW + 7 * TIME_DAY);
	assert_text(page.items[2].ip_address, "192.0.2.7");
	ck_assert_ptr_null(page.items[0].ip_address.data);
	fixture_close();
}
END_TEST

/* How a session may be dead: SQL that takes its jti. */
static const char *const deaths[] = {
	"UPDATE refresh_tokens SET revoked_at = now() WHERE token_jti = '%s'",
	"UPDATE refresh_tokens SET expires_at = '2026-01-12T20:30:00Z'"
	" WHERE token_jti = '%s'",
	"INSERT INTO token_blacklist SELECT gen_random_uuid(), user_id,"
	" token_jti, 'refresh', now(), 'admin_revoke', now()"
	" FROM refresh_tokens WHERE token_jti = '%s'",
	"DELETE FROM refresh_tokens WHERE token_jti = '%s'",
};

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

START_TEST(a_dead_session_is_not_listed_and_cannot_end)
{
	char before[64], after[64];
	struct caller dead;
	struct id id;

	set_up();
	dead = holder_log_in(db, &holder);
	id = id_of(&dead);
	sql(deaths[_i], dead.session_jti);
	list();
	ck_assert_uint_eq(page.count, 1);
	ck_assert_int_eq(page.total, 1);
	ck_assert_str_eq(page.items[0].jti, holder.caller.session_jti);
	holder_rows(&holder, before);
	assert_error(db_session_end_one(db, &holder.caller, &id, NOW),
		RESOURCE_003);
	holder_rows(&holder, after);
	ck_assert_str_eq(before, after);
	fixture_close();
}
END_TEST

#pragma GCC diagnostic pop

START_TEST(a_caller_without_living_sessions_has_an_empty_list)
{
	set_up();
	/* As after a change of password: the access token still counts. */
	sql("UPDATE refresh_tokens SET revoked_at = now() WHERE user_id = '%s'",
		holder.name);
	list();
	ck_assert_uint_eq(page.count, 0);
	ck_assert_int_eq(page.total, 0);
	fixture_close();
}
END_TEST

START_TEST(of_very_many_sessions_the_newest_are_listed)
{
	set_up();
	sql("INSERT INTO refresh_tokens SELECT gen_random_uuid(), '%s',"
	    " 'many ' || n || ' %s', '2026-01-13T00:00:00Z'::timestamptz"
	    " + n * interval '1 s', '2026-02-01' FROM generate_series(1, %d) n",
	    holder.name, holder.name, SESSION_PAGE_MAX);
	list();
	ck_assert_uint_eq(page.count, SESSION_PAGE_MAX);
	ck_assert_int_eq(page.total, SESSION_PAGE_MAX + 1);
	ck_assert(strncmp(page.items[0].jti, "many 100 ", 9) == 0);
	ck_assert(strncmp(page.items[99].jti, "many 1 ", 7) == 0);
	fixture_close();
}
END_TEST

START_TEST(one_session_ends_with_its_tokens_and_no_other_does)
{
	struct caller second, third;
	struct id id;

	set_up();
	second = holder_log_in(db, &holder);
	third = holder_log_in(db, &holder);
	id = id_of(&second);
	assert_error(db_session_end_one(db, &holder.caller, &id, NOW), OK);
	assert_error(holder_call(db, &second), AUTH_004);
	assert_error(holder_check(db, &holder, second.session_jti), AUTH_004);
	assert_error(holder_call(db, &third), OK);
	assert_error(holder_call(db, &holder.caller), OK);
	assert_error(holder_check(db, &holder, third.session_jti), OK);
	ck_assert_str_eq(sql("SELECT concat_ws(' ', token_type, reason, token_jti ="
		" '%s', expires_at AT TIME ZONE 'UTC', (SELECT count(*)"
		" FROM refresh_tokens r WHERE r.user_id = b.user_id))"
		" FROM token_blacklist b WHERE user_id = '%s'", second.session_jti,
		holder.name), "refresh logout t 2026-01-20 20:30:00 2");
	assert_error(db_session_end_one(db, &holder.caller, &id, NOW),
		RESOURCE_003);
	id = id_of(&holder.caller);
	assert_error(db_session_end_one(db, &holder.caller, &id, NOW), OK);
	assert_error(db_session_end_one(db, &holder.caller, &id, NOW), AUTH_004);
	fixture_close();
}
END_TEST

START_TEST(nobody_sees_or_ends_anothers_session)
{
	char before[64], after[64];
	struct id id;

	set_up();
	id = id_of(&other.caller);
	holder_rows(&other, before);
	list();
	ck_assert_uint_eq(page.count, 1);
	assert_error(db_session_end_one(db, &holder.caller, &id, NOW),
		RESOURCE_003);
	assert_error(db_session_end_all(db, &holder.caller, NOW, UNTIL), OK);
	holder_rows(&other, after);
	ck_assert_str_eq(before, after);
	assert_error(holder_call(db, &other.caller), OK);
	fixture_close();
}
END_TEST

START_TEST(all_sessions_end_at_once_with_this_one)
{
	struct caller same, second;

	set_up();
	same = holder.caller;
	memcpy(same.jti, "an older token of it", 21);
	second = holder_log_in(db, &holder);
	/* The row of its own session may be gone while its token still lives. */
	if (_i == 1)
		sql("DELETE FROM refresh_tokens WHERE token_jti = '%s'",
			holder.caller.session_jti);
	assert_error(db_session_end_all(db, &holder.caller, NOW, UNTIL), OK);
	assert_error(holder_call(db, &holder.caller), AUTH_004);
	assert_error(holder_call(db, &same), AUTH_004);
	assert_error(holder_call(db, &second), AUTH_004);
	assert_error(holder_check(db, &holder, second.session_jti), AUTH_004);
	ck_assert_str_eq(sql("SELECT concat_ws(' ', count(*), min(reason),"
		" max(reason), (SELECT count(*) FROM refresh_tokens r"
		" WHERE r.user_id = '%s')) FROM token_blacklist"
		" WHERE user_id = '%s'", holder.name, holder.name),
		"3 logout logout 0");
	assert_error(db_session_end_all(db, &holder.caller, NOW, UNTIL),
		AUTH_004);
	db_conn_release(db);
	second = holder_log_in(db, &holder);
	assert_error(holder_call(db, &second), OK);
	fixture_close();
}
END_TEST

static enum error
end_all_slowly(void)
{
	return db_session_end_all(db, &holder.caller, NOW, UNTIL);
}

START_TEST(a_login_that_came_first_ends_too)
{
	pid_t pid;

	set_up();
	sql("BEGIN");
	sql("UPDATE users SET last_login_at = now() WHERE id = '%s'",
		holder.name);
	pid = fixture_start(end_all_slowly);
	sql("INSERT INTO refresh_tokens VALUES (gen_random_uuid(), '%s',"
	    " 'late %s', now(), '2099-01-01')", holder.name, holder.name);
	sql("COMMIT");
	assert_error(fixture_finish(pid), OK);
	ck_assert_str_eq(sql("SELECT count(*) FROM refresh_tokens"
		" WHERE user_id = '%s'", holder.name), "0");
	ck_assert_str_eq(sql("SELECT count(*) FROM token_blacklist"
		" WHERE token_jti = 'late %s'", holder.name), "1");
	fixture_close();
}
END_TEST

START_TEST(a_caller_refused_meanwhile_ends_nothing)
{
	pid_t pid;

	set_up();
	sql("BEGIN");
	sql("UPDATE users SET last_login_at = now() WHERE id = '%s'",
		holder.name);
	pid = fixture_start(end_all_slowly);
	sql("INSERT INTO token_blacklist VALUES (gen_random_uuid(), '%s', '%s',"
	    " 'access', now(), 'logout', now())", holder.name,
	    holder.caller.jti);
	sql("COMMIT");
	assert_error(fixture_finish(pid), AUTH_004);
	assert_error(holder_check(db, &holder, holder.caller.session_jti), OK);
	fixture_close();
}
END_TEST

/* When imported sessions may end; a day after the second no time is left. */
static const char *const ends[] = {
	"infinity", "294276-12-31 23:59:59.999999Z", "294247-01-10 04:00:54.775808Z",
};

static enum error
end_by_admin(struct db *from, const struct caller *caller, const struct id *id)
{
	int64_t count;

	(void)id;
	return db_admin_revoke(from, NULL, &caller->user_id, NOW, &count);
}

static enum error
end_by_operator(struct db *from, const struct caller *caller,
	const struct id *id)
{
	(void)caller;
	return db_operator_end_session(from, id, NOW);
}

static enum error
end_one(struct db *from, const struct caller *caller, const struct id *id)
{
	return db_session_end_one(from, caller, id, NOW);
}

static enum error
end_others(struct db *from, const struct caller *caller, const struct id *id)
{
	(void)id;
	return db_session_change_password(from, caller,
		base_text_of(holder.hash), base_text_of("new"), NOW);
}

static enum error (*const enders[])(struct db *, const struct caller *,
	const struct id *) = {end_by_admin, end_by_operator, end_one, end_others};

START_TEST(a_session_that_hardly_ends_is_listed_and_can_be_ended)
{
	struct caller late;
	struct id id;

	set_up();
	late = holder_log_in(db, &holder);
	id = id_of(&late);
	sql("UPDATE refresh_tokens SET expires_at = '%s', issued_at = '%s'"
	    " WHERE token_jti = '%s'", ends[_i % 3], ends[_i % 3], late.session_jti);
	list();
	ck_assert_int_eq(page.total, 2);
	ck_assert_str_eq(page.items[0].jti, late.session_jti);
	ck_assert(base_time_is_kept(page.items[0].expires_at));
	assert_error(enders[_i / 3](db, &holder.caller, &id), OK);
	assert_error(holder_call(db, &late), AUTH_004);
	fixture_close();
}
END_TEST

Suite *
db_session_list_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(living_sessions_are_listed_newest_first),
		EACH(a_dead_session_is_not_listed_and_cannot_end, deaths),
		ONCE(a_caller_without_living_sessions_has_an_empty_list),
		{a_session_that_hardly_ends_is_listed_and_can_be_ended,
		 (int)(COUNT(ends) * COUNT(enders))},
		ONCE(of_very_many_sessions_the_newest_are_listed),
		ONCE(one_session_ends_with_its_tokens_and_no_other_does),
		ONCE(nobody_sees_or_ends_anothers_session),
		{all_sessions_end_at_once_with_this_one, 2},
		ONCE(a_login_that_came_first_ends_too),
		ONCE(a_caller_refused_meanwhile_ends_nothing),
	};

	return suite_of("db_session_list", tests, COUNT(tests));
}
