/* db_upkeep.c: what has run out goes, batch by batch, and nothing else. */
#include "db/upkeep.h"

#include "db/revoke.h"
#include "db/user.h"
#include "unit/fixture.h"

/* Long before the rows of other suites, which are none of our business. */
#define THEN (NOW - 3000 * TIME_DAY)
#define LONG_AGO "'2026-01-12T20:30:00Z'::timestamptz - interval '3000 days'"

static struct db *db;
static struct holder holder;
static struct db_upkeep deleted;

/* Their names, what they go by, and the index of that. */
static const char *const tables[][3] = {
	{"token_blacklist", "expires_at", "token_blacklist_expires"},
	{"refresh_tokens", "expires_at", "refresh_tokens_expires"},
	{"attempts", "expires_at", "attempts_expires"},
	{"todo_tombstones", "deleted_at", "todo_tombstones_deleted"},
	{"idempotency_keys", "expires_at", "idempotency_keys_expires"},
};

static void
set_up(void)
{
	size_t i;

	db = fixture_open();
	holder = holder_new(db);
	for (i = 0; i < COUNT(tables); i++)
		sql("DELETE FROM %s WHERE %s < " LONG_AGO " + '9 days'",
			tables[i][0], tables[i][1]);
}

/* Adds a row to each table for each second of a range from THEN on. */
static void
add(int from, int to)
{
	sql("INSERT INTO token_blacklist SELECT gen_random_uuid(), NULL,"
	    " gen_random_uuid(), 'access', t, 'logout', t"
	    " FROM (SELECT " LONG_AGO " + i * interval '1 s'"
	    "  FROM generate_series(%d, %d) i) s (t)",
		from, to);
	sql("INSERT INTO refresh_tokens SELECT gen_random_uuid(), '%s',"
	    " gen_random_uuid(), t, t"
	    " FROM (SELECT " LONG_AGO " + i * interval '1 s'"
	    "  FROM generate_series(%d, %d) i) s (t)",
		holder.name, from, to);
	sql("INSERT INTO attempts SELECT gen_random_uuid(), 'epoch', 1,"
	    " " LONG_AGO " + i * interval '1 s'"
	    " FROM generate_series(%d, %d) i",
		from, to);
	sql("INSERT INTO idempotency_keys SELECT '%s', i, gen_random_uuid(),"
	    " sha256(''), '', '', 0, " LONG_AGO " + i * interval '1 s'"
	    " FROM generate_series(%d, %d) i",
		holder.name, from, to);
}

static void
assert_deleted(int64_t blacklist, int64_t sessions, int64_t attempts)
{
	ck_assert_int_eq(deleted.token_blacklist, blacklist);
	ck_assert_int_eq(deleted.refresh_tokens, sessions);
	ck_assert_int_eq(deleted.attempts, attempts);
	ck_assert_int_eq(deleted.idempotency_keys, attempts);
}

static enum error (*const ways[])(struct db *, int64_t, int32_t,
	struct db_upkeep *) = {db_upkeep_batch, db_upkeep_try};

/* Where the rows of a table were last needed: seconds behind their moment. */
/* clang-format off */
static const struct {
	int64_t after;
	int64_t blacklist, sessions, attempts;
} moments[] = {
	{0, 0, 0, 0},
	/* Another host's clock may be half a minute behind. */
	{30, 0, 0, 0},
	{61, 1, 0, 1},
	/* An access token lives a day at most, and is revoked by this row. */
	{86400 + 30, 1, 0, 1},
	{86400 + 61, 1, 1, 1},
};
/* clang-format on */

START_TEST(each_table_keeps_its_rows_as_long_as_they_count)
{
	set_up();
	add(0, 0);
	assert_error(
		ways[_i % 2](db, THEN + moments[_i / 2].after * TIME_SECOND, 10,
			&deleted),
		OK);
	assert_deleted(moments[_i / 2].blacklist, moments[_i / 2].sessions,
		moments[_i / 2].attempts);
	fixture_close();
}
END_TEST

/* Whether the rows left are the seven youngest of ten. */
#define OLDEST_WENT(table)                                                     \
	"(SELECT count(*) = 7 AND min(expires_at) = " LONG_AGO " + '4 s'"      \
	" FROM " table " WHERE expires_at < " LONG_AGO " + '1 day')"

START_TEST(a_batch_is_bounded_and_takes_the_oldest_first)
{
	enum error (*run)(struct db *, int64_t, int32_t, struct db_upkeep *) =
		ways[_i % 2];

	set_up();
	/* Behind a pooler there is nothing to remember a statement by. */
	if (_i >= 2)
		db_conn_pool(db);
	add(1, 10);
	assert_error(run(db, THEN + 2 * TIME_DAY, 3, &deleted), OK);
	assert_deleted(3, 3, 3);
	ck_assert(db_upkeep_is_full(&deleted, 3));
	ck_assert_str_eq(
		sql("SELECT " OLDEST_WENT("token_blacklist") " AND " OLDEST_WENT("refresh_tokens") " AND " OLDEST_WENT(
			"attempts") " AND " OLDEST_WENT("idempotency_keys")),
		"t");
	assert_error(run(db, THEN + 2 * TIME_DAY, 6, &deleted), OK);
	assert_deleted(6, 6, 6);
	assert_error(run(db, THEN + 2 * TIME_DAY, 6, &deleted), OK);
	assert_deleted(1, 1, 1);
	ck_assert(!db_upkeep_is_full(&deleted, 6));
	fixture_close();
}
END_TEST

/* Adds a tombstone of the holder, by its revision, for each age in days. */
static void
bury(int revision, int days)
{
	sql("INSERT INTO todo_tombstones VALUES ('%s', %d, gen_random_uuid(),"
	    " " LONG_AGO " - %d * interval '1 day')",
		holder.name, revision, days);
}

START_TEST(tombstones_stay_for_30_days_and_the_last_that_went_is_known)
{
	set_up();
	bury(5, 32);
	bury(7, 31);
	bury(9, 29);
	assert_error(ways[_i](db, THEN, 10, &deleted), OK);
	ck_assert_int_eq(deleted.todo_tombstones, 2);
	ck_assert_str_eq(sql("SELECT forgotten_revision FROM users WHERE id ="
			     " '%s'",
				 holder.name),
		"7");
	ck_assert_str_eq(sql("SELECT string_agg(revision::text, ' ') FROM"
			     " todo_tombstones WHERE user_id = '%s'",
				 holder.name),
		"9");
	/* One that was left for another run, and takes nothing back. */
	bury(6, 33);
	assert_error(ways[_i](db, THEN, 10, &deleted), OK);
	ck_assert_int_eq(deleted.todo_tombstones, 1);
	ck_assert_str_eq(sql("SELECT forgotten_revision FROM users WHERE id ="
			     " '%s'",
				 holder.name),
		"7");
	fixture_close();
}
END_TEST

/* Deleting a user locks first their row, and then their tombstones. */
START_TEST(a_user_whom_somebody_has_in_hand_is_left_for_another_run)
{
	set_up();
	bury(5, 31);
	sql("BEGIN");
	sql("SELECT id FROM users WHERE id = '%s' FOR UPDATE", holder.name);
	assert_error(ways[_i](db, THEN, 10, &deleted), OK);
	ck_assert_int_eq(deleted.todo_tombstones, 0);
	sql("COMMIT");
	assert_error(ways[_i](db, THEN, 10, &deleted), OK);
	ck_assert_int_eq(deleted.todo_tombstones, 1);
	fixture_close();
}
END_TEST

START_TEST(one_full_table_is_enough_to_go_on)
{
	struct db_upkeep counts[] = {{.token_blacklist = 3},
		{.refresh_tokens = 3}, {.attempts = 3}, {.todo_tombstones = 3},
		{.idempotency_keys = 3}};

	ck_assert(db_upkeep_is_full(&counts[_i], 3));
	ck_assert(!db_upkeep_is_full(&counts[_i], 4));
}
END_TEST

START_TEST(rows_that_another_run_has_in_hand_are_left_to_it)
{
	set_up();
	add(1, 5);
	sql("BEGIN");
	sql("SELECT id FROM token_blacklist WHERE expires_at < " LONG_AGO
	    " + '3 s'"
	    " FOR UPDATE");
	assert_error(ways[_i](db, THEN + 2 * TIME_DAY, 4, &deleted), OK);
	assert_deleted(3, 4, 4);
	sql("COMMIT");
	assert_error(ways[_i](db, THEN + 2 * TIME_DAY, 4, &deleted), OK);
	assert_deleted(2, 1, 1);
	fixture_close();
}
END_TEST

START_TEST(one_worker_at_a_time_cleans_up)
{
	set_up();
	add(1, 5);
	sql("BEGIN");
	ck_assert_str_eq(sql("SELECT " UPKEEP_TRY_LOCK), "t");
	assert_error(db_upkeep_try(db, THEN + 2 * TIME_DAY, 9, &deleted), OK);
	assert_deleted(0, 0, 0);
	/* An operator's command does not wait for workers. */
	assert_error(db_upkeep_batch(db, THEN + 2 * TIME_DAY, 2, &deleted), OK);
	assert_deleted(2, 2, 2);
	sql("COMMIT");
	assert_error(db_upkeep_try(db, THEN + 2 * TIME_DAY, 9, &deleted), OK);
	assert_deleted(3, 3, 3);
	ck_assert_str_eq(sql("SELECT count(*) FROM pg_locks"
			     " WHERE locktype = 'advisory'"),
		"0");
	fixture_close();
}
END_TEST

START_TEST(an_idle_worker_does_not_wait_for_a_locked_table)
{
	set_up();
	sql("BEGIN");
	sql("LOCK TABLE attempts");
	/* By 5 s for each statement the server itself would have refused it. */
	assert_error(db_upkeep_try(db, THEN, 9, &deleted), SERVER_001);
	sql("COMMIT");
	assert_error(db_upkeep_try(db, THEN, 9, &deleted), OK);
	fixture_close();
}
END_TEST

START_TEST(a_worker_that_cleans_up_needs_no_database)
{
	set_up();
	db->used = 1;
	assert_error(db_upkeep_try(db, THEN, 9, &deleted), OK);
	ck_assert_int_eq(db->used, 1);
	db_link_drop(db);
	db->next_attempt = INT64_MAX;
	deleted.attempts = 5;
	assert_error(ways[_i](db, THEN, 9, &deleted), SERVER_001);
	assert_deleted(0, 0, 0);
	fixture_close();
}
END_TEST

START_TEST(no_results_are_left_behind)
{
	int i;

	set_up();
	for (i = 0; i < DB_RESULTS_MAX; i++)
		assert_error(ways[_i](db, THEN, 9, &deleted), OK);
	ck_assert_uint_eq(db->result_count, 0);
	fixture_close();
}
END_TEST

START_TEST(a_token_that_was_revoked_is_refused_as_long_as_it_lives)
{
	set_up();
	assert_error(db_revoke_own(
			     db, &holder.caller, NULL, NOW, NOW + 8 * TIME_DAY),
		OK);
	assert_error(ways[_i](db, holder.caller.expires_at + 30 * TIME_SECOND,
			     100000, &deleted),
		OK);
	assert_error(holder_call(db, &holder.caller), AUTH_004);
	fixture_close();
}
END_TEST

START_TEST(a_session_can_be_ended_as_long_as_its_access_tokens_live)
{
	int64_t late = NOW + 7 * TIME_DAY + 23 * 60 * TIME_MINUTE;
	struct caller other;

	set_up();
	other = holder_log_in(db, &holder);
	assert_error(ways[_i](db, late, 100000, &deleted), OK);
	assert_error(
		db_user_change_password(db, &holder.caller,
			base_text_of(holder.hash), base_text_of("new"), late),
		OK);
	assert_error(holder_call(db, &other), AUTH_004);
	assert_error(holder_call(db, &holder.caller), OK);
	fixture_close();
}
END_TEST

START_TEST(the_index_finds_what_has_run_out)
{
	fixture_open();
	/* As where there are many rows. */
	sql("SET enable_seqscan = off");
	sql("SET enable_sort = off");
	assert_holds(
		sql("EXPLAIN (FORMAT JSON) SELECT 1 FROM %s WHERE %s < now()"
		    " ORDER BY %s LIMIT 5",
			tables[_i][0], tables[_i][1], tables[_i][1]),
		tables[_i][2]);
	fixture_close();
}
END_TEST

Suite *
db_upkeep_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		{each_table_keeps_its_rows_as_long_as_they_count,
		 2 * (int)COUNT(moments)},
		{a_batch_is_bounded_and_takes_the_oldest_first, 4},
		{one_full_table_is_enough_to_go_on, 5},
		EACH(tombstones_stay_for_30_days_and_the_last_that_went_is_known,
			ways),
		EACH(a_user_whom_somebody_has_in_hand_is_left_for_another_run,
			ways),
		{rows_that_another_run_has_in_hand_are_left_to_it, 2},
		ONCE(one_worker_at_a_time_cleans_up),
		ONCE(an_idle_worker_does_not_wait_for_a_locked_table),
		{a_worker_that_cleans_up_needs_no_database, 2},
		{no_results_are_left_behind, 2},
		{a_token_that_was_revoked_is_refused_as_long_as_it_lives, 2},
		{a_session_can_be_ended_as_long_as_its_access_tokens_live, 2},
		EACH(the_index_finds_what_has_run_out, tables),
	};
	/* clang-format on */

	return suite_of("db_upkeep", tests, COUNT(tests));
}
