/* http_prefer.c: which type a client prefers, and how it is to be served. */
#include "http/prefer.h"

#include "unit/suites.h"

#define PROBLEM "application/problem+json"
#define JSON "application/json"

/* clang-format off */
static const struct {
	const char *accept;
	bool problem;
} accepts[] = {
	{NULL, false},
	{"", false},
	{"*/*", false},
	{JSON, false},
	{"text/html", false},
	{"application/*", false},
	{PROBLEM, true},
	{"Application/Problem+JSON", true},
	{PROBLEM "; charset=utf-8", true},
	{"text/html, " PROBLEM, true},
	/* As much, and named: so is the other one. */
	{PROBLEM ", " JSON, false},
	{JSON ", " PROBLEM, false},
	{PROBLEM ", */*", true},
	{"*/*, " PROBLEM, true},
	{PROBLEM ", application/*", true},
	/* By weight. */
	{PROBLEM ", " JSON ";q=0.9", true},
	{PROBLEM ";q=0.9, " JSON, false},
	{PROBLEM ";q=0.2," JSON ";q=0.1", true},
	{PROBLEM ";q=0.002," JSON ";q=0.001", true},
	{PROBLEM " ; Q=0.5 ,\t" JSON ";q=0.4", true},
	{PROBLEM ";q=0", false},
	{PROBLEM ";q=0, */*;q=0", false},
	{JSON ";q=0, */*", true},
	{PROBLEM ";q=0.5, */*;q=0.6", false},
	{PROBLEM ";q=0.5, */*;q=0.4", true},
	{"*/*;q=0.1, " JSON ";q=0.2, " PROBLEM ";q=0.3", true},
	/* A quoted text is one, and what is no list harms nobody. */
	{JSON ";a=\", " PROBLEM "\"", false},
	{JSON ";a=\"\\\", " PROBLEM ";q=1\", text/html", false},
	{JSON ";a=\"", false},
	{",,;,=" , false},
	{";q=0.1," PROBLEM, true},
	{PROBLEM "x", false},
	{"application/problem", false},
};

static const struct {
	const char *prefer;
	bool strict;
} prefers[] = {
	{NULL, false},
	{"", false},
	{"handling=strict", true},
	{"Handling=Strict", true},
	{" handling = strict ", true},
	{"handling=\"strict\"", true},
	{"handling=lenient", false},
	{"handling", false},
	{"handling=", false},
	{"handling=strictly", false},
	{"xhandling=strict", false},
	{"return=minimal, handling=strict", true},
	{"return=minimal; handling=strict", false},
	{"handling=strict; a=b, wait=10", true},
	{"a=\", handling=strict\"", false},
	{"a=\"\\\", handling=strict", false},
	/* The first counts. */
	{"handling=lenient, handling=strict", false},
	{"handling=strict, handling=lenient", true},
	{",, handling=strict", true},
	{"handling=\"", false},
};
/* clang-format on */

START_TEST(the_heavier_type_is_preferred_or_the_named_one)
{
	ck_assert_int_eq(http_prefer_type(base_text_of(accepts[_i].accept),
				 PROBLEM, JSON),
		accepts[_i].problem);
}
END_TEST

START_TEST(a_preference_has_the_value_that_comes_first)
{
	ck_assert_int_eq(http_prefer_has(base_text_of(prefers[_i].prefer),
				 "handling", "strict"),
		prefers[_i].strict);
}
END_TEST

Suite *
http_prefer_suite(void)
{
	const struct suite_test tests[] = {
		EACH(the_heavier_type_is_preferred_or_the_named_one, accepts),
		EACH(a_preference_has_the_value_that_comes_first, prefers),
	};

	return suite_of("http_prefer", tests, COUNT(tests));
}
