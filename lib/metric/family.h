/* family.h: what is counted: the families, and what their labels may say. */
#ifndef METRIC_FAMILY_H
#define METRIC_FAMILY_H

#include <stddef.h>

/* The families: name, type, what they are. */
/* clang-format off */
#define METRIC_FAMILY_LIST(X)                                                            \
	X(REQUESTS, "http_requests_total", "counter",                                    \
	  "Requests answered, by method, route and status; unmatched: no route has the path. " \
	  "A request that a killed worker had in hand counts with status 500.")          \
	X(DURATIONS, "http_request_duration_seconds", "histogram",                       \
	  "Time from a request's last byte to its answer, by route.")                    \
	X(IN_FLIGHT, "http_requests_in_flight", "gauge",                                 \
	  "Requests that workers have in hand now, this one included.")                  \
	X(ERRORS, "http_errors_total", "counter",                                        \
	  "Error answers, by error code.")                                               \
	X(STATEMENTS, "db_query_duration_seconds", "histogram",                          \
	  "Time of a round trip to the database, failed ones included, by its first statement.") \
	X(RECONNECTS, "db_reconnects_total", "counter",                                  \
	  "Connections to the database that took the place of one that a worker had lost.") \
	X(EVENTS, "auth_events_total", "counter",                                        \
	  "What happened to users and sessions, by event.")                           \
	X(HASHES, "password_hash_duration_seconds", "histogram",                         \
	  "Time of one bcrypt hash of a password.")                                      \
	X(WORKERS, "fcgi_workers", "gauge",                                              \
	  "Worker processes alive now, of all pools that count in this file.")           \
	X(STARTED, "process_start_time_seconds", "gauge",                                \
	  "Start of the oldest worker alive, in seconds since 1970.")                    \
	X(BUILD, "todo_api_build_info", "gauge",                                         \
	  "1, with the version of the program that answers.")
/* clang-format on */

/* What users and sessions go through: name, label. */
/* clang-format off */
#define METRIC_EVENT_LIST(X)                                               \
	X(EVENT_LOGIN_OK, "login_ok")                                      \
	X(EVENT_LOGIN_FAILED, "login_failed")                              \
	X(EVENT_REGISTER, "register")                                      \
	X(EVENT_REFRESH, "refresh")                                        \
	X(EVENT_REFRESH_REFUSED, "refresh_refused")                        \
	X(EVENT_REFRESH_REUSE, "refresh_reuse")                            \
	X(EVENT_SESSION_REUSED, "session_reused")                          \
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
	X(200) X(201) X(204) X(304) X(400) X(401) X(403) X(404) X(405)     \
	X(409) X(410) X(412) X(413) X(415) X(422) X(429) X(500) X(503)
/* clang-format on */

/* Upper bounds of histograms: microseconds. */
/* clang-format off */
#define METRIC_BOUND_LIST(X)                                               \
	X(100) X(250) X(500) X(1000) X(2500) X(5000) X(10000) X(25000)     \
	X(50000) X(100000) X(250000) X(500000) X(1000000) X(2500000)       \
	X(5000000) X(10000000)
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

#endif
