/* log.h: the lines that a test's own requests leave in the log. */
#ifndef TESTS_API_LOG_H
#define TESTS_API_LOG_H

#include "base/buffer.h"

#include <json-c/json.h>

/* Notes where the log ends now: what follows is about later lines. */
void log_mark(void);

/* What was written since the mark, NUL-terminated; base_buffer_clear it. */
struct buffer log_read(void);

/*
 * The line of this request id, for json_object_put. Asserts that there is just
 * one, and that all since the mark are whole lines and JSON objects.
 */
struct json_object *log_line(const char *request_id);

#endif
