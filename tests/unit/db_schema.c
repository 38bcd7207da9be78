/* db_schema.c: what the database is like is told as it is. */
#include "db/schema.h"

#include "unit/fixture.h"

#include <stdio.h>
#include <string.h>

/* The last step of the plan, which tests deploy. */
#define DEPLOYED 18

static struct db_schema schema;

static void
assert_schema(bool answers, bool writable, int version)
{
	ck_assert_int_eq(schema.answers, answers);
	ck_assert_int_eq(schema.writable, writable);
	ck_assert_int_eq(schema.version, version);
}

START_TEST(the_schema_that_is_deployed_is_the_one_we_need)
{
	_Static_assert(DEPLOYED >= DB_SCHEMA_VERSION, "as the plan has it");
	struct db *db = fixture_open();

	if (_i == 1)
		db_conn_pool(db);
	fixture_look(db, &schema);
	assert_schema(true, true, DEPLOYED);
	ck_assert(schema.readable);
	ck_assert_str_eq(schema.cure, "");
	fixture_close();
}
END_TEST

/* A schema in front of ours that is at another step. */
static const int versions[] = {1, DB_SCHEMA_VERSION - 1, DB_SCHEMA_VERSION + 1};

START_TEST(another_version_is_told)
{
	char name[ID_TEXT], more[128];
	struct id id = base_id_new();

	base_id_format(&id, name);
	sql("CREATE SCHEMA \"%s\"", name);
	sql("CREATE VIEW \"%s\".schema_version AS SELECT %d AS version", name,
		versions[_i]);
	snprintf(more, sizeof(more),
		"&options=-c%%20search_path%%3D%%22%s%%22"
		",public",
		name);
	fixture_look(
		fixture_open_with(fixture_url(more), PATIENCE, true), &schema);
	assert_schema(true, true, versions[_i]);
	sql("DROP SCHEMA \"%s\" CASCADE", name);
	fixture_close();
}
END_TEST

START_TEST(a_database_without_the_schema_answers)
{
	/* Workers learn it by the set-up, a single request by its statement. */
	struct db *db = fixture_open_with(
		fixture_url("&dbname=postgres"), PATIENCE, _i == 1);

	fixture_look(db, &schema);
	assert_schema(true, false, 0);
	/* During the pause between attempts too. */
	fixture_look(db, &schema);
	assert_schema(true, false, 0);
	fixture_close();
}
END_TEST

START_TEST(a_server_that_takes_no_writes_is_told)
{
	struct db *db = fixture_open_with(
		fixture_url("&options=-c%20default_transaction_read_only%3Don"),
		PATIENCE, true);

	fixture_look(db, &schema);
	assert_schema(true, false, DEPLOYED);
	fixture_close();
}
END_TEST

START_TEST(a_server_that_is_not_there_is_told)
{
	struct db *db = fixture_open_with(
		"postgresql://h@/d?host=/nonexistent", PATIENCE, true);

	db->bare = true;
	db_schema_look(db, &schema);
	assert_schema(false, false, 0);
	fixture_close();
}
END_TEST

START_TEST(a_view_that_is_locked_is_not_waited_for)
{
	struct db *db = fixture_open();

	ck_assert(fixture_keep(db));
	sql("BEGIN");
	sql("LOCK TABLE schema_version");
	/* In its 5 s the server would have refused it, which is an answer. */
	db_schema_look(db, &schema);
	assert_schema(false, false, 0);
	sql("COMMIT");
	fixture_look(db, &schema);
	assert_schema(true, true, DEPLOYED);
	fixture_close();
}
END_TEST

START_TEST(where_no_server_was_nothing_is_explained)
{
	struct db *db = fixture_open_with(
		"postgresql://h@/d?host=/nonexistent", PATIENCE, true);

	db_schema_explain(db, &schema);
	assert_schema(false, false, 0);
	fixture_close();
}
END_TEST

Suite *
db_schema_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		{the_schema_that_is_deployed_is_the_one_we_need, 2},
		EACH(another_version_is_told, versions),
		{a_database_without_the_schema_answers, 2},
		ONCE(a_server_that_takes_no_writes_is_told),
		ONCE(a_server_that_is_not_there_is_told),
		ONCE(a_view_that_is_locked_is_not_waited_for),
		ONCE(where_no_server_was_nothing_is_explained),
	};
	/* clang-format on */

	return suite_of("db_schema", tests, COUNT(tests));
}
