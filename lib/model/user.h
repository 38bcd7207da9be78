/* user.h: a user, as a login and as an admin see one. */
#ifndef MODEL_USER_H
#define MODEL_USER_H

#include "base/id.h"
#include "base/text.h"
#include "model/email.h"
#include "model/field.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define USER_PAGE_MAX 100 /* users on one page */

/* clang-format off */
/*
 * THE list of a user's fields, in the order of their answers: name, kind,
 * traits, min, max, one sentence, what todo-admin calls it. A group is who sees
 * or sets a field: new users see some of themselves, admins set one.
 */
#define USER_FIELDS_KEY(X)                                                 \
	X(id, id, 0, 0, 0, "Names the user in addresses", "id")
#define USER_FIELDS_NEW(X)                                                 \
	X(email, text, 0, 1, EMAIL_MAX, "The address, as it was typed", "email") \
	X(created_at, time, 0, 0, 0, "When the user registered", "created")
#define USER_FIELDS_SEEN(X)                                                \
	X(updated_at, time, 0, 0, 0,                                       \
	  "When the password or a flag of the user last changed", "updated") \
	X(last_login_at, time, FIELD_NULLABLE, 0, 0,                       \
	  "When the user last logged in; null before the first time", "last login")
#define USER_FIELDS_STATE(X)                                               \
	X(is_active, flag, 0, 0, 0, "Whether the user may log in", "active")
#define USER_FIELDS_RANK(X)                                                \
	X(is_admin, flag, 0, 0, 0, "Whether the user is an admin", "admin")

/* All but the key. */
#define USER_FIELDS_REST(X)                                                \
	USER_FIELDS_NEW(X)                                                 \
	USER_FIELDS_SEEN(X)                                                \
	USER_FIELDS_STATE(X)                                               \
	USER_FIELDS_RANK(X)
/* clang-format on */

/* Users as answers and bodies have them: "User", "NewUser", and so on. */
extern const struct shape model_user, model_user_new, model_user_change,
    model_user_page;

/* What a login needs to know of a user. */
struct login {
	struct id id;
	struct text email;         /* as typed */
	struct text password_hash; /* bcrypt; never shown */
	int64_t created_at;
	bool is_active;
};

/* A user as they and admins see one: never the hash. */
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
	bool complete; /* false: without those of a node that is away */
	size_t count;
	struct user *items; /* the caller's, with room for the limit */
};

#endif
