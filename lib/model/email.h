/* email.h: which texts are email addresses here. */
#ifndef MODEL_EMAIL_H
#define MODEL_EMAIL_H

#include "base/text.h"

#define EMAIL_MAX 254 /* characters */

/*
 * Whether the text is an address we accept: ASCII, at most 254 characters,
 * one "@", a local part of 1 to 64 without blanks and without doubled,
 * leading or trailing dots, and a domain of at least two labels (RFC 5321,
 * 4.1.2 and 4.5.3.1, without quoted local parts and address literals).
 */
bool model_email_is_valid(struct text email);

#endif
