/* db_params_row.c: parameters go to Postgres and come back as columns. */
#include "unit/fixture.h"

static PGresult *
ask(const char *text, const struct db_params *params)
{
	PGresult *result = PQexecParams(fixture_beside(), text, params->count,
		NULL, params->values, params->lengths, params->formats, 1);

	ck_assert_msg(PQresultStatus(result) == PGRES_TUPLES_OK, "%s",
		PQerrorMessage(fixture_beside()));
	return result;
}

/* Whether Postgres understands a parameter as we mean it. */
static void
assert_true(const char *text, const struct db_params *params)
{
	PGresult *result = ask(text, params);

	ck_assert_msg(db_row_flag(result, 0, 0), "%s", text);
	PQclear(result);
}

START_TEST(an_id_goes_and_comes_back)
{
	struct id id = base_id_new(), back;
	struct db_params params = {0};
	PGresult *result;

	db_params_id(&params, &id);
	result = ask("SELECT $1::uuid, NULL::uuid, 'x'::text", &params);
	back = db_row_id(result, 0, 0);
	ck_assert(base_id_equal(&id, &back));
	ck_assert(!db_row_is_null(result, 0, 0));
	back = db_row_id(result, 0, 1);
	ck_assert(base_id_equal(&back, &(struct id){0}));
	ck_assert(db_row_is_null(result, 0, 1));
	back = db_row_id(result, 0, 2);
	ck_assert(base_id_equal(&back, &(struct id){0}));
	PQclear(result);
	fixture_close();
}
END_TEST

START_TEST(a_number_that_is_reckoned_with_has_bounds)
{
	PGresult *result = ask("SELECT 7, -1, 8, 9223372036854775807,"
			       " '-9223372036854775808'::bigint, NULL::int",
		&(struct db_params){0});
	static const int64_t wanted[] = {7, 0, 7, 7, 0, 0};
	int column;

	for (column = 0; column < (int)COUNT(wanted); column++)
		ck_assert_int_eq(
			db_row_count(result, 0, column, 7), wanted[column]);
	PQclear(result);
	fixture_close();
}
END_TEST

START_TEST(numbers_of_eight_bytes_go_alone_or_in_an_array)
{
	static const int64_t numbers[] = {0, -1, INT64_MAX, INT64_MIN};
	unsigned char array[DB_ARRAY_SIZE(4)];
	struct db_params params = {0};

	db_params_wide(&params, numbers[3]);
	db_params_wides(&params, numbers, 4, array);
	assert_true(
		"SELECT $1::bigint = -9223372036854775808 AND $2::bigint[] ="
		" '{0, -1, 9223372036854775807, -9223372036854775808}'",
		&params);
	params.count = 0;
	db_params_wides(&params, numbers, 0, array);
	assert_true("SELECT $1::bigint[] IS NOT NULL"
		    " AND 1 = ANY ($1::bigint[]) IS NOT TRUE",
		&params);
	fixture_close();
}
END_TEST

START_TEST(a_text_goes_and_comes_back)
{
	static const char *const texts[] = {"", "abc",
		"'; DROP TABLE users; --",
		"\\x41 \xc3\xa9 \xf0\x9f\x98\x80\n\t\"", NULL};
	struct db_params params = {0};
	PGresult *result;

	db_params_text(&params, base_text_of(texts[_i]));
	result = ask("SELECT $1::text", &params);
	if (texts[_i])
		assert_text(db_row_text(result, 0, 0), texts[_i]);
	else
		ck_assert_ptr_null(db_row_text(result, 0, 0).data);
	PQclear(result);
	fixture_close();
}
END_TEST

START_TEST(a_text_ends_where_it_says)
{
	struct db_params params = {0};

	db_params_text(&params, (struct text){"abcdef", 3});
	assert_true("SELECT $1::text = 'abc'", &params);
	fixture_close();
}
END_TEST

/* clang-format off */
static const struct {
	int64_t when;
	const char *text;
} moments[] = {
	{0, "SELECT $1::timestamptz = '1970-01-01T00:00:00Z'"},
	{NOW + 123456, "SELECT $1::timestamptz = '2026-01-12T20:30:00.123456Z'"},
	{-1, "SELECT $1::timestamptz = '1969-12-31T23:59:59.999999Z'"},
	{TIME_2000, "SELECT $1::timestamptz = '2000-01-01T00:00:00Z'"},
	{INT64_C(253402300799) * TIME_SECOND,
	 "SELECT $1::timestamptz = '9999-12-31T23:59:59Z'"},
	{INT64_C(253402300800) * TIME_SECOND,
	 "SELECT $1::timestamptz = '10000-01-01T00:00:00Z'"},
	{TIME_MINUS_INFINITE, "SELECT $1::timestamptz = '-infinity'"},
	{INT64_C(-210866803200) * TIME_SECOND,
	 "SELECT $1::timestamptz = '4714-11-24T00:00:00Z BC'"},
	{INT64_MAX, "SELECT $1::timestamptz = '294247-01-10T04:00:54.775807Z'"},
	{TIME_INFINITE - 1,
	 "SELECT $1::timestamptz = '294247-01-10T04:00:54.775808Z'"},
	{TIME_NONE + 1,
	 "SELECT $1::timestamptz = '294247-01-10T04:00:54.775809Z'"},
	{TIME_NONE + INT64_C(945945144191),
	 "SELECT $1::timestamptz > '294247-01-20T00:00:00Z'"},
	{TIME_INFINITE, "SELECT $1::timestamptz = 'infinity'"},
};
/* clang-format on */

START_TEST(a_moment_goes_and_comes_back)
{
	struct db_params params = {0};
	PGresult *result;

	db_params_time(&params, moments[_i].when);
	assert_true(moments[_i].text, &params);
	result = ask("SELECT $1::timestamptz, NULL::timestamptz", &params);
	ck_assert_int_eq(db_row_time(result, 0, 0), moments[_i].when);
	ck_assert_int_eq(db_row_time(result, 0, 1), TIME_NONE);
	PQclear(result);
	fixture_close();
}
END_TEST

START_TEST(a_number_goes_and_comes_back)
{
	static const int32_t numbers[] = {0, 1, -1, INT32_MAX, INT32_MIN};
	struct db_params params = {0};
	PGresult *result;

	db_params_number(&params, numbers[_i]);
	result = ask(
		"SELECT $1::int4, $1::int4 * 10::int8, 'x'::text, NULL::int4",
		&params);
	ck_assert_int_eq(db_row_number(result, 0, 0), numbers[_i]);
	ck_assert_int_eq(
		db_row_number(result, 0, 1), numbers[_i] * INT64_C(10));
	ck_assert_int_eq(db_row_number(result, 0, 2), 0);
	ck_assert_int_eq(db_row_number(result, 0, 3), 0);
	PQclear(result);
	fixture_close();
}
END_TEST

START_TEST(a_flag_goes_and_comes_back)
{
	struct db_params params = {0};
	PGresult *result;

	db_params_flag(&params, _i == 1);
	db_params_null(&params);
	result = ask("SELECT $1::boolean, $2::boolean", &params);
	ck_assert_int_eq(db_row_flag(result, 0, 0), _i == 1);
	ck_assert(!db_row_flag(result, 0, 1));
	ck_assert(db_row_is_null(result, 0, 1));
	PQclear(result);
	fixture_close();
}
END_TEST

START_TEST(parameters_keep_their_order)
{
	struct caller caller = {
		.user_id = {{9}}, .jti = "j", .session_jti = "s"};
	struct db_params params = {0};

	db_params_caller(&params, &caller);
	db_params_number(&params, 4);
	db_params_flag(&params, true);
	ck_assert_int_eq(params.count, 5);
	assert_true("SELECT $1::uuid = '09000000-0000-0000-0000-000000000000'"
		    " AND $2::text = 'j' AND $3::text = 's' AND $4::int4 = 4"
		    " AND $5::boolean",
		&params);
	fixture_close();
}
END_TEST

Suite *
db_params_row_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		ONCE(an_id_goes_and_comes_back),
		ONCE(a_number_that_is_reckoned_with_has_bounds),
		ONCE(numbers_of_eight_bytes_go_alone_or_in_an_array),
		{a_text_goes_and_comes_back, 5},
		ONCE(a_text_ends_where_it_says),
		EACH(a_moment_goes_and_comes_back, moments),
		{a_number_goes_and_comes_back, 5},
		{a_flag_goes_and_comes_back, 2},
		ONCE(parameters_keep_their_order),
	};
	/* clang-format on */

	return suite_of("db_params_row", tests, COUNT(tests));
}
