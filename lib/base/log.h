/* log.h: one line per event, JSON for machines or text for people. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* In the order of LOG_LEVEL's choices. */
enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR, LOG_CRITICAL };

/*
 * The most bytes of a line, PIPE_BUF: into a pipe that several workers share
 * one write of so much is one piece (pipe(7)). A text that is too long for
 * its place in a line is cut, and ends in U+2026 then.
 */
#define LOG_LINE 4096

/* The request that lines belong to; "" for what it has not. */
struct log_context {
	char request_id[65];
	char trace_id[33]; /* of a W3C traceparent, as is the next */
	char parent_id[17];
};

/* What is said of a finished request; texts that are absent become null. */
struct log_request {
	struct text method;
	struct text path;     /* without the query */
	const char *endpoint; /* the route's pattern */
	int status;
	int64_t duration; /* microseconds */
	int64_t bytes;    /* of the answer's body */
	const char *user_id;
	const char *error_code;
	struct text remote_addr;
	bool slow;              /* only then the rest is told */
	const char *statement;  /* that took longest; NULL: there was none */
	int64_t statement_time; /* microseconds */
};

/*
 * Where lines go and which: path is appended to, NULL or "" means standard
 * error. False, with errno set, when the file cannot be opened; lines then go
 * to standard error.
 */
bool base_log_open(const char *path, enum log_level level, bool json);

/* Opens the file again by its name, after a rotation. */
void base_log_reopen(void);

/* Closes the file; later lines go to standard error. */
void base_log_close(void);

/* Says which request the next lines belong to, by a copy; NULL for none. */
void base_log_context(const struct log_context *context);

/*
 * Writes one line. The caller never passes a password, token, cookie,
 * secret or body.
 */
void base_log(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Writes the line of a finished request: ERROR from status 500 on, else
 * WARNING if it was slow, else INFO.
 */
void base_log_request(const struct log_request *request);

#endif
