/* db_attempt.c: attempts are counted in windows. */
#include "db/attempt.h"

#include "unit/fixture.h"

#include <stdio.h>

static char key[64];

static struct db *
open_with_new_key(void)
{
	struct id id = base_id_new();
	char text[ID_TEXT];

	base_id_format(&id, text);
	snprintf(key, sizeof(key), "login %s", text);
	return fixture_open();
}

/* One attempt at a moment, in windows of a minute. */
static void
add(struct db *db, int64_t when)
{
	assert_error(db_attempt_add(db, key, when, when - TIME_MINUTE), OK);
	db_conn_release(db);
}

static int64_t
count_at(struct db *db, int64_t when, int64_t *opened)
{
	int64_t count = -1;

	assert_error(
		db_attempt_read(db, key, when - TIME_MINUTE, &count, opened),
		OK);
	db_conn_release(db);
	return count;
}

START_TEST(nobody_begins_with_attempts)
{
	struct db *db = open_with_new_key();
	int64_t opened;

	ck_assert_int_eq(count_at(db, NOW, &opened), 0);
	fixture_close();
}
END_TEST

START_TEST(attempts_of_a_window_add_up)
{
	struct db *db = open_with_new_key();
	int64_t opened = 0;

	add(db, NOW);
	add(db, NOW + 30 * TIME_SECOND);
	add(db, NOW + 59 * TIME_SECOND);
	ck_assert_int_eq(count_at(db, NOW + 59 * TIME_SECOND, &opened), 3);
	ck_assert_int_eq(opened, NOW);
	fixture_close();
}
END_TEST

START_TEST(a_window_ends_a_minute_after_it_opened)
{
	struct db *db = open_with_new_key();
	int64_t opened = 0;

	add(db, NOW);
	add(db, NOW + 59 * TIME_SECOND);
	ck_assert_int_eq(count_at(db, NOW + TIME_MINUTE, &opened), 0);
	add(db, NOW + TIME_MINUTE);
	ck_assert_int_eq(count_at(db, NOW + TIME_MINUTE, &opened), 1);
	ck_assert_int_eq(opened, NOW + TIME_MINUTE);
	fixture_close();
}
END_TEST

START_TEST(keys_are_counted_apart)
{
	struct db *db = open_with_new_key();
	int64_t opened;

	add(db, NOW);
	key[0] = 'L';
	ck_assert_int_eq(count_at(db, NOW, &opened), 0);
	fixture_close();
}
END_TEST

Suite *
db_attempt_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(nobody_begins_with_attempts),
		ONCE(attempts_of_a_window_add_up),
		ONCE(a_window_ends_a_minute_after_it_opened),
		ONCE(keys_are_counted_apart),
	};

	return suite_of("db_attempt", tests, COUNT(tests));
}
