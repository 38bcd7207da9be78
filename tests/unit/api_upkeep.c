/* api_upkeep.c: workers clean up when it is time, and only then. */
#include "api/upkeep.h"

#include "base/log.h"
#include "db/schema.h"
#include "db/sql_upkeep.h"
#include "db/todo.h"
#include "support/temp.h"
#include "unit/fixture.h"

#include <string.h>

static struct settings settings;
static struct api api;
static struct api_upkeep plan;
static char path[TEMP_PATH], lines[65536];

static void
set_up(long seconds)
{
	settings.cleanup_seconds = seconds;
	api.settings = &settings;
	api.db = fixture_open();
	plan = (struct api_upkeep){0};
	temp_path("log", path);
	base_log_open(path, LOG_INFO, true);
	/* What other suites have left. */
	sql("DELETE FROM token_blacklist WHERE expires_at < now()");
	sql("DELETE FROM refresh_tokens WHERE expires_at < now()");
	sql("DELETE FROM attempts WHERE expires_at < now()");
	ck_assert(fixture_keep(api.db));
}

static void
add(int count)
{
	sql("INSERT INTO token_blacklist SELECT gen_random_uuid(), NULL,"
	    " gen_random_uuid(), 'access', t, 'logout', t"
	    " FROM (SELECT now() - i * interval '1 h'"
	    "  FROM generate_series(1, %d) i) s (t)",
		count);
}

static const char *
left(void)
{
	return sql("SELECT count(*) FROM token_blacklist"
		   " WHERE expires_at < now()");
}

static const char *
logged(void)
{
	temp_read(path, lines, sizeof(lines));
	return lines;
}

START_TEST(without_an_interval_workers_never_clean_up)
{
	set_up(0);
	add(1);
	plan.due = 1;
	api_upkeep_tick(&api, &plan);
	ck_assert_str_eq(left(), "1");
	fixture_close();
}
END_TEST

START_TEST(workers_that_start_together_come_one_by_one)
{
	int64_t first = 0, now = base_time_steady(), most;
	int i, others = 0;

	set_up(300);
	add(1);
	for (i = 0; i < 20; i++) {
		plan.due = 0;
		api_upkeep_tick(&api, &plan);
		most = base_time_steady() + 450 * TIME_SECOND;
		ck_assert_int_ge(plan.due, now + 150 * TIME_SECOND);
		ck_assert_int_le(plan.due, most);
		others +=
			i > 0 && plan.due / TIME_SECOND != first / TIME_SECOND;
		first = i > 0 ? first : plan.due;
	}
	ck_assert_int_gt(others, 0);
	ck_assert_str_eq(left(), "1");
	fixture_close();
}
END_TEST

START_TEST(what_has_run_out_goes_when_it_is_time)
{
	set_up(300);
	add(3);
	plan.due = base_time_steady() + TIME_MINUTE;
	api_upkeep_tick(&api, &plan);
	ck_assert_str_eq(left(), "3");
	plan.due = 1;
	api_upkeep_tick(&api, &plan);
	ck_assert_str_eq(left(), "0");
	ck_assert_int_gt(plan.due, base_time_steady());
	assert_holds(logged(), "\"level\":\"INFO\"");
	assert_holds(logged(),
		"\"cleaned up: 3 of token_blacklist, 0 of "
		"refresh_tokens, 0 of attempts, ");
	fixture_close();
}
END_TEST

START_TEST(where_nothing_went_nothing_is_told)
{
	set_up(300);
	plan.due = 1;
	api_upkeep_tick(&api, &plan);
	ck_assert_int_gt(plan.due, 1);
	ck_assert_str_eq(logged(), "");
	fixture_close();
}
END_TEST

START_TEST(full_batches_are_followed_by_the_next_at_once)
{
	set_up(300);
	add(2 * API_UPKEEP_BATCH + 7);
	plan.due = 1;
	api_upkeep_tick(&api, &plan);
	ck_assert_str_eq(left(), "507");
	ck_assert_int_eq(plan.due, 1);
	api_upkeep_tick(&api, &plan);
	ck_assert_str_eq(left(), "7");
	ck_assert_int_eq(plan.due, 1);
	api_upkeep_tick(&api, &plan);
	ck_assert_str_eq(left(), "0");
	ck_assert_int_gt(plan.due, base_time_steady());
	fixture_close();
}
END_TEST

START_TEST(a_worker_that_finds_another_at_it_comes_again)
{
	set_up(300);
	add(1);
	plan.due = 1;
	sql("BEGIN");
	ck_assert_str_eq(sql("SELECT " UPKEEP_TRY_LOCK), "t");
	api_upkeep_tick(&api, &plan);
	ck_assert_str_eq(left(), "1");
	ck_assert_int_eq(plan.due, 1);
	sql("COMMIT");
	api_upkeep_tick(&api, &plan);
	ck_assert_str_eq(left(), "0");
	ck_assert_int_gt(plan.due, base_time_steady());
	fixture_close();
}
END_TEST

START_TEST(a_database_that_nobody_needs_may_sleep)
{
	set_up(300);
	add(1);
	plan.due = 1;
	api.db->used = base_time_steady() - 61 * TIME_SECOND;
	api_upkeep_tick(&api, &plan);
	ck_assert_str_eq(left(), "1");
	/* It is made up for when somebody comes. */
	ck_assert_int_eq(plan.due, 1);
	assert_error(fixture_ping(api.db), OK);
	api_upkeep_tick(&api, &plan);
	ck_assert_str_eq(left(), "0");
	fixture_close();
}
END_TEST

START_TEST(a_failure_is_told_once_and_tried_again_in_the_next_interval)
{
	const char *place;
	int told = 0;

	set_up(300);
	add(1);
	plan.due = 1;
	/* The sessions' table is away, as in the middle of a restore. */
	sql("ALTER TABLE refresh_tokens RENAME TO elsewhere");
	api_upkeep_tick(&api, &plan);
	api_upkeep_tick(&api, &plan);
	sql("ALTER TABLE elsewhere RENAME TO refresh_tokens");
	ck_assert_str_eq(left(), "1");
	ck_assert_int_gt(plan.due, base_time_steady());
	for (place = logged(); (place = strstr(place, "UPKEEP_")); place++)
		told++;
	ck_assert_int_eq(told, 1);
	assert_lacks(lines, "cleaned up");
	assert_error(fixture_ping(api.db), OK);
	plan.due = 1;
	api_upkeep_tick(&api, &plan);
	ck_assert_str_eq(left(), "0");
	fixture_close();
}
END_TEST

START_TEST(an_idle_moment_cleans_up_but_not_twice_in_a_second)
{
	set_up(300);
	add(1);
	plan.due = 1;
	plan.looked = base_time_steady() + TIME_MINUTE;
	api_upkeep_idle(&api, &plan);
	ck_assert_str_eq(left(), "1");
	plan.looked = base_time_steady() - API_UPKEEP_PAUSE;
	api_upkeep_idle(&api, &plan);
	ck_assert_str_eq(left(), "0");
	ck_assert_int_gt(plan.looked, base_time_steady() - TIME_MINUTE);
	fixture_close();
}
END_TEST

START_TEST(an_idle_moment_connects_again_where_need_be)
{
	int i;

	set_up(300);
	db_link_drop(api.db);
	for (i = 0; i < 100 && (!api.db->conn || api.db->settling); i++) {
		plan.looked = 0;
		api_upkeep_idle(&api, &plan);
	}
	ck_assert(fixture_keep(api.db));
	ck_assert_int_lt(i, 100);
	fixture_close();
}
END_TEST

START_TEST(an_idle_moment_without_a_database_plans_nothing)
{
	set_up(300);
	fixture_close();
	api.db = fixture_open_with(
		fixture_url("&host=/nonexistent"), PATIENCE, true);
	api_upkeep_idle(&api, &plan);
	ck_assert_int_eq(plan.due, 0);
	ck_assert_int_ne(plan.looked, 0);
	fixture_close();
}
END_TEST

START_TEST(an_idle_moment_indexes_the_todos_of_who_searched)
{
	struct holder holder;
	int i;

	set_up(0);
	holder = holder_new(api.db);
	sql("INSERT INTO todos (id, user_id, title, created_at, updated_at)"
	    " SELECT gen_random_uuid(), '%s', 't', now(), now()"
	    " FROM generate_series(1, %d)",
		holder.name, DB_TODO_READ_MAX + 1);
	api_upkeep_idle(&api, &plan);
	ck_assert_str_eq(sql("SELECT count(*) FROM todos WHERE has_terms AND"
			     " user_id = '%s'",
				 holder.name),
		"0");
	api_upkeep_search(&api, &holder.id);
	for (i = 0; i < 2; i++) {
		ck_assert(api.has_searcher);
		plan.looked = 0;
		api_upkeep_idle(&api, &plan);
		ck_assert_str_eq(sql("SELECT count(*) = %d FROM todos WHERE"
				     " has_terms AND user_id = '%s'",
					 DB_TODO_READ_MAX, holder.name),
			"t");
	}
	ck_assert(!api.has_searcher);
	fixture_close();
}
END_TEST

Suite *
api_upkeep_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(without_an_interval_workers_never_clean_up),
		ONCE(workers_that_start_together_come_one_by_one),
		ONCE(what_has_run_out_goes_when_it_is_time),
		ONCE(where_nothing_went_nothing_is_told),
		ONCE(full_batches_are_followed_by_the_next_at_once),
		ONCE(a_worker_that_finds_another_at_it_comes_again),
		ONCE(a_database_that_nobody_needs_may_sleep),
		ONCE(a_failure_is_told_once_and_tried_again_in_the_next_interval),
		ONCE(an_idle_moment_cleans_up_but_not_twice_in_a_second),
		ONCE(an_idle_moment_connects_again_where_need_be),
		ONCE(an_idle_moment_without_a_database_plans_nothing),
		ONCE(an_idle_moment_indexes_the_todos_of_who_searched),
	};

	return suite_of("api_upkeep", tests, COUNT(tests));
}
