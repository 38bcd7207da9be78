/* db_session_list.c: people see their living sessions and end them. */
#include "db/revoke.h"
#include "db/session.h"
#include "db/user.h"

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

START_TEST(living_sessions_are_listed_newest_first)
{
	struct caller second, third;

	set_up();
	second = holder_log_in(db, &holder);
	third = holder_log_in(db, &holder);
	sql("UPDATE refresh_tokens SET issued_at = '2026-01-12T20:29:00Z',"
	    " ip_address = '192.0.2.7' WHERE token_jti = '%s'",
		second.session_jti);
	sql("UPDATE refresh_tokens SET issued_at = '2026-01-12T20:31:00Z'"
	    " WHERE token_jti = '%s'",
		third.session_jti);
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
	id = caller_session(&dead);
	sql(deaths[_i], dead.session_jti);
	list();
	ck_assert_uint_eq(page.count, 1);
	ck_assert_int_eq(page.total, 1);
	ck_assert_str_eq(page.items[0].jti, holder.caller.session_jti);
	holder_rows(&holder, before);
	assert_error(db_revoke_one(db, &holder.caller, &id, NOW), RESOURCE_003);
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

START_TEST(nobody_sees_or_ends_anothers_session)
{
	char before[64], after[64];
	struct id id;

	set_up();
	id = caller_session(&other.caller);
	holder_rows(&other, before);
	list();
	ck_assert_uint_eq(page.count, 1);
	assert_error(db_revoke_one(db, &holder.caller, &id, NOW), RESOURCE_003);
	assert_error(db_revoke_own_all(db, &holder.caller, NOW, UNTIL), OK);
	holder_rows(&other, after);
	ck_assert_str_eq(before, after);
	assert_error(holder_call(db, &other.caller), OK);
	fixture_close();
}
END_TEST

/* When imported sessions may end; a day after the second no time is left. */
static const char *const ends[] = {
	"infinity",
	"294276-12-31 23:59:59.999999Z",
	"294247-01-10 04:00:54.775808Z",
};

static enum error
end_by_admin(struct db *from, const struct caller *caller, const struct id *id)
{
	int64_t count;

	(void)id;
	return db_revoke_all(from, NULL, &caller->user_id, NOW, &count);
}

static enum error
end_by_operator(
	struct db *from, const struct caller *caller, const struct id *id)
{
	(void)caller;
	return db_revoke_one(from, NULL, id, NOW);
}

static enum error
end_one(struct db *from, const struct caller *caller, const struct id *id)
{
	return db_revoke_one(from, caller, id, NOW);
}

static enum error
end_others(struct db *from, const struct caller *caller, const struct id *id)
{
	(void)id;
	return db_user_change_password(from, caller, base_text_of(holder.hash),
		base_text_of("new"), NOW);
}

static enum error (*const enders[])(
	struct db *, const struct caller *, const struct id *) = {
	end_by_admin, end_by_operator, end_one, end_others};

START_TEST(a_session_that_hardly_ends_is_listed_and_can_be_ended)
{
	struct caller late;
	struct id id;

	set_up();
	late = holder_log_in(db, &holder);
	id = caller_session(&late);
	sql("UPDATE refresh_tokens SET expires_at = '%s', issued_at = '%s'"
	    " WHERE token_jti = '%s'",
		ends[_i % 3], ends[_i % 3], late.session_jti);
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
		ONCE(nobody_sees_or_ends_anothers_session),
	};

	return suite_of("db_session_list", tests, COUNT(tests));
}
