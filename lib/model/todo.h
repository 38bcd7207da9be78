/* todo.h: a todo, what a client says of one, and a page of them. */
#ifndef MODEL_TODO_H
#define MODEL_TODO_H

#include "base/date.h"
#include "base/id.h"
#include "base/text.h"
#include "model/field.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TODO_TITLE_MAX 255 /* characters */
#define TODO_TITLE_BYTES (4 * TODO_TITLE_MAX)
#define TODO_DESCRIPTION_MAX 10000 /* characters */
#define TODO_PRIORITY_MAX 4
#define TODO_PAGE_MAX 100 /* todos on one page */

/* clang-format off */
/*
 * THE list of a todo's fields, in the order of its answers: name, kind, traits,
 * min, max, one sentence. All that reads, writes or shows a todo walks it. A
 * group is what becomes of a field: clients give some, which are kept as they
 * are; is_completed is not selected, for completed_at tells it.
 */
#define TODO_FIELDS_KEY(X)                                                 \
	X(id, id, 0, 0, 0, "Names the todo in addresses")
#define TODO_FIELDS_OWNER(X)                                               \
	X(user_id, id, 0, 0, 0, "The user who owns the todo")
#define TODO_FIELDS_GIVEN(X)                                               \
	X(title, text, 0, 1, TODO_TITLE_MAX, "What is to be done; not blank") \
	X(description, text, FIELD_NULLABLE | FIELD_OPTIONAL, 0, TODO_DESCRIPTION_MAX, \
	  "More about what is to be done")                                  \
	X(due_date, date, FIELD_NULLABLE | FIELD_OPTIONAL, 0, 0,           \
	  "The day by which it is to be done: one on the calendar, in no time zone") \
	X(priority, number, FIELD_OPTIONAL, 0, TODO_PRIORITY_MAX,          \
	  "How much it matters, up to 4; 0 says nothing of it")
#define TODO_FIELDS_STATE(X)                                               \
	X(is_completed, flag, FIELD_OPTIONAL, 0, 0, "Whether the todo is done")
#define TODO_FIELDS_MADE(X)                                                \
	X(created_at, time, 0, 0, 0, "When the todo was created")          \
	X(completed_at, time, FIELD_NULLABLE, 0, 0,                        \
	  "When the todo was completed; null while it is open")            \
	X(updated_at, time, 0, 0, 0, "When the todo last changed")

/* All but the key. */
#define TODO_FIELDS_REST(X)                                                \
	TODO_FIELDS_OWNER(X)                                               \
	TODO_FIELDS_GIVEN(X)                                               \
	TODO_FIELDS_STATE(X)                                               \
	TODO_FIELDS_MADE(X)
/* clang-format on */

/* Todos as answers and bodies have them: "Todo", "NewTodo", and so on. */
extern const struct shape model_todo, model_todo_new, model_todo_change,
    model_todo_page, model_todo_sync;

struct todo {
	struct id id;
	struct id user_id;
	struct text title;
	struct text description; /* absent: null */
	int32_t due_date;        /* DATE_NONE: null */
	int32_t priority;        /* 0 to TODO_PRIORITY_MAX */
	bool is_completed;
	int64_t created_at;
	int64_t completed_at; /* TIME_NONE when not completed */
	int64_t updated_at;
	/* Of its last change, which no other has; 0: from before there were any. */
	int64_t revision;
};

#define TODO_MATCH_MAX 64

/* The revisions of a todo that a change is for. */
struct todo_match {
	size_t count; /* 0: none, so nothing is changed */
	int64_t revisions[TODO_MATCH_MAX];
};

/* What a client says of a todo; what is absent stays as it is. */
struct todo_change {
#define TODO_SAID(name, kind, ...) \
	enum presence has_##name;  \
	FIELD_TYPE_##kind name;
	TODO_FIELDS_GIVEN(TODO_SAID)
#undef TODO_SAID
	enum presence has_completed;
	bool is_completed;
};

/* Whether a change names nothing at all. */
bool model_todo_is_unchanged(const struct todo_change *change);

enum todo_sort {
	SORT_CREATED,
	SORT_COMPLETED,
	SORT_TITLE,
	SORT_DUE,
	SORT_PRIORITY,
	SORT_UPDATED
};
enum todo_filter { FILTER_ALL, FILTER_OPEN, FILTER_COMPLETED };

#define TODO_WORDS_MAX 255 /* characters of what is searched for */
#define TODO_WORDS_BYTES (4 * TODO_WORDS_MAX)

/* What else the todos of a list are like; all zero lets all pass. */
struct todo_find {
	size_t words_len; /* 0: none are searched for */
	char words[TODO_WORDS_BYTES];
	int32_t due_after, due_before; /* DATE_NONE: any */
	bool has_since, has_priority;  /* the next two are asked for */
	int64_t updated_since;
	int32_t priority;
};

/* A todo's place in a list: its sort key, by the sort, and its id. */
struct todo_cursor {
	struct id id;
	int64_t when; /* TIME_NONE: not completed */
	int32_t rank; /* due date or priority, before when; 0: it has none */
	size_t title_len;
	char title[TODO_TITLE_BYTES];
};

/* Which page of the caller's todos is wanted. */
struct todo_query {
	int skip;
	int limit; /* 1 to TODO_PAGE_MAX */
	enum todo_filter filter;
	enum todo_sort sort;
	bool ascending;
	struct todo_find find;
	bool no_total;            /* the total may stay unknown */
	bool has_skip;            /* by the client, not for want of one */
	bool has_cursor;          /* the page begins after a place: no skip */
	struct todo_cursor after; /* that place */
};

/* What became of a todo: only its id and revision are left of a deleted one. */
struct todo_event {
	bool is_deleted;
	struct todo todo;
};

#define TODO_SYNC_DAYS 30 /* that deletions are told at least */
#define TODO_SYNC_NOW (-1)

/* What became of a user's todos after a revision, in order, each todo once. */
struct todo_sync {
	int64_t next;  /* the revision that the rest comes after */
	bool has_more; /* there is a rest by now */
	size_t count;
	struct todo_event items[TODO_PAGE_MAX];
};

#define TODO_UNCOUNTED (-1)

struct todo_page {
	int64_t total;           /* TODO_UNCOUNTED: unknown */
	bool has_more;           /* todos follow this page */
	struct text next_cursor; /* absent on the last page */
	size_t count;
	struct todo items[TODO_PAGE_MAX];
};

#endif
