/* post.h: the requests that the suites about users and sessions send. */
#ifndef TESTS_API_POST_H
#define TESTS_API_POST_H

#include "person.h"

#define SMALL_BODY 8192

/* Posts a JSON body, printf(3) style; each ' of the format is a ". */
struct answer post(const char *target, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* The same with an access token. */
struct answer post_as(const char *token, const char *target, const char *format,
	...) __attribute__((format(printf, 3, 4)));

/* Logs in, from the address other (NULL: the test's own). */
struct answer
post_login(const char *email, const char *password, const char *other);

/* Refreshes by a token in the body. */
struct answer post_refresh(const char *refresh);

/* Asks for the person's todos: the cheapest question that needs a token. */
struct answer get_todos(const char *access);

/*
 * Another address than the test's, one for each number; wrong passwords are
 * limited by address, so tables of them take several. Static.
 */
const char *other_address(unsigned int number);

#endif
