/* db_session_renew.c: refresh tokens are used, one after the other. */
#include "db/session.h"

#include "unit/fixture.h"

#include <stdio.h>
#include <sys/socket.h>

static struct db *db;
static struct holder holder;

static void
set_up(void)
{
	db = fixture_open();
	holder = holder_new(db);
}

/* Uses the token of a generation so many seconds after NOW; a grace of 10. */
static enum error
use_at(int32_t generation, int seconds, struct renewal *renewal)
{
	struct refresh token = {.user_id = holder.id, .generation = generation};
	int64_t now = NOW + seconds * TIME_SECOND;
	struct id ended;

	snprintf(token.session, sizeof(token.session), "%s",
		holder.caller.session_jti);
	snprintf(token.jti, sizeof(token.jti), "%.40s.%d", token.session,
		generation);
	return db_session_renew(
		db, &token, now, now - 10 * TIME_SECOND, renewal, &ended);
}

static enum error
use(void)
{
	struct renewal renewal;

	return use_at(3, 0, &renewal);
}

/* How far the row has come. */
static const char *
state(void)
{
	return sql("SELECT generation || ' ' || array_to_string(ARRAY("
		   "SELECT extract(epoch FROM t)::bigint - 1768249800"
		   " FROM unnest(used_at) t), ',') FROM refresh_tokens"
		   " WHERE user_id = '%s'",
		holder.name);
}

/* A story: what is used when, what comes of it, and how the row is then. */
/* clang-format off */
static const struct {
	int32_t generation;
	int seconds;
	enum error error;
	const char *state;
} story[] = {
	{0, 0, OK, "0 0"},
	{0, 5, OK, "0 0"},    /* its child was not used yet */
	{1, 7, OK, "1 0,7"},
	{0, 16, OK, "1 0,7"}, /* its child was, 9 s ago */
	{1, 99, OK, "1 0,7"},
	{2, 99, OK, "2 0,7,99"},
	{5, 100, OK, "5 100"}, /* who has it had those before */
	{6, 101, OK, "6 100,101"},
	{4, 102, OK, "6 100,101"},
	{3, 102, AUTH_004, "6 100,101"}, /* when 4 was is not known any more */
	{6, 102, AUTH_004, "6 100,101"},
	{7, 102, AUTH_004, "6 100,101"},
};
/* clang-format on */

START_TEST(each_use_is_judged_by_those_before)
{
	struct renewal renewal;
	size_t i;

	set_up();
	for (i = 0; i < COUNT(story); i++) {
		assert_error(
			use_at(story[i].generation, story[i].seconds, &renewal),
			story[i].error);
		ck_assert_str_eq(state(), story[i].state);
		db_conn_release(db);
	}
	fixture_close();
}
END_TEST

/* To the very microsecond. */
START_TEST(the_grace_counts_from_the_first_use_of_the_child)
{
	struct renewal renewal;

	set_up();
	assert_error(use_at(0, 0, &renewal), OK);
	assert_error(use_at(1, 0, &renewal), OK);
	assert_error(use_at(1, 8, &renewal), OK);
	ck_assert_int_eq(renewal.generation, 1);
	ck_assert_int_eq(renewal.used_at, NOW);
	db_conn_release(db);
	assert_error(use_at(0, 9, &renewal), OK);
	assert_error(use_at(0, 10, &renewal), AUTH_004);
	fixture_close();
}
END_TEST

/* What refuses a token, with the holder's id; in place of a reuse as well. */
/* clang-format off */
static const char *const refusals[] = {
	"UPDATE users SET is_active = false WHERE id = '%s'",
	"UPDATE refresh_tokens SET revoked_at = now() WHERE user_id = '%s'",
	"INSERT INTO token_blacklist SELECT gen_random_uuid(), user_id,"
	" token_jti, 'refresh', now(), 'logout', now() FROM refresh_tokens"
	" WHERE user_id = '%s'",
	"INSERT INTO token_blacklist SELECT gen_random_uuid(), user_id,"
	" token_jti || '.2', 'refresh', now(), 'logout', now()"
	" FROM refresh_tokens WHERE user_id = '%s'",
};
/* clang-format on */

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"

START_TEST(a_token_that_is_refused_has_no_child)
{
	char before[64], after[64];
	struct renewal renewal;

	set_up();
	assert_error(use_at(1, 0, &renewal), OK);
	sql(refusals[_i], holder.name);
	holder_rows(&holder, before);
	assert_error(use_at(2, 1, &renewal), _i == 0 ? AUTH_007 : AUTH_004);
	holder_rows(&holder, after);
	ck_assert_str_eq(before, after);
	fixture_close();
}
END_TEST

#pragma GCC diagnostic pop

/* Whether it was applied or not, the answer is the same. */
START_TEST(a_use_whose_connection_is_cut_is_tried_again)
{
	pid_t pid;

	set_up();
	sql("BEGIN");
	sql("LOCK TABLE refresh_tokens");
	pid = fixture_start(use);
	ck_assert_int_eq(shutdown(PQsocket(db->conn), SHUT_RDWR), 0);
	sql("COMMIT");
	assert_error(fixture_finish(pid), OK);
	ck_assert_str_eq(state(), "3 0");
	fixture_close();
}
END_TEST

Suite *
db_session_renew_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		ONCE(each_use_is_judged_by_those_before),
		ONCE(the_grace_counts_from_the_first_use_of_the_child),
		EACH(a_token_that_is_refused_has_no_child, refusals),
		ONCE(a_use_whose_connection_is_cut_is_tried_again),
	};
	/* clang-format on */

	return suite_of("db_session_renew", tests, COUNT(tests));
}
