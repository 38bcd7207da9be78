/* rule.h: what a new password has to be, by PASSWORD_RULE. */
#ifndef AUTH_RULE_H
#define AUTH_RULE_H

#include "base/buffer.h"
#include "base/text.h"

#include <stdbool.h>

#define RULE_LENGTH_MIN 12 /* characters, where length is what counts */

/* All zero is the rule of auth_password_is_strong. */
struct auth_rule {
	bool by_length;
	struct buffer common; /* what many use, each with a newline */
};

/*
 * Length counts from now on, and a password is not made of one of the file's
 * lines. They are kept in memory, but for those shorter than GUESS_WORD_MIN.
 * False with the reason in errno when the file cannot be read.
 */
bool auth_rule_open(struct auth_rule *rule, const char *path);

/* Frees the list; the rule is all zero again. */
void auth_rule_clear(struct auth_rule *rule);

/*
 * Whether a text may become a password. By length: RULE_LENGTH_MIN characters
 * and at most PASSWORD_MAX bytes of UTF-8 without U+0000, and not a common one
 * (NIST SP 800-63B, 5.1.1.2): no line of the file, with nothing or only digits
 * or runs around it, not runs alone (auth_guess_is_runs), and not a repeated
 * unit that is any of this or shorter than RULE_LENGTH_MIN.
 */
bool auth_rule_accepts(const struct auth_rule *rule, struct text password);

#endif
