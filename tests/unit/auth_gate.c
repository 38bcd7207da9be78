/* auth_gate.c: the Authorization header becomes a caller. */
#include "auth/gate.h"

#include "auth/cache.h"
#include "base/time.h"
#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

#define KEY "a-key-of-exactly-32-bytes-aaaaaa"
#define NOW (INT64_C(1768249800) * TIME_SECOND)

static struct auth_keys keys;
static char *token;

static void
sign(enum token_type type, int64_t life)
{
	struct auth_claims claims = {.type = type,
		.user_id = {{7}},
		.jti = "j",
		.session = "s",
		.email = "a@b.c",
		.issued_at = NOW,
		.expires_at = NOW + life};

	keys = (struct auth_keys){0};
	ck_assert(auth_token_add_key(&keys, KEY));
	token = auth_token_sign(&keys, &claims);
	ck_assert_ptr_nonnull(token);
}

/* What stands around the token. */
/* clang-format off */
static const struct {
	const char *before;
	const char *after;
	enum error error;
	bool has_token;
} headers[] = {
	{"Bearer ", "", OK, true},
	{"bearer ", "", OK, true},
	{"BEARER ", "", OK, true},
	{" \tBearer \t  ", " \t", OK, true},
	{"Bearer\t", "", OK, true},
	{"Bearer", "", AUTH_005, false},
	{"", "", AUTH_005, false},
	{"Basic ", "", AUTH_005, false},
	{"Bearers ", "", AUTH_005, false},
	{"Token Bearer ", "", AUTH_005, false},
	{"Bearer Bearer ", "", AUTH_005, true},
	{"Bearer \"", "\"", AUTH_005, true},
	{"Bearer ", " x", AUTH_005, true},
	{"Bearer ", ", Bearer x", AUTH_005, true},
	{"Bearer x, Bearer ", "", AUTH_005, true},
	{"Basic eA==, Bearer ", "", AUTH_005, false},
	{"Bearer ", "\n", AUTH_005, true},
};
/* clang-format on */

static enum error told;

START_TEST(a_header_is_the_word_bearer_and_one_token)
{
	struct caller caller = {0};
	char header[1024];

	sign(TOKEN_ACCESS, TIME_MINUTE);
	snprintf(header, sizeof(header), "%s%s%s", headers[_i].before, token,
		headers[_i].after);
	assert_error(auth_gate_open(&keys, NULL, base_text_of(header), NOW,
			     &caller, &told),
		headers[_i].error);
	ck_assert_int_eq(auth_gate_has_token(base_text_of(header)),
		headers[_i].has_token);
	auth_token_free(token);
}
END_TEST

START_TEST(a_header_without_a_token_is_refused)
{
	static const char *const empty[] = {
		NULL, "", " ", "Bearer", "Bearer ", "Bearer \t ", "B"};
	struct caller caller = {0};

	sign(TOKEN_ACCESS, TIME_MINUTE);
	auth_token_free(token);
	assert_error(auth_gate_open(&keys, NULL, base_text_of(empty[_i]), NOW,
			     &caller, &told),
		AUTH_005);
	ck_assert(!auth_gate_has_token(base_text_of(empty[_i])));
}
END_TEST

START_TEST(the_token_says_who_calls)
{
	struct id id = {{7}};
	struct caller caller = {0};
	char header[1024];

	sign(TOKEN_ACCESS, TIME_MINUTE);
	snprintf(header, sizeof(header), "Bearer %s", token);
	assert_error(auth_gate_open(&keys, NULL, base_text_of(header), NOW,
			     &caller, &told),
		OK);
	ck_assert(base_id_equal(&caller.user_id, &id));
	ck_assert_str_eq(caller.jti, "j");
	ck_assert_str_eq(caller.session_jti, "s");
	ck_assert_int_eq(caller.expires_at, NOW + TIME_MINUTE);
	auth_token_free(token);
}
END_TEST

START_TEST(a_refused_token_names_no_caller)
{
	/* clang-format off */
	static const struct {
		enum token_type type;
		int64_t life;
		enum error error;
	} refused[] = {{TOKEN_ACCESS, 0, AUTH_002},
		{TOKEN_REFRESH, TIME_MINUTE, AUTH_005}};
	struct caller caller = {0};
	static const struct caller nobody;
	char header[1024];

	sign(refused[_i].type, refused[_i].life);
	snprintf(header, sizeof(header), "Bearer %s", token);
	assert_error(auth_gate_open(&keys, NULL, base_text_of(header), NOW, &caller, &told),
		refused[_i].error);
	ck_assert_mem_eq(&caller, &nobody, sizeof(caller));
	auth_token_free(token);
}
END_TEST

START_TEST(a_verified_token_is_remembered_until_it_expires)
{
	static const struct auth_keys none;
	struct auth_cache *cache = auth_cache_new();
	struct caller caller = {0};
	char header[1024];

	sign(TOKEN_ACCESS, TIME_MINUTE);
	snprintf(header, sizeof(header), "Bearer %s", token);
	assert_error(auth_gate_open(&none, cache, base_text_of(header), NOW,
		&caller, &told), AUTH_006);
	assert_error(auth_gate_open(&keys, cache, base_text_of(header), NOW,
		&caller, &told), OK);
	/* Without a key only memory can know it. */
	caller = (struct caller){0};
	assert_error(auth_gate_open(&none, cache, base_text_of(header), NOW,
		&caller, &told), OK);
	ck_assert_str_eq(caller.jti, "j");
	ck_assert_str_eq(caller.session_jti, "s");
	assert_error(auth_gate_open(&keys, cache, base_text_of(header),
		NOW + TIME_MINUTE, &caller, &told), AUTH_002);
	auth_token_free(token);
	auth_cache_free(cache);
}
END_TEST

static const struct {
	const char *header;
	bool is;
} secrets[] = {
	{"Bearer the-secret", true},
	{"bearer  the-secret ", true},
	{"Bearer the-secres", false},
	{"Bearer The-secret", false},
	{"Bearer the-secre", false},
	{"Bearer the-secret2", false},
	{"Bearer the-secret, Bearer the-secret", false},
	{"Basic the-secret", false},
	{"the-secret", false},
	{"Bearer ", false},
	{"", false},
	{NULL, false},
};

START_TEST(a_token_is_the_secret_or_it_is_not)
{
	ck_assert_int_eq(auth_gate_is(base_text_of(secrets[_i].header),
		"the-secret"), secrets[_i].is);
}
END_TEST

START_TEST(what_is_wrong_with_a_header_is_told)
{
	static const struct {
		const char *before, *after;
		enum token_type type;
		enum error told;
	} wrong[] = {
		{NULL, NULL, TOKEN_ACCESS, AUTH_005_MISSING},
		{"Basic ", "", TOKEN_ACCESS, AUTH_005_SCHEME},
		{"", "", TOKEN_ACCESS, AUTH_005_SCHEME},
		{"Bearer x", "", TOKEN_ACCESS, AUTH_005_SHAPE},
		{"Bearer ", " x", TOKEN_ACCESS, AUTH_005_SHAPE},
		{"Bearer ", "", TOKEN_REFRESH, AUTH_005_IS_REFRESH},
	};
	struct caller caller = {0};
	struct text none = {0};
	char header[1024];

	sign(wrong[_i].type, TIME_MINUTE);
	snprintf(header, sizeof(header), "%s%s%s",
		wrong[_i].before ? wrong[_i].before : "", token,
		wrong[_i].before ? wrong[_i].after : "");
	assert_error(auth_gate_open(&keys, NULL,
			     wrong[_i].before ? base_text_of(header) : none,
			     NOW, &caller, &told),
		AUTH_005);
	ck_assert_str_eq(base_error_message(told),
		base_error_message(wrong[_i].told));
	auth_token_free(token);
}
END_TEST

START_TEST(of_a_forged_token_nothing_is_told)
{
	struct caller caller = {0};
	char header[1024];

	sign(TOKEN_REFRESH, TIME_MINUTE);
	snprintf(header, sizeof(header), "Bearer %s", token);
	header[strlen(header) - 4] ^= 1;
	assert_error(auth_gate_open(&keys, NULL, base_text_of(header), NOW,
			     &caller, &told),
		AUTH_006);
	ck_assert_int_ne(told, AUTH_005_IS_REFRESH);
	ck_assert_int_ne(told, AUTH_005_CLAIMS);
	auth_token_free(token);
}
END_TEST

Suite *
auth_gate_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_header_is_the_word_bearer_and_one_token, headers),
		{a_header_without_a_token_is_refused, 7},
		ONCE(the_token_says_who_calls),
		{a_refused_token_names_no_caller, 2},
		ONCE(a_verified_token_is_remembered_until_it_expires),
		EACH(a_token_is_the_secret_or_it_is_not, secrets),
		{what_is_wrong_with_a_header_is_told, 6},
		ONCE(of_a_forged_token_nothing_is_told),
	};
	/* clang-format on */

	return suite_of("auth_gate", tests, COUNT(tests));
}
