/* api_token.h: API tokens in JSON. */
#ifndef JSON_API_TOKEN_H
#define JSON_API_TOKEN_H

#include "base/buffer.h"
#include "json/parser.h"
#include "model/api_token.h"

/* The body that asks for an API token, and the answers. */
extern const struct shape json_api_token_new, json_api_token_made,
    json_api_token_shape, json_api_token_list;

#define JSON_API_TOKEN_MOMENT \
	"a moment to come, as in 2027-01-31T00:00:00Z, or null"

/*
 * Reads what an API token is to be: name, access and expires_at, which is not
 * before now; and the password that shows who asks. VALIDATION_004: name, access
 * or password missing; 005: the name too long; 006: another access; 002: another
 * type, or no moment to come.
 */
enum error json_api_token_read(const struct json_parser *parser, int64_t now,
    struct api_token *token, struct text *password,
    struct fault *fault) MUST_CHECK;

/* Appends a new API token, with its secret, which is shown once. */
void json_api_token_write_made(
    struct buffer *out, const struct api_token *token, const char *secret);

/* Appends a list, {"items": […]}. */
void json_api_token_write_list(
    struct buffer *out, const struct api_token_page *page);

/* Appends the array alone. */
void json_api_token_write_array(
    struct buffer *out, const struct api_token_page *page);

#endif
