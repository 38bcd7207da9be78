/* user.c: the shapes of users, from the rows of their fields. */
#include "model/user.h"

#include <limits.h>

/* What todo-admin calls a field is of no use here. */
#define ROW(name, kind, traits, min, max, about, label) \
	FIELD_ROW(name, kind, traits, min, max, about),

/* clang-format off */
static const struct field fields[] = {
	USER_FIELDS_KEY(ROW) USER_FIELDS_REST(ROW)};

static const struct field new_fields[] = {
	USER_FIELDS_KEY(ROW) USER_FIELDS_NEW(ROW)};

static const struct field change_fields[] = {USER_FIELDS_STATE(ROW)};

static const struct field page_fields[] = {
	{"items", FIELD_LIST, 0, 0, USER_PAGE_MAX, "The users of the page", NULL, &model_user},
	{"total", FIELD_NUMBER, 0, 0, 0, "How many users there are of those asked for, and not left out", NULL, NULL},
	{"skip", FIELD_NUMBER, 0, 0, INT_MAX, "How many users precede the page", NULL, NULL},
	{"limit", FIELD_NUMBER, 0, 1, USER_PAGE_MAX, "How many users a page has at most", NULL, NULL},
	{"has_more", FIELD_FLAG, 0, 0, 0, "Whether users follow the page", NULL, NULL},
	{"complete", FIELD_FLAG, 0, 0, 0,
	 "Whether all users were asked for; false leaves out those of a database node that is away",
	 NULL, NULL},
};
/* clang-format on */

const struct shape model_user =
    FIELD_SHAPE_OF("User", "A user, as they and admins see one", fields);
const struct shape model_user_new =
    FIELD_SHAPE_OF("NewUser", "A new user, as they see themselves", new_fields);
const struct shape model_user_change = FIELD_SHAPE_OF(
    "UserChange", "What an admin changes of a user", change_fields);
const struct shape model_user_page =
    FIELD_SHAPE_OF("UserPage", "A page of all users", page_fields);
