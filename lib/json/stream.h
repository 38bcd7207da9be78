/* stream.h: writes a JSON document of any depth, a value after the other. */
#ifndef JSON_STREAM_H
#define JSON_STREAM_H

#include "base/buffer.h"

#include <stdbool.h>

/* Where a document stands; {out} is one that begins. */
struct json_stream {
	struct buffer *out;
	bool more; /* a value stands before the next one */
};

/*
 * Each of these writes a value with its comma and its name, which is NULL in
 * an array and at the top, and has nothing to escape.
 */

/* Begins an object, by '{', or an array, by '['. */
void json_stream_open(struct json_stream *json, const char *name, char bracket);

/* Ends it, by '}' or ']'. */
void json_stream_close(struct json_stream *json, char bracket);

/* A string. */
void
json_stream_text(struct json_stream *json, const char *name, const char *value);

/* A whole number. */
void
json_stream_number(struct json_stream *json, const char *name, int64_t number);

/* true or false. */
void json_stream_flag(struct json_stream *json, const char *name, bool flag);

/* A value that is JSON already. */
void json_stream_value(
    struct json_stream *json, const char *name, const struct buffer *value);

/* Begins a value that the caller appends to json->out. */
void json_stream_name(struct json_stream *json, const char *name);

#endif
