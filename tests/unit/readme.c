/* readme.c: what README's tables say is what the rows of the sources say. */
#include "unit/readme_tables.h"
#include "unit/suites.h"

#include <stdio.h>
#include <stdlib.h>

START_TEST(its_tables_are_those_that_the_rows_make)
{
	struct buffer wanted = {0};
	FILE *file = fopen("README.md", "r");
	char *line = NULL;
	size_t size = 0, at = 0, len;

	readme_tables_write(&wanted);
	ck_assert(!wanted.failed);
	ck_assert_ptr_nonnull(file);
	while (getline(&line, &size, file) > 0) {
		len = strlen(line);
		ck_assert_msg(len <= wanted.len - at &&
				memcmp(wanted.data + at, line, len) == 0,
			"\"build/tests/unit --readme\" writes another line than: %s",
			line);
		at += len;
	}
	ck_assert_uint_eq(at, wanted.len);
	fclose(file);
	free(line);
	base_buffer_clear(&wanted);
}
END_TEST

START_TEST(each_of_its_tables_is_there)
{
	static const char *const rows[] = {"| `GET /todos/{id}` | ",
		"| REQUEST_001 | 400 | ", "| `MAX_BODY_BYTES` | 65536 | "};
	struct buffer text = {0};
	size_t i;

	readme_tables_write(&text);
	base_buffer_putc(&text, '\0');
	ck_assert(!text.failed);
	for (i = 0; i < COUNT(rows); i++)
		assert_holds(text.data, rows[i]);
	base_buffer_clear(&text);
}
END_TEST

Suite *
readme_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(its_tables_are_those_that_the_rows_make),
		ONCE(each_of_its_tables_is_there),
	};

	return suite_of("readme", tests, COUNT(tests));
}
