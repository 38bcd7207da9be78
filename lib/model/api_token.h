/* api_token.h: a token of a user's own for programs, as its list shows it. */
#ifndef MODEL_API_TOKEN_H
#define MODEL_API_TOKEN_H

#include "base/id.h"
#include "base/text.h"

#include <stddef.h>
#include <stdint.h>

#define API_TOKEN_NAME_MAX 100 /* characters */
#define API_TOKEN_PAGE_MAX 100 /* living API tokens of a user, at the most */

/* What an API token lets its holder do with todos. */
#define API_TOKEN_READ "read"
#define API_TOKEN_FULL "full"

struct api_token {
	struct id id;
	struct text name;
	struct text access; /* one of the two above */
	int64_t created_at;
	int64_t expires_at;   /* TIME_NONE: it does not expire */
	int64_t last_used_at; /* TIME_NONE: never */
};

/* The living API tokens of a user. */
struct api_token_page {
	size_t count;
	struct api_token items[API_TOKEN_PAGE_MAX];
};

#endif
