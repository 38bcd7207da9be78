/* cgi.h: one request as plain CGI (RFC 3875). */
#ifndef FCGI_CGI_H
#define FCGI_CGI_H

#include "api/service.h"

/*
 * Answers the request of the environment and standard input on standard
 * output. Returns the process' exit status.
 */
int cgi_run(struct api *api);

/* Answers that the program could not start. */
void cgi_fail(void);

#endif
