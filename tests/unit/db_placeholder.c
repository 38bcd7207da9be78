/* db_placeholder.c: names of parameters become numbers. */
#include "db/placeholder.h"

#include "support/fail.h"
#include "unit/suites.h"

#include <stdlib.h>

/* clang-format off */
static const struct {
	const char *named, *numbered;
} texts[] = {
	{"SELECT $a", "SELECT $1"},
	{"$b $a $b", "$1 $2 $1"},
	{"$4 $b $a $b", "$4 $5 $6 $5"},
	/* What is numbered already may come later, and has its digits. */
	{"$title, $12, $1 $2", "$13, $12, $1 $2"},
	{"$has_title::boolean,$title)", "$1::boolean,$2)"},
	{"$now", "$1"},
	{"$ $9 '$' $x$", "$ $9 '$' $10$"},
};
/* clang-format on */

START_TEST(a_name_has_a_number_from_its_first_use_on)
{
	char *numbered = db_placeholder_number(texts[_i].named);

	ck_assert(db_placeholder_is_named(texts[_i].named));
	ck_assert_str_eq(numbered, texts[_i].numbered);
	ck_assert(!db_placeholder_is_named(numbered));
	free(numbered);
}
END_TEST

START_TEST(a_text_without_names_stays_as_it_is)
{
	static const char text[] = "SELECT $1, $23 FROM todos";
	char *numbered = db_placeholder_number(text);

	ck_assert(!db_placeholder_is_named(text));
	ck_assert_str_eq(numbered, text);
	free(numbered);
}
END_TEST

START_TEST(without_memory_there_is_no_text)
{
	fail_nth(FAIL_realloc, 1);
	ck_assert_ptr_null(db_placeholder_number("SELECT $a"));
}
END_TEST

Suite *
db_placeholder_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_name_has_a_number_from_its_first_use_on, texts),
		ONCE(a_text_without_names_stays_as_it_is),
		ONCE(without_memory_there_is_no_text),
	};

	return suite_of("db_placeholder", tests, COUNT(tests));
}
