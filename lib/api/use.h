/* use.h: when API tokens were last used, noted after the answer. */
#ifndef API_USE_H
#define API_USE_H

#include "model/session.h"

#include <stdint.h>

#define API_USES 64 /* API tokens that a process remembers at the most */

struct db;

/* All zero is a process that has noted none. */
struct api_uses {
	struct {
		struct id id;
		int64_t noted;
	} rows[API_USES];
};

/*
 * Notes in the database that a caller's API token was used, if this process did
 * not within the last minute. For when the answer is out: nobody waits for it.
 */
void api_use_note(struct api_uses *uses, struct db *db,
    const struct caller *caller, int64_t now);

#endif
