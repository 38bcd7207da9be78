/* db_user_list.c: pages of users, in order and filtered by email. */
#include "db/user.h"

#include "unit/fixture.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#define PEOPLE 5

static struct db *db;
static struct holder people[PEOPLE];
static char mark[40]; /* what their addresses have in common */
static struct user items[USER_PAGE_MAX];
static struct user_page page = {.items = items};

/* People whose emails have the mark and who came one after the other, but
 * for the last two, who came together. */
static void
set_up(void)
{
	size_t i;

	db = fixture_open();
	for (i = 0; i < PEOPLE; i++)
		people[i] = holder_new(db);
	snprintf(mark, sizeof(mark), "X%s", people[0].name);
	for (i = 0; i < PEOPLE; i++)
		sql("UPDATE users SET email = '%s.%d@EXAMPLE.org', created_at ="
		    " timestamptz '2026-01-01T00:00:00Z' + interval '%d days'"
		    " WHERE id = '%s'",
			mark, (int)i, i < PEOPLE - 1 ? (int)i : PEOPLE - 2,
			people[i].name);
}

/* Asks for a page of those whose email holds the text. */
static void
ask(const char *email, int skip, int limit)
{
	struct user_query query = {skip, limit, base_text_of(email)};

	db_conn_release(db);
	assert_error(db_user_list(db, NULL, &query, &page), OK);
}

static const struct {
	int skip, limit;
	size_t count;
} pages[] = {{0, 20, 5}, {0, 2, 2}, {2, 2, 2}, {4, 2, 1}, {5, 2, 0},
	{2147483647, 100, 0}};

START_TEST(a_page_has_its_part_of_all)
{
	set_up();
	ask(mark, pages[_i].skip, pages[_i].limit);
	ck_assert_int_eq(page.total, PEOPLE);
	ck_assert(page.complete);
	ck_assert_uint_eq(page.count, pages[_i].count);
	if (page.count > 0 && pages[_i].skip < PEOPLE - 2)
		ck_assert(base_id_equal(
			&page.items[0].id, &people[pages[_i].skip].id));
	fixture_close();
}
END_TEST

START_TEST(accounts_come_in_the_order_they_were_made_in)
{
	size_t i;
	bool swapped;

	set_up();
	ask(mark, 0, 20);
	for (i = 0; i < PEOPLE - 2; i++)
		ck_assert(base_id_equal(&page.items[i].id, &people[i].id));
	/* Of two at the same moment the smaller id is first. */
	swapped = sql("SELECT '%s'::uuid > '%s'", people[3].name,
			  people[4].name)[0] == 't';
	ck_assert(
		base_id_equal(&page.items[3].id, &people[swapped ? 4 : 3].id));
	ck_assert(
		base_id_equal(&page.items[4].id, &people[swapped ? 3 : 4].id));
	fixture_close();
}
END_TEST

START_TEST(the_filter_takes_a_part_in_either_case)
{
	char part[80];
	size_t i;

	set_up();
	snprintf(part, sizeof(part), "%s.3@eXample", mark);
	for (i = 0; part[i]; i++)
		part[i] = (char)toupper((unsigned char)part[i]);
	ask(part, 0, 20);
	ck_assert_int_eq(page.total, 1);
	ck_assert(base_id_equal(&page.items[0].id, &people[3].id));
	fixture_close();
}
END_TEST

static const char *const strangers[] = {
	"nobody@nowhere.example", "X%example", "X_", "' OR true --", "\\"};

START_TEST(the_filter_knows_no_wildcards)
{
	set_up();
	ask(strangers[_i], 0, 20);
	ck_assert_int_eq(page.total, 0);
	ck_assert_uint_eq(page.count, 0);
	fixture_close();
}
END_TEST

START_TEST(without_a_filter_all_are_there)
{
	set_up();
	ask(NULL, 0, 1);
	ck_assert_int_ge(page.total, PEOPLE);
	ck_assert_uint_eq(page.count, 1);
	fixture_close();
}
END_TEST

/* Moments that an import may bring, in their order. */
static const char *const extremes[] = {"-infinity", "4714-11-24Z BC",
	"294247-01-10 04:00:54.775808Z", "294276-12-31 23:59:59.999999Z",
	"infinity"};

START_TEST(accounts_of_all_times_are_listed_in_their_order)
{
	size_t i;

	set_up();
	for (i = 0; i < PEOPLE; i++)
		sql("UPDATE users SET created_at = m, updated_at = m,"
		    " last_login_at = m FROM (SELECT timestamptz '%s' AS m) v"
		    " WHERE id = '%s'",
			extremes[i], people[i].name);
	for (i = 0; i < PEOPLE; i++) {
		ask(mark, (int)i, 1);
		ck_assert_uint_eq(page.count, 1);
		ck_assert(base_id_equal(&page.items[0].id, &people[i].id));
		ck_assert(base_time_is_kept(page.items[0].created_at));
		ck_assert(base_time_is_kept(page.items[0].last_login_at));
	}
	fixture_close();
}
END_TEST

START_TEST(the_index_has_the_order)
{
	PGresult *result;
	bool found = false;
	int row;

	fixture_open();
	/* As where there are many rows. */
	sql("SET enable_seqscan = off");
	sql("SET enable_sort = off");
	sql("SET plan_cache_mode = force_generic_plan");
	sql("PREPARE list AS %s", db_statement_sql(DB_ADMIN_LIST));
	result = PQexec(fixture_beside(),
		"EXPLAIN EXECUTE list(NULL, NULL, NULL, 20, 0, NULL)");
	for (row = 0; row < PQntuples(result); row++)
		found |= strstr(PQgetvalue(result, row, 0), "users_created") !=
			NULL;
	PQclear(result);
	ck_assert(found);
	fixture_close();
}
END_TEST

Suite *
db_user_list_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_page_has_its_part_of_all, pages),
		ONCE(accounts_of_all_times_are_listed_in_their_order),
		ONCE(the_index_has_the_order),
		ONCE(accounts_come_in_the_order_they_were_made_in),
		ONCE(the_filter_takes_a_part_in_either_case),
		EACH(the_filter_knows_no_wildcards, strangers),
		ONCE(without_a_filter_all_are_there),
	};

	return suite_of("db_user_list", tests, COUNT(tests));
}
