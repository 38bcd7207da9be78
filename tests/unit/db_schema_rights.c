/* db_schema_rights.c: rights that a role lacks are named with what gives them. */
#include "db/schema.h"

#include "unit/fixture.h"

#include <string.h>

static struct db_schema schema;

#define BESIDE                                                                 \
	"CREATE TABLE apart.user_emails (email_key text, user_id uuid,"        \
	" claimed_at timestamptz);"                                            \
	"CREATE TABLE apart.todo_counters (user_id uuid, revision bigint);"

/* What a role has, and what the look then says. */
/* clang-format off */
static const struct {
	const char *given; /* SQL about a role "worker" and a schema "apart" */
	bool readable, writable;
	const char *cure; /* a part of it; NULL: there is nothing to cure */
} rights[] = {
	/* As a role has them that was made for the workers. */
	{"GRANT SELECT, INSERT, UPDATE, DELETE ON users, todos, todo_tombstones, refresh_tokens,"
	 " token_blacklist, attempts, idempotency_keys, api_tokens, invitations, password_resets"
	 " TO worker;"
	 "GRANT SELECT ON schema_version TO worker", true, true, NULL},
	{"", false, false,
	 "GRANT SELECT ON schema_version TO worker;"
	 " GRANT SELECT, INSERT, UPDATE, DELETE ON users, todos, todo_tombstones, refresh_tokens,"
	 " token_blacklist, attempts, idempotency_keys, api_tokens, invitations, password_resets"
	 " TO worker"},
	{"GRANT SELECT ON ALL TABLES IN SCHEMA public TO worker", true, false,
	 "GRANT INSERT, UPDATE, DELETE ON users, todos,"},
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker;"
	 "REVOKE SELECT ON attempts FROM worker", false, true,
	 "GRANT SELECT ON attempts TO worker"},
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker;"
	 "REVOKE SELECT ON schema_version FROM worker", false, true,
	 "GRANT SELECT ON schema_version TO worker"},
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker;"
	 "REVOKE DELETE ON todos FROM worker", true, false,
	 "GRANT DELETE ON todos TO worker"},
	/* Requests are served all the same; their rows are not cleaned up. */
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker;"
	 "REVOKE DELETE ON attempts FROM worker", true, true,
	 "GRANT DELETE ON attempts TO worker"},
	/* Columns will do, but all that are needed. */
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker;"
	 "REVOKE UPDATE ON todos FROM worker; GRANT UPDATE (title, description,"
	 " due_date, priority, is_completed, completed_at, updated_at, revision, has_terms)"
	 " ON todos TO worker",
	 true, true, NULL},
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker;"
	 "REVOKE UPDATE ON todos FROM worker; GRANT UPDATE (title)"
	 " ON todos TO worker", true, false, "GRANT UPDATE ON todos TO worker"},
	/* A role may have its rights from another. */
	{"CREATE ROLE of_all; GRANT ALL ON ALL TABLES IN SCHEMA public TO of_all;"
	 "GRANT of_all TO worker", true, true, NULL},
	/* A table in front of ours is the one that statements meet. */
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker;"
	 "CREATE TABLE apart.todos (LIKE todos)", false, false,
	 "GRANT SELECT, INSERT, UPDATE, DELETE ON todos TO worker"},
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker;"
	 "CREATE TABLE apart.todos (LIKE todos); GRANT ALL ON apart.todos TO worker",
	 true, true, NULL},
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker;"
	 "CREATE TABLE apart.users (LIKE users); GRANT ALL ON apart.users TO worker;"
	 "ALTER TABLE apart.users ENABLE ROW LEVEL SECURITY", false, false,
	 "ALTER TABLE users DISABLE ROW LEVEL SECURITY"},
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker;"
	 "CREATE TABLE apart.users (LIKE users); GRANT ALL ON apart.users TO worker;"
	 "ALTER TABLE apart.users ENABLE ROW LEVEL SECURITY;"
	 "ALTER ROLE worker BYPASSRLS", true, true, NULL},
	/* Policies are believed, for each privilege and role by itself. */
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker;"
	 "CREATE TABLE apart.users (LIKE users); GRANT ALL ON apart.users TO worker;"
	 "ALTER TABLE apart.users ENABLE ROW LEVEL SECURITY;"
	 "CREATE POLICY ours ON apart.users TO worker USING (true)",
	 true, true, NULL},
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker;"
	 "CREATE TABLE apart.users (LIKE users); GRANT ALL ON apart.users TO worker;"
	 "ALTER TABLE apart.users ENABLE ROW LEVEL SECURITY;"
	 "CREATE POLICY ours ON apart.users FOR SELECT USING (true)",
	 true, false, "ALTER TABLE users DISABLE ROW LEVEL SECURITY"},
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker;"
	 "CREATE TABLE apart.users (LIKE users); GRANT ALL ON apart.users TO worker;"
	 "ALTER TABLE apart.users ENABLE ROW LEVEL SECURITY;"
	 "CREATE POLICY theirs ON apart.users TO todo USING (true)",
	 false, false, "ALTER TABLE users DISABLE ROW LEVEL SECURITY"},
	/* Spread tables have others beside them, which are needed where they are. */
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker;" BESIDE,
	 false, false,
	 "GRANT SELECT, INSERT, UPDATE, DELETE ON user_emails TO worker"},
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker;" BESIDE
	 "GRANT ALL ON apart.user_emails TO worker", false, false,
	 "GRANT SELECT, INSERT, UPDATE ON todo_counters TO worker"},
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker;" BESIDE
	 "GRANT SELECT ON ALL TABLES IN SCHEMA apart TO worker", true, false,
	 "GRANT INSERT, UPDATE ON todo_counters TO worker"},
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker;" BESIDE
	 "GRANT INSERT, UPDATE ON ALL TABLES IN SCHEMA apart TO worker;"
	 "GRANT SELECT ON ALL TABLES IN SCHEMA apart TO worker", true, false,
	 "GRANT DELETE ON user_emails TO worker"},
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker;" BESIDE
	 "GRANT SELECT, INSERT, DELETE, UPDATE (user_id, claimed_at)"
	 " ON apart.user_emails TO worker;"
	 "GRANT SELECT, INSERT, UPDATE (revision) ON apart.todo_counters TO worker",
	 true, true, NULL},
	/* What has such a name alone, or is out of reach, is somebody else's. */
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker;"
	 "CREATE TABLE apart.user_emails ()", true, true, NULL},
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker;" BESIDE
	 "REVOKE USAGE ON SCHEMA apart FROM worker", true, true, NULL},
};
/* clang-format on */

/* Opens as the role that has what is given, with the schema apart in front. */
static struct db *
open_as_worker(const char *given, bool prepare)
{
	sql("CREATE SCHEMA apart");
	sql("CREATE ROLE worker LOGIN; GRANT USAGE ON SCHEMA apart TO worker");
	if (*given)
		sql("%s", given);
	return fixture_open_with(
		fixture_url("&user=worker"
			    "&options=-c%20search_path%3Dapart,public"),
		PATIENCE, prepare);
}

static void
forget_worker(void)
{
	sql("DROP SCHEMA apart CASCADE");
	sql("DROP OWNED BY worker; DROP ROLE worker");
	if (sql("SELECT 1 FROM pg_roles WHERE rolname = 'of_all'")[0] == '1')
		sql("DROP OWNED BY of_all; DROP ROLE of_all");
	fixture_close();
}

START_TEST(rights_that_are_missing_are_named_with_their_cure)
{
	/* Workers' statements are prepared, those of a single request not. */
	int i = _i / 2;

	fixture_look(open_as_worker(rights[i].given, _i % 2), &schema);
	ck_assert(schema.answers);
	ck_assert_int_eq(schema.readable, rights[i].readable);
	ck_assert_int_eq(schema.writable, rights[i].writable);
	if (rights[i].cure)
		assert_holds(schema.cure, rights[i].cure);
	else
		ck_assert_str_eq(schema.cure, "");
	forget_worker();
}
END_TEST

/* Of the fixture's database, where nobody has it but the owner. */
/* clang-format off */
static const struct {
	const char *given;
	bool has_temporary;
} temporary[] = {
	{"", false},
	{"GRANT ALL ON ALL TABLES IN SCHEMA public TO worker", false},
	{"GRANT TEMPORARY ON DATABASE todo TO worker", true},
	{"CREATE ROLE of_all; GRANT TEMPORARY ON DATABASE todo TO of_all; GRANT of_all TO worker", true},
	{"GRANT CONNECT ON DATABASE todo TO worker", false},
};
/* clang-format on */

START_TEST(a_right_to_temporary_tables_is_told)
{
	fixture_look(open_as_worker(temporary[_i].given, true), &schema);
	ck_assert(schema.answers);
	ck_assert_int_eq(schema.temporary, temporary[_i].has_temporary);
	forget_worker();
}
END_TEST

START_TEST(what_cures_does_cure)
{
	char cure[DB_SCHEMA_CURE];
	struct db *db = open_as_worker(rights[_i].given, true);

	fixture_look(db, &schema);
	memcpy(cure, schema.cure, sizeof(cure));
	sql("SET search_path = apart, public; %s", cure);
	fixture_look(db, &schema);
	ck_assert(schema.writable && schema.readable);
	ck_assert_str_eq(schema.cure, "");
	sql("RESET search_path");
	forget_worker();
}
END_TEST

START_TEST(a_schema_that_may_not_be_used_is_explained)
{
	struct db *db;

	sql("REVOKE USAGE ON SCHEMA public FROM public");
	db = open_as_worker("", true);
	fixture_look(db, &schema);
	ck_assert(schema.answers && !schema.writable);
	db_schema_explain(db, &schema);
	ck_assert(schema.answers && !schema.writable);
	assert_holds(schema.cure,
		"GRANT USAGE ON SCHEMA public TO worker; "
		"GRANT SELECT ON public.schema_version TO worker; ");
	sql("GRANT USAGE ON SCHEMA public TO public");
	forget_worker();
}
END_TEST

Suite *
db_schema_rights_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		{rights_that_are_missing_are_named_with_their_cure, 2 * (int)COUNT(rights)},
		EACH(a_right_to_temporary_tables_is_told, temporary),
		EACH(what_cures_does_cure, rights),
		ONCE(a_schema_that_may_not_be_used_is_explained),
	};
	/* clang-format on */

	return suite_of("db_schema_rights", tests, COUNT(tests));
}
