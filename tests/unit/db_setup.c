/* db_setup.c: what the statements rely on is so, whatever the role has set. */
#include "base/log.h"
#include "db/todo.h"
#include "support/temp.h"
#include "unit/fixture.h"

#include <stdio.h>
#include <string.h>

static struct db *db;
static struct holder holder;

/* Opens with a setting of the role's, which is the session's at its begin. */
static void
open_with(const char *setting, bool pooled)
{
	char more[256];

	snprintf(more, sizeof(more), "&options=%s", setting);
	db = fixture_open_with(fixture_url(more), 5000, true);
	if (pooled)
		db_conn_pool(db);
}

/* clang-format off */
static const struct {
	const char *setting, *name, *value;
} pinned[] = {
	{"-cdefault_transaction_isolation%3Drepeatable%5C%20read",
	 "default_transaction_isolation", "read committed"},
	{"-cdefault_transaction_isolation%3Dserializable",
	 "default_transaction_isolation", "read committed"},
	{"-cdefault_transaction_deferrable%3Don",
	 "default_transaction_deferrable", "off"},
	{"-ctimezone%3DEurope%2FBerlin", "TimeZone", "UTC"},
	{"-ctransform_null_equals%3Don", "transform_null_equals", "off"},
	{"-cstandard_conforming_strings%3Doff", "standard_conforming_strings",
	 "on"},
	{"-cidle_session_timeout%3D1min", "idle_session_timeout", "0"},
	{"-csearch_path%3D", "search_path", "public, pg_temp"},
	{"-csearch_path%3Dnowhere", "search_path", "public, pg_temp"},
	{"-csearch_path%3Dpublic", "search_path", "public, pg_temp"},
	{"-cstatement_timeout%3D1h", "statement_timeout", "5s"},
	{"-clock_timeout%3D1h", "lock_timeout", "5s"},
	{"-cidle_in_transaction_session_timeout%3D1h",
	 "idle_in_transaction_session_timeout", "10s"},
};
/* clang-format on */

START_TEST(a_session_has_our_settings_and_not_the_roles)
{
	PGresult *result;
	char text[128];

	open_with(pinned[_i].setting, false);
	ck_assert(fixture_keep(db));
	snprintf(text, sizeof(text), "SHOW %s", pinned[_i].name);
	result = PQexec(db->conn, text);
	ck_assert_str_eq(PQgetvalue(result, 0, 0), pinned[_i].value);
	PQclear(result);
	holder = holder_new(db);
	fixture_close();
}
END_TEST

START_TEST(a_poolers_session_works_and_keeps_the_roles_settings)
{
	PGresult *result;
	char before[64], text[128];

	open_with(pinned[_i].setting, true);
	ck_assert(fixture_keep(db));
	snprintf(text, sizeof(text), "SHOW %s", pinned[_i].name);
	result = PQexec(db->conn, text);
	snprintf(before, sizeof(before), "%s", PQgetvalue(result, 0, 0));
	PQclear(result);
	ck_assert_str_ne(before, pinned[_i].value);
	holder = holder_new(db);
	result = PQexec(db->conn, text);
	ck_assert_str_eq(PQgetvalue(result, 0, 0), before);
	PQclear(result);
	fixture_close();
}
END_TEST

static enum error
log_in(void)
{
	return holder_begin(db, &holder, holder.hash, NULL);
}

/* As two requests at once that change the same row, which is no error here. */
START_TEST(the_roles_isolation_makes_no_request_fail)
{
	char path[TEMP_PATH], log[4096];
	pid_t pid;

	open_with("-cdefault_transaction_isolation%3Drepeatable%5C%20read",
		_i == 1);
	holder = holder_new(db);
	temp_path("log", path);
	base_log_open(path, LOG_DEBUG, true);
	sql("BEGIN");
	sql("UPDATE users SET is_admin = true WHERE id = '%s'", holder.name);
	pid = fixture_start(log_in);
	sql("COMMIT");
	assert_error(fixture_finish(pid), OK);
	base_log(LOG_DEBUG, "the end");
	temp_read(path, log, sizeof(log));
	assert_holds(log, "the end");
	/* Nor was it one that is tried again. */
	assert_lacks(log, "40001");
	fixture_close();
}
END_TEST

/* Whether the role's own schema, before public, is the one that counts. */
START_TEST(another_schema_than_public_is_found_by_the_roles_path)
{
	struct todo_change change = {.title = base_text_of("t")};
	struct todo todo;

	sql("CREATE SCHEMA own");
	sql("CREATE TABLE own.users (LIKE public.users INCLUDING ALL)");
	sql("CREATE TABLE own.todos (LIKE public.todos INCLUDING ALL)");
	sql("CREATE TABLE own.refresh_tokens"
	    " (LIKE public.refresh_tokens INCLUDING ALL)");
	sql("CREATE TABLE own.token_blacklist"
	    " (LIKE public.token_blacklist INCLUDING ALL)");
	sql("CREATE TABLE own.attempts (LIKE public.attempts INCLUDING ALL)");
	sql("CREATE VIEW own.schema_version AS"
	    " SELECT * FROM public.schema_version");
	open_with("-csearch_path%3Down,public", _i == 1);
	holder = holder_new(db);
	assert_error(holder_insert(db, &holder, &change, &todo), OK);
	ck_assert_str_eq(sql("SELECT count(*) FROM own.todos"), "1");
	sql("DROP SCHEMA own CASCADE");
	fixture_close();
}
END_TEST

START_TEST(a_short_limit_of_statements_does_not_cover_their_preparation)
{
	sql("BEGIN");
	sql("LOCK TABLE attempts");
	db = fixture_open_with(fixture_url(""), 100, true);
	/* It waits longer than a statement may, for it is none. */
	ck_assert(!db_conn_ready(db, base_time_steady() + 400000));
	ck_assert(db->settling);
	sql("COMMIT");
	ck_assert(fixture_keep(db));
	fixture_close();
}
END_TEST

Suite *
db_setup_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		EACH(a_session_has_our_settings_and_not_the_roles, pinned),
		EACH(a_poolers_session_works_and_keeps_the_roles_settings,
			pinned),
		{the_roles_isolation_makes_no_request_fail, 2},
		{another_schema_than_public_is_found_by_the_roles_path, 2},
		ONCE(a_short_limit_of_statements_does_not_cover_their_preparation),
	};
	/* clang-format on */

	return suite_of("db_setup", tests, COUNT(tests));
}
