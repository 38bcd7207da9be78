/* cursor.c: query strings and cursors, and that they mean what they say. */
#include "api/todo_cursor.h"
#include "api/todo_query.h"
#include "api/user_query.h"
#include "base/time.h"
#include "fuzz/fuzz.h"

#include <string.h>

static const struct id user = {{1, 2, 3}}, other = {{1, 2, 4}};

/* The list that a letter names: sort, order and filter. */
static struct todo_query
query_of(unsigned int letter)
{
	return (struct todo_query){
		.sort = (enum todo_sort)(letter / 6 % 6),
		.ascending = letter / 3 % 2,
		.filter = (enum todo_filter)(letter % 3),
	};
}

static bool
is_title(struct text text)
{
	size_t at, step, count = 0;

	for (at = 0; at < text.len; at += step, count++) {
		step = base_text_step(text.data + at, text.len - at, NULL);
		if (step == 0 || text.data[at] == '\0')
			return false;
	}
	return count >= 1 && count <= TODO_TITLE_MAX;
}

/* The todo that a cursor was made of, as far as that is known. */
static struct todo
todo_of(const struct todo_query *query)
{
	const struct todo_cursor *after = &query->after;

	return (struct todo){
		.id = after->id,
		.title = {after->title,
			query->sort == SORT_TITLE ? after->title_len : 0},
		.created_at = after->when,
		.completed_at = after->when,
		.updated_at = after->when,
		.due_date = after->rank,
		.priority = after->rank,
	};
}

/* What is read is written as it was. */
static void
check_read(struct text text, struct todo_query *query)
{
	char out[TODO_CURSOR_MAX];
	struct todo todo;

	if (!api_todo_cursor_read(text, &user, query))
		return;
	todo = todo_of(query);
	if (query->sort == SORT_TITLE)
		fuzz_must(is_title(todo.title));
	else
		fuzz_must(query->after.when == TIME_NONE ||
			base_time_is_kept(query->after.when));
	fuzz_must(base_text_equal(
		api_todo_cursor_write(query, &user, &todo, out), text));
	fuzz_must(!api_todo_cursor_read(text, &other, query));
}

/* What is written of a todo that can be is read, in its own list alone. */
static void
check_written(struct text title, struct todo_query *query)
{
	struct todo_query lists = query_of((unsigned int)title.len);
	char out[TODO_CURSOR_MAX];
	struct todo todo = {.title = title};
	struct text text;
	bool read;

	if (title.len >= sizeof(todo.created_at))
		memcpy(&todo.created_at, title.data, sizeof(todo.created_at));
	memcpy(todo.id.bytes, title.data, title.len < 16 ? title.len : 16);
	todo.completed_at = todo.created_at;
	todo.updated_at = todo.created_at;
	text = api_todo_cursor_write(query, &user, &todo, out);
	fuzz_must(text.len <= TODO_CURSOR_MAX);
	read = api_todo_cursor_read(text, &user, query);
	if (query->sort == SORT_TITLE)
		fuzz_must(read == is_title(title) ||
			title.len > TODO_TITLE_BYTES);
	if (query->sort == SORT_CREATED || query->sort >= SORT_DUE)
		fuzz_must(read == base_time_is_kept(todo.created_at));
	fuzz_must(!api_todo_cursor_read(text, &other, query));
	if (lists.sort != query->sort || lists.filter != query->filter ||
		lists.ascending != query->ascending)
		fuzz_must(!api_todo_cursor_read(text, &user, &lists));
}

/* A refusal names what it is about. */
static bool
is_ok(enum error err, const struct fault *fault)
{
	fuzz_must(err == OK || base_error_status(err) == 422);
	fuzz_must(err == OK || (fault->field && fault->expected));
	return err == OK;
}

static void
check_todo_query(struct text text)
{
	struct fault fault = {0};
	struct todo_query query;

	if (!is_ok(api_todo_query_read(text, &user, &query, &fault), &fault))
		return;
	fuzz_must(query.skip >= 0 && query.limit >= 1 &&
		query.limit <= TODO_PAGE_MAX);
	fuzz_must(
		query.filter <= FILTER_COMPLETED && query.sort <= SORT_UPDATED);
	fuzz_must(!query.has_cursor || query.skip == 0);
	fuzz_must(query.find.words_len <= TODO_WORDS_BYTES);
	fuzz_must(
		query.find.due_after >= 0 && query.find.due_after <= DATE_LAST);
	fuzz_must(query.find.due_before >= 0 &&
		query.find.due_before <= DATE_LAST);
	fuzz_must(!query.find.has_priority ||
		(query.find.priority >= 0 &&
			query.find.priority <= TODO_PRIORITY_MAX));
}

static void
check_user_query(struct text text)
{
	char email[QUERY_VALUE_MAX];
	struct fault fault = {0};
	struct user_query query;

	if (!is_ok(api_user_query_read(text, &query, email, &fault), &fault))
		return;
	fuzz_must(query.skip >= 0 && query.limit >= 1 &&
		query.limit <= USER_PAGE_MAX);
	fuzz_must(query.email.len <= EMAIL_MAX);
}

/*
 * A letter for the list and one for what is tried: r reads a cursor, w writes
 * one of a title or a moment, q and u read the query of todos and of users.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct todo_query query;
	struct text text;

	if (size < 2)
		return 0;
	query = query_of(data[0]);
	text = (struct text){(const char *)data + 2, size - 2};
	if (data[1] == 'r')
		check_read(text, &query);
	else if (data[1] == 'w')
		check_written(text, &query);
	else if (data[1] == 'q')
		check_todo_query(text);
	else
		check_user_query(text);
	return 0;
}
