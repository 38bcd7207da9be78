/* client.h: sends a request to the API, in process, over HTTP, as CGI or to a worker. */
#ifndef TESTS_API_CLIENT_H
#define TESTS_API_CLIENT_H

#include "base/buffer.h"
#include "support/quote.h"

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

#define ASK_HEADERS 6

/* A request; what is left out is left out of it. */
struct ask {
	const char *method; /* NULL: GET */
	const char *target; /* path and query, as on the wire */
	const char *token;  /* sent as Authorization: Bearer */
	const char *body;   /* a C string, sent with " for each ' */
	size_t body_len;    /* else its length; it is sent as it is */
	bool chunked;       /* over HTTP: sent without its length */
	const char *
		content_type; /* NULL: application/json with a body; "": none */
	const char *headers[ASK_HEADERS]; /* "Name: value" */
	const char *from; /* the client's address; NULL: the test's own */
	const char *
		announced; /* not over HTTP: another Content-Length; "": none */
};

struct answer {
	int status;            /* 0: it broke off */
	bool cut;              /* from a worker, or as CGI: it has no end */
	struct buffer headers; /* "name: value\n" each, names in lower case */
	struct buffer body;
	struct json_object *json; /* NULL when the body is no JSON */
};

/* The ways to send: one is chosen for a whole run. */
struct client_way {
	const char *name;
	void (*open)(void);  /* before each test */
	void (*close)(void); /* after each test */
	void (*send)(const struct ask *ask, struct answer *answer);
};

extern const struct client_way client_process, client_http, client_cgi,
	client_worker;

/* Chooses the way by its name; false when there is none of that name. */
bool client_choose(const char *name);

/* Whether the chosen way is this one. */
bool client_is(const struct client_way *way);

/* Fixtures of every test. */
void client_open(void);
void client_close(void);

/* Sends and receives; aborts the test when there is no answer. Free the
 * answer with client_clear. */
struct answer client_send(const struct ask *ask);
void client_clear(struct answer *answer);

/* The value of the first header of this name in lower case, in a static
 * buffer; NULL when there is none. */
const char *client_header(const struct answer *answer, const char *name);

/* How many of the headers begin with this, in lower case up to the colon. */
int client_count_headers(const struct answer *answer, const char *start);

/* A member of the JSON answer, by a path such as "details.field", as a C
 * string owned by the answer; NULL when missing or null. */
const char *client_member(const struct answer *answer, const char *path);

/* Adds a header line as received; drops the line break. For the ways. */
void client_add_header(struct answer *answer, const char *line, size_t len);

/* Splits a CGI answer into status, headers and body. For the ways. */
void client_split_cgi(struct answer *answer, const char *text, size_t len);

/* The CGI variables of a request, NULL-terminated. For the ways. */
char **client_variables(const struct ask *ask);
void client_free_variables(char **variables);

/* The length of the ask's body. */
size_t client_body_len(const struct ask *ask);

/* The path that the API is mounted below, "/api" for instance; "": the root. */
const char *client_prefix(void);

/* The address that the test sends from, its own in 127.0.0.0/8. */
const char *client_address(void);

#endif
