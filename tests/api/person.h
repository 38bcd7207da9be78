/* person.h: the users of the tests, and what every test asks of answers. */
#ifndef TESTS_API_PERSON_H
#define TESTS_API_PERSON_H

#include "client.h"

#define PASSWORD "MyPassword123!"

/* A user with a session. */
struct person {
	char email[64];
	char id[37];
	char access[1024];
	char refresh[1024];
};

/* A new email that nobody has. */
void person_email(char email[64]);

/*
 * A new person, put into the tables as a registration and a login would, with
 * tokens that the test signs: where accounts are not the subject, their hashes
 * would take most of the time.
 */
struct person person_new(void);

/* The same, with the right of an admin. */
struct person person_new_admin(void);

/* Registers a new person and logs in, over the API. */
struct person person_register(void);

/* Logs the person in again: a new session replaces the old in the struct. */
void person_login(struct person *person, const char *password);

/*
 * Makes a code that resets the person's password for so long ("1 hour"), as
 * todo-admin does. Static.
 */
const char *person_allow_reset(const struct person *person, const char *life);

/* An API token as it was made. */
struct api_key {
	char id[37];
	char text[128];
};

/* Makes an API token of the person's with this access, over the API. */
struct api_key person_make_key(const struct person *person, const char *access);

/* Sends method, target and body with the person's access token. */
struct answer person_ask(const struct person *person, const char *method,
	const char *target, const char *body);

/* Adds a todo of this title and writes its id. */
void
person_add_todo(const struct person *person, const char *title, char id[37]);

/* Asserts that the answer is this error, by its code, in the right form, and
 * frees it. */
void expect_error(struct answer answer, const char *code);

/* The same, and that details blame this field. */
void expect_fault(struct answer answer, const char *code, const char *field);

/* Asserts the status and frees the answer. */
void expect_status(struct answer answer, int status);

/* Runs SQL, printf(3) style, on a connection of its own to the test's database;
 * asserts that it worked and returns the first column of the first row, ""
 * when there is none. Static. */
const char *psql(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A moment's column so much later, whatever the time zone, without which Citus would not. */
#define LATER(column, interval)                                                \
	"(" column " AT TIME ZONE 'UTC' + interval '" interval                 \
	"') AT TIME ZONE 'UTC'"

#endif
