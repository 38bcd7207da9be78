/* auth_cache.c: verified tokens are found again, and nothing else is. */
#include "auth/cache.h"

#include "unit/suites.h"

#include <stdio.h>
#include <string.h>

#define TOKEN "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abcdefghijklmnop"

static struct auth_cache *cache;
static struct caller caller;

static void
add(const char *token, const char *jti, int64_t expires_at)
{
	struct caller said = {.expires_at = expires_at};

	snprintf(said.jti, sizeof(said.jti), "%s", jti);
	auth_cache_add(cache, base_text_of(token), &said);
}

static bool
find(const char *token, int64_t now)
{
	caller = (struct caller){0};
	return auth_cache_find(cache, base_text_of(token), now, &caller);
}

START_TEST(a_token_is_found_with_what_it_says)
{
	cache = auth_cache_new();
	ck_assert(!find(TOKEN, 5));
	add(TOKEN, "one", 10);
	ck_assert(find(TOKEN, 9));
	ck_assert_str_eq(caller.jti, "one");
	ck_assert_int_eq(caller.expires_at, 10);
	auth_cache_free(cache);
}
END_TEST

START_TEST(an_expired_token_is_not_found)
{
	cache = auth_cache_new();
	add(TOKEN, "one", 10);
	ck_assert(!find(TOKEN, 10));
	ck_assert_str_eq(caller.jti, "");
	auth_cache_free(cache);
}
END_TEST

START_TEST(a_token_with_one_other_byte_is_not_found)
{
	char other[] = TOKEN;

	cache = auth_cache_new();
	add(TOKEN, "one", 10);
	other[_i] ^= 1;
	ck_assert(!find(other, 5));
	other[_i] ^= 1;
	ck_assert(find(other, 5));
	other[strlen(other) - 1] = '\0';
	ck_assert(!find(other, 5));
	ck_assert(!find(TOKEN "p", 5));
	ck_assert(!find("", 5));
	auth_cache_free(cache);
}
END_TEST

START_TEST(a_token_that_is_too_long_is_not_remembered)
{
	static char longest[AUTH_CACHE_TOKEN_MAX + 2];

	cache = auth_cache_new();
	memset(longest, 'a', AUTH_CACHE_TOKEN_MAX + 1);
	add(longest, "one", 10);
	ck_assert(!find(longest, 5));
	longest[AUTH_CACHE_TOKEN_MAX] = '\0';
	add(longest, "one", 10);
	ck_assert(find(longest, 5));
	auth_cache_free(cache);
}
END_TEST

/* A token whose signature differs in its last characters. */
static const char *
numbered(unsigned int number)
{
	static char token[64];

	snprintf(token, sizeof(token), "head.body.%08xA%uA",
		number * 2654435761U, number);
	return token;
}

START_TEST(more_tokens_than_it_holds_push_each_other_out)
{
	unsigned int i, found = 0;
	char jti[16];

	cache = auth_cache_new();
	for (i = 0; i < 8 * AUTH_CACHE_TOKENS; i++) {
		snprintf(jti, sizeof(jti), "%u", i);
		add(numbered(i), jti, 10);
		ck_assert(find(numbered(i), 5));
	}
	for (i = 0; i < 8 * AUTH_CACHE_TOKENS; i++) {
		if (!find(numbered(i), 5))
			continue;
		snprintf(jti, sizeof(jti), "%u", i);
		ck_assert_str_eq(caller.jti, jti);
		found++;
	}
	ck_assert_uint_gt(found, AUTH_CACHE_TOKENS / 2);
	ck_assert_uint_le(found, AUTH_CACHE_TOKENS);
	auth_cache_free(cache);
}
END_TEST

START_TEST(no_cache_finds_nothing)
{
	cache = NULL;
	add(TOKEN, "one", 10);
	ck_assert(!find(TOKEN, 5));
	auth_cache_free(cache);
}
END_TEST

Suite *
auth_cache_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(a_token_is_found_with_what_it_says),
		ONCE(an_expired_token_is_not_found),
		{a_token_with_one_other_byte_is_not_found, sizeof(TOKEN) - 1},
		ONCE(a_token_that_is_too_long_is_not_remembered),
		ONCE(more_tokens_than_it_holds_push_each_other_out),
		ONCE(no_cache_finds_nothing),
	};

	return suite_of("auth_cache", tests, COUNT(tests));
}
