/* base_setting.c: settings from the environment. */
#include "base/setting.h"

#include "unit/setting.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HUGE 70000 /* bytes, more than any setting or file may have */

enum kind { TEXT, HIDDEN, NUMBER, CHOICE, FLAG };

struct row {
	enum kind kind;
	const char *name;
	const char *fallback;
	long min, max;
	const char *hint;
};

#define ROW(kind, member, name, fallback, min, max, hint, about)               \
	{kind, name, fallback, min, max, hint},
static const struct row rows[] = {SETTING_LIST(ROW)};
#undef ROW

START_TEST(defaults_stand_where_nothing_is_given)
{
	setting_start();
	ck_assert_msg(setting_load(), "%s", setting_why);
	ck_assert_str_eq(setting_read.database_url, "postgresql://h/d");
	ck_assert_int_eq(setting_read.statement_timeout_ms, 5000);
	ck_assert_str_eq(setting_read.jwt_secret_key, SECRET);
	ck_assert_str_eq(setting_read.jwt_previous_keys, "[]");
	ck_assert_int_eq(setting_read.jwt_algorithm, 0);
	ck_assert_int_eq(setting_read.access_minutes, 60);
	ck_assert_int_eq(setting_read.refresh_days, 7);
	ck_assert_int_eq(setting_read.bcrypt_cost, 10);
	ck_assert_int_eq(setting_read.login_failures, 60);
	ck_assert_int_eq(setting_read.registrations, 120);
	ck_assert_str_eq(setting_read.allowed_origins, "[]");
	ck_assert_int_eq(setting_read.log_level, 1);
	ck_assert(setting_read.json_logs);
	ck_assert_int_eq(setting_read.log_slow_ms, 1000);
	ck_assert_str_eq(setting_read.log_file, "");
	ck_assert_str_eq(setting_read.metrics_file, "/run/todo-api/metrics");
	ck_assert_str_eq(setting_read.metrics_token, "");
	ck_assert_str_eq(
		setting_read.metrics_addresses, "[\"127.0.0.1\",\"::1\"]");
	ck_assert_int_eq(setting_read.max_body_bytes, 65536);
	ck_assert_str_eq(setting_read.host, "127.0.0.1");
	ck_assert_int_eq(setting_read.port, 8000);
	ck_assert_int_eq(setting_read.cleanup_seconds, 300);
	base_setting_clear(&setting_read);
}
END_TEST

START_TEST(what_has_no_default_must_be_given)
{
	setting_start();
	unsetenv(rows[_i].name);
	ck_assert_int_eq(setting_load(), rows[_i].fallback != NULL);
	if (!rows[_i].fallback)
		ck_assert_ptr_eq(
			strstr(setting_why, rows[_i].name), setting_why);
	base_setting_clear(&setting_read);
}
END_TEST

START_TEST(an_empty_value_counts_as_not_given)
{
	setting_start();
	setenv(rows[_i].name, "", 1);
	ck_assert_int_eq(setting_load(), rows[_i].fallback != NULL);
	base_setting_clear(&setting_read);
}
END_TEST

/* A bad value is refused by a line that names the setting, not the value. */
static void
assert_refused(const struct row *row, const char *value)
{
	setting_start();
	setenv(row->name, value, 1);
	ck_assert_msg(!setting_load(), "%s=%.40s", row->name, value);
	ck_assert_ptr_eq(strstr(setting_why, row->name), setting_why);
	assert_holds(setting_why, ": should be ");
	assert_holds(setting_why, row->hint);
	assert_lacks(setting_why, "\n");
	if (strlen(value) > 2)
		assert_lacks(setting_why, value);
	base_setting_clear(&setting_read);
}

/* A string of so many bytes. */
static char *
text_of_length(long len, char out[HUGE])
{
	ck_assert_int_lt(len, HUGE);
	memset(out, 'x', (size_t)len);
	out[len] = '\0';
	return out;
}

START_TEST(a_value_out_of_range_is_refused_by_name)
{
	static const char *const no_numbers[] = {"x", "-1", "+7", "5 ", "0x10",
		"5000000000", "99999999999999999999", "1e3"};
	const struct row *row = &rows[_i];
	char value[HUGE];
	size_t i;

	if (row->kind == TEXT || row->kind == HIDDEN) {
		assert_refused(row, text_of_length(row->max + 1, value));
		if (row->min > 1)
			assert_refused(
				row, text_of_length(row->min - 1, value));
	} else if (row->kind == NUMBER) {
		for (i = 0; i < COUNT(no_numbers); i++)
			assert_refused(row, no_numbers[i]);
		snprintf(value, sizeof(value), "%ld", row->max + 1);
		assert_refused(row, value);
		snprintf(value, sizeof(value), "%ld", row->min - 1);
		assert_refused(row, value);
	} else {
		assert_refused(row, "nonsense");
		assert_refused(row, row->kind == FLAG ? "TRUE" : "hs256");
		assert_refused(row, row->kind == FLAG ? "1" : "HS512");
	}
}
END_TEST

START_TEST(both_ends_of_a_range_are_accepted)
{
	const struct row *row = &rows[_i];
	char value[HUGE];
	int end;

	for (end = 0; end < 2; end++) {
		long limit = end ? row->max : row->min;

		setting_start();
		if (row->kind == TEXT || row->kind == HIDDEN)
			setenv(row->name, text_of_length(limit, value), 1);
		snprintf(value, sizeof(value), "%ld", limit);
		if (row->kind == NUMBER)
			setenv(row->name, value, 1);
		ck_assert_msg(setting_load(), "%s", setting_why);
		base_setting_clear(&setting_read);
	}
}
END_TEST

START_TEST(a_choice_is_its_place_in_the_list)
{
	static const char *const levels[] = {
		"DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL"};

	setting_start();
	setenv("LOG_LEVEL", levels[_i], 1);
	ck_assert_msg(setting_load(), "%s", setting_why);
	ck_assert_int_eq(setting_read.log_level, _i);
	base_setting_clear(&setting_read);
}
END_TEST

START_TEST(a_part_of_a_choice_is_none)
{
	static const char *const words[] = {
		"INF", "INFOS", "DEBUG INFO", "info"};
	size_t i;

	for (i = 0; i < COUNT(words); i++) {
		setting_start();
		setenv("LOG_LEVEL", words[i], 1);
		ck_assert(!setting_load());
		ck_assert_str_eq(setting_why,
			"LOG_LEVEL: should be one of "
			"DEBUG INFO WARNING ERROR CRITICAL");
		base_setting_clear(&setting_read);
	}
}
END_TEST

START_TEST(secrets_leave_the_environment_once_they_are_read)
{
	static const char zeros[sizeof(SECRET)];
	char *secret;

	setting_start();
	setenv("PORT", "9000", 1);
	secret = getenv("JWT_SECRET_KEY");
	ck_assert(setting_load());
	ck_assert_ptr_null(getenv("DATABASE_URL"));
	ck_assert_ptr_null(getenv("JWT_SECRET_KEY"));
	ck_assert_mem_eq(secret, zeros, sizeof(zeros));
	ck_assert_str_eq(setting_read.jwt_secret_key, SECRET);
	ck_assert_str_eq(getenv("PORT"), "9000");
	base_setting_clear(&setting_read);
}
END_TEST

START_TEST(a_load_that_failed_leaves_them_for_another)
{
	setting_start();
	setenv("PORT", "none", 1);
	ck_assert(!setting_load());
	unsetenv("PORT");
	ck_assert(setting_load());
	base_setting_clear(&setting_read);
}
END_TEST

START_TEST(each_setting_knows_where_it_comes_from)
{
	setting_start();
	setenv("PORT", "9000", 1);
	ck_assert(setting_load());
	ck_assert_int_eq(
		setting_read.source[SETTING_port], SETTING_ENVIRONMENT);
	ck_assert_int_eq(setting_read.source[SETTING_host], SETTING_DEFAULT);
	base_setting_clear(&setting_read);
}
END_TEST

Suite *
base_setting_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(defaults_stand_where_nothing_is_given),
		EACH(what_has_no_default_must_be_given, rows),
		EACH(an_empty_value_counts_as_not_given, rows),
		EACH(a_value_out_of_range_is_refused_by_name, rows),
		EACH(both_ends_of_a_range_are_accepted, rows),
		{a_choice_is_its_place_in_the_list, 5},
		ONCE(a_part_of_a_choice_is_none),
		ONCE(secrets_leave_the_environment_once_they_are_read),
		ONCE(a_load_that_failed_leaves_them_for_another),
		ONCE(each_setting_knows_where_it_comes_from),
	};

	return suite_of("base_setting", tests, COUNT(tests));
}
