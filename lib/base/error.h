/* error.h: the list of errors a request can end in; everyone may use it. */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

/*
 * The codes of the API's error answers: name, HTTP status, message.
 * README's table of errors says more of each.
 */
/* clang-format off */
#define ERROR_LIST(X)                                                                    \
	X(AUTH_001, 401, "Invalid email or password")                                    \
	X(AUTH_002, 401, "The access token has expired")                                 \
	X(AUTH_003, 401, "The refresh token has expired")                                \
	X(AUTH_004, 401, "The token has been revoked")                                   \
	X(AUTH_005, 401, "The token is missing or malformed")                            \
	X(AUTH_006, 401, "The token's signature does not verify")                        \
	X(AUTH_007, 401, "The user does not exist or is disabled")                       \
	X(AUTHZ_001, 403, "The resource belongs to another user")                        \
	X(AUTHZ_002, 403, "Permission denied")                                           \
	X(VALIDATION_001, 422, "The email is missing or invalid")                        \
	X(VALIDATION_002, 422, "The value has the wrong type, is too weak or out of range") \
	X(VALIDATION_003, 422, "The email is already registered")                        \
	X(VALIDATION_004, 422, "A required field is missing")                            \
	X(VALIDATION_005, 422, "The value is too long")                                  \
	X(VALIDATION_006, 422, "The value is not one of those allowed")                  \
	X(VALIDATION_007, 422, "The current password is incorrect")                      \
	X(VALIDATION_008, 422, "The new password is the same as the current one")        \
	X(RESOURCE_001, 404, "Todo not found")                                           \
	X(RESOURCE_002, 404, "User not found")                                           \
	X(RESOURCE_003, 404, "Session not found")                                        \
	X(SERVER_001, 500, "The database cannot be reached; nothing was changed")        \
	X(SERVER_002, 500, "Internal error")                                             \
	X(SERVER_003, 500, "The token could not be checked for revocation")              \
	X(SERVER_004, 500, "The password could not be hashed")                           \
	X(REQUEST_001, 400, "Malformed request")                                         \
	X(REQUEST_002, 404, "No such endpoint")                                          \
	X(REQUEST_003, 405, "Method not allowed")                                        \
	X(REQUEST_004, 413, "The request body is too large")                             \
	X(REQUEST_005, 415, "The request body must be application/json, not compressed") \
	X(RATE_001, 429, "Too many attempts")
/* clang-format on */

#define ERROR_ENUM(name, status, message) name,
enum error { OK, ERROR_LIST(ERROR_ENUM) ERROR_COUNT };
#undef ERROR_ENUM

/* What clients are told in place of SERVER_001 where nobody can know more. */
#define SERVER_001_UNSURE ERROR_COUNT
#define ERROR_UNSURE_MESSAGE \
	"The database did not answer in time; the change may have been applied"

/* Which field an error blames, and what was expected of it; both static. */
struct fault {
	const char *field;
	const char *expected;
};

/* Marks a result that nobody may drop. */
#define MUST_CHECK __attribute__((warn_unused_result))

/* The HTTP status of an error, 200 for OK. */
int base_error_status(enum error error);

/* The code as clients see it, "AUTH_001"; "OK" for OK. Static. */
const char *base_error_name(enum error error);

/* One sentence for the client, without a full stop. Static. */
const char *base_error_message(enum error error);

#endif
