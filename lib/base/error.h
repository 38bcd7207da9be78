/* error.h: the list of errors a request can end in; everyone may use it. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stddef.h>

/* What an answer with an error needs to know of it. */
enum error_trait {
	/* Of the request alone: told only to a caller whose token counts. */
	ABOUT_REQUEST = 1,
	BLAMES_FIELD = 2, /* details say which field, and what was expected */
	MAY_RETRY = 4,    /* the same request may do later: Retry-After */
	BLAMES_ITEM = 8,  /* details say which operation of a bulk it was */
	ABOUT_FIELD = ABOUT_REQUEST | BLAMES_FIELD
};

/*
 * The codes of the API's error answers: name, HTTP status, traits, message, and
 * when they are answered, which todo-api(7) and the API document tell.
 */
/* clang-format off */
#define ERROR_LIST(X)										\
	X(AUTH_001, 401, 0, "Invalid email or password",					\
	  "wrong email or password")								\
	X(AUTH_002, 401, 0, "The access token has expired",					\
	  "the access token has expired")							\
	X(AUTH_003, 401, 0, "The refresh token has expired",					\
	  "the refresh token has expired")							\
	X(AUTH_004, 401, 0, "The token has been revoked",					\
	  "the token was revoked")								\
	X(AUTH_005, 401, ABOUT_REQUEST, "The token is missing or malformed",			\
	  "the token is missing or malformed")							\
	X(AUTH_006, 401, 0, "The token's signature does not verify",				\
	  "the token's signature does not verify")						\
	X(AUTH_007, 401, 0, "The user does not exist or is disabled",				\
	  "the user does not exist or is disabled")						\
	X(AUTHZ_001, 403, BLAMES_ITEM, "The resource belongs to another user",				\
	  "another user's todo")								\
	X(AUTHZ_002, 403, ABOUT_REQUEST, "Permission denied",					\
	  "not permitted: an admin's endpoint, a refresh cookie sent by a foreign page, "	\
	  "`/metrics` from elsewhere")								\
	X(VALIDATION_001, 422, ABOUT_FIELD, "The email is missing or invalid",			\
	  "email missing or invalid")								\
	X(VALIDATION_002, 422, ABOUT_FIELD, "The value has the wrong type, is too weak or out of range",\
	  "password too weak; a value of the wrong type or out of range")			\
	X(VALIDATION_003, 422, ABOUT_FIELD, "The email is already registered",			\
	  "email already registered")								\
	X(VALIDATION_004, 422, ABOUT_FIELD, "A required field is missing",			\
	  "required field missing")								\
	X(VALIDATION_005, 422, ABOUT_FIELD, "The value is too long",				\
	  "value too long")									\
	X(VALIDATION_006, 422, ABOUT_FIELD, "The value is not one of those allowed",		\
	  "not one of the allowed values")							\
	X(VALIDATION_007, 422, ABOUT_FIELD, "The current password is incorrect",		\
	  "current password incorrect")								\
	X(VALIDATION_008, 422, ABOUT_FIELD, "The new password is the same as the current one",	\
	  "new password same as the current one")						\
	X(VALIDATION_009, 422, ABOUT_FIELD, "The idempotency key was sent with another request",	\
	  "the `Idempotency-Key` was first sent with another path or body")			\
	X(RESOURCE_001, 404, BLAMES_ITEM, "Todo not found",						\
	  "no such todo")									\
	X(RESOURCE_002, 404, 0, "User not found",						\
	  "no such user")									\
	X(RESOURCE_003, 404, 0, "Session not found",						\
	  "the caller has no such living session")						\
	X(LIMIT_001, 403, BLAMES_ITEM, "This user has as many todos as are allowed",			\
	  "the user has `TODOS_PER_USER` todos")						\
	X(SERVER_001, 500, MAY_RETRY, "The database cannot be reached; nothing was changed",	\
	  "the database cannot be reached, or did not answer in time (see "			\
	  "`Retry-After`); `message` says whether the change may have been applied: with an "	\
	  "`Idempotency-Key` it is safe to send it again")		\
	X(SERVER_002, 500, 0, "Internal error",							\
	  "internal error; the log says which")							\
	X(SERVER_003, 500, MAY_RETRY, "The token could not be checked for revocation",		\
	  "the token could not be checked for revocation, so nobody is let in")			\
	X(SERVER_004, 500, 0, "The password could not be hashed",				\
	  "the password could not be hashed")							\
	X(SERVER_005, 503, MAY_RETRY, "Too many passwords wait to be hashed",			\
	  "too many passwords wait to be hashed (see `Retry-After`)")				\
	X(REQUEST_001, 400, ABOUT_REQUEST, "Malformed request",					\
	  "malformed request: JSON, UTF-8, or a body shorter than announced")			\
	X(REQUEST_002, 404, 0, "No such endpoint",						\
	  "no such endpoint")									\
	X(REQUEST_003, 405, 0, "Method not allowed",						\
	  "method not allowed here (see `Allow`)")						\
	X(REQUEST_004, 413, 0, "The request body is too large",					\
	  "body larger than `MAX_BODY_BYTES`")							\
	X(REQUEST_005, 415, 0, "The request body must be application/json, not compressed",	\
	  "a body that is not `application/json`, or has a `Content-Encoding` other "		\
	  "than `identity` (see `Accept-Encoding`)")						\
	X(REQUEST_007, 409, MAY_RETRY, "The first request of this idempotency key is not done yet", \
	  "another request with this `Idempotency-Key` is in hand (see `Retry-After`)")		\
	X(RATE_001, 429, ABOUT_REQUEST | MAY_RETRY, "Too many attempts",			\
	  "too many attempts from this address or at this account (see `Retry-After`)")
/* clang-format on */

#define ERROR_ENUM(name, ...) name,
enum error { OK, ERROR_LIST(ERROR_ENUM) ERROR_COUNT };
#undef ERROR_ENUM

/*
 * What clients are told in place of SERVER_001 where nobody can know more, and
 * of REQUEST_001 by a web server that takes no POST without a length, or where
 * the Idempotency-Key is none.
 */
#define SERVER_001_UNSURE ERROR_COUNT
#define REQUEST_001_LENGTH (ERROR_COUNT + 1)
#define REQUEST_001_KEY (ERROR_COUNT + 2)
#define ERROR_UNSURE_MESSAGE \
	"The database did not answer in time; the change may have been applied"
#define ERROR_LENGTH_MESSAGE                                                      \
	"This server takes a POST only with a Content-Length, 0 without a body; " \
	"curl sends it with -d ''"
#define ERROR_KEY_MESSAGE                                                    \
	"Idempotency-Key should be 1 to 255 characters of ASCII in quotes, " \
	"or without them a word such as a UUID"

/* Which field an error blames, and what was expected of it; both static. */
struct fault {
	const char *field; /* NULL: the item itself */
	const char *expected;
	const char *list; /* whose item's field it is; NULL: no list's */
	size_t item;      /* from 0 */
};

/* Marks a result that nobody may drop. */
#define MUST_CHECK __attribute__((warn_unused_result))

/* The HTTP status of an error, 200 for OK. */
int base_error_status(enum error error);

/* Its traits, enum error_trait or'ed; none for OK. */
unsigned int base_error_traits(enum error error);

/* The code as clients see it, "AUTH_001"; "OK" for OK. Static. */
const char *base_error_name(enum error error);

/* One sentence for the client, without a full stop. Static. */
const char *base_error_message(enum error error);

/* When it is answered, in a few words, for people. Static. */
const char *base_error_when(enum error error);

#endif
