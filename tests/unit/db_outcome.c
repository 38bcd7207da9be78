/* db_outcome.c: what errors say of what was applied, where tables are spread and not. */
#include "db/user.h"
#include "unit/fixture.h"

#include <stdio.h>
#include <string.h>

static struct db *db;
static struct holder holder;

/*
 * A holder, and rows of that table which come or go do this first. Whether tables are
 * spread is said by hand: the errors are those that Citus passes on from a node.
 */
static void
set_up(bool spread, const char *table, const char *act)
{
	db = fixture_open_with(fixture_url(""), PATIENCE, true);
	holder = holder_new(db);
	db->spread = spread;
	sql("DROP FUNCTION IF EXISTS act CASCADE");
	sql("CREATE FUNCTION act() RETURNS trigger LANGUAGE plpgsql AS"
	    " $$ BEGIN %s; RETURN coalesce(NEW, OLD); END $$",
		act);
	sql("CREATE TRIGGER act BEFORE INSERT OR DELETE ON %s"
	    " FOR EACH ROW EXECUTE FUNCTION act()",
		table);
}

static void
tear_down(void)
{
	sql("DROP FUNCTION act CASCADE");
	fixture_close();
}

/* A node is away, shuts down, starts, takes no writes, or is silent. */
static const char *const states[] = {
	"08006", "57P01", "57P02", "57P03", "25006", "57014"};

static const char *
raise(const char *state)
{
	static char text[64];

	snprintf(text, sizeof(text), "RAISE 'no' USING ERRCODE = '%s'", state);
	return text;
}

START_TEST(a_nodes_error_leaves_the_connection_and_may_follow_its_commit)
{
	int pid;

	set_up(true, "todos", raise(states[_i]));
	pid = PQbackendPID(db->conn);
	assert_error(holder_add_todo(db, &holder), SERVER_001);
	ck_assert(db_conn_is_unsure(db));
	ck_assert_ptr_nonnull(db->conn);
	ck_assert_int_eq(PQbackendPID(db->conn), pid);
	tear_down();
}
END_TEST

START_TEST(within_a_transaction_nothing_is_applied_then)
{
	int pid;

	set_up(true, "users", raise(states[_i]));
	pid = PQbackendPID(db->conn);
	/* A statement that is too slow is refused, whoever was. */
	assert_error(db_user_delete(db, &holder.id),
		strcmp(states[_i], "57014") == 0 ? SERVER_002 : SERVER_001);
	ck_assert(!db_conn_is_unsure(db));
	ck_assert_int_eq(PQbackendPID(db->conn), pid);
	tear_down();
}
END_TEST

/* A node may have committed what our server was at. */
START_TEST(a_server_that_ends_at_a_write_is_unsure_where_tables_are_spread)
{
	bool spread = _i == 1;

	set_up(spread, "todos",
		"PERFORM pg_terminate_backend(pg_backend_pid())");
	assert_error(holder_add_todo(db, &holder), SERVER_001);
	ck_assert_int_eq(db_conn_is_unsure(db), spread);
	tear_down();
}
END_TEST

START_TEST(a_server_that_takes_no_writes_itself_is_left)
{
	int pid;

	set_up(true, "users", "PERFORM 1");
	pid = PQbackendPID(db->conn);
	PQclear(PQexec(db->conn, "SET default_transaction_read_only = on"));
	assert_error(holder_add_todo(db, &holder), OK);
	ck_assert_int_ne(PQbackendPID(db->conn), pid);
	tear_down();
}
END_TEST

/* As where a standby is waited for. */
START_TEST(a_commit_has_the_time_of_a_statement)
{
	set_up(false, "users", "PERFORM 1");
	sql("CREATE OR REPLACE FUNCTION act() RETURNS trigger LANGUAGE plpgsql"
	    " AS $$ BEGIN PERFORM pg_sleep(1.2); RETURN NULL; END $$");
	sql("CREATE CONSTRAINT TRIGGER act AFTER INSERT ON todos"
	    " DEFERRABLE INITIALLY DEFERRED"
	    " FOR EACH ROW EXECUTE FUNCTION act()");
	db_run_begin(db);
	assert_error(holder_add_todo(db, &holder), OK);
	assert_error(db_run_commit(db, NULL, 0, NULL), OK);
	ck_assert_str_eq(sql("SELECT count(*) FROM todos WHERE user_id = '%s'",
				 holder.name),
		"1");
	tear_down();
}
END_TEST

Suite *
db_outcome_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_nodes_error_leaves_the_connection_and_may_follow_its_commit,
			states),
		EACH(within_a_transaction_nothing_is_applied_then, states),
		{a_server_that_ends_at_a_write_is_unsure_where_tables_are_spread,
			2},
		ONCE(a_server_that_takes_no_writes_itself_is_left),
		ONCE(a_commit_has_the_time_of_a_statement),
	};

	return suite_of("db_outcome", tests, COUNT(tests));
}
