/* worker.h: the FastCGI worker, one of a pool on a listening socket. */
#ifndef FCGI_WORKER_H
#define FCGI_WORKER_H

#include "api/service.h"

/*
 * Serves requests from the listening socket on descriptor 0, one at a time,
 * until TERM, INT, USR1 or USR2, and finishes the request at hand first. HUP
 * opens the log file again. Returns the process' exit status.
 */
int worker_run(struct api *api);

#endif
