/* user_query.c: reads the parameters of a list of users. */
#include "api/user_query.h"

#include "api/param.h"

#define EMAIL_MAX 254 /* characters of an address */

enum { SKIP, LIMIT, PARAMS };

static const struct api_param params[PARAMS] = {
    [SKIP] = API_PARAM_SKIP(0), [LIMIT] = API_PARAM_LIMIT};

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
	found = http_query_find(query, "email", email);
	if (found == QUERY_ABSENT)
		return OK;
	out->email = base_text_of(email);
	if (found == QUERY_GIVEN && is_part(out->email))
		return OK;
	*fault = (struct fault){"email", "a part of an email address"};
	return VALIDATION_002;
}
