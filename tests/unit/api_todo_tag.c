/* api_todo_tag.c: revisions as tags, and the tags of If-Match as revisions. */
#include "api/todo_tag.h"

#include "unit/suites.h"

#include <stdio.h>

static const struct todo sample = {.id = {{1, 2, 3}}, .revision = 7};

START_TEST(each_state_of_each_todo_has_its_own_tag)
{
	struct todo other = sample;
	char tag[ETAG_TEXT], same[ETAG_TEXT];

	api_todo_tag_write(&sample, tag);
	api_todo_tag_write(&other, same);
	ck_assert_str_eq(tag, same);
	other.revision++;
	api_todo_tag_write(&other, same);
	ck_assert_str_ne(tag, same);
	other.revision = sample.revision;
	other.id.bytes[ID_SIZE - 1]++;
	api_todo_tag_write(&other, same);
	ck_assert_str_ne(tag, same);
}
END_TEST

/* Lists in which T is the tag of the sample, O that of another of its states. */
/* clang-format off */
static const struct {
	const char *list; /* NULL: no header */
	bool any;
	size_t count;
	bool fits;
} lists[] = {
	{NULL, true, 0, false}, {"*", true, 0, false}, {" * ", true, 0, false},
	{"\"T\"", false, 1, true}, {"\"T-gzip\"", false, 1, true},
	{"\"O\"", false, 1, false}, {"\"O\", \"T\"", false, 2, true},
	{"\"x\",,\"T\"", false, 1, true},
	/* Never the same by a strong comparison, RFC 9110, 8.8.3.2. */
	{"W/\"T\"", false, 0, false}, {"W/\"T\", \"T\"", false, 1, true},
	{"", false, 0, false}, {"\"\"", false, 0, false}, {"T", false, 0, false},
	{"\"T", false, 0, false}, {"\"0123456789abcdef\"", false, 1, false},
};
/* clang-format on */

/* A list with the tags in their places. */
static const char *
fill_in(const char *list)
{
	static char text[256];
	struct todo other = sample;
	char tag[ETAG_TEXT];
	size_t len = 0;

	other.revision--;
	for (; *list; list++) {
		text[len] = *list;
		if (*list != 'T' && *list != 'O') {
			len++;
			continue;
		}
		api_todo_tag_write(*list == 'T' ? &sample : &other, tag);
		memcpy(text + len, tag + 1, ETAG_DIGITS);
		len += ETAG_DIGITS;
	}
	text[len] = '\0';
	return text;
}

START_TEST(a_list_is_of_states_that_a_change_is_for)
{
	struct todo_match match;
	const char *list =
		lists[_i].list ? fill_in(lists[_i].list) : lists[_i].list;
	bool any = !api_todo_tag_match(base_text_of(list), &sample.id, &match);

	ck_assert_msg(any == lists[_i].any, "%s", list);
	if (!any) {
		ck_assert_uint_eq(match.count, lists[_i].count);
		ck_assert_int_eq(
			api_todo_tag_fits(&match, &sample), lists[_i].fits);
	}
}
END_TEST

START_TEST(more_tags_than_there_is_room_for_are_left_out)
{
	char list[(TODO_MATCH_MAX + 3) * (ETAG_TEXT + 1)] = "";
	struct todo todo = sample;
	struct todo_match match;
	char tag[ETAG_TEXT];
	int i;

	for (i = 0; i < TODO_MATCH_MAX + 2; i++) {
		todo.revision = i;
		api_todo_tag_write(&todo, tag);
		snprintf(list + strlen(list), sizeof(list) - strlen(list),
			"%s,", tag);
	}
	ck_assert(api_todo_tag_match(base_text_of(list), &todo.id, &match));
	ck_assert_uint_eq(match.count, TODO_MATCH_MAX);
	ck_assert_int_eq(
		match.revisions[TODO_MATCH_MAX - 1], TODO_MATCH_MAX - 1);
}
END_TEST

Suite *
api_todo_tag_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(each_state_of_each_todo_has_its_own_tag),
		EACH(a_list_is_of_states_that_a_change_is_for, lists),
		ONCE(more_tags_than_there_is_room_for_are_left_out),
	};

	return suite_of("api_todo_tag", tests, COUNT(tests));
}
