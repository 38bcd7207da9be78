/* user.h: users in JSON: what is shown, and what admins change. */
#ifndef JSON_USER_H
#define JSON_USER_H

#include "base/buffer.h"
#include "json/parser.h"
#include "model/user.h"

/* The answer to the end of all sessions of a user. */
extern const struct shape json_user_revoked_shape;

/*
 * Reads a change of a user, which is is_active. VALIDATION_004: missing;
 * 002: null or of another type.
 */
enum error json_user_read_change(const struct json_parser *parser,
    bool *is_active, struct fault *fault) MUST_CHECK;

/* Appends a new user, as they see themselves: id, email, created_at. */
void json_user_write_new(struct buffer *out, const struct login *user);

/* Appends one user, as they and admins see them. */
void json_user_write(struct buffer *out, const struct user *user);

/* Appends a page of users with its place in the whole list. */
void json_user_write_page(struct buffer *out, const struct user_page *page,
    const struct user_query *query);

/* Appends how many sessions a revocation ended. */
void json_user_write_revoked(struct buffer *out, int64_t count);

#endif
