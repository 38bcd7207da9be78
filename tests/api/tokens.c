/* tokens.c: which access tokens are believed. */
#include "forge.h"
#include "session.h"
#include "suites.h"

#include "base/id.h"

#include <stdio.h>
#include <string.h>

/* The key id that the service gives a secret. */
static const char *
kid_of(const char *secret)
{
	static char kid[ID_KEY];

	base_id_fingerprint(secret, strlen(secret), kid);
	return kid;
}

START_TEST(claims_that_are_missing_mistyped_or_of_the_past_are_refused)
{
	/* clang-format off */
	static const struct {
		const char *claim, *value, *code;
	} rows[] = {
		{"sub", NULL, "AUTH_005"}, {"sub", "12", "AUTH_005"},
		{"sub", "null", "AUTH_005"}, {"sub", "''", "AUTH_005"},
		{"sub", "'me'", "AUTH_005"}, {"sub", "[]", "AUTH_005"},
		{"sub", "'5f0c4b9e6a554f0e8f3a123456789abc'", "AUTH_005"},
		{"jti", NULL, "AUTH_005"}, {"jti", "12", "AUTH_005"},
		{"jti", "''", "AUTH_005"}, {"jti", "null", "AUTH_005"},
		{"sid", NULL, "AUTH_005"}, {"sid", "12", "AUTH_005"},
		{"sid", "''", "AUTH_005"}, {"sid", "true", "AUTH_005"},
		{"type", NULL, "AUTH_005"}, {"type", "1", "AUTH_005"},
		{"type", "'refresh'", "AUTH_005"}, {"type", "''", "AUTH_005"},
		{"type", "'Access'", "AUTH_005"}, {"type", "null", "AUTH_005"},
		{"exp", NULL, "AUTH_005"}, {"exp", "null", "AUTH_005"},
		{"exp", "'9999999999'", "AUTH_005"}, {"exp", "true", "AUTH_005"},
		{"exp", "[9999999999]", "AUTH_005"}, {"exp", "{}", "AUTH_005"},
		{"exp", "0", "AUTH_002"}, {"exp", "1", "AUTH_002"},
		{"exp", "-9999999999", "AUTH_002"},
		{"aud", "'x'", "AUTH_005"}, {"aud", "''", "AUTH_005"},
		{"aud", "null", "AUTH_005"}, {"aud", "['todo-api']", "AUTH_005"},
		{"sub", "'5f0c4b9e-6a55-4f0e-8f3a-123456789abc'", "AUTH_007"},
	};
	/* clang-format on */
	struct person person = person_new();
	char forged[FORGED];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		forge_change(
			person.access, rows[i].claim, rows[i].value, forged);
		expect_unauthorized(get_todos(forged), rows[i].code, true);
	}
	/* The forger's tools are good: what is not changed is believed. */
	forge_change(person.access, "unknown", "[{}]", forged);
	expect_status(get_todos(forged), 200);
}
END_TEST

START_TEST(a_token_is_good_from_30_seconds_before_it_is_made_to_its_end)
{
	/* clang-format off */
	static const struct {
		const char *claim;
		long seconds;
		const char *code; /* NULL: it is good */
	} rows[] = {
		{"exp", 60, NULL}, {"exp", 0, "AUTH_002"}, {"exp", -1, "AUTH_002"},
		{"iat", 20, NULL}, {"iat", 90, "AUTH_005"}, {"iat", -99999, NULL},
	};
	/* clang-format on */
	struct person person = person_new();
	char forged[FORGED];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		forge_time(
			person.access, rows[i].claim, rows[i].seconds, forged);
		if (rows[i].code)
			expect_unauthorized(
				get_todos(forged), rows[i].code, true);
		else
			expect_status(get_todos(forged), 200);
	}
}
END_TEST

START_TEST(no_other_algorithm_is_believed)
{
	static const char *const headers[] = {
		"{'alg':'none'}",
		"{'alg':'None'}",
		"{'alg':''}",
		"{'alg':'none','typ':'JWT'}",
		"{'typ':'JWT'}",
		"{}",
		"{'alg':'HS384'}",
		"{'alg':'HS512'}",
		"{'alg':'RS256'}",
		"{'alg':'ES256'}",
		"{'alg':'hs256'}",
		"{'alg':256}",
		"{'alg':null}",
		"{'alg':['HS256']}",
		"{'alg':'HS256 '}",
	};
	static const char *const algorithms[] = {"HS384", "HS512"};
	struct person person = person_new();
	struct json_object *object = forge_read(person.access, 1);
	const char *claims = json_object_to_json_string(object);
	const char *signature = strrchr(person.access, '.') + 1;
	char forged[FORGED];
	size_t i;

	for (i = 0; i < sizeof(headers) / sizeof(headers[0]); i++) {
		forge_join(headers[i], claims, "", forged);
		expect_unauthorized(get_todos(forged), "AUTH_005", true);
		forge_join(headers[i], claims, signature, forged);
		expect_unauthorized(get_todos(forged), "AUTH_005", true);
	}
	/* Not even where the signature is right. */
	for (i = 0; i < sizeof(algorithms) / sizeof(algorithms[0]); i++) {
		forge_sign(claims, algorithms[i], kid_of(forge_secret()),
			forge_secret(), forged);
		expect_unauthorized(get_todos(forged), "AUTH_005", true);
	}
	json_object_put(object);
}
END_TEST

/* clang-format off */
START_TEST(what_does_not_parse_is_malformed)
{
	/* Each with the parts of a good token in place of H, C and S. */
	static const char *const forms[] = {
		"x", "H", "H.C", ".", "..", "...", "H..S", ".C.S", "H.C.S.S",
		"H.C.S.", ".H.C.S", "H.C.S.C.S", "H=.C.S", "H.C=.S", "H.C.S=",
		"H.C.*", "H.C.S!", "H.+C.S", "H.C/.S", "H%.C.S", "Hx.C.S",
		"C.H.S", "S.C.H", "eA.C.S", "H.eA.S", "W10.C.S", "H.C.S\xc3\xa4",
		"H.C;.S", "H.C.S\\u0000",
	};
	struct person person = person_new();
	size_t len[3], i, n;
	const char *parts[3], *c;
	char forged[FORGED];

	parts[0] = person.access;
	parts[1] = strchr(parts[0], '.') + 1;
	parts[2] = strchr(parts[1], '.') + 1;
	for (i = 0; i < 3; i++)
		len[i] = strcspn(parts[i], ".");
	for (i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
		for (c = forms[i], n = 0; *c; c++) {
			const char *name = strchr("HCS", *c);
			size_t part = name ? (size_t)(name - "HCS") : 0;

			n += (size_t)snprintf(forged + n, FORGED - n, "%.*s",
				name ? (int)len[part] : 1,
				name ? parts[part] : c);
		}
		expect_unauthorized(get_todos(forged), "AUTH_005", true);
	}
}
END_TEST
/* clang-format on */

START_TEST(a_token_of_many_thousand_characters_is_malformed)
{
	struct person person = person_new();
	char forged[FORGED], value[5002];

	memset(value, 'x', sizeof(value));
	value[0] = value[5000] = '"';
	value[5001] = '\0';
	forge_change(person.access, "email", value, forged);
	expect_unauthorized(get_todos(forged), "AUTH_005", true);
}
END_TEST

START_TEST(a_signature_must_be_the_one_of_the_key_that_kid_names)
{
	const char *current = forge_secret(),
		   *previous = forge_previous_secret();
	static const char stranger[] = "a secret that no one configured here";
	/* clang-format off */
	const struct {
		const char *kid, *secret;
		bool good;
	} rows[] = {
		{current, current, true}, {NULL, current, true},
		{previous, previous, true}, {NULL, previous, false},
		{current, previous, false}, {previous, current, false},
		{stranger, stranger, false}, {stranger, current, false},
		{current, stranger, false}, {NULL, stranger, false},
	};
	/* clang-format on */
	struct person person = person_new();
	struct json_object *claims = forge_read(person.access, 1);
	char forged[FORGED];
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		forge_sign(json_object_to_json_string(claims), "HS256",
			rows[i].kid ? kid_of(rows[i].kid) : NULL,
			rows[i].secret, forged);
		if (rows[i].good)
			expect_status(get_todos(forged), 200);
		else
			expect_unauthorized(
				get_todos(forged), "AUTH_006", true);
	}
	json_object_put(claims);
}
END_TEST

START_TEST(a_refresh_token_of_the_previous_key_still_works)
{
	struct person person = person_new();
	struct json_object *claims = forge_read(person.refresh, 1);
	const char *previous = forge_previous_secret();
	char forged[FORGED];

	forge_sign(json_object_to_json_string(claims), "HS256",
		kid_of(previous), previous, forged);
	expect_status(post_refresh(forged), 200);
	forge_sign(json_object_to_json_string(claims), "HS256",
		kid_of(forge_secret()), previous, forged);
	expect_unauthorized(post_refresh(forged), "AUTH_006", true);
	json_object_put(claims);
}
END_TEST

START_TEST(a_token_that_was_altered_is_refused)
{
	struct person person = person_new(), other = person_new();
	const char *claims, *mine = strchr(person.access, '.') + 1;
	char forged[FORGED], more[FORGED];
	size_t head = (size_t)(mine - person.access);
	const char *signature = strrchr(person.access, '.');

	forge_spoil(person.access, forged);
	expect_unauthorized(get_todos(forged), "AUTH_006", true);
	snprintf(forged, FORGED, "%.*s", (int)(signature + 1 - person.access),
		person.access);
	expect_unauthorized(get_todos(forged), "AUTH_006", true);
	snprintf(forged, FORGED, "%.*s", (int)strlen(person.access) - 1,
		person.access);
	expect_unauthorized(get_todos(forged), "AUTH_006", true);
	snprintf(forged, FORGED, "%sA", person.access);
	expect_unauthorized(get_todos(forged), "AUTH_006", true);
	/* The claims of one under the signature of another. */
	claims = strchr(other.access, '.') + 1;
	snprintf(forged, FORGED, "%.*s%.*s%s", (int)head, person.access,
		(int)strcspn(claims, "."), claims, signature);
	expect_unauthorized(get_todos(forged), "AUTH_006", true);
	/* Expired, or of the wrong type, as well: the signature comes first. */
	forge_change(person.access, "exp", "1", more);
	forge_spoil(more, forged);
	expect_unauthorized(get_todos(forged), "AUTH_006", true);
	forge_spoil(person.refresh, forged);
	expect_unauthorized(get_todos(forged), "AUTH_006", true);
}
END_TEST

START_TEST(a_refresh_token_opens_nothing)
{
	struct person person = person_new();
	char forged[FORGED];

	expect_unauthorized(get_todos(person.refresh), "AUTH_005", true);
	forge_change(person.refresh, "exp", "1", forged);
	expect_unauthorized(get_todos(forged), "AUTH_005", true);
}
END_TEST

START_TEST(a_token_is_refused_when_it_or_its_session_is_blacklisted)
{
	static const char *const claims[] = {"jti", "sid"};
	struct person person = person_new(), second = second_session(&person);
	char expired[FORGED];
	size_t i;

	for (i = 0; i < 2; i++) {
		psql("INSERT INTO token_blacklist VALUES (gen_random_uuid(), '%s',"
		     " '%s', '%s', now(), 'admin_revoke', now() + interval '1 day')",
			person.id, forge_claim(person.access, claims[i]),
			i ? "refresh" : "access");
		expect_unauthorized(get_todos(person.access), "AUTH_004", true);
		psql("UPDATE users SET is_active = false WHERE id = '%s'",
			person.id);
		expect_unauthorized(get_todos(person.access), "AUTH_004", true);
		psql("UPDATE users SET is_active = true WHERE id = '%s'",
			person.id);
		forge_change(person.access, "exp", "1", expired);
		expect_unauthorized(get_todos(expired), "AUTH_002", true);
		expect_status(get_todos(second.access), 200);
		psql("DELETE FROM token_blacklist WHERE user_id = '%s'",
			person.id);
		expect_status(get_todos(person.access), 200);
	}
}
END_TEST

START_TEST(a_user_who_is_disabled_or_deleted_is_not_let_in)
{
	struct person person = person_new();

	psql("UPDATE users SET is_active = false WHERE id = '%s'", person.id);
	expect_unauthorized(get_todos(person.access), "AUTH_007", true);
	psql("UPDATE users SET is_active = true WHERE id = '%s'", person.id);
	expect_status(get_todos(person.access), 200);
	psql("DELETE FROM users WHERE id = '%s'", person.id);
	expect_unauthorized(get_todos(person.access), "AUTH_007", true);
}
END_TEST

Suite *
api_suite_tokens(void)
{
	Suite *suite = suite_create("tokens");
	TCase *tests = tcase_create("tokens");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests,
		claims_that_are_missing_mistyped_or_of_the_past_are_refused);
	tcase_add_test(tests,
		a_token_is_good_from_30_seconds_before_it_is_made_to_its_end);
	tcase_add_test(tests, no_other_algorithm_is_believed);
	tcase_add_test(tests, what_does_not_parse_is_malformed);
	tcase_add_test(tests, a_token_of_many_thousand_characters_is_malformed);
	tcase_add_test(
		tests, a_signature_must_be_the_one_of_the_key_that_kid_names);
	tcase_add_test(tests, a_refresh_token_of_the_previous_key_still_works);
	tcase_add_test(tests, a_token_that_was_altered_is_refused);
	tcase_add_test(tests, a_refresh_token_opens_nothing);
	tcase_add_test(tests,
		a_token_is_refused_when_it_or_its_session_is_blacklisted);
	tcase_add_test(tests, a_user_who_is_disabled_or_deleted_is_not_let_in);
	suite_add_tcase(suite, tests);
	return suite;
}
