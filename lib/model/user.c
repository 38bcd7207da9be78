/* user.c: the members of a user, of a change of one, and of a page. */
#include "model/user.h"

/* clang-format off */
static const struct field user[] = {
	{"id", FIELD_ID, FIELD_STORED, 0, 0, "The user's id", NULL, NULL},
	{"email", FIELD_TEXT, FIELD_STORED, 0, 0, "The email address, as typed", NULL, NULL},
	{"created_at", FIELD_TIME, FIELD_STORED, 0, 0, "When the user registered", NULL, NULL},
	{"updated_at", FIELD_TIME, FIELD_STORED, 0, 0, "When the user was changed last", NULL, NULL},
	{"last_login_at", FIELD_TIME, FIELD_STORED | FIELD_NULLABLE, 0, 0,
	 "When the user logged in last; null before the first login", NULL, NULL},
	{"is_active", FIELD_FLAG, FIELD_STORED | FIELD_WRITABLE, 0, 0,
	 "Whether the user is let in", NULL, NULL},
	{"is_admin", FIELD_FLAG, FIELD_STORED, 0, 0, "Whether the user may use the admin endpoints", NULL, NULL},
};

static const struct field new[] = {
	{"id", FIELD_ID, 0, 0, 0, "The user's id", NULL, NULL},
	{"email", FIELD_TEXT, 0, 0, 0, "The email address, as typed", NULL, NULL},
	{"created_at", FIELD_TIME, 0, 0, 0, "When the user registered", NULL, NULL},
};

static const struct field change[] = {
	{"is_active", FIELD_FLAG, 0, 0, 0, "Whether the user is let in", NULL, NULL},
};

static const struct field page[] = {
	{"items", FIELD_LIST, 0, 0, USER_PAGE_MAX, "The users of the page", NULL, &model_user},
	{"total", FIELD_NUMBER, 0, 0, 0, "How many users the whole list has", NULL, NULL},
	{"skip", FIELD_NUMBER, 0, 0, 0, "How many stand before the page", NULL, NULL},
	{"limit", FIELD_NUMBER, 0, 1, USER_PAGE_MAX, "How many users the page could have", NULL, NULL},
	{"has_more", FIELD_FLAG, 0, 0, 0, "Whether more users come after the page", NULL, NULL},
};
/* clang-format on */

const struct shape model_user =
    FIELD_SHAPE_OF("User", "A user as admins see one", user);
const struct shape model_user_new =
    FIELD_SHAPE_OF("NewUser", "A user who has just registered", new);
const struct shape model_user_change =
    FIELD_SHAPE_OF("UserChange", "What of a user shall change", change);
const struct shape model_user_page =
    FIELD_SHAPE_OF("UserPage", "A page of the list of users", page);
