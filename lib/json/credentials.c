/* credentials.c: passwords and tokens as fields of bodies, and as answers. */
#include "json/credentials.h"

#include "model/email.h"
#include "json/write.h"

#define MEMBER(type, member) \
	offsetof(struct type, has_##member), offsetof(struct type, member)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char email_expected[] = "an e-mail address";
static const char login_expected[] = "text that is not empty";
const char json_credentials_password_rule[] =
    "8 or more characters, at most 72 bytes, with an upper-case letter, "
    "a lower-case letter, a digit and a special character";

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
		VALIDATION_001, VALIDATION_001, check_email, email_expected},
	    {"password", JSON_TEXT, MEMBER(credentials, password),
		VALIDATION_004, VALIDATION_004, VALIDATION_002, NULL,
		json_credentials_password_rule},
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
		VALIDATION_001, VALIDATION_001, check_not_empty,
		login_expected},
	    {"password", JSON_TEXT, MEMBER(credentials, password),
		VALIDATION_001, VALIDATION_001, VALIDATION_001, check_not_empty,
		login_expected},
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
		"the current password"},
	    {"new_password", JSON_TEXT, MEMBER(password_change, new),
		VALIDATION_004, VALIDATION_004, OK, NULL,
		json_credentials_password_rule},
	};

	*change = (struct password_change){0};
	return json_parser_fill(parser, fields, COUNT(fields), change, fault);
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
	    MEMBER(body, token), OK, OK, OK, NULL, NULL};
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
	if (tokens->refresh)
		json_write_text(
		    out, ",\"refresh_token\":", base_text_of(tokens->refresh));
	base_buffer_puts(out, ",\"token_type\":\"bearer\"");
	json_write_number(out, ",\"expires_in\":", tokens->expires_in);
	base_buffer_putc(out, '}');
}
