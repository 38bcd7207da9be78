/* db_conn_url.c: which URIs name a database. */
#include "db/conn.h"

#include "support/fail.h"
#include "unit/suites.h"

#include <string.h>

/* clang-format off */
static const struct {
	const char *url;
	bool good;
} urls[] = {
	{"postgresql://h/d", true},
	{"postgres://h/d", true},
	{"postgresql+asyncpg://u:p@h/d", true},
	{"postgresql://u:p%40ss@a:1,b:2/d?target_session_attrs=read-write", true},
	{"postgresql://", true},
	{"", false},
	{"host=h dbname=d", false},
	{"http://h/d", false},
	{"mysql://h/d", false},
	{"Postgresql://h/d", false},
	{"postgresql+psycopg://h/d", false},
	{"postgresql://h/d?hunter2=1", false},
	{"postgresql://u:hunter2@[::1/d", false},
	{"postgresql://u:hunter2%zz@h/d", false},
};
/* clang-format on */

START_TEST(a_url_is_one_that_libpq_can_read)
{
	char why[128] = "";

	ck_assert_int_eq(db_conn_check_url(urls[_i].url, why, sizeof(why)),
		urls[_i].good);
	if (!urls[_i].good)
		assert_holds(why, "should be a URI that ");
	assert_lacks(why, "hunter2");
}
END_TEST

START_TEST(a_url_without_memory_cannot_be_read)
{
	char why[128];
	bool good;

	fail_nth(FAIL_strdup, 1);
	good = db_conn_check_url("postgresql://h/d", why, sizeof(why));
	ck_assert(fail_happened());
	ck_assert(!good);
}
END_TEST

Suite *
db_conn_url_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_url_is_one_that_libpq_can_read, urls),
		ONCE(a_url_without_memory_cannot_be_read),
	};

	return suite_of("db_conn_url", tests, COUNT(tests));
}
