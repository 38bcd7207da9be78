/* api_todo_query.c: the query of a list, parameter by parameter. */
#include "api/todo_query.h"

#include "api/todo_cursor.h"
#include "unit/suites.h"

#include <stdio.h>

static const struct id user = {{1}};

START_TEST(a_list_without_a_query_has_defaults)
{
	struct todo_query query;
	struct fault fault;

	assert_error(api_todo_query_read(base_text_of(_i == 0 ? NULL : ""),
			     &user, &query, &fault),
		OK);
	ck_assert_int_eq(query.skip, 0);
	ck_assert_int_eq(query.limit, 20);
	ck_assert_int_eq(query.filter, FILTER_ALL);
	ck_assert_int_eq(query.sort, SORT_CREATED);
	ck_assert(!query.ascending);
	ck_assert(!query.no_total);
	ck_assert(!query.has_cursor);
}
END_TEST

START_TEST(what_is_asked_for_beside_the_state_is_read)
{
	struct todo_query query;
	struct fault fault;

	assert_error(
		api_todo_query_read(
			base_text_of("due_after=2026-01-01&due_before="
				     "2026-12-31&priority=0&q=b%C3%BCy+mi"
				     "&updated_since=1970-01-01T00:00:01Z"),
			&user, &query, &fault),
		OK);
	ck_assert_int_eq(query.find.due_after, 739617);
	ck_assert_int_eq(query.find.due_before, 739617 + 364);
	ck_assert(query.find.has_priority);
	ck_assert_int_eq(query.find.priority, 0);
	ck_assert(query.find.has_since);
	ck_assert_int_eq(query.find.updated_since, INT64_C(1000000));
	assert_text(((struct text){query.find.words, query.find.words_len}),
		"b\xc3\xbcy mi");
	assert_error(
		api_todo_query_read(base_text_of(""), &user, &query, &fault),
		OK);
	ck_assert_int_eq(query.find.due_after, DATE_NONE);
	ck_assert_int_eq(query.find.due_before, DATE_NONE);
	ck_assert(!query.find.has_priority);
	ck_assert(!query.find.has_since);
	ck_assert_uint_eq(query.find.words_len, 0);
}
END_TEST

/* Four bytes each, as many as may be, and one more. */
START_TEST(words_have_at_most_255_characters)
{
	struct buffer text = {0};
	struct todo_query query;
	struct fault fault;
	int i;

	base_buffer_puts(&text, "q=");
	for (i = 0; i < 255 + _i; i++)
		base_buffer_puts(&text, "%F0%9F%98%80");
	assert_error(api_todo_query_read((struct text){text.data, text.len},
			     &user, &query, &fault),
		_i == 0 ? OK : VALIDATION_002);
	if (_i == 0)
		ck_assert_uint_eq(query.find.words_len, TODO_WORDS_BYTES);
	base_buffer_clear(&text);
}
END_TEST

#define LIST(skip_, limit_, filter_, sort_, up)                                \
	{                                                                      \
		.skip = skip_, .limit = limit_, .filter = filter_,             \
		.sort = sort_, .ascending = up                                 \
	}

/* clang-format off */
static const struct {
	const char *query;
	struct todo_query read;
} good[] = {
	{"skip=5", LIST(5, 20, FILTER_ALL, SORT_CREATED, false)},
	{"skip=0", LIST(0, 20, FILTER_ALL, SORT_CREATED, false)},
	{"skip=00", LIST(0, 20, FILTER_ALL, SORT_CREATED, false)},
	{"skip=007", LIST(7, 20, FILTER_ALL, SORT_CREATED, false)},
	{"skip=000000000000000000005", LIST(5, 20, FILTER_ALL, SORT_CREATED, false)},
	{"skip=2147483647", LIST(2147483647, 20, FILTER_ALL, SORT_CREATED, false)},
	{"limit=1", LIST(0, 1, FILTER_ALL, SORT_CREATED, false)},
	{"limit=100", LIST(0, 100, FILTER_ALL, SORT_CREATED, false)},
	{"is_completed=true", LIST(0, 20, FILTER_COMPLETED, SORT_CREATED, false)},
	{"is_completed=false", LIST(0, 20, FILTER_OPEN, SORT_CREATED, false)},
	{"sort_by=created_at", LIST(0, 20, FILTER_ALL, SORT_CREATED, false)},
	{"sort_by=completed_at", LIST(0, 20, FILTER_ALL, SORT_COMPLETED, false)},
	{"sort_by=title", LIST(0, 20, FILTER_ALL, SORT_TITLE, false)},
	{"sort_by=due_date", LIST(0, 20, FILTER_ALL, SORT_DUE, false)},
	{"sort_by=priority", LIST(0, 20, FILTER_ALL, SORT_PRIORITY, false)},
	{"sort_by=updated_at", LIST(0, 20, FILTER_ALL, SORT_UPDATED, false)},
	{"sort_order=asc", LIST(0, 20, FILTER_ALL, SORT_CREATED, true)},
	{"sort_order=desc", LIST(0, 20, FILTER_ALL, SORT_CREATED, false)},
	{"sort_order=asc&sort_by=title&is_completed=false&limit=2&skip=4",
	 LIST(4, 2, FILTER_OPEN, SORT_TITLE, true)},
	{"Skip=x&foo=1&foo=2&limits=", LIST(0, 20, FILTER_ALL, SORT_CREATED, false)},
	{"sort%5Fby=%74itle", LIST(0, 20, FILTER_ALL, SORT_TITLE, false)},
};
/* clang-format on */

START_TEST(each_parameter_is_read)
{
	struct todo_query query;
	struct fault fault;

	assert_error(api_todo_query_read(base_text_of(good[_i].query), &user,
			     &query, &fault),
		OK);
	ck_assert_int_eq(query.skip, good[_i].read.skip);
	ck_assert_int_eq(query.limit, good[_i].read.limit);
	ck_assert_int_eq(query.filter, good[_i].read.filter);
	ck_assert_int_eq(query.sort, good[_i].read.sort);
	ck_assert_int_eq(query.ascending, good[_i].read.ascending);
}
END_TEST

/* clang-format off */
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
	{"include_total=no", VALIDATION_006, "include_total"},
	{"include_total=False", VALIDATION_006, "include_total"},
	{"include_total=0", VALIDATION_006, "include_total"},
	{"include_total=%zz", VALIDATION_006, "include_total"},
	{"include_total=", VALIDATION_002, "include_total"},
	{"include_total=true&include_total=true", VALIDATION_002, "include_total"},
	{"cursor=x", VALIDATION_002, "cursor"},
	{"cursor=", VALIDATION_002, "cursor"},
	{"cursor", VALIDATION_002, "cursor"},
	{"cursor=%zz", VALIDATION_002, "cursor"},
	{"cursor=%00", VALIDATION_002, "cursor"},
	{"cursor=null", VALIDATION_002, "cursor"},
	{"due_after=2026-02-29", VALIDATION_002, "due_after"},
	{"due_after=0000-01-01", VALIDATION_002, "due_after"},
	{"due_before=20260101", VALIDATION_002, "due_before"},
	{"due_before=%zz", VALIDATION_002, "due_before"},
	{"priority=5", VALIDATION_002, "priority"},
	{"priority=", VALIDATION_002, "priority"},
	{"updated_since=2026-01-01", VALIDATION_002, "updated_since"},
	{"updated_since=x&updated_since=x", VALIDATION_002, "updated_since"},
	{"q=", VALIDATION_002, "q"},
	{"q=%ff", VALIDATION_002, "q"},
	{"q=%00", VALIDATION_002, "q"},
	{"q=%ff&cursor=x", VALIDATION_002, "q"},
	{"q=x&updated_since=x&priority=x&due_before=x", VALIDATION_002, "due_before"},
	{"cursor=x&include_total=x", VALIDATION_006, "include_total"},
	{"cursor=x&include_total=x&sort_order=x", VALIDATION_006, "sort_order"},
};
/* clang-format on */

START_TEST(the_first_wrong_parameter_is_named)
{
	struct todo_query query;
	struct fault fault = {0};

	assert_error(api_todo_query_read(base_text_of(bad[_i].query), &user,
			     &query, &fault),
		bad[_i].error);
	ck_assert_str_eq(fault.field, bad[_i].field);
	ck_assert_ptr_nonnull(fault.expected);
}
END_TEST

/* But no cursor: whose it is the others would say. */
START_TEST(all_wrong_parameters_are_named)
{
	static const char *const others[] = {"priority", "updated_since", "q"};
	struct todo_query query;
	struct fault fault = {0};
	size_t i;

	assert_error(
		api_todo_query_read(base_text_of("cursor=x&q=&updated_since=x&"
						 "priority=x&due_after=x"),
			&user, &query, &fault),
		VALIDATION_002);
	ck_assert_str_eq(fault.field, "due_after");
	ck_assert_uint_eq(fault.count, COUNT(others));
	for (i = 0; i < COUNT(others); i++)
		ck_assert_str_eq(fault.others[i].field, others[i]);
}
END_TEST

/* Reads a query with a cursor of the list by created_at put into it. */
static enum error
read_with_cursor(const char *form, struct todo_query *query)
{
	struct todo todo = {.id = {{9}}, .created_at = 1234567};
	struct todo_query list = {.filter = FILTER_OPEN};
	char cursor[TODO_CURSOR_MAX], text[512];
	struct text written =
		api_todo_cursor_write(&list, &user, &todo, cursor);
	struct fault fault = {0};
	enum error err;

	snprintf(text, sizeof(text), form, (int)written.len, written.data,
		(int)written.len, written.data);
	err = api_todo_query_read(base_text_of(text), &user, query, &fault);
	if (err != OK)
		ck_assert_str_eq(fault.field, "cursor");
	return err;
}

/* clang-format off */
static const struct {
	const char *form;
	enum error error;
} cursors[] = {
	{"is_completed=false&cursor=%.*s", OK},
	{"cursor=%.*s&is_completed=false&limit=7&include_total=false", OK},
	{"cursor=%.*s&is_completed=false&sort_by=created_at&sort_order=desc", OK},
	{"cursor=%.*s", VALIDATION_002},
	{"cursor=%.*s&is_completed=true", VALIDATION_002},
	{"cursor=%.*s&is_completed=false&sort_order=asc", VALIDATION_002},
	{"cursor=%.*s&is_completed=false&sort_by=completed_at", VALIDATION_002},
	{"cursor=%.*s&is_completed=false&sort_by=title", VALIDATION_002},
	{"cursor=%.*s&is_completed=false&skip=0", VALIDATION_002},
	{"cursor=%.*s&is_completed=false&skip=20", VALIDATION_002},
	{"cursor=%.*s&is_completed=false&cursor=%.*s", VALIDATION_002},
	{"cursor=%.*s&is_completed=false&cursor", VALIDATION_002},
	{"is_completed=false&cursor=%.*s%%20", VALIDATION_002},
	{"is_completed=false&cursor=%.*s=", VALIDATION_002},
};
/* clang-format on */

START_TEST(a_cursor_goes_with_its_own_list_and_without_a_skip)
{
	struct todo_query query;

	assert_error(
		read_with_cursor(cursors[_i].form, &query), cursors[_i].error);
	if (cursors[_i].error != OK)
		return;
	ck_assert(query.has_cursor);
	ck_assert_int_eq(query.skip, 0);
	ck_assert_int_eq(query.after.when, 1234567);
	ck_assert_uint_eq(query.after.id.bytes[0], 9);
}
END_TEST

START_TEST(the_total_is_left_out_when_asked_for)
{
	struct todo_query query;
	struct fault fault;

	assert_error(api_todo_query_read(base_text_of("include_total=false"),
			     &user, &query, &fault),
		OK);
	ck_assert(query.no_total);
	assert_error(api_todo_query_read(base_text_of("include_total=true"),
			     &user, &query, &fault),
		OK);
	ck_assert(!query.no_total);
}
END_TEST

Suite *
api_todo_query_suite(void)
{
	const struct suite_test tests[] = {
		{a_list_without_a_query_has_defaults, 2},
		ONCE(what_is_asked_for_beside_the_state_is_read),
		{words_have_at_most_255_characters, 2},
		EACH(each_parameter_is_read, good),
		EACH(the_first_wrong_parameter_is_named, bad),
		ONCE(all_wrong_parameters_are_named),
		EACH(a_cursor_goes_with_its_own_list_and_without_a_skip,
			cursors),
		ONCE(the_total_is_left_out_when_asked_for),
	};

	return suite_of("api_todo_query", tests, COUNT(tests));
}
