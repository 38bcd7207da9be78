/* world.h: time, bcrypt and the log, as the harnesses have them. */
#ifndef FUZZ_WORLD_H
#define FUZZ_WORLD_H

#include "base/time.h"

#include <stdbool.h>

#define FUZZ_NOW (INT64_C(1768249800) * TIME_SECOND)
#define FUZZ_HASH 61 /* room for a hash */

/*
 * The world begins anew: it is FUZZ_NOW, and time passes only while somebody
 * waits in vain. Every line that is logged, as JSON or for people, is looked at,
 * and goes nowhere.
 */
void fuzz_world_begin(bool json);

/* From now on whoever waits for a descriptor waits in vain. */
void fuzz_world_silence(bool silent);

/* Hands one event to the next look at a descriptor that does not wait. */
void fuzz_world_stir(void);

/* What bcrypt would be, in no time: the hash of "Passw0rd!" at a cost. */
const char *fuzz_world_hash(int cost);

#endif
