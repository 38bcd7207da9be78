/* placeholder.c: gives the named parameters of a statement their numbers. */
#include "db/placeholder.h"

#include "base/buffer.h"
#include "base/text.h"

#include <assert.h>
#include <stdlib.h>

#define NAMES_MAX 24 /* in one text */
#define LETTERS "abcdefghijklmnopqrstuvwxyz_"

struct names {
	int first; /* number */
	int count;
	struct text items[NAMES_MAX];
};

/* The next name at or after a place, without its $; absent where none is. */
static struct text
find_name(const char *at)
{
	size_t len = 0;

	while (len == 0 && (at = strchr(at, '$')) != NULL)
		len = strspn(++at, LETTERS);
	return (struct text){at, len};
}

static int
highest_number(const char *sql)
{
	int highest = 0, number;

	while ((sql = strchr(sql, '$')) != NULL) {
		number = (int)strtol(++sql, NULL, 10);
		if (number > highest)
			highest = number;
	}
	return highest;
}

static int
number_of(struct names *names, struct text name)
{
	int i;

	for (i = 0; i < names->count; i++) {
		if (base_text_equal(names->items[i], name))
			return names->first + i;
	}
	assert(names->count < NAMES_MAX);
	names->items[names->count++] = name;
	return names->first + i;
}

bool
db_placeholder_is_named(const char *sql)
{
	return find_name(sql).data != NULL;
}

char *
db_placeholder_number(const char *sql)
{
	struct names names = {.first = highest_number(sql) + 1};
	struct buffer out = {0};
	struct text name;

	while ((name = find_name(sql)).data != NULL) {
		base_buffer_add(&out, sql, (size_t)(name.data - sql));
		base_buffer_number(&out, number_of(&names, name));
		sql = name.data + name.len;
	}
	base_buffer_add(&out, sql, strlen(sql) + 1);
	if (out.failed)
		base_buffer_clear(&out);
	return out.data;
}
