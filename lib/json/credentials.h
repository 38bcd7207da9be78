/* credentials.h: passwords and tokens in JSON, in and out. */
#ifndef JSON_CREDENTIALS_H
#define JSON_CREDENTIALS_H

#include "base/buffer.h"
#include "json/parser.h"
#include "model/field.h"

#include <stdbool.h>

/* The bodies that are read here, and the answers that are written. */
extern const struct shape json_credentials_registration, json_credentials_login,
    json_credentials_change, json_credentials_refresh, json_credentials_tokens,
    json_credentials_access, json_credentials_proof, json_credentials_reset;

/* What a password that shows who asks has to be. */
#define JSON_CREDENTIALS_CURRENT "the current password"
#define PASSWORD_RULE_TEXT 160

/* What a new password should be, for clients. */
extern char json_credentials_password_rule[PASSWORD_RULE_TEXT];

/* Lets that sentence, and the shapes of the bodies, tell of PASSWORD_RULE=length,
 * or of composition, which they do from the start. */
void json_credentials_set_rule(bool by_length);

/* What register and login are told. */
struct credentials {
	enum presence has_email, has_password, has_invitation;
	struct text email;
	struct text password;
	struct text invitation; /* of a registration; absent: none */
};

/* What a change of password is told. */
struct password_change {
	enum presence has_current, has_new;
	struct text current;
	struct text new;
};

/* What a reset of a password is told. */
struct password_reset {
	enum presence has_token, has_new;
	struct text token;
	struct text new;
};

/* Texts of an answer that hands out tokens. */
struct token_answer {
	const char *access;
	const char *refresh;
	long expires_in; /* seconds the access token lives */
};

/*
 * Reads a registration. VALIDATION_001: the email is missing or invalid;
 * 004: no password; 002: a password or an invitation of another type. Its
 * strength is not judged here.
 */
enum error json_credentials_read_new(const struct json_parser *parser,
    struct credentials *credentials, struct fault *fault) MUST_CHECK;

/* Reads a login. VALIDATION_001: either field missing, empty or no text. */
enum error json_credentials_read_login(const struct json_parser *parser,
    struct credentials *credentials, struct fault *fault) MUST_CHECK;

/*
 * Reads a change of password. VALIDATION_004: either field missing; 002: the
 * current one of another type. A new one of another type is left to the
 * caller as MISTYPED, since the current password is judged before it.
 */
enum error json_credentials_read_change(const struct json_parser *parser,
    struct password_change *change, struct fault *fault) MUST_CHECK;

/*
 * Reads the password that is to prove who asks. VALIDATION_004: missing; 002:
 * of another type.
 */
enum error json_credentials_read_proof(const struct json_parser *parser,
    struct text *password, struct fault *fault) MUST_CHECK;

/*
 * Reads a reset of a password. VALIDATION_004: either field missing; 002: the
 * token of another type; of the password that is left to the caller.
 */
enum error json_credentials_read_reset(const struct json_parser *parser,
    struct password_reset *reset, struct fault *fault) MUST_CHECK;

/*
 * Reads the refresh token of a body, if there is one. The result says whether
 * the field is missing, null, no text, or given; *token is set when given.
 */
enum presence json_credentials_read_refresh(
    const struct json_parser *parser, struct text *token);

/* Appends the answer of login or refresh. */
void json_credentials_write_tokens(
    struct buffer *out, const struct token_answer *tokens);

#endif
