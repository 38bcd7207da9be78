/* front.h: the web server in front of the API, as its tests look at it. */
#ifndef TESTS_API_FRONT_H
#define TESTS_API_FRONT_H

#include "client.h"

/* The front ends, by the names that API_FRONT gives them. */
#define FRONT_LIST(X)                                                          \
	X(LIGHTTPD, "lighttpd")                                                \
	X(APACHE, "apache")                                                    \
	X(CGID, "cgid")                                                        \
	X(FCGID_SERVER, "fcgid-server")                                        \
	X(FCGID, "fcgid")

#define FRONT_ENUM(name, text) name,
enum front { FRONT_LIST(FRONT_ENUM) FRONTS };
#undef FRONT_ENUM

/* What differs from one front end to another, the same row in all tables. */
struct by_front {
	const char *lighttpd;
	const char *apache;
	const char *script; /* Apache starts the program: apache.conf.example */
	const char *shared; /* it does so on shared hosting: htaccess.example */
};

/* How servers refuse what is no request, and what they do not know. */
#define REFUSED "400 REQUEST_001"
#define UNKNOWN "404 REQUEST_002"

/* Adds a loop test with a turn for each row of the table. */
#define ADD_EACH(tests, test, table)                                           \
	tcase_add_loop_test(tests, test, 0, sizeof(table) / sizeof((table)[0]))

/* The front end of this run, and its part of a row. */
enum front front_now(void);
const char *front_choose(const struct by_front *row);

/* Whether it hands requests to the two pools of make run. */
bool front_has_pools(void);

/* The path that the program saw in the request of this id, in a static buffer;
 * NULL when it never saw one. */
const char *front_seen_path(const char *request_id);

/* Sends these bytes, "%s" in them being the prefix, and returns the answer. */
struct answer front_raw(const char *request);

/* Takes a pool's socket or the program away from the front end, and brings it
 * back. */
void front_hide(const char *name);
void front_show(const char *name);

/* Connections to the pool's socket that are taken at once, up to most. */
int front_count_connections(const char *name, int most);

/*
 * Asserts that the server made the answer itself, and frees it: an error page
 * of ours, by "400 REQUEST_001", say; a status alone is an answer from before
 * the server looked at our part of its configuration.
 */
void expect_made(struct answer answer, const char *made);

#endif
