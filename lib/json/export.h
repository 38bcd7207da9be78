/* export.h: all that is a user's own, in JSON. */
#ifndef JSON_EXPORT_H
#define JSON_EXPORT_H

#include "base/buffer.h"
#include "model/api_token.h"
#include "model/field.h"
#include "model/session.h"
#include "model/todo.h"
#include "model/user.h"

extern const struct shape json_export_shape;

/* What precedes the todos. */
struct json_export {
	int64_t now;
	const struct user *user;
	const struct session_page *sessions; /* NULL: not for this caller */
	const char *current;                 /* jti of the session that asks */
	const struct api_token_page *api_tokens; /* NULL: not for this caller */
};

/* Appends all up to the first todo. */
void json_export_begin(struct buffer *out, const struct json_export *export);

/* Appends the next todos; those of the first page have none before them. */
void json_export_add(
    struct buffer *out, const struct todo_page *page, bool is_first);

/* Appends what follows the last one. */
void json_export_end(struct buffer *out);

#endif
