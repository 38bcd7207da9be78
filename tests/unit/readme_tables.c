/* readme_tables.c: writes README's tables of endpoints, errors and settings. */
#include "unit/readme_tables.h"

#include "api/route.h"
#include "base/setting.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static char *
read_file(void)
{
	FILE *file = fopen("README.md", "r");
	char *text = NULL;
	size_t size = 0;

	if (!file || getdelim(&text, &size, EOF, file) < 0) {
		perror("README.md");
		exit(1);
	}
	fclose(file);
	return text;
}

/* Members by their names, those that may be absent in brackets. */
static void
write_members(struct buffer *out, const struct shape *shape)
{
	const char *comma = "";
	size_t i;

	for (i = 0; i < shape->count; i++) {
		base_buffer_printf(out,
			shape->fields[i].traits & FIELD_OPTIONAL ? "%s[`%s`]" :
								   "%s`%s`",
			comma, shape->fields[i].name);
		comma = ", ";
	}
}

static void
write_taken(struct buffer *out, const struct http_route *route)
{
	const struct operation *operation = route->operation;
	const char *comma = "";
	size_t i;

	if (route->needs & (NEEDS_TOKEN | NEEDS_ADMIN)) {
		base_buffer_puts(
			out, route->needs & NEEDS_ADMIN ? "admin" : "Bearer");
		comma = "; ";
	}
	for (i = 0; operation->params && i < operation->params->count; i++) {
		base_buffer_printf(out, "%s[`%s`]", comma,
			operation->params->rows[i].name);
		comma = ", ";
	}
	if (operation->body) {
		base_buffer_puts(out, comma);
		write_members(out, operation->body);
	}
	if (operation->traits & READS_COOKIE)
		base_buffer_puts(out, " or the cookie");
}

static void
write_given(struct buffer *out, const struct operation *operation)
{
	base_buffer_number(out, operation->status);
	if (operation->traits & GIVES_TEXT)
		base_buffer_puts(out, ", text");
	if (operation->traits & GIVES_DOCUMENT)
		base_buffer_puts(out, ", or 304");
	if (operation->traits & MAY_BE_UNWELL)
		base_buffer_puts(out, " or 503,");
	if (operation->answer)
		base_buffer_printf(out, " `%s`", operation->answer->name);
	if (operation->traits & GIVES_LOCATION)
		base_buffer_puts(out, " and its `Location`");
	if (operation->traits & SETS_COOKIE)
		base_buffer_puts(out,
			operation->message ? "; clears the cookie" :
					     " and the cookie `refresh_token`");
}

static void
write_endpoints(struct buffer *out)
{
	const struct http_route *route;

	base_buffer_puts(out,
		"| request | does | takes | answers |\n"
		"|---|---|---|---|\n");
	for (route = api_routes; route < api_routes + api_route_count;
		route++) {
		base_buffer_printf(out, "| `%s %s` | %s | ",
			http_method_name(route->method), route->pattern,
			route->operation->about);
		write_taken(out, route);
		base_buffer_puts(out, " | ");
		write_given(out, route->operation);
		base_buffer_puts(out, " |\n");
	}
}

static void
write_errors(struct buffer *out)
{
	enum error error;

	base_buffer_puts(out, "| code | status | when |\n|---|---|---|\n");
	for (error = OK + 1; error < ERROR_COUNT; error++)
		base_buffer_printf(out, "| %s | %d | %s |\n",
			base_error_name(error), base_error_status(error),
			base_error_when(error));
}

enum kind { TEXT, HIDDEN, NUMBER, CHOICE, FLAG };

#define SETTING_ROW(kind, member, name, value, min, max, hint, about)          \
	{kind, name, value, min, max, about},
static const struct {
	enum kind kind;
	const char *name, *value;
	long min, max;
	const char *about;
} settings[] = {SETTING_LIST(SETTING_ROW)};
#undef SETTING_ROW

static void
write_settings(struct buffer *out)
{
	const char *value;
	size_t i;

	base_buffer_puts(
		out, "| setting | default | meaning |\n|---|---|---|\n");
	for (i = 0; i < COUNT(settings); i++) {
		value = settings[i].value;
		base_buffer_printf(out, "| `%s` | ", settings[i].name);
		if (!value)
			base_buffer_puts(out, "needed ");
		else if (*value)
			base_buffer_printf(out,
				settings[i].kind == NUMBER ? "%s " : "`%s` ",
				value);
		base_buffer_puts(out, "| ");
		if (settings[i].kind == NUMBER)
			base_buffer_printf(out, "%ld to %ld; ", settings[i].min,
				settings[i].max);
		base_buffer_printf(out, "%s |\n", settings[i].about);
	}
}

/* Which heading a table is the first one below. */
/* clang-format off */
static const struct {
	const char *heading;
	void (*write)(struct buffer *out);
} tables[] = {
	{"## Endpoints", write_endpoints},
	{"## Errors", write_errors},
	{"## Settings", write_settings},
};
/* clang-format on */

void
readme_tables_write(struct buffer *out)
{
	char *text = read_file(), *rest = text, *line;
	void (*due)(struct buffer * out) = NULL;
	bool replaced = false;
	size_t i;

	while ((line = strsep(&rest, "\n")) != NULL) {
		for (i = 0; i < COUNT(tables); i++) {
			if (strcmp(line, tables[i].heading) == 0)
				due = tables[i].write;
		}
		if (due && line[0] == '|') {
			due(out);
			due = NULL;
			replaced = true;
		}
		replaced = replaced && line[0] == '|';
		if (replaced)
			continue;
		base_buffer_puts(out, line);
		if (rest)
			base_buffer_putc(out, '\n');
	}
	free(text);
}

bool
readme_tables_renew(void)
{
	struct buffer out = {0};
	FILE *file;
	bool ok;

	readme_tables_write(&out);
	file = out.failed ? NULL : fopen("README.md", "w");
	ok = file && fwrite(out.data, 1, out.len, file) == out.len;
	if (file && fclose(file) != 0)
		ok = false;
	base_buffer_clear(&out);
	return ok;
}
