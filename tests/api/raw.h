/* raw.h: HTTP byte by byte, for what no well-behaved client sends. */
#ifndef TESTS_API_RAW_H
#define TESTS_API_RAW_H

#include "client.h"

/* Connects to the web server that API_URL names, from the test's address. */
int raw_open(void);

/* Sends formatted text, printf(3) style. */
void
raw_send(int fd, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Reads to the end and closes. The status is 0 when nothing was answered.
 * Free the answer with client_clear. */
struct answer raw_receive(int fd);

#endif
