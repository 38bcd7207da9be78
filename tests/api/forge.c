/* forge.c: signs with libjwt what the service would refuse to sign. */
#include "forge.h"

#include "base/id.h"
#include "support/quote.h"

#include <check.h>
#include <jwt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

const char *
forge_secret(void)
{
	return getenv("JWT_SECRET_KEY");
}

const char *
forge_previous_secret(void)
{
	static char secret[1025];
	struct json_object *list =
		json_tokener_parse(getenv("JWT_PREVIOUS_KEYS"));

	ck_assert_uint_ge(json_object_array_length(list), 1);
	snprintf(secret, sizeof(secret), "%s",
		json_object_get_string(json_object_array_get_idx(list, 0)));
	json_object_put(list);
	return secret;
}

struct json_object *
forge_read(const char *token, size_t part)
{
	struct json_object *object;
	unsigned int bits = 0, have = 0;
	char text[FORGED];
	size_t len = 0;

	for (; part > 0; part--) {
		ck_assert_ptr_nonnull(strchr(token, '.'));
		token = strchr(token, '.') + 1;
	}
	for (; *token && *token != '.'; token++) {
		ck_assert_ptr_nonnull(strchr(alphabet, *token));
		bits = bits << 6 |
			(unsigned int)(strchr(alphabet, *token) - alphabet);
		have += 6;
		if (have >= 8) {
			have -= 8;
			text[len++] = (char)(bits >> have & 255);
		}
	}
	text[len] = '\0';
	object = json_tokener_parse(text);
	ck_assert_ptr_nonnull(object);
	return object;
}

const char *
forge_claim(const char *token, const char *name)
{
	static char text[FORGED];
	struct json_object *claims = forge_read(token, 1), *value;
	bool found = json_object_object_get_ex(claims, name, &value);

	if (found)
		snprintf(text, sizeof(text), "%s",
			json_object_get_string(value));
	json_object_put(claims);
	return found ? text : NULL;
}

long
forge_number(const char *token, const char *name)
{
	const char *text = forge_claim(token, name);

	ck_assert_ptr_nonnull(text);
	return strtol(text, NULL, 10);
}

void
forge_sign(const char *claims, const char *algorithm, const char *kid,
	const char *secret, char out[FORGED])
{
	char *token;
	jwt_t *jwt;

	ck_assert_int_eq(jwt_new(&jwt), 0);
	ck_assert_int_eq(
		jwt_set_alg(jwt, jwt_str_alg(algorithm),
			(const unsigned char *)secret, (int)strlen(secret)),
		0);
	ck_assert_int_eq(jwt_add_grants_json(jwt, claims), 0);
	if (kid)
		ck_assert_int_eq(jwt_add_header(jwt, "kid", kid), 0);
	token = jwt_encode_str(jwt);
	ck_assert_ptr_nonnull(token);
	snprintf(out, FORGED, "%s", token);
	free(token);
	jwt_free(jwt);
}

void
forge_change(const char *token, const char *claim, const char *value,
	char out[FORGED])
{
	struct json_object *claims = forge_read(token, 1);
	char kid[ID_KEY];

	json_object_object_del(claims, claim);
	if (value)
		json_object_object_add(
			claims, claim, json_tokener_parse(quoted(value)));
	base_id_fingerprint(forge_secret(), strlen(forge_secret()), kid);
	forge_sign(json_object_to_json_string(claims), "HS256", kid,
		forge_secret(), out);
	json_object_put(claims);
}

void
forge_time(const char *token, const char *claim, long seconds, char out[FORGED])
{
	char value[24];

	snprintf(value, sizeof(value), "%ld", (long)time(NULL) + seconds);
	forge_change(token, claim, value, out);
}

/* Appends text as base64url without padding (RFC 7515, 2). */
static size_t
encode(const char *text, char *out)
{
	unsigned int bits = 0, have = 0;
	size_t len = 0;

	for (; *text; text++) {
		bits = bits << 8 | (unsigned char)*text;
		for (have += 8; have >= 6; have -= 6)
			out[len++] = alphabet[bits >> (have - 6) & 63];
	}
	if (have)
		out[len++] = alphabet[bits << (6 - have) & 63];
	return len;
}

void
forge_join(const char *header, const char *claims, const char *signature,
	char out[FORGED])
{
	size_t len;

	ck_assert_uint_lt(
		(strlen(header) + strlen(claims)) * 2 + strlen(signature),
		FORGED);
	len = encode(quoted(header), out);
	out[len++] = '.';
	len += encode(claims, out + len);
	snprintf(out + len, FORGED - len, ".%s", signature);
}

void
forge_spoil(const char *token, char out[FORGED])
{
	char *first;

	snprintf(out, FORGED, "%s", token);
	first = strrchr(out, '.') + 1;
	*first = *first == 'A' ? 'B' : 'A';
}
