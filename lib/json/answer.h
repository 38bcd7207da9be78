/* answer.h: the answers that belong to no noun: errors, messages, health. */
#ifndef JSON_ANSWER_H
#define JSON_ANSWER_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"
#include "model/field.h"

#include <stdbool.h>
#include <stdint.h>

/* What the functions below write; a fault is what an error may blame. */
extern const struct shape json_answer_error_shape, json_answer_fault_shape,
    json_answer_problem_shape, json_answer_refusal_shape,
    json_answer_message_shape, json_answer_index_shape,
    json_answer_health_shape, json_answer_alive_shape, json_answer_ready_shape;

/* Appends an error as a part of an answer: code, message and details. */
void json_answer_refusal(
    struct buffer *out, enum error error, const struct fault *fault);

/*
 * Appends an error answer; error may be a variant. Fields are told for
 * VALIDATION_* only, and for what an operation of a bulk was refused for. A NULL
 * request_id or a TIME_NONE moment become null.
 */
void json_answer_error(struct buffer *out, enum error error,
    const struct fault *fault, const char *request_id, int64_t now);

/* What an answer tells of an error. */
struct json_error {
	enum error error; /* or a variant */
	const struct fault *fault;
	const char *request_id;
	int64_t now;
};

/*
 * Appends the same in the form of RFC 9457, for an API that is mounted at the
 * prefix. The request's id has nothing to escape.
 */
void json_answer_problem(
    struct buffer *out, const struct json_error *error, struct text prefix);

/* Appends {"message": …}. */
void json_answer_message(struct buffer *out, const char *message);

/* Appends the answer of /: paths below the prefix where we are mounted. */
void json_answer_index(struct buffer *out, struct text prefix);

/* Appends the answer of /health. */
void json_answer_health(struct buffer *out, bool healthy, int64_t now);

/* Appends the answer of /health/live. */
void json_answer_alive(struct buffer *out, int64_t now);

/* What /health/ready has checked. */
struct json_ready {
	bool answers, writable; /* the database */
	bool schema;            /* is the one we need */
};

/* Appends the answer of /health/ready; whether it is "ready": all is well. */
bool json_answer_ready(
    struct buffer *out, const struct json_ready *ready, int64_t now);

#endif
