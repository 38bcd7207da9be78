/* cursor.c: query strings, cursors and tokens, and that they mean what they say. */
#include "api/export_query.h"
#include "api/todo_cursor.h"
#include "api/todo_query.h"
#include "api/todo_sync_query.h"
#include "api/todo_token.h"
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

/* What is read is written as it was, and is this user's alone. */
static void
check_token(struct text text)
{
	char out[TODO_TOKEN_MAX];
	int64_t revision = 0;

	if (!api_todo_token_read(text, &user, &revision))
		return;
	fuzz_must(revision >= 0);
	fuzz_must(base_text_equal(
		api_todo_token_write(revision, &user, out), text));
	fuzz_must(!api_todo_token_read(text, &other, &revision));
}

/* Each revision that there can be is read back. */
static void
check_revision(struct text text)
{
	int64_t revision = 0, read = -1;
	char out[TODO_TOKEN_MAX];
	struct text token;

	memcpy(&revision, text.data, text.len < 8 ? text.len : 8);
	token = api_todo_token_write(revision, &user, out);
	fuzz_must(api_todo_token_read(token, &user, &read) == (revision >= 0));
	fuzz_must(revision < 0 || read == revision);
	fuzz_must(!api_todo_token_read(token, &other, &read));
}

static void
check_sync_query(struct text text)
{
	struct fault fault = {0};
	int64_t since;
	int limit;

	if (!is_ok(api_todo_sync_query_read(
			   text, &user, &since, &limit, &fault),
		    &fault))
		return;
	fuzz_must(limit >= 1 && limit <= TODO_PAGE_MAX);
	fuzz_must(since == TODO_SYNC_NOW || since >= 0);
}

static void
check_export_query(struct text text)
{
	struct fault fault = {0};
	bool is_csv;

	if (is_ok(api_export_query_read(text, &is_csv, &fault), &fault))
		fuzz_must(!is_csv || fuzz_has(text, "csv") ||
			fuzz_has(text, "%"));
}

/* What a letter tries; others read the query of users. */
static void
check(char letter, struct text text, struct todo_query *query)
{
	switch (letter) {
	case 'r':
		check_read(text, query);
		break;
	case 'w':
		check_written(text, query);
		break;
	case 'q':
		check_todo_query(text);
		break;
	case 't':
		check_token(text);
		break;
	case 'n':
		check_revision(text);
		break;
	case 's':
		check_sync_query(text);
		break;
	case 'e':
		check_export_query(text);
		break;
	default:
		check_user_query(text);
	}
}

/*
 * A letter for the list and one for what is tried: r reads a cursor, w writes
 * one of a title or a moment; t reads a token, n writes one of a revision; q, u, s
 * and e read the query of todos, of users, of changes and of an export.
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
	check((char)data[1], text, &query);
	return 0;
}
