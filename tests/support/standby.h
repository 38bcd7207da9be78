/* standby.h: commits that wait for a standby, of which there is none. */
#ifndef SUPPORT_STANDBY_H
#define SUPPORT_STANDBY_H

#include <stdbool.h>

/*
 * Has all commits at the cluster of the URI wait for a standby, or none of them, and
 * comes back when that is so: what waits then is let go.
 */
void standby_await(const char *url, bool wait);

#endif
