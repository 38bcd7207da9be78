/* base_setting_file.c: settings from a file, and from both. */
#include "base/setting.h"

#include "support/fail.h"
#include "support/temp.h"
#include "unit/setting.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Loads with a settings file of this content, and nothing else given. */
static bool
load_file(const char *content)
{
	char path[TEMP_PATH];

	setting_start();
	unsetenv("DATABASE_URL");
	unsetenv("JWT_SECRET_KEY");
	temp_write("settings", content, strlen(content), path);
	setenv("TODO_API_CONFIG", path, 1);
	return setting_load();
}

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
				"PORT=\t9000"),
		"%s", setting_why);
	ck_assert_str_eq(setting_read.database_url, "postgresql://u:p=w@h/d#x");
	ck_assert_str_eq(setting_read.jwt_secret_key, SECRET);
	ck_assert_str_eq(setting_read.host, "::1");
	ck_assert_str_eq(setting_read.log_file, "\"");
	ck_assert_str_eq(setting_read.allowed_origins, "[\"https://a.b\"]");
	ck_assert(!setting_read.json_logs);
	ck_assert_int_eq(setting_read.port, 9000);
	base_setting_clear(&setting_read);
}
END_TEST

START_TEST(the_environment_wins_over_the_file)
{
	char path[TEMP_PATH];

	setting_start();
	temp_write("settings", "PORT=9000\nHOST=h\n", 17, path);
	setenv("TODO_API_CONFIG", path, 1);
	setenv("PORT", "9001", 1);
	setenv("HOST", "", 1);
	ck_assert_msg(setting_load(), "%s", setting_why);
	ck_assert_int_eq(setting_read.port, 9001);
	ck_assert_str_eq(setting_read.host, "h");
	base_setting_clear(&setting_read);
}
END_TEST

/* clang-format off */
static const struct {
	const char *content;
	const char *why;
} bad_files[] = {
	{"PORT=1\nPROT=2\n", "settings file, line 2: unknown setting PROT"},
	{"port=1\n", "settings file, line 1: unknown setting port"},
	{"PORT=1\n\nPORT=1\n", "settings file, line 3: PORT is given twice"},
	{"=1\n", "settings file, line 1: unknown setting "},
	/* What may be the end of a secret that was broken over two lines. */
	{"PORT=1\nAbcd==\n", "settings file, line 2: unknown setting (not shown)"},
	{"JWT_SECRET_KEYabc1=x\n", "settings file, line 1: unknown setting (not shown)"},
	{"xyz0=\n", "settings file, line 1: unknown setting (not shown)"},
	{"PORT\n", "settings file, line 1: should be KEY=value"},
	{"\n\nhunter2\n", "settings file, line 3: should be KEY=value"},
	{"PORT=x\n", "PORT: should be a number from 1 to 65535 (a TCP port)"},
	{"", "DATABASE_URL: should be "},
};
/* clang-format on */

START_TEST(a_wrong_line_of_the_file_is_named)
{
	static const char url[] = "DATABASE_URL=postgresql://h/d\n"
				  "JWT_SECRET_KEY=" SECRET "\n";
	char content[256];

	/* Behind it, so that the numbers of lines are those of the table. */
	snprintf(content, sizeof(content), "%s%s", bad_files[_i].content,
		bad_files[_i].content[0] ? url : "");
	ck_assert(!load_file(content));
	ck_assert_ptr_eq(strstr(setting_why, bad_files[_i].why), setting_why);
	assert_lacks(setting_why, "hunter2");
	base_setting_clear(&setting_read);
}
END_TEST

START_TEST(a_file_that_cannot_be_read_is_named)
{
	setting_start();
	setenv("TODO_API_CONFIG", "/nonexistent/settings", 1);
	ck_assert(!setting_load());
	ck_assert_str_eq(setting_why,
		"TODO_API_CONFIG: cannot read "
		"/nonexistent/settings: No such file or directory");
	setenv("TODO_API_CONFIG", "/", 1);
	ck_assert(!setting_load());
	ck_assert_str_eq(
		setting_why, "TODO_API_CONFIG: cannot read /: Is a directory");
}
END_TEST

START_TEST(a_file_over_the_limit_is_refused)
{
	char content[70000];

	memset(content, '\n', sizeof(content));
	content[65537] = '\0';
	ck_assert(!load_file(content));
	assert_holds(setting_why, "File too large");
	content[65536] = '\0';
	ck_assert(!load_file(content));
	ck_assert_ptr_eq(
		strstr(setting_why, "DATABASE_URL: should be "), setting_why);
	base_setting_clear(&setting_read);
}
END_TEST

START_TEST(a_file_without_memory_is_refused)
{
	bool loaded;

	ck_assert(!load_file("PORT=1\n"));
	base_setting_clear(&setting_read);
	fail_nth(FAIL_malloc, 1);
	loaded = setting_load();
	ck_assert(fail_happened());
	ck_assert(!loaded);
	assert_holds(setting_why, "Cannot allocate memory");
}
END_TEST

Suite *
base_setting_file_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(a_file_gives_settings),
		ONCE(the_environment_wins_over_the_file),
		EACH(a_wrong_line_of_the_file_is_named, bad_files),
		ONCE(a_file_that_cannot_be_read_is_named),
		ONCE(a_file_over_the_limit_is_refused),
		ONCE(a_file_without_memory_is_refused),
	};

	return suite_of("base_setting_file", tests, COUNT(tests));
}
