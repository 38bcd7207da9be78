/* session.h: sessions in JSON. */
#ifndef JSON_SESSION_H
#define JSON_SESSION_H

#include "base/buffer.h"
#include "model/field.h"
#include "model/session.h"

/* A session and a list of them in JSON. */
extern const struct shape json_session_shape, json_session_list_shape;

/*
 * Appends a list of sessions, {"items": […]}. current is the jti of the one
 * that asks; no jti is shown.
 */
void json_session_write_list(
    struct buffer *out, const struct session_page *page, const char *current);

/* Appends the array alone. */
void json_session_write_array(
    struct buffer *out, const struct session_page *page, const char *current);

#endif
