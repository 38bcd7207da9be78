/* credentials.c: passwords and tokens as fields of bodies, and as answers. */
#include "json/credentials.h"

#include "model/email.h"
#include "json/write.h"

#include <stdio.h>

#define MEMBER(type, member) \
	offsetof(struct type, has_##member), offsetof(struct type, member)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define COMPOSITION                                                           \
	"8 or more characters, at most 72 bytes, with an upper-case letter, " \
	"a lower-case letter, a digit and a special character"
#define LENGTH                                                               \
	"12 or more characters, at most 72 bytes; no common password, even " \
	"beside digits, no runs such as abcd1234, nothing repeated"

static const char email_expected[] = "an email address";
static const char login_expected[] = "text that is not empty";
char json_credentials_password_rule[PASSWORD_RULE_TEXT] = COMPOSITION;

/* clang-format off */
static struct field registration_fields[] = {
	{"email", FIELD_TEXT, 0, 3, EMAIL_MAX, "The email address: one @, a domain of two or more parts, ASCII", NULL, NULL},
	{"password", FIELD_TEXT, 0, 8, 72, "The password: " COMPOSITION, NULL, NULL},
	{"invitation", FIELD_TEXT, FIELD_NULLABLE | FIELD_OPTIONAL, 0, 0,
	 "The code of an invitation, where registration is closed", NULL, NULL},
};
const struct shape json_credentials_registration =
	FIELD_SHAPE_OF("Registration", "Who registers", registration_fields);

static const struct field login_fields[] = {
	{"email", FIELD_TEXT, 0, 1, 0, "The email address; upper and lower case are the same", NULL, NULL},
	{"password", FIELD_TEXT, 0, 1, 0, "The password", NULL, NULL},
};
const struct shape json_credentials_login = FIELD_SHAPE_OF("Login", "Who logs in", login_fields);

static struct field change_fields[] = {
	{"current_password", FIELD_TEXT, 0, 0, 0, "The password until now", NULL, NULL},
	{"new_password", FIELD_TEXT, 0, 8, 72, "Another password: " COMPOSITION, NULL, NULL},
};
const struct shape json_credentials_change =
	FIELD_SHAPE_OF("PasswordChange", "The passwords before and after", change_fields);

static struct field reset_fields[] = {
	{"token", FIELD_TEXT, 0, 0, 0, "The one-time code that an admin has handed out", NULL, NULL},
	{"new_password", FIELD_TEXT, 0, 8, 72, "The password from now on: " COMPOSITION, NULL, NULL},
};
const struct shape json_credentials_reset =
	FIELD_SHAPE_OF("PasswordReset", "A one-time code, and the new password", reset_fields);

static const struct field proof_fields[] = {
	{"password", FIELD_TEXT, 0, 0, 0, "The password, once more", NULL, NULL},
};
const struct shape json_credentials_proof =
	FIELD_SHAPE_OF("PasswordProof", "What shows that it is its user who deletes an account", proof_fields);

static const struct field refresh_fields[] = {
	{"refresh_token", FIELD_TEXT, FIELD_OPTIONAL, 0, 0, "The refresh token; without it the cookie counts", NULL, NULL},
};
const struct shape json_credentials_refresh =
	FIELD_SHAPE_OF("RefreshToken", "A refresh token, which may come as a cookie instead", refresh_fields);

static const char *const token_type_words[] = {"bearer", NULL};
#define ACCESS_TOKEN {"access_token", FIELD_TEXT, 0, 0, 0, "Sent as Authorization: Bearer with other requests", NULL, NULL}
#define TOKEN_TYPE {"token_type", FIELD_TEXT, 0, 0, 0, "How the access token is sent", token_type_words, NULL}
#define EXPIRES_IN {"expires_in", FIELD_NUMBER, 0, 0, 0, "Seconds that the access token lives", NULL, NULL}
static const struct field token_fields[] = {
	ACCESS_TOKEN,
	{"refresh_token", FIELD_TEXT, 0, 0, 0, "Gets new access tokens; also in the cookie", NULL, NULL},
	TOKEN_TYPE,
	EXPIRES_IN,
};
const struct shape json_credentials_tokens =
	FIELD_SHAPE_OF("Tokens", "The tokens of a new session", token_fields);

static const struct field access_fields[] = {
	ACCESS_TOKEN,
	{"refresh_token", FIELD_TEXT, 0, 0, 0, "Takes the place of the one that was sent; also in the cookie", NULL, NULL},
	TOKEN_TYPE,
	EXPIRES_IN,
};
const struct shape json_credentials_access =
	FIELD_SHAPE_OF("AccessToken", "The tokens that a session goes on with", access_fields);
/* clang-format on */

void
json_credentials_set_rule(bool by_length)
{
	struct field *first = &registration_fields[1],
		     *next = &change_fields[1], *reset = &reset_fields[1];

	snprintf(json_credentials_password_rule, PASSWORD_RULE_TEXT, "%s",
	    by_length ? LENGTH : COMPOSITION);
	first->min = next->min = reset->min = by_length ? 12 : 8;
	first->about =
	    by_length ? "The password: " LENGTH : "The password: " COMPOSITION;
	next->about = by_length ? "Another password: " LENGTH :
				  "Another password: " COMPOSITION;
	reset->about = by_length ? "The password from now on: " LENGTH :
				   "The password from now on: " COMPOSITION;
}

static enum error
check_email(struct text email)
{
	return model_email_is_valid(email) ? OK : VALIDATION_001;
}

static enum error
check_not_empty(struct text text)
{
	return text.len ? OK : VALIDATION_001;
}

enum error
json_credentials_read_new(const struct json_parser *parser,
    struct credentials *credentials, struct fault *fault)
{
	static const struct json_field fields[] = {
	    {"email", JSON_TEXT, MEMBER(credentials, email), VALIDATION_001,
		VALIDATION_001, VALIDATION_001, check_email, email_expected, 0,
		0},
	    {"password", JSON_TEXT, MEMBER(credentials, password),
		VALIDATION_004, VALIDATION_004, VALIDATION_002, NULL,
		json_credentials_password_rule, 0, 0},
	    {"invitation", JSON_TEXT, MEMBER(credentials, invitation), OK, OK,
		VALIDATION_002, NULL, "an invitation's code, or null", 0, 0},
	};

	*credentials = (struct credentials){0};
	return json_parser_fill(
	    parser, fields, COUNT(fields), credentials, fault);
}

enum error
json_credentials_read_login(const struct json_parser *parser,
    struct credentials *credentials, struct fault *fault)
{
	static const struct json_field fields[] = {
	    {"email", JSON_TEXT, MEMBER(credentials, email), VALIDATION_001,
		VALIDATION_001, VALIDATION_001, check_not_empty, login_expected,
		0, 0},
	    {"password", JSON_TEXT, MEMBER(credentials, password),
		VALIDATION_001, VALIDATION_001, VALIDATION_001, check_not_empty,
		login_expected, 0, 0},
	};

	*credentials = (struct credentials){0};
	return json_parser_fill(
	    parser, fields, COUNT(fields), credentials, fault);
}

enum error
json_credentials_read_change(const struct json_parser *parser,
    struct password_change *change, struct fault *fault)
{
	static const struct json_field fields[] = {
	    {"current_password", JSON_TEXT, MEMBER(password_change, current),
		VALIDATION_004, VALIDATION_004, VALIDATION_002, NULL,
		JSON_CREDENTIALS_CURRENT, 0, 0},
	    {"new_password", JSON_TEXT, MEMBER(password_change, new),
		VALIDATION_004, VALIDATION_004, OK, NULL,
		json_credentials_password_rule, 0, 0},
	};

	*change = (struct password_change){0};
	return json_parser_fill(parser, fields, COUNT(fields), change, fault);
}

enum error
json_credentials_read_reset(const struct json_parser *parser,
    struct password_reset *reset, struct fault *fault)
{
	static const struct json_field fields[] = {
	    {"token", JSON_TEXT, MEMBER(password_reset, token), VALIDATION_004,
		VALIDATION_004, VALIDATION_002, NULL, "a one-time code", 0, 0},
	    {"new_password", JSON_TEXT, MEMBER(password_reset, new),
		VALIDATION_004, VALIDATION_004, OK, NULL,
		json_credentials_password_rule, 0, 0},
	};

	*reset = (struct password_reset){0};
	return json_parser_fill(parser, fields, COUNT(fields), reset, fault);
}

enum error
json_credentials_read_proof(const struct json_parser *parser,
    struct text *password, struct fault *fault)
{
	struct body {
		enum presence has_password;
		struct text password;
	} body = {0};
	static const struct json_field field = {"password", JSON_TEXT,
	    MEMBER(body, password), VALIDATION_004, VALIDATION_004,
	    VALIDATION_002, NULL, JSON_CREDENTIALS_CURRENT, 0, 0};
	enum error err = json_parser_fill(parser, &field, 1, &body, fault);

	*password = body.password;
	return err;
}

enum presence
json_credentials_read_refresh(
    const struct json_parser *parser, struct text *token)
{
	struct body {
		enum presence has_token;
		struct text token;
	} body = {0};
	static const struct json_field field = {"refresh_token", JSON_TEXT,
	    MEMBER(body, token), OK, OK, OK, NULL, NULL, 0, 0};
	struct fault unused;

	/* No row refuses anything, so that filling cannot fail. */
	if (json_parser_fill(parser, &field, 1, &body, &unused) != OK)
		return ABSENT;
	*token = body.token;
	return body.has_token;
}

void
json_credentials_write_tokens(
    struct buffer *out, const struct token_answer *tokens)
{
	json_write_text(
	    out, "{\"access_token\":", base_text_of(tokens->access));
	json_write_text(
	    out, ",\"refresh_token\":", base_text_of(tokens->refresh));
	base_buffer_puts(out, ",\"token_type\":\"bearer\"");
	json_write_number(out, ",\"expires_in\":", tokens->expires_in);
	base_buffer_putc(out, '}');
}
