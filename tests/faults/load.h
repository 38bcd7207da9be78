/* load.h: clients that create todos at once, and a ledger of what each saw. */
#ifndef TESTS_FAULTS_LOAD_H
#define TESTS_FAULTS_LOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#define LOAD_BURST_MAX 4000 /* requests that load_burst can send at once */

struct load;

/* What became of all requests so far. */
struct load_counts {
	size_t sent;
	size_t created; /* answered 201 */
};

/* Clients that POST to the URL with an access token, each request on a
 * connection of its own; the ledger is borrowed. NULL on failure. */
struct load *
load_open(const char *url, const char *token, size_t clients, FILE *ledger);
void load_close(struct load *load);

/* Names what happens now, for the ledger; at most 31 bytes. */
void load_phase(struct load *load, const char *name);

/* Lets every client that waits send its next request; one that failed rests a
 * moment first. */
void load_send(struct load *load);

/* Sends this many more requests at once. False when that is too many. */
bool load_burst(struct load *load, size_t count);

/* Writes the answers that came to the ledger, then waits a moment for more, or
 * for the descriptor to be readable. Returns the number of requests under way. */
size_t load_wait(struct load *load, int fd);

struct load_counts load_counts(const struct load *load);

#endif
