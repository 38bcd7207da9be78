/* documents_rows.c: writes the lists of endpoints, errors and settings. */
#include "unit/documents_rows.h"
#include "unit/documents_text.h"

#include "api/route.h"
#include "base/setting.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

const char *const documents[] = {
	"README.md", "fcgi/host/todo-api.7", "fcgi/host/todo-api.conf.5"};
const size_t documents_count = COUNT(documents);

static char *
read_file(const char *path)
{
	FILE *file = fopen(path, "r");
	char *text = NULL;
	size_t size = 0;

	if (!file || getdelim(&text, &size, EOF, file) < 0) {
		perror(path);
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
		base_buffer_puts(out,
			route->needs & NEEDS_ADMIN ?
				"an admin's access token" :
				route->needs & TAKES_API_TOKEN ?
				"an access or API token" :
				route->needs & TAKES_FULL_API_TOKEN ?
				"an access token, or an API token with full access" :
				"an access token");
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
	if (operation->traits & GIVES_FILE)
		base_buffer_puts(out, " or CSV");
	if (operation->traits & GIVES_LOCATION)
		base_buffer_puts(out, " and its `Location`");
	if (operation->traits & SETS_COOKIE)
		base_buffer_puts(out,
			operation->message ? "; clears the cookie" :
					     " and the cookie `refresh_token`");
}

/* README's: what each request to a path does, in a sentence. */
static void
write_glance(struct buffer *out)
{
	const struct http_route *route;
	const char *path = "", *about;

	base_buffer_puts(out, "| path | does |\n| --- | ---");
	for (route = api_routes; route < api_routes + api_route_count;
		route++) {
		about = route->operation->about;
		if (strcmp(route->pattern, path) == 0)
			base_buffer_puts(out, ";");
		else
			base_buffer_printf(out, " |\n| `%s` |", route->pattern);
		base_buffer_printf(out, " `%s` %c%s",
			http_method_name(route->method),
			tolower((unsigned char)about[0]), about + 1);
		path = route->pattern;
	}
	base_buffer_puts(out, " |\n");
}

/* Appends the text as a sentence of mdoc. */
static void
write_sentence(struct buffer *out, struct buffer *text)
{
	base_buffer_puts(text, ".");
	base_buffer_putc(text, '\0');
	if (!text->failed) {
		text->data[0] = (char)toupper((unsigned char)text->data[0]);
		documents_text_write(out, text->data);
	}
	base_buffer_clear(text);
}

static void
write_endpoint(struct buffer *out, const struct http_route *route)
{
	struct buffer text = {0};
	size_t empty;

	base_buffer_printf(out, ".It Ic %s %s\n",
		http_method_name(route->method), route->pattern);
	base_buffer_puts(&text, route->operation->about);
	write_sentence(out, &text);
	base_buffer_puts(&text, "Takes ");
	empty = text.len;
	write_taken(&text, route);
	if (text.len > empty)
		write_sentence(out, &text);
	base_buffer_clear(&text);
	base_buffer_puts(&text, "Answers ");
	write_given(&text, route->operation);
	write_sentence(out, &text);
}

static void
write_endpoints(struct buffer *out)
{
	const struct http_route *route;

	base_buffer_puts(out, ".Bl -tag -width Ds\n");
	for (route = api_routes; route < api_routes + api_route_count; route++)
		write_endpoint(out, route);
	base_buffer_puts(out, ".El\n");
}

static void
write_errors(struct buffer *out)
{
	struct buffer text = {0};
	enum error error;

	base_buffer_puts(out, ".Bl -tag -width Ds\n");
	for (error = OK + 1; error < ERROR_COUNT; error++) {
		/* Dv, for mandoc makes an anchor of it: a problem's type. */
		base_buffer_printf(out, ".It Dv %s , No status %d\n",
			base_error_name(error), base_error_status(error));
		base_buffer_puts(&text, base_error_when(error));
		write_sentence(out, &text);
	}
	base_buffer_puts(out, ".El\n");
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

const char *
documents_rows_default(const char *setting)
{
	size_t i;

	for (i = 0; i < COUNT(settings); i++) {
		if (strcmp(settings[i].name, setting) == 0)
			return settings[i].value ? settings[i].value : "needed";
	}
	return NULL;
}

/* Appends the default and the limits of setting i. */
static void
write_limits(struct buffer *out, size_t i)
{
	struct buffer text = {0};
	const char *value = settings[i].value;

	if (!value)
		base_buffer_puts(&text, "It has to be given");
	else if (settings[i].kind == NUMBER)
		base_buffer_printf(&text, "%s by default, from %ld to %ld",
			value, settings[i].min, settings[i].max);
	else
		base_buffer_printf(&text,
			*value ? "By default `%s`" : "By default there is none",
			value);
	write_sentence(out, &text);
}

static void
write_settings(struct buffer *out)
{
	struct buffer text = {0};
	size_t i;

	base_buffer_puts(out, ".Bl -tag -width Ds\n");
	for (i = 0; i < COUNT(settings); i++) {
		base_buffer_printf(out, ".It Ev %s\n", settings[i].name);
		base_buffer_puts(&text, settings[i].about);
		write_sentence(out, &text);
		write_limits(out, i);
	}
	base_buffer_puts(out, ".El\n");
}

/* The lists, by the names that documents have them under. */
/* clang-format off */
static const struct {
	const char *name;
	void (*write)(struct buffer *out);
} lists[] = {
	{"glance", write_glance},
	{"endpoints", write_endpoints},
	{"errors", write_errors},
	{"settings", write_settings},
};
/* clang-format on */

/* Writes the list that the line begins, if it does; whether that is so. */
static bool
write_list(struct buffer *out, const char *line)
{
	const char *name = strstr(line, "rows: ");
	size_t i;

	for (i = 0; name && i < COUNT(lists); i++) {
		if (strncmp(name + strlen("rows: "), lists[i].name,
			    strlen(lists[i].name)) == 0) {
			lists[i].write(out);
			return true;
		}
	}
	return false;
}

void
documents_rows_write(const char *path, struct buffer *out)
{
	char *text = read_file(path), *rest = text, *line;
	bool replaced = false;

	while ((line = strsep(&rest, "\n")) != NULL) {
		if (strstr(line, "rows end"))
			replaced = false;
		if (replaced)
			continue;
		base_buffer_puts(out, line);
		if (rest)
			base_buffer_putc(out, '\n');
		replaced = write_list(out, line);
	}
	free(text);
}

static bool
renew(const char *path)
{
	struct buffer out = {0};
	FILE *file;
	bool ok;

	documents_rows_write(path, &out);
	file = out.failed ? NULL : fopen(path, "w");
	ok = file && fwrite(out.data, 1, out.len, file) == out.len;
	if (file && fclose(file) != 0)
		ok = false;
	base_buffer_clear(&out);
	return ok;
}

bool
documents_rows_renew(void)
{
	size_t i;

	for (i = 0; i < documents_count; i++) {
		if (!renew(documents[i]))
			return false;
	}
	return true;
}
