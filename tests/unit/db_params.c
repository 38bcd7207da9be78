/* db_params.c: how many parameters a statement has at most. */
#include "db/params.h"

#include "unit/suites.h"

#include <signal.h>
#include <sys/resource.h>

/* It ends the process before it is written anywhere. */
START_TEST(a_parameter_too_many_is_caught)
{
	struct db_params params = {.count = DB_PARAMS_MAX};
	struct rlimit no_core = {0};

	setrlimit(RLIMIT_CORE, &no_core);
	if (_i == 0)
		db_params_null(&params);
	else if (_i == 1)
		db_params_flag(&params, true);
	else
		db_params_text(&params, base_text_of("x"));
}
END_TEST

Suite *
db_params_suite(void)
{
	Suite *suite = suite_create("db_params");
	TCase *caught = tcase_create("caught");

	tcase_add_loop_test_raise_signal(
		caught, a_parameter_too_many_is_caught, SIGABRT, 0, 3);
	suite_add_tcase(suite, caught);
	return suite;
}
