/* api_todo_query.c: the query of a list, parameter by parameter. */
#include "api/todo_query.h"

#include "unit/suites.h"

START_TEST(a_list_without_a_query_has_defaults)
{
	struct todo_query query;
	struct fault fault;

	assert_error(api_todo_query_read(base_text_of(_i == 0 ? NULL : ""), &query,
		&fault), OK);
	ck_assert_int_eq(query.skip, 0);
	ck_assert_int_eq(query.limit, 20);
	ck_assert_int_eq(query.filter, FILTER_ALL);
	ck_assert_int_eq(query.sort, SORT_CREATED);
	ck_assert(!query.ascending);
}
END_TEST

static const struct {
	const char *query;
	struct todo_query read;
} good[] = {
	{"skip=5", {5, 20, FILTER_ALL, SORT_CREATED, false}},
	{"skip=0", {0, 20, FILTER_ALL, SORT_CREATED, false}},
	{"skip=00", {0, 20, FILTER_ALL, SORT_CREATED, false}},
	{"skip=007", {7, 20, FILTER_ALL, SORT_CREATED, false}},
	{"skip=000000000000000000005", {5, 20, FILTER_ALL, SORT_CREATED, false}},
	{"skip=2147483647", {2147483647, 20, FILTER_ALL, SORT_CREATED, false}},
	{"limit=1", {0, 1, FILTER_ALL, SORT_CREATED, false}},
	{"limit=100", {0, 100, FILTER_ALL, SORT_CREATED, false}},
	{"is_completed=true", {0, 20, FILTER_COMPLETED, SORT_CREATED, false}},
	{"is_completed=false", {0, 20, FILTER_OPEN, SORT_CREATED, false}},
	{"sort_by=created_at", {0, 20, FILTER_ALL, SORT_CREATED, false}},
	{"sort_by=completed_at", {0, 20, FILTER_ALL, SORT_COMPLETED, false}},
	{"sort_by=title", {0, 20, FILTER_ALL, SORT_TITLE, false}},
	{"sort_order=asc", {0, 20, FILTER_ALL, SORT_CREATED, true}},
	{"sort_order=desc", {0, 20, FILTER_ALL, SORT_CREATED, false}},
	{"sort_order=asc&sort_by=title&is_completed=false&limit=2&skip=4",
	 {4, 2, FILTER_OPEN, SORT_TITLE, true}},
	{"Skip=x&foo=1&foo=2&limits=", {0, 20, FILTER_ALL, SORT_CREATED, false}},
	{"sort%5Fby=%74itle", {0, 20, FILTER_ALL, SORT_TITLE, false}},
};

START_TEST(each_parameter_is_read)
{
	struct todo_query query;
	struct fault fault;

	assert_error(api_todo_query_read(base_text_of(good[_i].query), &query,
		&fault), OK);
	ck_assert_int_eq(query.skip, good[_i].read.skip);
	ck_assert_int_eq(query.limit, good[_i].read.limit);
	ck_assert_int_eq(query.filter, good[_i].read.filter);
	ck_assert_int_eq(query.sort, good[_i].read.sort);
	ck_assert_int_eq(query.ascending, good[_i].read.ascending);
}
END_TEST

static const struct {
	const char *query;
	enum error error;
	const char *field;
} bad[] = {
	{"skip=-1", VALIDATION_002, "skip"},
	{"skip=+1", VALIDATION_002, "skip"},
	{"skip=%2B1", VALIDATION_002, "skip"},
	{"skip=x", VALIDATION_002, "skip"},
	{"skip=1x", VALIDATION_002, "skip"},
	{"skip=1.0", VALIDATION_002, "skip"},
	{"skip=0x10", VALIDATION_002, "skip"},
	{"skip=2147483648", VALIDATION_002, "skip"},
	{"skip=9999999999", VALIDATION_002, "skip"},
	{"skip=18446744073709551617", VALIDATION_002, "skip"},
	{"skip=", VALIDATION_002, "skip"},
	{"skip", VALIDATION_002, "skip"},
	{"skip=1&skip=1", VALIDATION_002, "skip"},
	{"skip=%00", VALIDATION_002, "skip"},
	{"skip=%zz", VALIDATION_002, "skip"},
	{"limit=0", VALIDATION_002, "limit"},
	{"limit=101", VALIDATION_002, "limit"},
	{"limit=-1", VALIDATION_002, "limit"},
	{"limit=", VALIDATION_002, "limit"},
	{"is_completed=", VALIDATION_002, "is_completed"},
	{"is_completed=true&is_completed=true", VALIDATION_002, "is_completed"},
	{"is_completed=1", VALIDATION_006, "is_completed"},
	{"is_completed=True", VALIDATION_006, "is_completed"},
	{"is_completed=truefalse", VALIDATION_006, "is_completed"},
	{"is_completed=true%00", VALIDATION_006, "is_completed"},
	{"sort_by=id", VALIDATION_006, "sort_by"},
	{"sort_by=title;", VALIDATION_006, "sort_by"},
	{"sort_by=", VALIDATION_002, "sort_by"},
	{"sort_order=up", VALIDATION_006, "sort_order"},
	{"sort_order=ASC", VALIDATION_006, "sort_order"},
	{"sort_order=asc&sort_order=desc", VALIDATION_002, "sort_order"},
	/* The first in the contract's order, not in the query's. */
	{"sort_order=x&sort_by=x&is_completed=x&limit=x&skip=x", VALIDATION_002,
	 "skip"},
	{"sort_order=x&sort_by=x&is_completed=x&limit=x", VALIDATION_002, "limit"},
	{"sort_order=x&sort_by=x&is_completed=x", VALIDATION_006, "is_completed"},
	{"sort_order=x&sort_by=x", VALIDATION_006, "sort_by"},
};

START_TEST(the_first_wrong_parameter_is_named)
{
	struct todo_query query;
	struct fault fault = {0};

	assert_error(api_todo_query_read(base_text_of(bad[_i].query), &query,
		&fault), bad[_i].error);
	ck_assert_str_eq(fault.field, bad[_i].field);
	ck_assert_ptr_nonnull(fault.expected);
}
END_TEST

Suite *
api_todo_query_suite(void)
{
	const struct suite_test tests[] = {
		{a_list_without_a_query_has_defaults, 2},
		EACH(each_parameter_is_read, good),
		EACH(the_first_wrong_parameter_is_named, bad),
	};

	return suite_of("api_todo_query", tests, COUNT(tests));
}
