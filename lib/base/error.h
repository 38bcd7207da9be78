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
	X(AUTHZ_001, 403, BLAMES_ITEM, "The resource belongs to another user",			\
	  "another user's todo")								\
	X(AUTHZ_002, 403, ABOUT_REQUEST, "Permission denied",					\
	  "not permitted: an admin's endpoint, a refresh cookie sent by a foreign page, "	\
	  "`/metrics` from elsewhere")								\
	X(VALIDATION_001, 422, ABOUT_FIELD, "The email or the password is missing or invalid",	\
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
	X(RESOURCE_004, 410, 0, "The token is too old: list everything, and begin with a new one",	\
	  "the token of `since` is older than the deletions that are kept, 30 days, or of a "	\
	  "database that was restored since")							\
	X(LIMIT_001, 403, BLAMES_ITEM, "This user has as many todos as are allowed",		\
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
	X(REQUEST_006, 412, 0, "The todo is not in the state that If-Match names; nothing was changed",	\
	  "the todo is not in a state that `If-Match` names")					\
	X(REQUEST_007, 409, MAY_RETRY, "The first request of this idempotency key is not done yet", \
	  "another request with this `Idempotency-Key` is in hand (see `Retry-After`)")		\
	X(RATE_001, 429, ABOUT_REQUEST | MAY_RETRY, "Too many attempts",			\
	  "too many attempts from this address or at this account (see `Retry-After`)")
/* clang-format on */

/*
 * Sentences that are told in place of a code's own where more is known: name,
 * code, sentence. None helps who has no key: of what a token says they tell
 * only once its signature has held.
 */
/* clang-format off */
#define ERROR_VARIANT_LIST(X)									\
	X(SERVER_001_UNSURE, SERVER_001,							\
	  "The database did not answer in time; the change may have been applied")		\
	X(SERVER_001_KEYED, SERVER_001,								\
	  "The database did not answer in time; the change may have been applied, "		\
	  "and with the same Idempotency-Key is not applied twice")				\
	X(REQUEST_001_LENGTH, REQUEST_001,							\
	  "This server takes a POST only with a Content-Length, 0 without a body; "		\
	  "curl sends it with -d ''")								\
	X(REQUEST_001_EMPTY, REQUEST_001, "The body is empty; a JSON object is needed")		\
	X(REQUEST_001_SHORT, REQUEST_001, "The body is shorter than its Content-Length")	\
	X(REQUEST_001_JSON, REQUEST_001, "The body is not valid JSON")				\
	X(REQUEST_001_UTF8, REQUEST_001, "The body is not valid UTF-8")				\
	X(REQUEST_001_NUL, REQUEST_001, "The body has U+0000 in a string")			\
	X(REQUEST_001_SURROGATE, REQUEST_001, "The body has half a surrogate pair")		\
	X(REQUEST_001_DEPTH, REQUEST_001, "The body is nested deeper than 32 levels")		\
	X(REQUEST_001_OBJECT, REQUEST_001, "A JSON object is needed, and the body is none")		\
	X(REQUEST_001_KEY, REQUEST_001,								\
	  "Idempotency-Key should be 1 to 255 characters of ASCII in quotes, or without them "	\
	  "a word such as a UUID")								\
	X(REQUEST_001_TWICE, REQUEST_001, "The body has a member twice in one object")		\
	X(AUTH_005_MISSING, AUTH_005,								\
	  "No token was sent; Authorization should be Bearer and an access token")		\
	X(AUTH_005_SCHEME, AUTH_005,								\
	  "Authorization should be Bearer and an access token, and is something else")		\
	X(AUTH_005_SHAPE, AUTH_005, "The token is malformed, or cut short")			\
	X(AUTH_005_IS_REFRESH, AUTH_005, "This is a refresh token; an access token is needed")	\
	X(AUTH_005_IS_ACCESS, AUTH_005, "This is an access token; a refresh token is needed")	\
	X(AUTH_005_CLAIMS, AUTH_005, "The token lacks a claim, or has a wrong one")		\
	X(AUTH_005_NO_REFRESH, AUTH_005,							\
	  "No refresh token was sent, neither in the body nor as the cookie")			\
	X(AUTH_005_NO_TEXT, AUTH_005, "refresh_token should be a text")				\
	X(AUTH_005_COOKIES, AUTH_005, "Two different refresh cookies were sent")
/* clang-format on */

#define ERROR_ENUM(name, ...) name,
enum error {
	OK,
	ERROR_LIST(ERROR_ENUM) ERROR_COUNT,
	/* Only ever told: no function ends in one. The first is ERROR_COUNT. */
	ERROR_LAST = ERROR_COUNT - 1,
	ERROR_VARIANT_LIST(ERROR_ENUM) ERROR_END
};
#undef ERROR_ENUM

#define FAULTS_MAX 8 /* fields that one answer blames */

/*
 * What is told of an error beside its code. Where it blames a field: that field
 * and what was expected of it, and the others that are wrong, too. Where it does
 * not: which sentence, and where the body goes wrong. All texts are borrowed, and
 * names that a client chose are short.
 */
struct fault {
	const char *field; /* NULL: the item itself */
	const char *expected;
	struct blame {
		enum error error;
		const char *field;
		const char *expected;
		size_t item;
	} others[FAULTS_MAX - 1];
	size_t count;     /* of others */
	enum error told;  /* a variant of the error; OK: its own sentence */
	size_t at;        /* the byte of the body, from 1; 0: nowhere */
	const char *list; /* whose items' fields they are; NULL: no list's */
	size_t item;      /* whose field it is, from 0 */
};

/*
 * Blames another field: the error so far, or the one found where that is OK.
 * Fields beyond FAULTS_MAX are left out.
 */
enum error base_error_blame(struct fault *fault, enum error so_far,
    enum error found, const char *field, const char *expected);

/* Blames all that an error of another item of the same list does, too. */
void base_error_join(
    struct fault *fault, enum error found, const struct fault *other);

/* Marks a result that nobody may drop. */
#define MUST_CHECK __attribute__((warn_unused_result))

/* The HTTP status of an error, 200 for OK; a variant has all of its code's. */
int base_error_status(enum error error);

/* Its traits, enum error_trait or'ed; none for OK. */
unsigned int base_error_traits(enum error error);

/* The code as clients see it, "AUTH_001"; "OK" for OK. Static. */
const char *base_error_name(enum error error);

/* The code that a variant is of; any other error is its own. */
enum error base_error_code(enum error error);

/* One sentence for the client, without a full stop; a variant has its own. Static. */
const char *base_error_message(enum error error);

/* When it is answered, in a few words, for people. Static. */
const char *base_error_when(enum error error);

#endif
