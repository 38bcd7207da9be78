/* route.h: the table of endpoints, what is told of them, and their handlers. */
#ifndef API_ROUTE_H
#define API_ROUTE_H

#include "api/param.h"
#include "http/router.h"
#include "model/field.h"

#include <stdbool.h>
#include <stdint.h>

/* What a route needs, checked before its handler runs. */
enum call_need {
	NEEDS_TOKEN = 1,
	NEEDS_BODY = 2,
	TAKES_BODY = 4,    /* a body may be missing */
	LIMITS_LOGINS = 8, /* what checks a password */
	LIMITS_REGISTRATIONS = 16,
	HASHES = LIMITS_LOGINS | LIMITS_REGISTRATIONS,
	NEEDS_ADMIN = 32, /* beside the token; the handler's statement checks */
	USES_DATABASE = 64, /* where no token needs it; nothing is checked */
	LIMITS_REFRESHES = 128,
	TAKES_PATCH = 256, /* a body may be application/merge-patch+json, too */
	TAKES_KEY = 512,   /* an Idempotency-Key, which the handler reads */
	TAKES_API_TOKEN = 1024,      /* in place of an access token */
	TAKES_FULL_API_TOKEN = 2048, /* only one that may do more than read */
	LIMITS_EXPORTS = 4096,
	LIMITS = HASHES | LIMITS_REFRESHES | LIMITS_EXPORTS
};

#define REFRESH_COOKIE "refresh_token" /* the cookie of operations */

/* What an operation does beside reading a body and writing an answer. */
enum operation_trait {
	GIVES_LOCATION = 1,
	SETS_COOKIE = 2,         /* the refresh token's */
	READS_COOKIE = 4,        /* where the body has no refresh token */
	READS_METRICS_TOKEN = 8, /* where one is set */
	GIVES_TEXT = 16,         /* text/plain */
	GIVES_DOCUMENT = 32,     /* that very document, with an ETag */
	MAY_BE_UNWELL = 64,      /* 503, in the form of the answer */
	GIVES_LINK = 128,        /* to that document and its page */
	GIVES_TAG = 256,         /* ETag; a GET: 304 to who has it */
	READS_MATCH = 512,       /* If-Match, and refuses by REQUEST_006 */
	GIVES_PAGES = 1024,      /* Link to a list's other pages */
	TAKES_LIST = 2048, /* errors that BLAMES_ITEM say which item it was */
	GIVES_FILE = 4096  /* to be saved: JSON, or todos as CSV */
};

/* What clients are told of a route: an operation of the API document. */
struct operation {
	const char *id;    /* what generated clients call their method */
	const char *tag;   /* of api_tags */
	const char *about; /* one sentence, without a full stop */
	const struct api_params *params; /* of the query; NULL: none */
	const struct shape *body;        /* NULL: none is read */
	int status;                      /* of success */
	const struct shape *answer;      /* NULL: none, or no object */
	const char *message;             /* what a Message says */
	unsigned int traits;             /* enum operation_trait or'ed */
	/* Since when it is discouraged, and when it ends: seconds since 1970. */
	int64_t deprecated, sunset;
	/* Up to OK, those that follow from neither needs nor params; or NULL. */
	const enum error *errors;
};

/* A group of operations. */
struct api_tag {
	const char *name;
	const char *about;
};

extern const struct http_route api_routes[];
extern const size_t api_route_count;
extern const struct api_tag api_tags[];
extern const size_t api_tag_count;

/* Sets may[] of each error that a route may answer with; the others' false. */
void api_route_errors(const struct http_route *route, bool may[ERROR_COUNT]);

/*
 * Each handler finds its needs fulfilled, fills call->res, and returns OK or
 * the error to answer with.
 */
enum error api_health_show(struct call *call);
enum error api_health_live(struct call *call);
enum error api_health_ready(struct call *call);
enum error api_metrics_show(struct call *call);
enum error api_document_index(struct call *call);
enum error api_document_show(struct call *call);
enum error api_user_register(struct call *call);
enum error api_user_change_password(struct call *call);
enum error api_user_reset_password(struct call *call);
enum error api_login_begin(struct call *call);
enum error api_login_refresh(struct call *call);
enum error api_session_logout(struct call *call);
enum error api_session_logout_all(struct call *call);
enum error api_session_list(struct call *call);
enum error api_session_end(struct call *call);
enum error api_token_create(struct call *call);
enum error api_token_list(struct call *call);
enum error api_token_delete(struct call *call);
enum error api_me_show(struct call *call);
enum error api_me_delete(struct call *call);
enum error api_export_show(struct call *call);
enum error api_todo_list(struct call *call);
enum error api_todo_create(struct call *call);
enum error api_todo_bulk(struct call *call);
enum error api_todo_show(struct call *call);
enum error api_todo_update(struct call *call);
enum error api_todo_delete(struct call *call);
enum error api_todo_changes(struct call *call);
enum error api_admin_list(struct call *call);
enum error api_admin_show(struct call *call);
enum error api_admin_update(struct call *call);
enum error api_admin_revoke(struct call *call);

#endif
