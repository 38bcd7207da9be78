/* documents.c: what README and the manual pages list is what the rows of the sources say. */
#include "unit/documents_rows.h"
#include "unit/documents_text.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>

START_TEST(their_lists_are_those_that_the_rows_make)
{
	const char *path = documents[_i];
	struct buffer wanted = {0};
	FILE *file = fopen(path, "r");
	char *line = NULL;
	size_t size = 0, at = 0, len;

	documents_rows_write(path, &wanted);
	ck_assert(!wanted.failed);
	ck_assert_ptr_nonnull(file);
	while (getline(&line, &size, file) > 0) {
		len = strlen(line);
		ck_assert_msg(len <= wanted.len - at &&
				memcmp(wanted.data + at, line, len) == 0,
			"%s: \"build/tests/unit --documents\" writes another "
			"line than: %s",
			path, line);
		at += len;
	}
	ck_assert_uint_eq(at, wanted.len);
	fclose(file);
	free(line);
	base_buffer_clear(&wanted);
}
END_TEST

START_TEST(each_of_their_lists_is_there)
{
	static const char *const rows[] = {"| `GET /todos/{id}` | ",
		"\n.It Ic GET /todos/{id}\n", "\n.It Ev MAX_BODY_BYTES\n",
		"\n.It Dv REQUEST_001 , No status 400\n"};
	struct buffer text = {0};
	size_t i;

	for (i = 0; i < documents_count; i++)
		documents_rows_write(documents[i], &text);
	base_buffer_putc(&text, '\0');
	ck_assert(!text.failed);
	for (i = 0; i < COUNT(rows); i++)
		assert_holds(text.data, rows[i]);
	base_buffer_clear(&text);
}
END_TEST

/* Compares the default in a row of README's, "| `NAME` | 60 | ", with the source's. */
static bool
check_default(const char *row)
{
	char name[64], value[256], wanted[300];
	const char *setting;

	if (sscanf(row, "| `%63[A-Z_]` | %255[^|]", name, value) != 2)
		return false;
	setting = documents_rows_default(name);
	ck_assert_msg(setting != NULL, "README.md: there is no %s", name);
	snprintf(wanted, sizeof(wanted), "%s ", *setting ? setting : "none");
	ck_assert_msg(strcmp(value, wanted) == 0,
		"README.md: %s is %s by default, not %s", name, setting, value);
	return true;
}

START_TEST(the_eight_settings_that_matter_have_the_defaults_of_their_rows)
{
	FILE *file = fopen("README.md", "r");
	char *line = NULL;
	size_t size = 0, count = 0;

	ck_assert_ptr_nonnull(file);
	while (getline(&line, &size, file) > 0)
		count += check_default(line);
	ck_assert_uint_eq(count, 8);
	fclose(file);
	free(line);
}
END_TEST

/* clang-format off */
static const struct {
	const char *sentence, *mdoc;
} sentences[] = {
	{"plain text", "plain text\n"},
	{"One. Two.", "One.\nTwo.\n"},
	{"`GET /x`, or (`a`); b", ".Ql GET /x ,\nor\n.Ql ( a ) ;\nb\n"},
	{"[`a`], `TODOS_PER_USER`", ".Ql [ a ] ,\n.Ev TODOS_PER_USER\n"},
	{"See todo-api.conf(5).", "See\n.Xr todo-api.conf 5 .\n"},
	{"`[\"a\\b\"]`", ".Ql [\\(dqa\\eb\\(dq]\n"},
	{".conf files", "\\&.conf files\n"},
};
/* clang-format on */

START_TEST(a_sentence_of_a_row_is_written_as_a_manual_page_has_it)
{
	struct buffer out = {0};

	documents_text_write(&out, sentences[_i].sentence);
	base_buffer_putc(&out, '\0');
	ck_assert_str_eq(out.data, sentences[_i].mdoc);
	base_buffer_clear(&out);
}
END_TEST

Suite *
documents_suite(void)
{
	const struct suite_test tests[] = {
		{their_lists_are_those_that_the_rows_make,
			(int)documents_count},
		ONCE(each_of_their_lists_is_there),
		ONCE(the_eight_settings_that_matter_have_the_defaults_of_their_rows),
		EACH(a_sentence_of_a_row_is_written_as_a_manual_page_has_it,
			sentences),
	};

	return suite_of("documents", tests, COUNT(tests));
}
