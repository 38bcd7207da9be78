/* api_todo_cursor.c: a place in a list as text, and no other text. */
#include "api/todo_cursor.h"

#include "base/time.h"
#include "unit/suites.h"

#include <endian.h>

#define EARLIEST (INT64_C(-210866803200) * TIME_SECOND) /* 4714 BC */

static const struct id user = {{1, 2, 3}};
static const struct todo sample = {
	.id = {{0, 0x7f, 0x80, 0xff, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15,
		16}},
	.title = {"t \xc3\xa9\xf0\x9f\x98\x80", 8},
	.created_at = INT64_C(1768249800123456),
	.completed_at = INT64_C(-1),
	.updated_at = INT64_C(1768249800123457),
	.due_date = 739628,
	.priority = 3,
};

static char text[TODO_CURSOR_MAX];

static struct text
write_for(const struct todo_query *query, const struct todo *todo)
{
	return api_todo_cursor_write(query, &user, todo, text);
}

/* Every list, by a number from 0 on. */
#define LISTS 36

static struct todo_query
list_of(int number)
{
	return (struct todo_query){.filter = (enum todo_filter)(number % 3),
		.ascending = number / 3 % 2,
		.sort = (enum todo_sort)(number / 6)};
}

/* The todo as it may be in a list: open ones have no time. */
static struct todo
todo_in(const struct todo_query *query)
{
	struct todo todo = sample;

	if (query->filter == FILTER_OPEN)
		todo.completed_at = TIME_NONE;
	return todo;
}

START_TEST(a_cursor_is_read_by_its_own_list_and_no_other)
{
	struct todo_query query, other;
	struct todo todo;
	struct text cursor;
	int i;

	query = list_of(_i);
	todo = todo_in(&query);
	cursor = write_for(&query, &todo);
	for (i = 0; i < LISTS; i++) {
		other = list_of(i);
		ck_assert_int_eq(
			api_todo_cursor_read(cursor, &user, &other), i == _i);
	}
}
END_TEST

START_TEST(a_cursor_holds_the_sort_key_and_the_id)
{
	struct todo_query query = list_of(_i);
	struct todo todo = todo_in(&query);
	struct todo_cursor *after = &query.after;

	ck_assert(
		api_todo_cursor_read(write_for(&query, &todo), &user, &query));
	ck_assert(base_id_equal(&after->id, &sample.id));
	if (query.sort == SORT_TITLE)
		ck_assert(base_text_equal(todo.title,
			(struct text){after->title, after->title_len}));
	else
		ck_assert_int_eq(after->when,
			query.sort == SORT_COMPLETED       ? todo.completed_at :
				query.sort == SORT_UPDATED ? todo.updated_at :
							     todo.created_at);
	ck_assert_int_eq(after->rank,
		query.sort == SORT_DUE              ? todo.due_date :
			query.sort == SORT_PRIORITY ? todo.priority :
						      0);
}
END_TEST

START_TEST(a_todo_that_is_not_completed_has_a_place_by_completed_at)
{
	struct todo_query query = {.sort = SORT_COMPLETED};
	struct todo todo = sample;

	todo.completed_at = TIME_NONE;
	ck_assert(
		api_todo_cursor_read(write_for(&query, &todo), &user, &query));
	ck_assert_int_eq(query.after.when, TIME_NONE);
}
END_TEST

START_TEST(another_users_cursor_is_refused)
{
	struct todo_query query = list_of(_i);
	struct todo todo = todo_in(&query);
	struct id other = user;

	write_for(&query, &todo);
	other.bytes[15] ^= 1;
	ck_assert(!api_todo_cursor_read(
		write_for(&query, &todo), &other, &query));
}
END_TEST

START_TEST(the_longest_title_fits)
{
	char title[TODO_TITLE_BYTES];
	struct todo_query query = {.sort = SORT_TITLE};
	struct todo todo = sample;
	struct text cursor;
	size_t i;

	for (i = 0; i < sizeof(title); i += 4)
		memcpy(title + i, "\xf4\x8f\xbf\xbf", 4);
	todo.title = (struct text){title, sizeof(title)};
	cursor = write_for(&query, &todo);
	ck_assert_uint_eq(cursor.len, TODO_CURSOR_MAX);
	ck_assert(api_todo_cursor_read(cursor, &user, &query));
	ck_assert_uint_eq(query.after.title_len, sizeof(title));
	ck_assert_mem_eq(query.after.title, title, sizeof(title));
}
END_TEST

START_TEST(no_character_can_be_changed_added_or_left_out)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn"
				     "opqrstuvwxyz0123456789-_";
	struct todo_query query = list_of(_i);
	struct todo todo = todo_in(&query);
	struct text cursor = write_for(&query, &todo);
	char changed[TODO_CURSOR_MAX];
	size_t at, i;

	for (at = 0; at < cursor.len; at++) {
		memcpy(changed, text, cursor.len);
		for (i = 0; i < sizeof(digits); i++) {
			changed[at] = digits[i];
			if (changed[at] == text[at])
				continue;
			ck_assert(!api_todo_cursor_read(
				(struct text){changed, cursor.len}, &user,
				&query));
		}
	}
	for (at = 0; at < cursor.len; at++)
		ck_assert(!api_todo_cursor_read(
			(struct text){text, at}, &user, &query));
	for (i = 0; i < sizeof(digits); i++) {
		text[cursor.len] = digits[i];
		ck_assert(!api_todo_cursor_read(
			(struct text){text, cursor.len + 1}, &user, &query));
	}
}
END_TEST

/* FNV-1a, so that what we forge is only wrong where we want it. */
static void
seal(unsigned char *bytes, size_t len)
{
	uint64_t sum = UINT64_C(0xcbf29ce484222325);
	size_t i;

	for (i = 0; i < ID_SIZE; i++)
		sum = (sum ^ user.bytes[i]) * UINT64_C(0x100000001b3);
	for (i = 0; i < len; i++) {
		if (i < 2 || i >= 10)
			sum = (sum ^ bytes[i]) * UINT64_C(0x100000001b3);
	}
	sum = htobe64(sum);
	memcpy(bytes + 2, &sum, sizeof(sum));
}

/* Whether a forged cursor, with a good check and this key, is taken. */
static bool
takes(const struct todo_query *list, int version, const void *key, size_t len)
{
	static unsigned char bytes[TODO_CURSOR_BYTES + 64];
	static char forged[BASE64_LEN(sizeof(bytes))];
	struct todo_query query = *list;

	bytes[0] = (unsigned char)version;
	bytes[1] = (unsigned char)((2 * query.sort + query.ascending) * 3 +
		query.filter);
	memset(bytes + 10, 7, ID_SIZE);
	memcpy(bytes + TODO_CURSOR_HEAD, key, len);
	seal(bytes, TODO_CURSOR_HEAD + len);
	base_base64_encode(bytes, TODO_CURSOR_HEAD + len, forged);
	return api_todo_cursor_read(
		(struct text){forged, BASE64_LEN(TODO_CURSOR_HEAD + len)},
		&user, &query);
}

static bool
takes_time(const struct todo_query *list, int64_t when)
{
	uint64_t wire = htobe64((uint64_t)when);

	return takes(list, 1, &wire, sizeof(wire));
}

START_TEST(times_are_those_that_can_be_stored)
{
	const struct todo_query created = {.sort = SORT_CREATED},
				completed = {.sort = SORT_COMPLETED},
				due = {.sort = SORT_DUE};

	ck_assert(takes_time(&created, 0));
	ck_assert(takes_time(&created, EARLIEST));
	ck_assert(!takes_time(&created, EARLIEST - 1));
	ck_assert(takes_time(&created, TIME_INFINITE));
	ck_assert(takes_time(&completed, TIME_MINUS_INFINITE));
	ck_assert(!takes_time(&completed, TIME_MINUS_INFINITE + 1));
	ck_assert(!takes_time(&created, INT64_MIN));
	ck_assert(!takes_time(&completed, INT64_MIN));
	ck_assert(takes_time(&created, INT64_MAX));
	ck_assert(takes_time(&created, INT64_MIN + 1));
	ck_assert(!takes(&created, 1, "", 0));
	ck_assert(!takes(&created, 1, "1234567", 7));
	ck_assert(!takes(&created, 1, "\0\0\0\0\0\0\0\0\0", 9));
	ck_assert(!takes(&completed, 1, "\0\0\0\0", 4));
	ck_assert(takes(&due, 1, "\0\0\0\0\0\0\0\0\0\0\0\1", 12));
	ck_assert(!takes(&due, 1, "\0\0\0\0\0\0\0\0\0\0\0\0", 12));
	ck_assert(!takes(&due, 1, "\0\0\0\0\0\0\0\0\0", 9));
	ck_assert(!takes(&due, 1, "\0\0\0\0\0\0\0\0\0\0\0\1\1", 13));
	ck_assert(!takes(&due, 1, "", 0));
	/* Another version is for another program. */
	ck_assert(!takes(&created, 0, "\0\0\0\0\0\0\0\0", 8));
	ck_assert(!takes(&created, 2, "\0\0\0\0\0\0\0\0", 8));
	ck_assert(takes(&created, 1, "\0\0\0\0\0\0\0\0", 8));
}
END_TEST

START_TEST(a_filter_says_whether_there_is_a_time)
{
	struct todo_query query = {.sort = SORT_COMPLETED};

	ck_assert(takes(&query, 1, "", 0));
	ck_assert(takes_time(&query, 5));
	query.filter = FILTER_OPEN;
	ck_assert(takes(&query, 1, "", 0));
	ck_assert(!takes_time(&query, 5));
	query.filter = FILTER_COMPLETED;
	ck_assert(!takes(&query, 1, "", 0));
	ck_assert(takes_time(&query, 5));
}
END_TEST

/* clang-format off */
static const struct {
	const char *title;
	size_t len;
	bool good;
} titles[] = {
	{"t", 1, true}, {" ", 1, true}, {"\xf4\x8f\xbf\xbf", 4, true},
	{"", 0, false}, {"\0", 1, false}, {"a\0b", 3, false},
	{"\xff", 1, false}, {"\xc3", 1, false}, {"a\xc3\xa9\x80", 4, false},
	{"\xc0\x80", 2, false}, {"\xed\xa0\x80", 3, false},
	{"\xf4\x90\x80\x80", 4, false}, {"\xe2\x82", 2, false},
};
/* clang-format on */

START_TEST(titles_are_text)
{
	const struct todo_query query = {.sort = SORT_TITLE};

	ck_assert_int_eq(takes(&query, 1, titles[_i].title, titles[_i].len),
		titles[_i].good);
}
END_TEST

START_TEST(titles_have_at_most_255_characters)
{
	const struct todo_query query = {.sort = SORT_TITLE};
	char title[TODO_TITLE_BYTES + 1];

	memset(title, 'x', sizeof(title));
	ck_assert(takes(&query, 1, title, 255));
	ck_assert(!takes(&query, 1, title, 256));
	ck_assert(!takes(&query, 1, title, sizeof(title)));
}
END_TEST

static const char *const garbage[] = {
	"",
	"A",
	"AQ",
	"null",
	"0",
	"1",
	"!",
	"AQA=",
	"AQAAAAAAAAAAAA",
	"' OR 1=1 --",
	"%00",
	"AQAAAAAAAAAAAAcHBwcHBwcHBwcHBwcHBwcA",
};

START_TEST(garbage_is_no_cursor)
{
	struct todo_query query = list_of(_i % LISTS);

	ck_assert(!api_todo_cursor_read(
		base_text_of(garbage[_i / LISTS]), &user, &query));
}
END_TEST

Suite *
api_todo_cursor_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		{a_cursor_is_read_by_its_own_list_and_no_other, LISTS},
		{a_cursor_holds_the_sort_key_and_the_id, LISTS},
		ONCE(a_todo_that_is_not_completed_has_a_place_by_completed_at),
		{another_users_cursor_is_refused, LISTS},
		ONCE(the_longest_title_fits),
		{no_character_can_be_changed_added_or_left_out, LISTS},
		ONCE(times_are_those_that_can_be_stored),
		ONCE(a_filter_says_whether_there_is_a_time),
		EACH(titles_are_text, titles),
		ONCE(titles_have_at_most_255_characters),
		{garbage_is_no_cursor, (int)COUNT(garbage) * LISTS},
	};
	/* clang-format on */

	return suite_of("api_todo_cursor", tests, COUNT(tests));
}
