/* answer.h: the answers that belong to no noun: errors, messages, health. */
#ifndef JSON_ANSWER_H
#define JSON_ANSWER_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stdint.h>

/*
 * Appends an error answer. fault is told for VALIDATION_* only. A NULL
 * request_id or a TIME_NONE moment become null.
 */
void json_answer_error(struct buffer *out, enum error error,
    const struct fault *fault, const char *request_id, int64_t now);

/* Appends {"message": …}. */
void json_answer_message(struct buffer *out, const char *message);

/* Appends the answer of /health. */
void json_answer_health(struct buffer *out, bool healthy, int64_t now);

#endif
