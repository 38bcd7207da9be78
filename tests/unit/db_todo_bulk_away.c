/* db_todo_bulk_away.c: a bulk while the node of somebody's todos is away. */
#include "unit/bulk.h"

#include <string.h>

/* Whoever reads a row of the other's is told this, of a spread database. */
static void
take_away(const char *state)
{
	sql("CREATE FUNCTION is_there(owner uuid) RETURNS boolean"
	    " LANGUAGE plpgsql STABLE AS $$ BEGIN IF owner = '%s' THEN"
	    " RAISE 'away' USING ERRCODE = '%s'; END IF; RETURN true; END $$",
		bulk_other.name, state);
	sql("CREATE POLICY away ON todos USING (is_there(user_id));"
	    "ALTER TABLE todos ENABLE ROW LEVEL SECURITY");
}

static void
bring_back(void)
{
	sql("ALTER TABLE todos DISABLE ROW LEVEL SECURITY;"
	    "DROP FUNCTION is_there CASCADE");
	sql("DROP OWNED BY worker; DROP ROLE worker");
	fixture_close();
}

/* As a role that policies hold for, they do not for the tables' owner. */
static void
set_up(int way, const char *state)
{
	sql("CREATE ROLE worker LOGIN;"
	    "GRANT ALL ON ALL TABLES IN SCHEMA public TO worker");
	bulk_open("&user=worker", way);
	bulk_db->spread = true;
	take_away(state);
}

static void
assert_keys(const char *count)
{
	ck_assert_str_eq(sql("SELECT count(*) FROM idempotency_keys"
			     " WHERE user_id = '%s'",
				 bulk_holder.name),
		count);
}

/* A node that is away, and one that is silent until time is up. */
static const char *const states[] = {"08006", "57014"};

START_TEST(what_may_be_anothers_is_not_found)
{
	struct id none = base_id_new();
	int way = _i / 2, backend;

	set_up(way, states[_i % 2]);
	backend = PQbackendPID(bulk_db->conn);
	bulk_put(TODO_CREATE, NULL, "made");
	bulk_put(TODO_UPDATE, &bulk_theirs, "new");
	bulk_put(TODO_DELETE, &none, NULL);
	bulk_put(TODO_UPDATE, &bulk_mine, "new");
	bulk.operations[bulk.count++].err = VALIDATION_004;
	bulk_put(TODO_DELETE, &bulk_theirs, NULL);
	assert_error(bulk_run(LIMIT_OF(way), KEY_OF(way)),
		bulk.atomic ? RESOURCE_001 : OK);
	assert_error(bulk.operations[0].err, OK);
	assert_error(bulk.operations[1].err, RESOURCE_001);
	assert_error(bulk.operations[2].err, RESOURCE_001);
	assert_error(bulk.operations[3].err, OK);
	assert_error(bulk.operations[4].err, VALIDATION_004);
	assert_error(bulk.operations[5].err, RESOURCE_001);
	bulk_assert_titles(bulk.atomic ? "old" : "made new");
	assert_keys(way & 2 && !bulk.atomic ? "1" : "0");
	ck_assert(!db_conn_is_unsure(bulk_db));
	ck_assert_int_eq(PQbackendPID(bulk_db->conn), backend);
	bring_back();
}
END_TEST

START_TEST(what_depends_on_others_of_the_bulk_is_as_it_was)
{
	set_up(_i & ~1, states[0]);
	bulk_put(TODO_DELETE, &bulk_mine, NULL);
	bulk_put(TODO_UPDATE, &bulk_mine, "new");
	bulk_put(TODO_CREATE, NULL, "1");
	bulk_put(TODO_DELETE, &bulk_theirs, NULL);
	bulk_put(TODO_CREATE, NULL, "2");
	/* What the bulk deletes counts. */
	assert_error(bulk_run(1, KEY_OF(_i)), OK);
	assert_error(bulk.operations[0].err, OK);
	assert_error(bulk.operations[1].err, RESOURCE_001);
	assert_error(bulk.operations[3].err, RESOURCE_001);
	assert_error(bulk.operations[2].err, LIMIT_001);
	assert_error(bulk.operations[4].err, LIMIT_001);
	bulk_assert_titles("");
	bring_back();
}
END_TEST

START_TEST(a_bulk_that_comes_again_is_done_once)
{
	set_up(_i | 2, states[0]);
	bulk.atomic = false;
	bulk_put(TODO_CREATE, NULL, "made");
	bulk_put(TODO_DELETE, &bulk_theirs, NULL);
	assert_error(bulk_run(LIMIT_OF(_i), &bulk_key), OK);
	ck_assert(!bulk_key.is_known);
	bulk.operations[1].err = OK;
	assert_error(bulk_run(LIMIT_OF(_i), &bulk_key), OK);
	ck_assert(bulk_key.is_known);
	bulk_assert_titles("made old");
	assert_keys("1");
	bring_back();
}
END_TEST

START_TEST(a_caller_who_is_refused_is_told_so)
{
	set_up(_i, states[0]);
	bulk_put(TODO_CREATE, NULL, "made");
	bulk_put(TODO_DELETE, &bulk_theirs, NULL);
	sql("UPDATE users SET is_active = false WHERE id = '%s'",
		bulk_holder.name);
	assert_error(bulk_run(LIMIT_OF(_i), KEY_OF(_i)), AUTH_007);
	bulk_assert_titles("old");
	assert_keys("0");
	bring_back();
}
END_TEST

/* The node is asked in a transaction that has written nothing. */
START_TEST(what_is_not_going_to_be_done_is_not_held_meanwhile)
{
	set_up(_i | 1, states[0]);
	sql("CREATE OR REPLACE FUNCTION is_there(owner uuid) RETURNS boolean"
	    " LANGUAGE plpgsql STABLE AS $$ BEGIN IF owner = '%s' THEN"
	    " RAISE 'away' USING ERRCODE = CASE WHEN"
	    "  pg_current_xact_id_if_assigned() IS NULL THEN '08006'"
	    "  ELSE '22000' END; END IF; RETURN true; END $$",
		bulk_other.name);
	bulk_put(TODO_UPDATE, &bulk_mine, "new");
	bulk_put(TODO_DELETE, &bulk_theirs, NULL);
	assert_error(bulk_run(LIMIT_OF(_i), KEY_OF(_i)), RESOURCE_001);
	bulk_assert_titles("old");
	bring_back();
}
END_TEST

/* Of what has another cause nothing is told, and nothing held is done. */
START_TEST(another_failure_is_one)
{
	bool holds = _i & ~4;

	set_up(_i, "22000");
	bulk_put(TODO_UPDATE, &bulk_mine, "new");
	bulk_put(TODO_DELETE, &bulk_theirs, NULL);
	assert_error(bulk_run(LIMIT_OF(_i), KEY_OF(_i)), SERVER_002);
	ck_assert_int_eq(db_conn_is_unsure(bulk_db), !holds);
	bulk_assert_titles(holds ? "old" : "new");
	assert_keys("0");
	bring_back();
}
END_TEST

Suite *
db_todo_bulk_away_suite(void)
{
	const struct suite_test tests[] = {
		{what_may_be_anothers_is_not_found, 2 * WAYS},
		{what_depends_on_others_of_the_bulk_is_as_it_was, 8},
		{a_bulk_that_comes_again_is_done_once, WAYS},
		{a_caller_who_is_refused_is_told_so, WAYS},
		{what_is_not_going_to_be_done_is_not_held_meanwhile, WAYS},
		{another_failure_is_one, WAYS},
	};

	return suite_of("db_todo_bulk_away", tests, COUNT(tests));
}
