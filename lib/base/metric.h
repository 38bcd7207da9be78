/* metric.h: what the whole pool has done, counted in a mapping that it shares. */
#ifndef BASE_METRIC_H
#define BASE_METRIC_H

#include "base/buffer.h"
#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What accounts and sessions go through: name, label. */
/* clang-format off */
#define METRIC_EVENT_LIST(X)                                               \
	X(EVENT_LOGIN_OK, "login_ok")                                      \
	X(EVENT_LOGIN_FAILED, "login_failed")                              \
	X(EVENT_REGISTER, "register")                                      \
	X(EVENT_REFRESH, "refresh")                                        \
	X(EVENT_REFRESH_REFUSED, "refresh_refused")                        \
	X(EVENT_REFRESH_REUSE, "refresh_reuse")                            \
	X(EVENT_LOGOUT, "logout")                                          \
	X(EVENT_PASSWORD_CHANGE, "password_change")                        \
	X(EVENT_PASSWORD_CHANGE_FAILED, "password_change_failed")          \
	X(EVENT_TOKEN_REFUSED, "token_refused")                            \
	X(EVENT_THROTTLED, "throttled")
/* clang-format on */

#define METRIC_EVENT_ENUM(name, label) name,
enum metric_event { METRIC_EVENT_LIST(METRIC_EVENT_ENUM) EVENT_COUNT };
#undef METRIC_EVENT_ENUM

/* The statuses that are told apart; every other one is "other". */
/* clang-format off */
#define METRIC_STATUS_LIST(X)                                              \
	X(200) X(201) X(204) X(400) X(401) X(403) X(404) X(405) X(413)     \
	X(415) X(422) X(429) X(500) X(503)
/* clang-format on */

struct metric_list {
	const char *const *names;
	size_t count;
};

/*
 * The names of what is counted; borrowed for as long as the metrics are open,
 * and without any character that a label's value has to escape. The last
 * method and the last endpoint stand for all that have no name of their own.
 */
struct metric_names {
	struct metric_list methods, endpoints, statements;
};

/* A finished request: by its places in the lists of names. */
struct metric_request {
	size_t method, endpoint;
	int status;
	enum error error;
	int64_t duration; /* microseconds */
};

/*
 * Opens the counters in the file, which is made where it is missing, and made
 * anew where another version of the program counted other things; what was
 * counted by this version goes on. Takes a place among the processes of the
 * pool. The file's size is fixed and allocated, and nobody waits for anybody
 * once it is open. False, with the reason in base_metric_reason, when that
 * cannot be done: everything below does nothing then.
 */
bool base_metric_open(const char *path, const struct metric_names *names);

/* Gives the place in the pool back. The counters stay. */
void base_metric_close(void);

/* Why nothing is counted, one line; NULL while it is. */
const char *base_metric_reason(void);

/*
 * A request is in hand, not yet read. Should the process be killed before its
 * end, whoever notices counts the request with status 500, which is what the
 * web server then answers. Again for the same request: nothing.
 */
void base_metric_begin(void);

/* What the request in hand turned out to be. */
void base_metric_know(size_t method, size_t endpoint);

/* It was none: the connection broke before there was a request. */
void base_metric_drop(void);

/* Its answer is made: counts it. */
void base_metric_end(const struct metric_request *request);

/* Counts an event. */
void base_metric_event(enum metric_event event);

/* Counts a statement that took so many microseconds. */
void base_metric_statement(size_t statement, int64_t duration);

/* Counts a password hash that took so many microseconds. */
void base_metric_hash(int64_t duration);

/* Counts a connection to the database that took the place of a lost one. */
void base_metric_reconnect(void);

/*
 * Appends what the pool has counted in Prometheus' text format 0.0.4, and
 * first counts the requests that killed processes had in hand. False, with
 * nothing appended, when nothing is counted.
 */
bool base_metric_write(const char *version, struct buffer *out);

#endif
