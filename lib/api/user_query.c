/* user_query.c: reads the parameters of a list of users. */
#include "api/user_query.h"

#include "api/param.h"

enum { SKIP, LIMIT, EMAIL, PARAMS };

/* clang-format off */
static const struct api_param params[PARAMS] = {
	[SKIP] = API_PARAM_SKIP(0),
	[LIMIT] = API_PARAM_LIMIT,
	[EMAIL] = {"email", FIELD_TEXT, 1, EMAIL_MAX, {0}, API_PARAM_NONE,
	           "a part of an email address",
	           "Only users whose email has this in it, in upper or lower case"},
};
/* clang-format on */

const struct api_params api_user_params = {params, PARAMS};

_Static_assert(USER_PAGE_MAX == 100, "the limit's greatest");

/* Whether a text may be a part of an address. */
static bool
is_part(struct text text)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		if ((unsigned char)text.data[i] >= 0x80)
			return false;
	}
	return text.len <= EMAIL_MAX;
}

enum error
api_user_query_read(struct text query, struct user_query *out,
    char email[QUERY_VALUE_MAX], struct fault *fault)
{
	int values[PARAMS];
	enum error err = api_param_read(query, params, PARAMS, values, fault);
	enum http_query found;

	if (err != OK)
		return err;
	*out =
	    (struct user_query){.skip = values[SKIP], .limit = values[LIMIT]};
	found = http_query_find(query, params[EMAIL].name, email);
	if (found == QUERY_ABSENT)
		return OK;
	out->email = base_text_of(email);
	if (found == QUERY_GIVEN && is_part(out->email))
		return OK;
	return base_error_blame(fault, OK, VALIDATION_002, params[EMAIL].name,
	    params[EMAIL].expected);
}
