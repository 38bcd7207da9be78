/* token.c: tokens to claims, also of what nobody should sign, well signed. */
#include "auth/token.h"

#include "base/time.h"
#include "fuzz/fuzz.h"
#include "fuzz/world.h"
#include "support/sign.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

static struct auth_keys keys;

/* A strict object of JSON, or NULL. */
static struct json_object *
read_object(struct text text)
{
	struct json_tokener *tokener = json_tokener_new_ex(AUTH_TOKEN_MAX);
	struct json_object *root;

	fuzz_must(tokener);
	/* Blanks after it are no part of it, but allowed. */
	while (text.len > 0 && memchr(" \t\r\n", text.data[text.len - 1], 4))
		text.len--;
	json_tokener_set_flags(
		tokener, JSON_TOKENER_STRICT | JSON_TOKENER_VALIDATE_UTF8);
	root = json_tokener_parse_ex(tokener, text.data, (int)text.len);
	text.len -= json_tokener_get_parse_end(tokener);
	if (!json_object_is_type(root, json_type_object) || text.len > 0) {
		json_object_put(root);
		root = NULL;
	}
	json_tokener_free(tokener);
	return root;
}

/* The colons outside of strings. */
static size_t
count_colons(struct text text)
{
	bool string = false;
	size_t i, count = 0;

	for (i = 0; i < text.len; i++) {
		if (string && text.data[i] == '\\')
			i++;
		else if (text.data[i] == '"')
			string = !string;
		else
			count += !string && text.data[i] == ':';
	}
	return count;
}

/* A member is there once, as far as members are no objects themselves. */
static void
check_members(struct text text, struct json_object *object)
{
	json_object_object_foreach(object, key, value)
	{
		(void)key;
		if (json_object_is_type(value, json_type_object) ||
			json_object_is_type(value, json_type_array))
			return;
	}
	fuzz_must((size_t)json_object_object_length(object) ==
		count_colons(text));
}

static const char *
string_of(struct json_object *object, const char *name)
{
	struct json_object *value;

	return json_object_object_get_ex(object, name, &value) &&
			json_object_is_type(value, json_type_string) ?
		json_object_get_string(value) :
		NULL;
}

/* What was let pass says by itself that it may. */
static void
check_header(struct text text)
{
	struct json_object *header = read_object(text), *value;
	const char *alg;

	fuzz_must(!memchr(text.data, '\0', text.len));
	fuzz_must(header);
	check_members(text, header);
	alg = string_of(header, "alg");
	fuzz_must(alg && strcmp(alg, "HS256") == 0);
	fuzz_must(!json_object_object_get_ex(header, "crit", &value));
	fuzz_must(!json_object_object_get_ex(header, "b64", &value));
	if (json_object_object_get_ex(header, "kid", &value))
		fuzz_must(string_of(header, "kid"));
	json_object_put(header);
}

static void
check_payload(struct text text, enum token_type type,
	const struct auth_claims *claims)
{
	struct json_object *payload = read_object(text), *value;
	const char *sub, *kind;
	struct id id;

	fuzz_must(!memchr(text.data, '\0', text.len));
	fuzz_must(payload);
	check_members(text, payload);
	sub = string_of(payload, "sub");
	kind = string_of(payload, "type");
	fuzz_must(sub && base_id_parse(base_text_of(sub), &id) &&
		base_id_equal(&id, &claims->user_id));
	fuzz_must(kind &&
		strcmp(kind, type == TOKEN_ACCESS ? "access" : "refresh") == 0);
	fuzz_must(json_object_object_get_ex(payload, "exp", &value) &&
		json_object_is_type(value, json_type_int) &&
		json_object_get_int64(value) > FUZZ_NOW / TIME_SECOND);
	fuzz_must(claims->jti[0] && strlen(claims->jti) <= JTI_MAX);
	fuzz_must(claims->issued_at >= 0 && claims->expires_at > FUZZ_NOW);
	json_object_put(payload);
}

static void
verify_signed(struct text header, struct text payload, const char *secret)
{
	char *token = sign_token(header, payload, secret);
	struct auth_claims claims;
	enum token_type type;
	enum error err;

	fuzz_must(token);
	for (type = TOKEN_ACCESS; type <= TOKEN_REFRESH; type++) {
		err = auth_token_verify(
			&keys, base_text_of(token), type, FUZZ_NOW, &claims);
		fuzz_must(err != SERVER_002);
		if (err != OK)
			continue;
		check_header(header);
		check_payload(payload, type, &claims);
	}
	free(token);
}

/* A text that nobody signed is no token. */
static void
verify_raw(struct text text)
{
	struct auth_claims claims;
	enum error err =
		auth_token_verify(&keys, text, TOKEN_ACCESS, FUZZ_NOW, &claims);

	fuzz_must(err == AUTH_005 || err == AUTH_006);
}

/*
 * r and a text as it came; s or o, a header, a line break and a payload, which
 * the key of now or an older one signs.
 */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text rest = {(const char *)data, size}, header;

	if (keys.count == 0)
		fuzz_must(auth_token_add_key(&keys, FUZZ_SECRET) &&
			auth_token_add_key(&keys, FUZZ_OLDER));
	fuzz_world_begin(true);
	if (size == 0)
		return 0;
	rest.data++;
	rest.len--;
	if (*data == 'r') {
		verify_raw(rest);
		return 0;
	}
	header = fuzz_cut(&rest, '\n');
	verify_signed(header, rest, *data == 'o' ? FUZZ_OLDER : FUZZ_SECRET);
	return 0;
}
