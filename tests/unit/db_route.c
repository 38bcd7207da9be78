/* db_route.c: where tables are spread by user, a statement asks one user's node. */
#include "db/statement.h"

#include "db/schema.h"
#include "db/user.h"
#include "unit/fixture.h"
#include "unit/statements.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define PARTITIONS 4 /* as tests/support/spread.sql makes them */
#define ALL ((1U << PARTITIONS) - 1)

static PGconn *conn;
static char users[PARTITIONS][ID_TEXT]; /* a user's id of each partition */

static PGresult *
run(const char *text)
{
	PGresult *result = PQexec(conn, text);

	ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK ||
			PQresultStatus(result) == PGRES_TUPLES_OK,
		"%s: %s", text, PQerrorMessage(conn));
	return result;
}

/* Makes the database of this name, with our schema, spread by the very file. */
static void
spread(const char *name)
{
	char command[8192], text[64];

	snprintf(text, sizeof(text), "CREATE DATABASE %s", name);
	PQclear(PQexec(fixture_beside(), text));
	snprintf(command, sizeof(command),
		"for file in schema/deploy.sql tests/support/spread.sql"
		" schema/distribute.sql; do psql -qX -v ON_ERROR_STOP=1 -d '%s'"
		" -f $file >/dev/null || exit; done",
		fixture_url("&dbname=spread"));
	ck_assert_int_eq(system(command), 0);
}

/* Once for all tests, which are processes of their own. */
static void
set_up(void)
{
	spread("spread");
	fixture_close();
}

static void
open_spread(void)
{
	PGresult *result;
	int i;

	conn = PQconnectdb(fixture_url("&dbname=spread"));
	PQclear(run("SET plan_cache_mode = force_custom_plan"));
	for (i = 0; i < PARTITIONS; i++) {
		char text[256];

		snprintf(text, sizeof(text),
			"SELECT u FROM (SELECT md5(n::text)::uuid AS u"
			" FROM generate_series(1, 999) n) s WHERE"
			" satisfies_hash_partition('users'::regclass, %d, %d, u)"
			" LIMIT 1",
			PARTITIONS, i);
		result = run(text);
		snprintf(users[i], ID_TEXT, "%s", PQgetvalue(result, 0, 0));
		PQclear(result);
	}
}

/* clang-format off */
/* A value of each type, which no plan can leave out as null. */
static const struct {
	const char *type, *value;
} values[] = {
	{"text", "'1'"}, {"todo_title", "'1'"},
	{"todo_description", "'1'"}, {"timestamp with time zone", "now()"},
	{"boolean", "true"}, {"bytea", "'1'"}, {"bigint[]", "'{1}'"},
	{"date", "'2026-01-01'"}, {"todo_due_date", "'2026-01-01'"},
	{"todo_priority", "1"}, {"smallint", "1"}, {"integer", "1"}, {"bigint", "1"},
};
/* clang-format on */

/* An argument: of uuids the first is a user's, and the others another's. */
static const char *
argument(int number, const char *type)
{
	static char text[ID_TEXT + 2];
	size_t i;

	for (i = 0; i < COUNT(values); i++) {
		if (strcmp(values[i].type, type) == 0)
			return values[i].value;
	}
	ck_assert_str_eq(type, "uuid");
	snprintf(text, sizeof(text), "'%s'", users[number == 0 ? 1 : 3]);
	return text;
}

/* Writes EXPLAIN EXECUTE of the statement "it" with its arguments. */
static void
write_explain(struct buffer *out)
{
	PGresult *types = run("SELECT unnest(parameter_types)"
			      " FROM pg_prepared_statements WHERE name = 'it'");
	int i;

	base_buffer_puts(out, "EXPLAIN EXECUTE it");
	for (i = 0; i < PQntuples(types); i++)
		base_buffer_printf(out, "%s%s", i ? ", " : " (",
			argument(i, PQgetvalue(types, i, 0)));
	base_buffer_puts(out, PQntuples(types) ? ")" : "");
	base_buffer_putc(out, '\0');
	PQclear(types);
}

/* The partitions in a line of a plan, as bits: "… on todos_p1 t  (cost=". */
static unsigned int
partitions_in(const char *line)
{
	const char *at = line;
	unsigned int found = 0;

	while ((at = strstr(at, "_p")) != NULL) {
		at += 2;
		if (*at >= '0' && *at < '0' + PARTITIONS &&
			strchr(" _\n", at[1]))
			found |= 1U << (*at - '0');
	}
	return found;
}

/* Those that a statement would read. */
static unsigned int
partitions_of(const char *name, const char *text)
{
	PGresult *result = PQprepare(conn, "it", text, 0, NULL);
	struct buffer explain = {0};
	unsigned int found = 0;
	int i;

	ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK, "%s: %s",
		name, PQerrorMessage(conn));
	PQclear(result);
	write_explain(&explain);
	result = run(explain.data);
	for (i = 0; i < PQntuples(result); i++)
		found |= partitions_in(PQgetvalue(result, i, 0));
	PQclear(result);
	base_buffer_clear(&explain);
	return found;
}

START_TEST(a_statement_asks_the_nodes_that_its_row_says)
{
	enum db_statement statement = (enum db_statement)_i;
	unsigned int traits = db_statement_traits(statement), most = 1U << 1;
	unsigned int found;

	open_spread();
	found = partitions_of(
		db_statement_name(statement), db_statement_sql(statement));
	if (traits & NOWHERE)
		most = 0;
	else if (traits & EVERYWHERE)
		most = ALL;
	else if (traits & TWO_USERS)
		most |= 1U << 3;
	/* A row that is only added is read nowhere. */
	if (found != 0 || statement != DB_RESET_INSERT)
		ck_assert_msg(found == most, "%s asks %#x, not %#x",
			db_statement_name(statement), found, most);
	PQfinish(conn);
}
END_TEST

/* A single request prepares no statement. */
START_TEST(whether_tables_are_spread_is_known_by_all_sessions)
{
	struct db *db = fixture_open_with(
		fixture_url("&dbname=spread"), PATIENCE, _i == 1);

	assert_error(fixture_ping(db), OK);
	ck_assert(db->spread);
	fixture_close();
	db = fixture_open_with(fixture_url(""), PATIENCE, _i == 1);
	assert_error(fixture_ping(db), OK);
	ck_assert(!db->spread);
	fixture_close();
}
END_TEST

/* As Citus would not make them one: tests/system/citus.sh has a later one fail. */
START_TEST(statements_that_write_are_begun_as_one_where_tables_are_spread)
{
	struct db *db = fixture_open_with(
		fixture_url(_i == 1 ? "&dbname=spread" : ""), PATIENCE, true);
	const struct id id = base_id_new();
	char said[4096] = "";
	FILE *trace = tmpfile();

	assert_error(fixture_ping(db), OK);
	PQtrace(db->conn, trace);
	assert_error(db_user_delete(db, &id), RESOURCE_002);
	PQuntrace(db->conn);
	rewind(trace);
	ck_assert_uint_gt(fread(said, 1, sizeof(said) - 1, trace), 0);
	ck_assert_msg(!strstr(said, "BEGIN ISOLATION") == !_i, "%s", said);
	ck_assert_msg(!strstr(said, "\"COMMIT\"") == !_i, "%s", said);
	fclose(trace);
	fixture_close();
}
END_TEST

START_TEST(a_list_by_filters_asks_one_node)
{
	struct find_shape shape = statements_found_shape((size_t)_i);
	char *text;

	open_spread();
	shape.spread = true;
	text = db_find_sql(shape);
	ck_assert_uint_eq(partitions_of("LIST_FOUND", text), 1U << 1);
	free(text);
	PQfinish(conn);
}
END_TEST

/* The one that is not spread is planned for an index of words. */
START_TEST(a_list_by_words_says_its_user_only_where_it_must)
{
	struct find_shape shape = {.words = 1, .spread = _i == 1};
	char *text = db_find_sql(shape);

	ck_assert_int_eq(
		strstr(text, "w.user_id = $1 AND w.has_terms") != NULL, _i);
	free(text);
}
END_TEST

Suite *
db_route_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		{a_statement_asks_the_nodes_that_its_row_says, DB_STATEMENT_COUNT},
		{a_list_by_filters_asks_one_node, (int)statements_found()},
		{a_list_by_words_says_its_user_only_where_it_must, 2},
		{whether_tables_are_spread_is_known_by_all_sessions, 2},
		{statements_that_write_are_begun_as_one_where_tables_are_spread, 2},
	};
	/* clang-format on */
	Suite *suite = suite_create("db_route");
	TCase *tcase = tcase_create("db_route");
	size_t i;

	tcase_add_unchecked_fixture(tcase, set_up, NULL);
	for (i = 0; i < COUNT(tests); i++)
		tcase_add_loop_test(tcase, tests[i].test, 0, tests[i].times);
	tcase_set_timeout(tcase, 120);
	suite_add_tcase(suite, tcase);
	return suite;
}
