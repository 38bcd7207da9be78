/* token.c: the only file that knows libjwt; closes what it leaves open. */
#include "auth/token.h"

#include "auth/shape.h"
#include "base/time.h"

#include <errno.h>
#include <inttypes.h>
#include <jwt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS_MAX INT64_C(253402300799) /* the end of the year 9999 */
#define SIGNATURE 43 /* characters of an HMAC by SHA-256 in base64url */
#define GENERATION_MAX 1000000000

static const char *const type_names[] = {
    [TOKEN_ACCESS] = "access", [TOKEN_REFRESH] = "refresh"};

bool
auth_token_add_key(struct auth_keys *keys, const char *secret)
{
	size_t len = strlen(secret);

	if (len < AUTH_KEY_MIN || len > AUTH_KEY_MAX ||
	    keys->count == AUTH_KEYS_MAX)
		return false;
	base_id_fingerprint(secret, len, keys->keys[keys->count].kid);
	keys->keys[keys->count].secret = secret;
	keys->keys[keys->count].len = len;
	keys->count++;
	return true;
}

void
auth_token_new_jti(char jti[JTI_MAX + 1])
{
	struct id id = base_id_new();

	base_id_format(&id, jti);
}

void
auth_token_child_jti(
    const char *session, int32_t generation, char jti[JTI_MAX + 1])
{
	/* An id has 36; what is longer is cut, for sid and gen say the whole. */
	snprintf(jti, JTI_MAX + 1, "%.52s.%" PRId32, session, generation);
}

/* What says of which session an access token or a later refresh token is. */
static int
add_session(jwt_t *jwt, const struct auth_claims *claims)
{
	int failed = 0;

	if (claims->type == TOKEN_ACCESS)
		failed |= jwt_add_grant(jwt, "email", claims->email);
	else if (claims->generation == 0)
		return 0;
	else
		failed |= jwt_add_grant_int(jwt, "gen", claims->generation);
	return failed | jwt_add_grant(jwt, "sid", claims->session);
}

/* Adds the claims to a token under construction; 0, or an errno. */
static int
add_claims(jwt_t *jwt, const char *issuer, const struct auth_claims *claims)
{
	char sub[ID_TEXT];
	int failed = 0;

	base_id_format(&claims->user_id, sub);
	failed |= jwt_add_grant(jwt, "sub", sub);
	failed |= jwt_add_grant(jwt, "jti", claims->jti);
	failed |= jwt_add_grant(jwt, "type", type_names[claims->type]);
	failed |=
	    jwt_add_grant_int(jwt, "iat", claims->issued_at / TIME_SECOND);
	failed |=
	    jwt_add_grant_int(jwt, "exp", claims->expires_at / TIME_SECOND);
	if (issuer)
		failed |= jwt_add_grant(jwt, "iss", issuer);
	return failed | add_session(jwt, claims);
}

char *
auth_token_sign(const struct auth_keys *keys, const struct auth_claims *claims)
{
	char *token = NULL;
	jwt_t *jwt = NULL;

	if (jwt_new(&jwt) == 0 &&
	    jwt_set_alg(jwt, JWT_ALG_HS256,
		(const unsigned char *)keys->keys[0].secret,
		(int)keys->keys[0].len) == 0 &&
	    jwt_add_header(jwt, "kid", keys->keys[0].kid) == 0 &&
	    add_claims(jwt, keys->issuer, claims) == 0)
		token = jwt_encode_str(jwt);
	jwt_free(jwt);
	return token;
}

void
auth_token_free(char *token)
{
	free(token);
}

/*
 * Finds the key that a token asks for. Without a kid that is the first; a kid
 * that is no string has a value, which libjwt tells from none by errno.
 */
static enum error
find_key(const struct auth_keys *keys, jwt_t *jwt, size_t *key)
{
	const char *kid = jwt_get_header(jwt, "kid");

	*key = 0;
	if (!kid)
		return errno == ENOENT ? OK : AUTH_005;
	while (*key < keys->count && strcmp(keys->keys[*key].kid, kid) != 0)
		++*key;
	return *key < keys->count ? OK : AUTH_006;
}

/*
 * Whether the header asks for HS256, for a JWT where it says what it is (which
 * libjwt sees to, but for a typ that is no text), and for no extension: one that it calls
 * critical has to be understood, and we know none (RFC 7515, 4.1.11). Nor do
 * we sign what is not encoded (RFC 7797, 3).
 */
static bool
is_header_ours(jwt_t *jwt)
{
	const char *alg = jwt_get_header(jwt, "alg");

	return alg && strcmp(alg, "HS256") == 0 &&
	    (jwt_get_header(jwt, "typ") || errno == ENOENT) &&
	    !jwt_get_header(jwt, "crit") && errno == ENOENT &&
	    !jwt_get_header(jwt, "b64") && errno == ENOENT;
}

/* Whether libjwt has read all of a part. Frees what it has read. */
static enum error
check_part(const char *part, char *read)
{
	enum error err = SERVER_002;

	if (read)
		err = auth_shape_is_whole(part, read) ? OK : AUTH_005;
	free(read);
	return err;
}

static enum error
check_parts(const char *token, jwt_t *jwt)
{
	enum error err = check_part(token, jwt_get_headers_json(jwt, NULL));

	if (err != OK)
		return err;
	return check_part(
	    strchr(token, '.') + 1, jwt_get_grants_json(jwt, NULL));
}

/* Reads the token without trust, for its algorithm and its key. */
static enum error
choose_key(const struct auth_keys *keys, const char *token, size_t *key)
{
	enum error err = AUTH_005;
	jwt_t *jwt = NULL;
	int failed = jwt_decode(&jwt, token, NULL, 0);

	if (failed)
		return failed == ENOMEM ? SERVER_002 : AUTH_005;
	if (is_header_ours(jwt))
		err = check_parts(token, jwt);
	if (err == OK)
		err = find_key(keys, jwt, key);
	jwt_free(jwt);
	return err;
}

/* Copies a claim that is a string of 1 to size - 1 bytes. */
static bool
read_string(jwt_t *jwt, const char *name, char *out, size_t size)
{
	const char *value = jwt_get_grant(jwt, name);
	size_t len = value ? strlen(value) : 0;

	if (len == 0 || len >= size)
		return false;
	memcpy(out, value, len + 1);
	return true;
}

/*
 * Reads a claim that is a whole number; a missing one is left as it is and
 * passes if it may. libjwt's own reader cannot tell a number of another type
 * from 0, so the claim's JSON is read. What is below 0 becomes -1.
 */
static bool
read_number(
    jwt_t *jwt, const char *name, bool may_miss, int64_t most, int64_t *number)
{
	char *json = jwt_get_grants_json(jwt, name), *end;
	bool ok = !json && may_miss;
	int64_t read;

	if (json && json[strspn(json, "-0123456789")] == '\0') {
		errno = 0;
		read = strtoll(json, &end, 10);
		ok = errno == 0 && end > json && *end == '\0';
		*number = read < 0 ? -1 : read > most ? most : read;
	}
	free(json);
	return ok;
}

/* The same of a moment, in seconds. */
static bool
read_seconds(jwt_t *jwt, const char *name, bool may_miss, int64_t *when)
{
	int64_t seconds = *when / TIME_SECOND;
	bool ok = read_number(jwt, name, may_miss, SECONDS_MAX, &seconds);

	*when = seconds * TIME_SECOND;
	return ok;
}

/*
 * Reads of which session a token is: the first refresh token of one says so by
 * its jti, later ones and access tokens by their sid.
 */
static bool
read_session(jwt_t *jwt, struct auth_claims *claims)
{
	bool is_refresh = claims->type == TOKEN_REFRESH;
	int64_t generation = 0;

	if (is_refresh &&
	    (!read_number(jwt, "gen", true, GENERATION_MAX, &generation) ||
		generation < 0))
		return false;
	claims->generation = (int32_t)generation;
	if (!is_refresh || generation > 0)
		return read_string(
		    jwt, "sid", claims->session, sizeof(claims->session));
	memcpy(claims->session, claims->jti, sizeof(claims->session));
	return true;
}

/*
 * Whether a token names us as its issuer, or, as earlier ones do, nobody, and
 * has no aud: we sign none, so it is for another reader (RFC 7519, 4.1.3).
 */
static bool
is_of_us_for_us(jwt_t *jwt, const char *issuer)
{
	const char *iss = jwt_get_grant(jwt, "iss");
	bool ok = iss ? issuer && strcmp(iss, issuer) == 0 : errno == ENOENT;

	return ok && !jwt_get_grant(jwt, "aud") && errno == ENOENT;
}

static bool
read_type(jwt_t *jwt, enum token_type wanted, struct auth_claims *claims)
{
	const char *name = jwt_get_grant(jwt, "type");

	claims->type = wanted;
	if (name && strcmp(name, type_names[!wanted]) == 0)
		claims->told =
		    wanted ? AUTH_005_IS_ACCESS : AUTH_005_IS_REFRESH;
	return name && strcmp(name, type_names[wanted]) == 0;
}

/* Reads the claims of a token whose signature holds. */
static enum error
read_claims(
    jwt_t *jwt, enum token_type type, int64_t now, struct auth_claims *claims)
{
	int64_t latest = now + AUTH_CLOCK_SKEW * TIME_SECOND, from = 0;
	char sub[ID_TEXT];

	if (!read_type(jwt, type, claims) ||
	    !read_string(jwt, "sub", sub, sizeof(sub)) ||
	    !base_id_parse(base_text_of(sub), &claims->user_id) ||
	    !read_string(jwt, "jti", claims->jti, sizeof(claims->jti)))
		return AUTH_005;
	if (!read_session(jwt, claims))
		return AUTH_005;
	if (!read_seconds(jwt, "exp", false, &claims->expires_at) ||
	    !read_seconds(jwt, "iat", true, &claims->issued_at) ||
	    !read_seconds(jwt, "nbf", true, &from) ||
	    claims->issued_at > latest || claims->issued_at < 0 ||
	    from > latest)
		return AUTH_005;
	if (claims->expires_at <= now)
		return type == TOKEN_ACCESS ? AUTH_002 : AUTH_003;
	return OK;
}

/* Verifies a token that is a C string. */
static enum error
verify(const struct auth_keys *keys, const char *token, enum token_type type,
    int64_t now, struct auth_claims *claims)
{
	enum error err;
	jwt_t *jwt = NULL;
	size_t key = 0;
	int failed;

	err = choose_key(keys, token, &key);
	if (err != OK)
		return err;
	/* An HMAC that failed may be taken for an empty one. */
	if (strlen(strrchr(token, '.') + 1) != SIGNATURE)
		return AUTH_006;
	failed = jwt_decode(&jwt, token,
	    (const unsigned char *)keys->keys[key].secret,
	    (int)keys->keys[key].len);
	if (failed)
		return failed == ENOMEM ? SERVER_002 : AUTH_006;
	err = AUTH_005;
	claims->told = AUTH_005_CLAIMS;
	if (jwt_get_alg(jwt) == JWT_ALG_HS256 &&
	    is_of_us_for_us(jwt, keys->issuer))
		err = read_claims(jwt, type, now, claims);
	jwt_free(jwt);
	return err;
}

enum error
auth_token_verify(const struct auth_keys *keys, struct text token,
    enum token_type type, int64_t now, struct auth_claims *claims)
{
	char copy[AUTH_TOKEN_MAX + 1];

	*claims = (struct auth_claims){.told = AUTH_005_SHAPE};
	if (!token.data || token.len > AUTH_TOKEN_MAX ||
	    memchr(token.data, '\0', token.len))
		return AUTH_005;
	memcpy(copy, token.data, token.len);
	copy[token.len] = '\0';
	if (!auth_shape_is_token(copy))
		return AUTH_005;
	return verify(keys, copy, type, now, claims);
}
