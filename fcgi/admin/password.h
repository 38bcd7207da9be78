/* password.h: asks for a new password, and for a yes. */
#ifndef ADMIN_PASSWORD_H
#define ADMIN_PASSWORD_H

#include "base/text.h"

#include <stdbool.h>

struct auth_rule;

#define PASSWORD_LINE_MAX 256 /* bytes of a line that is read */

/* A password in memory of ours; admin_password_wipe is due after use. */
struct password {
	char data[PASSWORD_LINE_MAX];
	size_t len;
};

/*
 * Reads a new password from standard input: where that is a terminal twice
 * and unseen, else one line. False, and said why, when the two differ, when
 * it is too weak by the rule, or when there is none.
 */
bool
admin_password_read(const struct auth_rule *rule, struct password *password);

/* Overwrites it. */
void admin_password_wipe(struct password *password);

/*
 * Asks a question on the terminal that standard input is; true for "yes".
 * False, and said so, when there is no terminal.
 */
bool admin_password_confirm(const char *question);

#endif
