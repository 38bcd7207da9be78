/* user.h: a user, as a login and as an admin see one. */
#ifndef MODEL_USER_H
#define MODEL_USER_H

#include "base/id.h"
#include "base/text.h"
#include "model/field.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define USER_PAGE_MAX 100 /* users on one page */

/* What a login needs to know of a user. */
struct login {
	struct id id;
	struct text email;         /* as typed */
	struct text password_hash; /* bcrypt; never shown */
	int64_t created_at;
	bool is_active;
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

/* A user in JSON, one who registers, a change by an admin, and a page. */
extern const struct shape model_user, model_user_new, model_user_change,
    model_user_page;

#endif
