/* settings.h: how todo-admin comes to its settings. */
#ifndef ADMIN_SETTINGS_H
#define ADMIN_SETTINGS_H

#include "call.h"

/*
 * Reads the settings as the workers do, into call->settings; in a clone what
 * is missing comes from the running "make run". False when one is missing or
 * wrong: why names it.
 */
bool admin_settings_load(struct admin_call *call, char *why, size_t size);

#endif
