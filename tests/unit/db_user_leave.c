/* db_user_leave.c: what a deleted account had goes after it, and nothing else. */
#include "db/upkeep.h"
#include "db/user.h"
#include "unit/fixture.h"

/* How many rows of a table are the holder's. */
static const char *
rows_of(const struct holder *of, const char *table)
{
	return sql("SELECT count(*) FROM %s WHERE user_id = '%s'", table,
		of->name);
}

START_TEST(an_account_is_deleted_by_the_hash_that_was_checked)
{
	struct db *db = fixture_open();
	struct holder holder = holder_new(db);

	assert_error(db_user_leave(db, &holder.caller,
			     base_text_of("another hash"), NOW),
		VALIDATION_007);
	assert_error(holder_call(db, &holder.caller), OK);
	fixture_close();
}
END_TEST

START_TEST(what_is_left_of_an_account_goes_in_batches)
{
	struct db *db = fixture_open();
	struct holder holder = holder_new(db), other = holder_new(db);
	struct db_upkeep deleted;
	int i;

	sql("DELETE FROM users WHERE deleted_at IS NOT NULL");
	assert_error(holder_add_todo(db, &other), OK);
	for (i = 0; i < 5; i++)
		assert_error(holder_add_todo(db, &holder), OK);
	assert_error(db_user_leave(db, &holder.caller,
			     base_text_of(holder.hash), NOW),
		OK);
	db_conn_release(db);
	/* Nothing goes before its time, nor what nobody has left. */
	assert_error(db_upkeep_batch(db, NOW, 3, &deleted), OK);
	ck_assert_int_eq(deleted.todos + deleted.users, 0);
	assert_error(db_upkeep_batch(db, NOW + 1, 3, &deleted), OK);
	ck_assert_int_eq(deleted.todos, 3);
	ck_assert_int_eq(deleted.users, 0);
	ck_assert(db_upkeep_is_full(&deleted, 3));
	ck_assert_str_eq(rows_of(&holder, "todos"), "2");
	ck_assert_str_eq(rows_of(&holder, "todo_tombstones"), "0");
	assert_error(db_upkeep_batch(db, NOW + 1, 3, &deleted), OK);
	ck_assert_int_eq(deleted.todos, 2);
	ck_assert_int_eq(deleted.users, 1);
	ck_assert_str_eq(rows_of(&holder, "refresh_tokens"), "0");
	ck_assert_str_eq(rows_of(&other, "todos"), "1");
	assert_error(holder_call(db, &other.caller), OK);
	fixture_close();
}
END_TEST

Suite *
db_user_leave_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(an_account_is_deleted_by_the_hash_that_was_checked),
		ONCE(what_is_left_of_an_account_goes_in_batches),
	};

	return suite_of("db_user_leave", tests, COUNT(tests));
}
