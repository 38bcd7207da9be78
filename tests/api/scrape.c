/* scrape.c: asks for /metrics from the address that may. */
#include "scrape.h"

#include <check.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *before, *after;

bool
scrape_is_possible(void)
{
	return !getenv("API_UNSCRAPED");
}

char *
scrape(void)
{
	const struct ask ask = {.target = "/metrics", .from = "127.0.0.1"};
	struct answer answer = client_send(&ask);
	char *text = answer.body.data;

	ck_assert_msg(answer.status == 200, "%d: %s", answer.status, text);
	ck_assert_str_eq(client_header(&answer, "content-type"),
		"text/plain; version=0.0.4; charset=utf-8");
	answer.body = (struct buffer){0};
	client_clear(&answer);
	return text;
}

double
scrape_value(const char *text, const char *series)
{
	size_t len = strlen(series);
	const char *line;

	for (line = text; line; line = strchr(line, '\n')) {
		line += *line == '\n';
		if (strncmp(line, series, len) == 0 && line[len] == ' ')
			return strtod(line + len, NULL);
	}
	return 0;
}

size_t
scrape_count(const char *text)
{
	size_t count = 0;
	const char *line;

	for (line = text; *line; line = strchr(line, '\n') + 1)
		count += *line != '#' && strncmp(line, "db_query_", 9) != 0;
	return count;
}

void
scrape_mark(void)
{
	scrape_forget();
	if (scrape_is_possible())
		before = scrape();
}

void
expect_grown(int by, const char *format, ...)
{
	char series[256];
	va_list args;

	if (!scrape_is_possible())
		return;
	va_start(args, format);
	vsnprintf(series, sizeof(series), quoted(format), args);
	va_end(args);
	/* What is asked for after one mark is read at once. */
	if (!after)
		after = scrape();
	ck_assert_msg(scrape_value(after, series) ==
			scrape_value(before, series) + by,
		"%s was %g, is %g", series, scrape_value(before, series),
		scrape_value(after, series));
}

void
scrape_forget(void)
{
	free(before);
	free(after);
	before = NULL;
	after = NULL;
}
