/* setting.h: what the suites of settings share. */
#ifndef UNIT_SETTING_H
#define UNIT_SETTING_H

#include "base/setting.h"

#define SECRET "a-secret-of-thirty-two-bytes-12345"

/* What setting_load read, and why it did not. */
extern struct settings setting_read;
extern char setting_why[512];

/* Only the two settings without a default are given, in the environment. */
void setting_start(void);

/* Loads; false with setting_why. */
bool setting_load(void);

#endif
