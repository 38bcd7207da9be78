/* db_run_race.c: what another transaction was in the way of is run again. */
#include "unit/fixture.h"

#include <stdlib.h>
#include <string.h>

static struct db *db;
static struct holder holder;

static void
set_up(void)
{
	db = fixture_open_with(fixture_url(""), 10000, true);
	holder = holder_new(db);
}

static enum error
add_todo(void)
{
	return holder_add_todo(db, &holder);
}

static enum error
log_in(void)
{
	return holder_begin(db, &holder, holder.hash, NULL);
}

/* The next inserts into a table fail with this SQLSTATE, so many times. */
static void
fail_inserts(const char *table, const char *state, int times)
{
	/* What a sequence gives out stays so, whatever is rolled back. */
	sql("CREATE SEQUENCE attempts_made");
	sql("CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$"
	    " BEGIN IF nextval('public.attempts_made') <= %d THEN"
	    " RAISE 'no' USING ERRCODE = '%s'; END IF; RETURN NEW; END $$",
		times, state);
	sql("CREATE TRIGGER fail BEFORE INSERT ON %s"
	    " FOR EACH ROW EXECUTE FUNCTION fail()",
		table);
}

/* How many inserts were tried since then. */
static int
attempts_made(void)
{
	int made = (int)strtol(
		sql("SELECT last_value FROM attempts_made"), NULL, 10);

	sql("DROP FUNCTION fail CASCADE");
	sql("DROP SEQUENCE attempts_made");
	return made;
}

/* clang-format off */
static const struct {
	enum error (*call)(void);
	const char *table, *state;
} races[] = {
	{add_todo, "todos", "40001"}, /* serialization_failure */
	{add_todo, "todos", "40P01"}, /* deadlock_detected */
	{log_in, "refresh_tokens", "40001"},
	{log_in, "refresh_tokens", "40P01"},
};
/* clang-format on */

START_TEST(a_race_lost_again_and_again_is_won_in_the_end)
{
	set_up();
	fail_inserts(races[_i].table, races[_i].state, 5);
	assert_error(races[_i].call(), OK);
	ck_assert_int_eq(attempts_made(), 6);
	fixture_close();
}
END_TEST

START_TEST(a_race_that_nobody_wins_is_no_lost_database)
{
	set_up();
	fail_inserts(races[_i].table, races[_i].state, 1000);
	assert_error(races[_i].call(), SERVER_002);
	ck_assert_int_eq(attempts_made(), 8);
	ck_assert_ptr_nonnull(db->conn);
	assert_error(races[_i].call(), OK);
	fixture_close();
}
END_TEST

START_TEST(a_row_changed_meanwhile_is_run_again)
{
	PGresult *result;
	pid_t pid;

	set_up();
	/* Against the set-up, which makes this error impossible. */
	result = PQexec(db->conn,
		"SET default_transaction_isolation = 'repeatable read'");
	ck_assert_int_eq(PQresultStatus(result), PGRES_COMMAND_OK);
	PQclear(result);
	sql("BEGIN");
	sql("UPDATE users SET is_admin = true WHERE id = '%s'", holder.name);
	pid = fixture_start(log_in);
	sql("COMMIT");
	assert_error(fixture_finish(pid), OK);
	ck_assert_str_eq(sql("SELECT count(*) FROM refresh_tokens"
			     " WHERE user_id = '%s'",
				 holder.name),
		"2");
	fixture_close();
}
END_TEST

START_TEST(a_user_deleted_meanwhile_is_refused_and_no_failure)
{
	pid_t pid;

	set_up();
	sql("BEGIN");
	sql("DELETE FROM users WHERE id = '%s'", holder.name);
	/* The statement still sees the user; its foreign key waits. */
	pid = fixture_start(add_todo);
	sql("COMMIT");
	assert_error(fixture_finish(pid), AUTH_007);
	fixture_close();
}
END_TEST

Suite *
db_run_race_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_race_lost_again_and_again_is_won_in_the_end, races),
		EACH(a_race_that_nobody_wins_is_no_lost_database, races),
		ONCE(a_row_changed_meanwhile_is_run_again),
		ONCE(a_user_deleted_meanwhile_is_refused_and_no_failure),
	};

	return suite_of("db_run_race", tests, COUNT(tests));
}
