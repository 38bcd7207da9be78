/* process.h: the API as it runs in process, for tests that change it. */
#ifndef TESTS_API_PROCESS_H
#define TESTS_API_PROCESS_H

#include "api/app.h"

/* Set by the process way's fixture; change settings, then reopen. */
extern struct settings process_settings;
extern struct api process_api;

/* Closes the api and opens it again with process_settings. */
void process_reopen(void);

#endif
