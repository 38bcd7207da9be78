/* base_setting.c: settings from the environment and from a file. */
#include "base/setting.h"

#include "support/fail.h"
#include "support/temp.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECRET "a-secret-of-thirty-two-bytes-12345"
#define HUGE 70000 /* bytes, more than any setting or file may have */

enum kind { TEXT, NUMBER, CHOICE, FLAG };

struct row {
	enum kind kind;
	const char *name;
	const char *fallback;
	long min, max;
	const char *hint;
};

#define ROW(kind, member, name, fallback, min, max, hint) \
	{kind, name, fallback, min, max, hint},
static const struct row rows[] = {SETTING_LIST(ROW)};
#undef ROW

static struct settings settings;
static char why[512];

/* Only the two settings without a default are given. */
static void
start_afresh(void)
{
	size_t i;

	for (i = 0; i < COUNT(rows); i++)
		unsetenv(rows[i].name);
	setenv("TODO_API_CONFIG", "", 1);
	setenv("DATABASE_URL", "postgresql://h/d", 1);
	setenv("JWT_SECRET_KEY", SECRET, 1);
	why[0] = '\0';
}

static bool
load(void)
{
	return base_setting_load(&settings, why, sizeof(why));
}

/* Loads with a settings file of this content, and nothing else given. */
static bool
load_file(const char *content)
{
	char path[TEMP_PATH];

	start_afresh();
	unsetenv("DATABASE_URL");
	unsetenv("JWT_SECRET_KEY");
	temp_write("settings", content, strlen(content), path);
	setenv("TODO_API_CONFIG", path, 1);
	return load();
}

START_TEST(defaults_stand_where_nothing_is_given)
{
	start_afresh();
	ck_assert_msg(load(), "%s", why);
	ck_assert_str_eq(settings.database_url, "postgresql://h/d");
	ck_assert_int_eq(settings.statement_timeout_ms, 5000);
	ck_assert_str_eq(settings.jwt_secret_key, SECRET);
	ck_assert_str_eq(settings.jwt_previous_keys, "[]");
	ck_assert_int_eq(settings.jwt_algorithm, 0);
	ck_assert_int_eq(settings.access_minutes, 60);
	ck_assert_int_eq(settings.refresh_days, 7);
	ck_assert_int_eq(settings.bcrypt_cost, 10);
	ck_assert_int_eq(settings.login_failures, 60);
	ck_assert_int_eq(settings.registrations, 120);
	ck_assert_str_eq(settings.allowed_origins, "[]");
	ck_assert_int_eq(settings.log_level, 1);
	ck_assert(settings.json_logs);
	ck_assert_int_eq(settings.log_slow_ms, 1000);
	ck_assert_str_eq(settings.log_file, "");
	ck_assert_str_eq(settings.metrics_file, "/run/todo-api/metrics");
	ck_assert_str_eq(settings.metrics_token, "");
	ck_assert_str_eq(settings.metrics_addresses, "[\"127.0.0.1\",\"::1\"]");
	ck_assert_int_eq(settings.max_body_bytes, 65536);
	ck_assert_str_eq(settings.host, "127.0.0.1");
	ck_assert_int_eq(settings.port, 8000);
	ck_assert_int_eq(settings.cleanup_seconds, 300);
	base_setting_clear(&settings);
}
END_TEST

START_TEST(what_has_no_default_must_be_given)
{
	start_afresh();
	unsetenv(rows[_i].name);
	ck_assert_int_eq(load(), rows[_i].fallback != NULL);
	if (!rows[_i].fallback)
		ck_assert_ptr_eq(strstr(why, rows[_i].name), why);
	base_setting_clear(&settings);
}
END_TEST

START_TEST(an_empty_value_counts_as_not_given)
{
	start_afresh();
	setenv(rows[_i].name, "", 1);
	ck_assert_int_eq(load(), rows[_i].fallback != NULL);
	base_setting_clear(&settings);
}
END_TEST

/* A bad value is refused by a line that names the setting, not the value. */
static void
assert_refused(const struct row *row, const char *value)
{
	start_afresh();
	setenv(row->name, value, 1);
	ck_assert_msg(!load(), "%s=%.40s", row->name, value);
	ck_assert_ptr_eq(strstr(why, row->name), why);
	assert_holds(why, ": should be ");
	assert_holds(why, row->hint);
	assert_lacks(why, "\n");
	if (strlen(value) > 2)
		assert_lacks(why, value);
	base_setting_clear(&settings);
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

	if (row->kind == TEXT) {
		assert_refused(row, text_of_length(row->max + 1, value));
		if (row->min > 1)
			assert_refused(row, text_of_length(row->min - 1, value));
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

		start_afresh();
		if (row->kind == TEXT)
			setenv(row->name, text_of_length(limit, value), 1);
		snprintf(value, sizeof(value), "%ld", limit);
		if (row->kind == NUMBER)
			setenv(row->name, value, 1);
		ck_assert_msg(load(), "%s", why);
		base_setting_clear(&settings);
	}
}
END_TEST

START_TEST(a_choice_is_its_place_in_the_list)
{
	static const char *const levels[] = {"DEBUG", "INFO", "WARNING", "ERROR",
		"CRITICAL"};

	start_afresh();
	setenv("LOG_LEVEL", levels[_i], 1);
	ck_assert_msg(load(), "%s", why);
	ck_assert_int_eq(settings.log_level, _i);
	base_setting_clear(&settings);
}
END_TEST

START_TEST(a_part_of_a_choice_is_none)
{
	static const char *const words[] = {"INF", "INFOS", "DEBUG INFO", "info"};
	size_t i;

	for (i = 0; i < COUNT(words); i++) {
		start_afresh();
		setenv("LOG_LEVEL", words[i], 1);
		ck_assert(!load());
		ck_assert_str_eq(why, "LOG_LEVEL: should be one of "
			"DEBUG INFO WARNING ERROR CRITICAL");
		base_setting_clear(&settings);
	}
}
END_TEST

START_TEST(a_file_gives_settings)
{
	ck_assert_msg(load_file("# ours\n"
		"\n"
		"   # indented\n"
		"DATABASE_URL=postgresql://u:p=w@h/d#x\r\n"
		"  JWT_SECRET_KEY = \"" SECRET "\" \n"
		"HOST='::1'\n"
		"LOG_FILE=\"\n"
		"ALLOWED_ORIGINS=[\"https://a.b\"]\n"
		"JSON_LOGS=false\n"
		"PORT=\t9000"), "%s", why);
	ck_assert_str_eq(settings.database_url, "postgresql://u:p=w@h/d#x");
	ck_assert_str_eq(settings.jwt_secret_key, SECRET);
	ck_assert_str_eq(settings.host, "::1");
	ck_assert_str_eq(settings.log_file, "\"");
	ck_assert_str_eq(settings.allowed_origins, "[\"https://a.b\"]");
	ck_assert(!settings.json_logs);
	ck_assert_int_eq(settings.port, 9000);
	base_setting_clear(&settings);
}
END_TEST

START_TEST(the_environment_wins_over_the_file)
{
	char path[TEMP_PATH];

	start_afresh();
	temp_write("settings", "PORT=9000\nHOST=h\n", 17, path);
	setenv("TODO_API_CONFIG", path, 1);
	setenv("PORT", "9001", 1);
	setenv("HOST", "", 1);
	ck_assert_msg(load(), "%s", why);
	ck_assert_int_eq(settings.port, 9001);
	ck_assert_str_eq(settings.host, "h");
	base_setting_clear(&settings);
}
END_TEST

static const struct {
	const char *content;
	const char *why;
} bad_files[] = {
	{"PORT=1\nPROT=2\n", "settings file, line 2: unknown setting PROT"},
	{"port=1\n", "settings file, line 1: unknown setting port"},
	{"PORT=1\n\nPORT=1\n", "settings file, line 3: PORT is given twice"},
	{"=1\n", "settings file, line 1: unknown setting "},
	{"PORT\n", "settings file, line 1: should be KEY=value"},
	{"\n\nhunter2\n", "settings file, line 3: should be KEY=value"},
	{"PORT=x\n", "PORT: should be a number from 1 to 65535 (a TCP port)"},
	{"", "DATABASE_URL: should be "},
};

START_TEST(a_wrong_line_of_the_file_is_named)
{
	static const char url[] = "DATABASE_URL=postgresql://h/d\n"
				  "JWT_SECRET_KEY=" SECRET "\n";
	char content[256];

	/* Behind it, so that the numbers of lines are those of the table. */
	snprintf(content, sizeof(content), "%s%s", bad_files[_i].content,
		bad_files[_i].content[0] ? url : "");
	ck_assert(!load_file(content));
	ck_assert_ptr_eq(strstr(why, bad_files[_i].why), why);
	assert_lacks(why, "hunter2");
	base_setting_clear(&settings);
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_named)
{
	start_afresh();
	setenv("TODO_API_CONFIG", "/nonexistent/settings", 1);
	ck_assert(!load());
	ck_assert_str_eq(why, "TODO_API_CONFIG: cannot read "
		"/nonexistent/settings: No such file or directory");
	setenv("TODO_API_CONFIG", "/", 1);
	ck_assert(!load());
	ck_assert_str_eq(why,
		"TODO_API_CONFIG: cannot read /: Is a directory");
}
END_TEST

START_TEST(a_file_over_the_limit_is_refused)
{
	char content[HUGE];

	memset(content, '\n', sizeof(content));
	content[65537] = '\0';
	ck_assert(!load_file(content));
	assert_holds(why, "File too large");
	content[65536] = '\0';
	ck_assert(!load_file(content));
	ck_assert_ptr_eq(strstr(why, "DATABASE_URL: should be "), why);
	base_setting_clear(&settings);
}
END_TEST

START_TEST(a_file_without_memory_is_refused)
{
	bool loaded;

	ck_assert(!load_file("PORT=1\n"));
	base_setting_clear(&settings);
	fail_nth(FAIL_malloc, 1);
	loaded = load();
	ck_assert(fail_happened());
	ck_assert(!loaded);
	assert_holds(why, "Cannot allocate memory");
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
		ONCE(a_file_gives_settings),
		ONCE(the_environment_wins_over_the_file),
		EACH(a_wrong_line_of_the_file_is_named, bad_files),
		ONCE(a_file_that_cannot_be_read_is_named),
		ONCE(a_file_over_the_limit_is_refused),
		ONCE(a_file_without_memory_is_refused),
	};

	return suite_of("base_setting", tests, COUNT(tests));
}
