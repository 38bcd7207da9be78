/* statements.c: writes the statements out, one phrase of theirs a line. */
#include "unit/statements.h"

#include "db/find_sql.h"

#include <stdlib.h>
#include <string.h>

/* Of the thousands of LIST_FOUND some that show all that they are made of. */
/* clang-format off */
static const struct {
	const char *of;
	struct find_shape shape;
} found[] = {
	{"due_date desc, all", {.sort = SORT_DUE}},
	{"due_date asc, open", {.sort = SORT_DUE, .up = 1, .filter = FILTER_OPEN}},
	{"due_date asc, all, after one that is due",
	 {.sort = SORT_DUE, .up = 1, .place = FIND_AFTER_VALUE}},
	{"due_date asc, all, after one that is not",
	 {.sort = SORT_DUE, .up = 1, .place = FIND_AFTER_REST}},
	{"due_date asc, open, due between two days",
	 {.sort = SORT_DUE, .up = 1, .filter = FILTER_OPEN, .due_after = 1, .due_before = 1}},
	{"priority desc, all", {.sort = SORT_PRIORITY}},
	{"priority asc, all", {.sort = SORT_PRIORITY, .up = 1}},
	{"priority asc, completed, after one that has none",
	 {.sort = SORT_PRIORITY, .up = 1, .filter = FILTER_COMPLETED, .place = FIND_AFTER_REST}},
	{"created_at desc, open, of a priority",
	 {.filter = FILTER_OPEN, .some_priority = 1}},
	{"created_at desc, all, of none", {.no_priority = 1}},
	{"updated_at asc, all, changed since, after one",
	 {.sort = SORT_UPDATED, .up = 1, .updated_since = 1, .place = FIND_AFTER_VALUE}},
	{"completed_at desc, all, due before, after one that is completed",
	 {.sort = SORT_COMPLETED, .due_before = 1, .place = FIND_AFTER_VALUE}},
	{"created_at desc, all, with words", {.words = 1}},
	{"due_date desc, all, with words, after one that is not due",
	 {.sort = SORT_DUE, .words = 1, .place = FIND_AFTER_REST}},
	{"title asc, all, with words, after one",
	 {.sort = SORT_TITLE, .up = 1, .words = 1, .place = FIND_AFTER_VALUE}},
	{"how many, open, with words, by all other filters",
	 {.filter = FILTER_OPEN, .place = FIND_ONLY_COUNT, .words = 1, .due_after = 1,
	  .due_before = 1, .updated_since = 1, .some_priority = 1}},
};
/* clang-format on */

static int
highest_parameter(const char *at)
{
	int most = 0, number;

	while ((at = strchr(at, '$')) != NULL) {
		number = (int)strtol(++at, NULL, 10);
		if (number > most)
			most = number;
	}
	return most;
}

int
statements_parameters(enum db_statement statement)
{
	return highest_parameter(db_statement_sql(statement));
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

size_t
statements_found(void)
{
	return sizeof(found) / sizeof(found[0]);
}

struct find_shape
statements_found_shape(size_t number)
{
	return found[number].shape;
}

/* Which of the nodes, that the tables are spread over by user, it asks. */
static const char *
reach(enum db_statement statement)
{
	unsigned int traits = db_statement_traits(statement);

	if (traits & NOWHERE)
		return "no partition";
	if (traits & TWO_USERS)
		return "2 partitions";
	return traits & EVERYWHERE ? "all partitions" : "1 partition";
}

/* A heading, and the text. */
static void
write_one(struct buffer *out, enum db_statement statement, const char *which,
	const char *reached, const char *text)
{
	base_buffer_printf(out, "\n-- %s%s%s (%d parameters, %s)\n",
		db_statement_name(statement), which ? " " : "",
		which ? which : "", highest_parameter(text), reached);
	write_text(out, text);
	base_buffer_puts(out, ";\n");
}

/* One with words may have a form of its own where tables are spread. */
static void
write_found(struct buffer *out, size_t number)
{
	struct find_shape shape = found[number].shape;
	char *alone = db_find_sql(shape), *spread;
	bool differ;

	shape.spread = true;
	spread = db_find_sql(shape);
	differ = alone && spread && strcmp(alone, spread) != 0;
	if (differ)
		write_one(out, DB_LIST_FOUND, found[number].of,
			"where none is spread", alone);
	write_one(out, DB_LIST_FOUND, found[number].of, reach(DB_LIST_FOUND),
		spread ? spread : "");
	free(alone);
	free(spread);
}

void
statements_write(struct buffer *out)
{
	enum db_statement i;
	size_t number;

	base_buffer_puts(out,
		"-- Every statement as the server sees it, and how many partitions it\n"
		"-- touches where the tables are spread by user, which tests/unit/db_route.c\n"
		"-- looks at; written by tests/unit --statements.\n");
	for (i = 0; i < DB_STATEMENT_COUNT; i++)
		write_one(out, i, NULL, reach(i), db_statement_sql(i));
	for (number = 0; number < statements_found(); number++)
		write_found(out, number);
}
