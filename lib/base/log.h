/* log.h: one line per event, JSON for machines or text for a terminal. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

/* In the order of LOG_LEVEL's choices. */
enum log_level { LOG_DEBUG, LOG_INFO, LOG_WARNING, LOG_ERROR, LOG_CRITICAL };

/* What is said of a finished request; texts that are absent become null. */
struct log_request {
	struct text method;
	struct text path;     /* without the query */
	const char *endpoint; /* the route's pattern */
	int status;
	int64_t duration; /* microseconds */
	const char *user_id;
	const char *error_code;
	struct text remote_addr;
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

/* Names the request that the next lines belong to; NULL for none. */
void base_log_context(const char *request_id);

/*
 * Writes one line. The caller never passes a password, token, cookie,
 * secret or body.
 */
void base_log(enum log_level level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Writes the line of a finished request: ERROR from status 500 on. */
void base_log_request(const struct log_request *request);

#endif
