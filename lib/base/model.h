/* model.h: the product's nouns as plain structs, passed between packages. */
#ifndef BASE_MODEL_H
#define BASE_MODEL_H

#include "base/id.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define JTI_MAX 64         /* bytes of a token's jti */
#define TODO_TITLE_MAX 255 /* characters */
#define TODO_TITLE_BYTES (4 * TODO_TITLE_MAX)
#define TODO_DESCRIPTION_MAX 10000 /* characters */
#define TODO_PAGE_MAX 100          /* todos on one page */
#define USER_PAGE_MAX 100          /* users on one page */
#define SESSION_PAGE_MAX 100       /* sessions in a list for a client */

/* Who asks: what a verified access token says. */
struct caller {
	struct id user_id;
	char jti[JTI_MAX + 1];         /* this access token */
	char session_jti[JTI_MAX + 1]; /* sid: the refresh token it came from */
	int64_t expires_at;            /* microseconds */
};

/* What a login needs to know of a user. */
struct login {
	struct id id;
	struct text email;         /* as typed */
	struct text password_hash; /* bcrypt; never shown */
	int64_t created_at;
	bool is_active;
};

struct todo {
	struct id id;
	struct id user_id;
	struct text title;
	struct text description; /* absent: null */
	bool is_completed;
	int64_t created_at;
	int64_t completed_at; /* TIME_NONE when not completed */
	int64_t updated_at;
};

/* Where a field of a request body stands. */
enum presence { ABSENT, IS_NULL, MISTYPED, GIVEN };

/* What a client says of a todo; what is absent stays as it is. */
struct todo_change {
	enum presence has_title, has_description, has_completed;
	struct text title;
	struct text description;
	bool is_completed;
};

enum todo_sort { SORT_CREATED, SORT_COMPLETED, SORT_TITLE };
enum todo_filter { FILTER_ALL, FILTER_OPEN, FILTER_COMPLETED };

/* A todo's place in a list: its sort key, by the sort, and its id. */
struct todo_cursor {
	struct id id;
	int64_t when; /* TIME_NONE: not completed */
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
	bool no_total;            /* the total may stay unknown */
	bool has_cursor;          /* the page begins behind a place: no skip */
	struct todo_cursor after; /* that place */
};

#define TODO_UNCOUNTED (-1)

struct todo_page {
	int64_t total;           /* TODO_UNCOUNTED: unknown */
	bool has_more;           /* todos come behind this page */
	struct text next_cursor; /* absent on the last page */
	size_t count;
	struct todo items[TODO_PAGE_MAX];
};

/* A session: the row of its refresh token. */
struct session {
	struct id id;
	struct id user_id;
	char jti[JTI_MAX + 1];
	int64_t issued_at;
	int64_t expires_at;
	struct text ip_address; /* absent: null */
};

/* The newest living sessions of a user. */
struct session_page {
	int64_t total; /* of all that live */
	size_t count, room;
	struct session *items; /* the caller's, with that room */
};

/* A user as admins see one: never the hash. */
struct user {
	struct id id;
	struct text email; /* as typed */
	int64_t created_at;
	int64_t updated_at;
	int64_t last_login_at; /* TIME_NONE before the first login */
	bool is_active;
	bool is_admin;
};

/* Which page of all users is wanted. */
struct user_query {
	int skip;
	int limit;         /* for clients 1 to USER_PAGE_MAX */
	struct text email; /* a part of it, in either case; absent: all */
};

struct user_page {
	int64_t total;
	size_t count;
	struct user *items; /* the caller's, with room for the limit */
};

#endif
