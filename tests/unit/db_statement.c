/* db_statement.c: the list of statements keeps its own promises. */
#include "db/statement.h"

#include "support/fail.h"
#include "unit/fixture.h"
#include "unit/statements.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

START_TEST(a_text_that_memory_ran_out_for_is_made_later)
{
	static const enum db_statement made[] = {
		DB_TODO_INSERT, DB_LIST_TITLE_UP_ALL};
	size_t i;

	for (i = 0; i < COUNT(made); i++) {
		fail_nth(FAIL_realloc, 1);
		ck_assert_str_eq(db_statement_sql(made[i]), "");
		assert_holds(db_statement_sql(made[i]), "todos");
	}
}
END_TEST

START_TEST(every_statement_prepares)
{
	PGconn *conn = fixture_beside();
	PGresult *result =
		PQprepare(conn, db_statement_name((enum db_statement)_i),
			db_statement_sql((enum db_statement)_i), 0, NULL);

	ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK, "%s: %s",
		db_statement_name((enum db_statement)_i), PQerrorMessage(conn));
	PQclear(result);
	fixture_close();
}
END_TEST

START_TEST(names_are_unique)
{
	enum db_statement i, j;

	for (i = 0; i < DB_STATEMENT_COUNT; i++) {
		for (j = 0; j < i; j++)
			ck_assert_str_ne(
				db_statement_name(i), db_statement_name(j));
	}
}
END_TEST

/* Whether the statement changes rows. */
static bool
changes(const char *text)
{
	return strstr(text, "INSERT INTO ") || strstr(text, "UPDATE ") ||
		strstr(text, "DELETE FROM ") ||
		strstr(text, "delete_on_each_shard(") ||
		strstr(text, "delete_expired(");
}

/* A file's text, to be freed. */
static char *
read_file(const char *name)
{
	FILE *file = fopen(name, "r");
	char *text = NULL;
	size_t size = 0;

	ck_assert_ptr_nonnull(file);
	ck_assert_int_gt(getdelim(&text, &size, EOF, file), 0);
	fclose(file);
	return text;
}

/* Whether a function that is called changes rows where tables are spread. */
static bool
changes_when_spread(const char *text)
{
	char *file = read_file("schema/distribute_functions.sql"), *body, *end;
	char *at = file, name[64];
	bool does = false;

	while ((at = strstr(at, "\nCREATE OR REPLACE FUNCTION ")) != NULL) {
		at += strlen("\nCREATE OR REPLACE FUNCTION ");
		snprintf(
			name, sizeof(name), "%.*s(", (int)strcspn(at, "("), at);
		body = strstr(at, " AS");
		ck_assert_ptr_nonnull(body);
		end = strstr(body, ";\n\n");
		if (end)
			*end = '\0';
		does = does || (strstr(text, name) && changes(body));
		at = end ? end + 1 : strchr(body, '\0');
	}
	free(file);
	return does;
}

/* The same of one node. */
static bool
changes_by_call(const char *text)
{
	char *quoted = PQescapeLiteral(fixture_beside(), text, strlen(text));
	bool does = *sql("SELECT proname FROM pg_proc"
			 " WHERE pronamespace = 'public'::regnamespace"
			 " AND prosrc ~ '(INSERT INTO|UPDATE|DELETE FROM) '"
			 " AND strpos(%s, proname || '(') > 0",
			    quoted) != '\0';

	PQfreemem(quoted);
	fixture_close();
	return does;
}

START_TEST(what_may_be_tried_again_changes_nothing)
{
	const char *text = db_statement_sql((enum db_statement)_i);
	unsigned int traits = db_statement_traits((enum db_statement)_i);

	ck_assert_int_ne(!(traits & READS), !(traits & WRITES));
	ck_assert_msg((changes(text) || changes_by_call(text) ||
			      changes_when_spread(text)) == !!(traits & WRITES),
		"%s", text);
}
END_TEST

/* What Citus cannot plan, and no stand-in shows. */
START_TEST(nothing_is_said_that_a_spread_database_cannot_do)
{
	const char *text = db_statement_sql((enum db_statement)_i);
	unsigned int traits = db_statement_traits((enum db_statement)_i);

	assert_lacks(text, "SELECT FROM");
	if (traits & EVERYWHERE)
		assert_lacks(text, " FOR ");
	if (!(traits & (EVERYWHERE | NOWHERE | TWO_USERS)))
		assert_holds(text, "$1");
}
END_TEST

START_TEST(what_checks_its_caller_looks_at_the_blacklist)
{
	const char *text = db_statement_sql((enum db_statement)_i);

	if (db_statement_traits((enum db_statement)_i) & GUARDED) {
		assert_holds(text, "FROM token_blacklist b ");
		assert_holds(text, "u.is_active");
	} else {
		assert_lacks(text, "is_active AND NOT EXISTS");
	}
}
END_TEST

START_TEST(texts_are_constant_but_for_parameters)
{
	const char *text = db_statement_sql((enum db_statement)_i);

	assert_lacks(text, ";");
	assert_lacks(text, "%");
	assert_lacks(text, "now()");
	assert_lacks(text, "random");
}
END_TEST

START_TEST(parameters_find_room)
{
	ck_assert_int_le(
		statements_parameters((enum db_statement)_i), DB_PARAMS_MAX);
}
END_TEST

/* A change of SQL is read as SQL. */
START_TEST(the_statements_are_those_written_down)
{
	struct buffer now = {0};
	char *then = read_file("tests/unit/statements.sql");

	statements_write(&now);
	base_buffer_putc(&now, '\0');
	ck_assert(!now.failed);
	ck_assert_msg(strcmp(now.data, then) == 0,
		"they differ; see what is new:"
		" build/tests/unit --statements | diff tests/unit/statements.sql -");
	free(then);
	base_buffer_clear(&now);
}
END_TEST

Suite *
db_statement_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		/* First: the others have the texts made. */
		ONCE(a_text_that_memory_ran_out_for_is_made_later),
		{every_statement_prepares, DB_STATEMENT_COUNT},
		ONCE(names_are_unique),
		{what_may_be_tried_again_changes_nothing, DB_STATEMENT_COUNT},
		{nothing_is_said_that_a_spread_database_cannot_do,
		 DB_STATEMENT_COUNT},
		{what_checks_its_caller_looks_at_the_blacklist,
		 DB_STATEMENT_COUNT},
		{texts_are_constant_but_for_parameters, DB_STATEMENT_COUNT},
		{parameters_find_room, DB_STATEMENT_COUNT},
		ONCE(the_statements_are_those_written_down),
	};
	/* clang-format on */

	return suite_of("db_statement", tests, COUNT(tests));
}
