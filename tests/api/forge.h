/* forge.h: reads tokens, and makes others that the service never made. */
#ifndef TESTS_API_FORGE_H
#define TESTS_API_FORGE_H

#include <json-c/json.h>
#include <stddef.h>

#define FORGED 8192 /* bytes that any token here fits into */

/* The secrets that the service knows, of its environment; static. */
const char *forge_secret(void);
const char *forge_previous_secret(void);

/* Part 0 (the header) or 1 (the claims) of a token, for json_object_put. */
struct json_object *forge_read(const char *token, size_t part);

/* A claim as text, in a static buffer; NULL when it is missing. */
const char *forge_claim(const char *token, const char *name);

/* A claim that is a number. */
long forge_number(const char *token, const char *name);

/*
 * Signs claims, a JSON object, by an algorithm of libjwt's names and a secret.
 * kid NULL: the header has none.
 */
void forge_sign(const char *claims, const char *algorithm, const char *kid,
	const char *secret, char out[FORGED]);

/*
 * Copies a token with one claim set to a JSON value, with " for each ', or
 * removed when that is NULL, and signs it as the service would.
 */
void forge_change(const char *token, const char *claim, const char *value,
	char out[FORGED]);

/* The same with a claim that lies so many seconds from now. */
void forge_time(
	const char *token, const char *claim, long seconds, char out[FORGED]);

/*
 * Puts a token together from a header, with " for each ', claims and a signature
 * as it stands.
 */
void forge_join(const char *header, const char *claims, const char *signature,
	char out[FORGED]);

/* Another signature of the same length: its first character changes. */
void forge_spoil(const char *token, char out[FORGED]);

#endif
