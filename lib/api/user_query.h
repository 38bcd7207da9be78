/* user_query.h: the query of GET /admin/users becomes a checked struct. */
#ifndef API_USER_QUERY_H
#define API_USER_QUERY_H

#include "api/param.h"
#include "base/error.h"
#include "model/user.h"
#include "http/query.h"

/* The parameters of GET /admin/users, in the order in which they are judged. */
extern const struct api_params api_user_params;

/*
 * Reads skip, limit and email as api_param_read does; out->email is in the
 * caller's buffer then. VALIDATION_002, too: an email that is empty, given
 * twice, or not 1 to 254 characters of ASCII, which no address can hold.
 */
enum error api_user_query_read(struct text query, struct user_query *out,
    char email[QUERY_VALUE_MAX], struct fault *fault) MUST_CHECK;

#endif
