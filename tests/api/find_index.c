/* find_index.c: a pool's workers put the words of many todos into the index. */
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

static void
check_total(const struct person *person, const char *query, const char *total)
{
	struct answer answer;
	char target[64];

	snprintf(target, sizeof(target), "/todos?%s", query);
	answer = person_ask(person, "GET", target, NULL);
	ck_assert_int_eq(answer.status, 200);
	ck_assert_str_eq(client_member(&answer, "total"), total);
	client_clear(&answer);
}

static void
add_numbers(const struct person *person, int count)
{
	psql("INSERT INTO todos (id, user_id, title, created_at, updated_at)"
	     " SELECT gen_random_uuid(), '%s', 'number ' || n, now(), now()"
	     " FROM generate_series(1, %d) n",
		person->id, count);
}

/* Waits until some of the user's todos are in the index of words. */
static bool
are_indexed(const struct person *person)
{
	int tries;

	for (tries = 0; tries < 200; tries++) {
		if (strcmp(psql("SELECT count(*) >= 500 FROM todos WHERE has_terms"
				" AND user_id = '%s'",
				   person->id),
			    "t") == 0)
			return true;
		usleep(50000);
	}
	return false;
}

/* Those of a user with more than are read by each search. */
START_TEST(who_searches_among_many_has_them_indexed)
{
	struct person person = person_new();

	add_numbers(&person, 600);
	check_total(&person, "q=number+42", "11");
	ck_assert(are_indexed(&person));
	check_total(&person, "q=number+42", "11");
}
END_TEST

/* So that a first search among so many finds them there. */
START_TEST(who_lists_very_many_has_them_indexed)
{
	struct person person = person_new();

	add_numbers(&person, 10000);
	check_total(&person, "limit=1", "10000");
	ck_assert(are_indexed(&person));
}
END_TEST

Suite *
api_suite_find_index(void)
{
	Suite *suite = suite_create("find_index");
	TCase *tests = tcase_create("find_index");

	/* Only workers of a pool have idle moments. */
	if (client_is(&client_http) && !sample_front_is("cgid")) {
		tcase_add_checked_fixture(tests, client_open, client_close);
		tcase_set_timeout(tests, 60);
		tcase_add_test(tests, who_searches_among_many_has_them_indexed);
		tcase_add_test(tests, who_lists_very_many_has_them_indexed);
	}
	suite_add_tcase(suite, tests);
	return suite;
}
