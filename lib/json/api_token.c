/* api_token.c: reads what an API token is to be, and shows those there are. */
#include "json/api_token.h"

#include "json/credentials.h"
#include "json/field.h"
#include "json/write.h"

#define MEMBER(member) \
	offsetof(struct body, has_##member), offsetof(struct body, member)
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const char *const access_words[] = {
    API_TOKEN_READ, API_TOKEN_FULL, NULL};

/* clang-format off */
#define NAME {"name", FIELD_TEXT, 0, 1, API_TOKEN_NAME_MAX, "What the token is for; not blank", NULL, NULL}
#define ACCESS {"access", FIELD_TEXT, 0, 0, 0, "What it lets its holder do with todos: read them, or all", access_words, NULL}
#define SHOWN                                                              \
	{"id", FIELD_ID, 0, 0, 0, "Names the API token in addresses", NULL, NULL}, \
	NAME, ACCESS,                                                      \
	{"created_at", FIELD_TIME, 0, 0, 0, "When it was made", NULL, NULL}, \
	{"expires_at", FIELD_TIME, FIELD_NULLABLE, 0, 0,                   \
	 "When it runs out; null where it does not", NULL, NULL},          \
	{"last_used_at", FIELD_TIME, FIELD_NULLABLE, 0, 0,                 \
	 "When it was last used, to a minute; null before the first time", NULL, NULL}

static const struct field new_fields[] = {
	NAME, ACCESS,
	{"expires_at", FIELD_TIME, FIELD_NULLABLE | FIELD_OPTIONAL, 0, 0,
	 "When it is to run out; null: it does not", NULL, NULL},
	{"password", FIELD_TEXT, 0, 0, 0, "The user's password, once more", NULL, NULL},
};
const struct shape json_api_token_new =
	FIELD_SHAPE_OF("NewApiToken", "What a new API token is to be", new_fields);

static const struct field made_fields[] = {
	SHOWN,
	{"token", FIELD_TEXT, 0, 0, 0,
	 "Sent as Authorization: Bearer; shown this once, and kept as a hash alone", NULL, NULL},
};
const struct shape json_api_token_made =
	FIELD_SHAPE_OF("ApiTokenMade", "A new API token, with its secret", made_fields);

static const struct field fields[] = {SHOWN};
const struct shape json_api_token_shape =
	FIELD_SHAPE_OF("ApiToken", "An API token, for a program of the user's", fields);

static const struct field list_fields[] = {
	{"items", FIELD_LIST, 0, 0, API_TOKEN_PAGE_MAX, "The API tokens, the newest first", NULL, &json_api_token_shape},
};
const struct shape json_api_token_list =
	FIELD_SHAPE_OF("ApiTokenList", "The living API tokens of the caller", list_fields);
/* clang-format on */

static enum error
check_name(struct text text)
{
	return json_field_check(text, 1, API_TOKEN_NAME_MAX);
}

static enum error
check_access(struct text text)
{
	return base_text_is(text, API_TOKEN_READ) ||
		base_text_is(text, API_TOKEN_FULL) ?
	    OK :
	    VALIDATION_006;
}

enum error
json_api_token_read(const struct json_parser *parser, int64_t now,
    struct api_token *token, struct text *password, struct fault *fault)
{
	struct body {
		enum presence has_name, has_access, has_expires_at;
		enum presence has_password;
		struct text name, access, expires_at, password;
	} body = {0};
	static const struct json_field rows[] = {
	    {"name", JSON_TEXT, MEMBER(name), VALIDATION_004, VALIDATION_004,
		VALIDATION_002, check_name, "1 to 100 characters, not blank", 0,
		0},
	    {"access", JSON_TEXT, MEMBER(access), VALIDATION_004,
		VALIDATION_004, VALIDATION_002, check_access,
		API_TOKEN_READ " or " API_TOKEN_FULL, 0, 0},
	    {"expires_at", JSON_TEXT, MEMBER(expires_at), OK, OK,
		VALIDATION_002, NULL, JSON_API_TOKEN_MOMENT, 0, 0},
	    {"password", JSON_TEXT, MEMBER(password), VALIDATION_004,
		VALIDATION_004, VALIDATION_002, NULL, JSON_CREDENTIALS_CURRENT,
		0, 0},
	};
	enum error err =
	    json_parser_fill(parser, rows, COUNT(rows), &body, fault);

	*token = (struct api_token){.name = body.name,
	    .access = body.access,
	    .created_at = now,
	    .expires_at = TIME_NONE,
	    .last_used_at = TIME_NONE};
	*password = body.password;
	if (body.has_expires_at != GIVEN ||
	    (base_time_parse(body.expires_at, &token->expires_at) &&
		token->expires_at > now))
		return err;
	return base_error_blame(
	    fault, err, VALIDATION_002, "expires_at", JSON_API_TOKEN_MOMENT);
}

/* Appends all but the bracket at the end. */
static void
write_open(struct buffer *out, const struct api_token *token)
{
	json_write_id(out, "{\"id\":", &token->id);
	json_write_text(out, ",\"name\":", token->name);
	json_write_text(out, ",\"access\":", token->access);
	json_write_time(out, ",\"created_at\":", token->created_at);
	json_write_time(out, ",\"expires_at\":", token->expires_at);
	json_write_time(out, ",\"last_used_at\":", token->last_used_at);
}

void
json_api_token_write_made(
    struct buffer *out, const struct api_token *token, const char *secret)
{
	write_open(out, token);
	json_write_text(out, ",\"token\":", base_text_of(secret));
	base_buffer_putc(out, '}');
}

void
json_api_token_write_array(
    struct buffer *out, const struct api_token_page *page)
{
	size_t i;

	base_buffer_putc(out, '[');
	for (i = 0; i < page->count; i++) {
		if (i > 0)
			base_buffer_putc(out, ',');
		write_open(out, &page->items[i]);
		base_buffer_putc(out, '}');
	}
	base_buffer_putc(out, ']');
}

void
json_api_token_write_list(struct buffer *out, const struct api_token_page *page)
{
	base_buffer_puts(out, "{\"items\":");
	json_api_token_write_array(out, page);
	base_buffer_putc(out, '}');
}
