/* readme.c: what README's tables say is what the tables of the sources say. */
#include "api/call.h"
#include "api/route.h"
#include "base/setting.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 64

/* The rows of a section's first table, without its head. */
static struct {
	char *text; /* of the file, cut into lines */
	char *rows[ROWS_MAX];
	size_t count;
} table;

static char *
read_file(void)
{
	FILE *file = fopen("README.md", "r");
	char *text = NULL;
	size_t size = 0;

	ck_assert_ptr_nonnull(file);
	ck_assert_int_gt(getdelim(&text, &size, EOF, file), 0);
	fclose(file);
	return text;
}

static void
open_table(const char *section)
{
	char *line, *rest;
	bool inside = false;

	table.text = read_file();
	table.count = 0;
	rest = table.text;
	while ((line = strsep(&rest, "\n")) != NULL) {
		if (strncmp(line, "## ", 3) == 0)
			inside = strcmp(line + 3, section) == 0;
		if (inside && table.count > 0 && line[0] != '|')
			break;
		if (!inside || line[0] != '|')
			continue;
		ck_assert_uint_lt(table.count, ROWS_MAX);
		table.rows[table.count++] = line;
	}
	/* The head and the line below it. */
	ck_assert_uint_gt(table.count, 2);
	table.count -= 2;
	memmove(table.rows, table.rows + 2, table.count * sizeof(table.rows[0]));
}

/* The row that begins with this, which is taken out of the table. */
static const char *
take(const char *beginning)
{
	size_t i;
	char *row;

	for (i = 0; i < table.count; i++) {
		row = table.rows[i];
		if (strncmp(row, beginning, strlen(beginning)) == 0) {
			table.rows[i] = table.rows[--table.count];
			return row;
		}
	}
	ck_abort_msg("README has no row that begins with: %s", beginning);
	return NULL;
}

static void
close_table(void)
{
	ck_assert_msg(table.count == 0, "README knows more: %s", table.rows[0]);
	free(table.text);
}

START_TEST(every_endpoint_is_told_with_what_it_needs)
{
	const struct http_route *route;
	const char *row, *needs;
	char beginning[128];

	open_table("Endpoints");
	for (route = api_routes; route < api_routes + api_route_count; route++) {
		snprintf(beginning, sizeof(beginning), "| `%s %s` | ",
			http_method_name(route->method), route->pattern);
		row = take(beginning);
		needs = row + strlen(beginning);
		ck_assert_msg((strncmp(needs, "admin", 5) == 0) ==
			!!(route->needs & NEEDS_ADMIN), "%s", row);
		ck_assert_msg((strncmp(needs, "Bearer", 6) == 0) ==
			((route->needs & NEEDS_TOKEN) &&
				!(route->needs & NEEDS_ADMIN)), "%s", row);
	}
	close_table();
}
END_TEST

START_TEST(every_error_is_told_with_its_status)
{
	char beginning[64];
	enum error error;

	open_table("Errors");
	for (error = OK + 1; error < ERROR_COUNT; error++) {
		/* Two in a row. */
		if (error == AUTH_003)
			continue;
		snprintf(beginning, sizeof(beginning), "| %s%s | %d | ",
			base_error_name(error),
			error == AUTH_002 ? " / AUTH_003" : "",
			base_error_status(error));
		take(beginning);
	}
	close_table();
}
END_TEST

#define SETTING_ROW(kind, member, name, value, ...) {name, value},
static const struct {
	const char *name, *value;
} settings[] = {SETTING_LIST(SETTING_ROW)};
#undef SETTING_ROW

/* Whether the next column is this default, in backquotes or not. */
static bool
tells_default(const char *column, const char *value)
{
	char quoted[128], plain[128];

	if (!value)
		value = "needed";
	snprintf(quoted, sizeof(quoted), "`%s` | ", value);
	snprintf(plain, sizeof(plain), "%s%s| ", value, *value ? " " : "");
	return strncmp(column, quoted, strlen(quoted)) == 0 ||
		strncmp(column, plain, strlen(plain)) == 0;
}

START_TEST(every_setting_is_told_with_its_default)
{
	const char *row, *both;
	char beginning[64];
	size_t i;

	open_table("Settings");
	/* Two in a row. */
	both = take("| `HOST`, `PORT` | 127.0.0.1, 8000 | ");
	for (i = 0; i < COUNT(settings); i++) {
		if (strcmp(settings[i].name, "HOST") == 0 ||
			strcmp(settings[i].name, "PORT") == 0) {
			assert_holds(both, settings[i].value);
			continue;
		}
		snprintf(beginning, sizeof(beginning), "| `%s` | ",
			settings[i].name);
		row = take(beginning);
		ck_assert_msg(tells_default(row + strlen(beginning),
			settings[i].value), "%s", row);
	}
	close_table();
}
END_TEST

Suite *
readme_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(every_endpoint_is_told_with_what_it_needs),
		ONCE(every_error_is_told_with_its_status),
		ONCE(every_setting_is_told_with_its_default),
	};

	return suite_of("readme", tests, COUNT(tests));
}
