/* statements.c: writes the statements out, one phrase of theirs a line. */
#include "unit/statements.h"

#include <stdlib.h>
#include <string.h>

int
statements_parameters(enum db_statement statement)
{
	const char *at = db_statement_sql(statement);
	int most = 0, number;

	while ((at = strchr(at, '$')) != NULL) {
		number = (int)strtol(++at, NULL, 10);
		if (number > most)
			most = number;
	}
	return most;
}

/* Whether a word begins here that begins a line. */
static bool
begins_line(const char *at)
{
	static const char *const words[] = {"SELECT ", "FROM ", "WHERE ",
		"AND ", "ORDER BY ", "LEFT JOIN ", "UNION ALL ", "RETURNING ",
		"VALUES ", "ON CONFLICT ", "SET ", "LIMIT ", "INSERT ",
		"UPDATE ", "DELETE "};
	size_t i;

	for (i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strncmp(at, words[i], strlen(words[i])) == 0)
			return true;
	}
	return false;
}

static void
write_text(struct buffer *out, const char *text)
{
	const char *at;

	for (at = text; *at; at++) {
		if (*at == ' ' && begins_line(at + 1))
			base_buffer_puts(out, "\n  ");
		else
			base_buffer_putc(out, *at);
	}
}

void
statements_write(struct buffer *out)
{
	enum db_statement i;

	base_buffer_puts(out,
		"-- Every statement as the server sees it; written by"
		" tests/unit --statements.\n");
	for (i = 0; i < DB_STATEMENT_COUNT; i++) {
		base_buffer_printf(out, "\n-- %s (%d parameters)\n",
			db_statement_name(i), statements_parameters(i));
		write_text(out, db_statement_sql(i));
		base_buffer_puts(out, ";\n");
	}
}
