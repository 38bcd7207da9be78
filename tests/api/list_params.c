/* list_params.c: the parameters of a list that are refused, and their blame. */
#include "sample.h"
#include "suites.h"

#include <stdio.h>

/* clang-format off */
static const struct {
	const char *query, *code, *field;
} bad_queries[] = {
	{"skip=-1", "VALIDATION_002", "skip"},
	{"skip=abc", "VALIDATION_002", "skip"},
	{"skip=1.5", "VALIDATION_002", "skip"},
	{"skip=1e1", "VALIDATION_002", "skip"},
	{"skip=0x10", "VALIDATION_002", "skip"},
	{"skip=+1", "VALIDATION_002", "skip"},
	{"skip=%2b1", "VALIDATION_002", "skip"},
	{"skip=1%20", "VALIDATION_002", "skip"},
	{"skip=%d9%a1", "VALIDATION_002", "skip"},
	{"skip=2147483648", "VALIDATION_002", "skip"},
	{"skip=4294967296", "VALIDATION_002", "skip"},
	{"skip=18446744073709551616", "VALIDATION_002", "skip"},
	{"skip=000000000000000000000000000000000000000099999999999", "VALIDATION_002", "skip"},
	{"skip=", "VALIDATION_002", "skip"},
	{"skip", "VALIDATION_002", "skip"},
	{"skip=1&skip=1", "VALIDATION_002", "skip"},
	{"skip=1&limit=2&%73kip=2", "VALIDATION_002", "skip"},
	{"limit=0", "VALIDATION_002", "limit"},
	{"limit=101", "VALIDATION_002", "limit"},
	{"limit=-5", "VALIDATION_002", "limit"},
	{"limit=ten", "VALIDATION_002", "limit"},
	{"limit=4294967297", "VALIDATION_002", "limit"},
	{"limit=", "VALIDATION_002", "limit"},
	{"limit=5&limit", "VALIDATION_002", "limit"},
	{"is_completed=TRUE", "VALIDATION_006", "is_completed"},
	{"is_completed=True", "VALIDATION_006", "is_completed"},
	{"is_completed=1", "VALIDATION_006", "is_completed"},
	{"is_completed=yes", "VALIDATION_006", "is_completed"},
	{"is_completed=null", "VALIDATION_006", "is_completed"},
	{"is_completed=%20true", "VALIDATION_006", "is_completed"},
	{"is_completed=", "VALIDATION_002", "is_completed"},
	{"is_completed=true&is_completed=true", "VALIDATION_002", "is_completed"},
	{"sort_by=id", "VALIDATION_006", "sort_by"},
	{"sort_by=TITLE", "VALIDATION_006", "sort_by"},
	{"sort_by=title,created_at", "VALIDATION_006", "sort_by"},
	{"sort_by=title%20desc", "VALIDATION_006", "sort_by"},
	{"sort_by=title;", "VALIDATION_006", "sort_by"},
	{"sort_by=due", "VALIDATION_006", "sort_by"},
	{"sort_by", "VALIDATION_002", "sort_by"},
	{"sort_by=title&sort_by=title", "VALIDATION_002", "sort_by"},
	{"sort_order=up", "VALIDATION_006", "sort_order"},
	{"sort_order=DESC", "VALIDATION_006", "sort_order"},
	{"sort_order=ascending", "VALIDATION_006", "sort_order"},
	{"sort_order=", "VALIDATION_002", "sort_order"},
	{"sort_order=asc&sort_order=desc", "VALIDATION_002", "sort_order"},
	/* Of several the first in the order that they are documented in. */
	{"sort_order=x&sort_by=x&is_completed=x&limit=x&skip=x", "VALIDATION_002", "skip"},
	{"sort_order=x&sort_by=x&is_completed=x&limit=x", "VALIDATION_002", "limit"},
	{"sort_order=x&sort_by=x&is_completed=x", "VALIDATION_006", "is_completed"},
	{"sort_order=x&sort_by=x", "VALIDATION_006", "sort_by"},
	{"cursor=", "VALIDATION_002", "cursor"},
	{"cursor", "VALIDATION_002", "cursor"},
	{"cursor=null", "VALIDATION_002", "cursor"},
	{"cursor=AQ&cursor=AQ", "VALIDATION_002", "cursor"},
	{"cursor=%27%20OR%201=1", "VALIDATION_002", "cursor"},
	{"cursor=AQAA&limit=0", "VALIDATION_002", "limit"},
	{"cursor=AQAA&sort_by=x", "VALIDATION_006", "sort_by"},
	{"include_total=no", "VALIDATION_006", "include_total"},
	{"include_total=FALSE", "VALIDATION_006", "include_total"},
	{"include_total=", "VALIDATION_002", "include_total"},
	{"include_total=true&include_total=true", "VALIDATION_002", "include_total"},
	{"due_after=2026-02-29", "VALIDATION_002", "due_after"},
	{"due_after=", "VALIDATION_002", "due_after"},
	{"due_before=2026-1-1", "VALIDATION_002", "due_before"},
	{"due_before=2026-01-01T00:00:00Z", "VALIDATION_002", "due_before"},
	{"due_before=today", "VALIDATION_002", "due_before"},
	{"due_before=2026-01-01&due_before=2026-01-01", "VALIDATION_002", "due_before"},
	{"priority=5", "VALIDATION_002", "priority"},
	{"priority=-1", "VALIDATION_002", "priority"},
	{"priority=high", "VALIDATION_002", "priority"},
	{"priority=", "VALIDATION_002", "priority"},
	{"updated_since=2026-01-01", "VALIDATION_002", "updated_since"},
	{"updated_since=2026-01-01T00:00:00", "VALIDATION_002", "updated_since"},
	{"updated_since=2026-01-01T24:00:00Z", "VALIDATION_002", "updated_since"},
	{"updated_since=1768249800", "VALIDATION_002", "updated_since"},
	{"updated_since=", "VALIDATION_002", "updated_since"},
	{"q=", "VALIDATION_002", "q"},
	{"q=a&q=b", "VALIDATION_002", "q"},
	{"q=x&updated_since=x&priority=x&due_before=x&due_after=x", "VALIDATION_002", "due_after"},
	{"q=&updated_since=x", "VALIDATION_002", "updated_since"},
	{"q=&cursor=x", "VALIDATION_002", "q"},
};
/* clang-format on */

START_TEST(a_bad_parameter_is_blamed)
{
	struct person person = person_new();
	char target[256];
	size_t i;

	for (i = 0; i < COUNT(bad_queries); i++) {
		snprintf(target, sizeof(target), "/todos?%s",
			bad_queries[i].query);
		expect_fault(person_ask(&person, "GET", target, NULL),
			bad_queries[i].code, bad_queries[i].field);
	}
}
END_TEST

START_TEST(broken_escapes_are_bad_values)
{
	struct person person = person_new();

	expect_fault(person_ask(&person, "GET", "/todos?skip=%zz", NULL),
		"VALIDATION_002", "skip");
	expect_fault(person_ask(&person, "GET", "/todos?skip=1%00", NULL),
		"VALIDATION_002", "skip");
	expect_fault(person_ask(&person, "GET", "/todos?sort_by=%ff", NULL),
		"VALIDATION_006", "sort_by");
	expect_fault(person_ask(&person, "GET", "/todos?sort_by=title%", NULL),
		"VALIDATION_006", "sort_by");
	expect_fault(person_ask(&person, "GET", "/todos?sort_by=title%0", NULL),
		"VALIDATION_006", "sort_by");
	expect_fault(
		person_ask(&person, "GET", "/todos?sort_by=title%00x", NULL),
		"VALIDATION_006", "sort_by");
	expect_fault(person_ask(&person, "GET", "/todos?q=%ed%a0%80", NULL),
		"VALIDATION_002", "q");
	expect_status(
		person_ask(&person, "GET", "/todos?other=%zz%", NULL), 200);
}
END_TEST

Suite *
api_suite_list_params(void)
{
	Suite *suite = suite_create("list_params");
	TCase *tests = tcase_create("list_params");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, a_bad_parameter_is_blamed);
	/* A web server may refuse or rewrite broken escapes itself. */
	if (!client_is(&client_http))
		tcase_add_test(tests, broken_escapes_are_bad_values);
	suite_add_tcase(suite, tests);
	return suite;
}
