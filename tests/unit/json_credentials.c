/* json_credentials.c: passwords and tokens in bodies and answers. */
#include "json/credentials.h"

#include "unit/suites.h"

#include <string.h>

#define EMAIL "'email':'a@b.c'"

static struct json_parser *parser;

static void
read_json(const char *json)
{
	struct fault fault;

	if (!parser)
		parser = json_parser_new();
	assert_error(
		json_parser_read(parser, base_text_of(quoted(json)), &fault),
		OK);
}

static void
end(void)
{
	json_parser_free(parser);
	parser = NULL;
}

/* clang-format off */
static const struct {
	const char *json;
	enum error new;
	enum error login;
	const char *field; /* that register blames */
} credentials[] = {
	{"{" EMAIL ",'password':'p'}", OK, OK, NULL},
	{"{" EMAIL ",'password':'p','is_admin':true}", OK, OK, NULL},
	{"{}", VALIDATION_001, VALIDATION_001, "email"},
	{"{'password':'p'}", VALIDATION_001, VALIDATION_001, "email"},
	{"{'email':null,'password':'p'}", VALIDATION_001, VALIDATION_001,
	 "email"},
	{"{'email':5,'password':'p'}", VALIDATION_001, VALIDATION_001,
	 "email"},
	{"{'email':'','password':'p'}", VALIDATION_001, VALIDATION_001,
	 "email"},
	/* To a login a malformed email is one that nobody has. */
	{"{'email':'x','password':'p'}", VALIDATION_001, OK, "email"},
	{"{" EMAIL "}", VALIDATION_004, VALIDATION_001, "password"},
	{"{" EMAIL ",'password':null}", VALIDATION_004, VALIDATION_001,
	 "password"},
	{"{" EMAIL ",'password':5}", VALIDATION_002, VALIDATION_001, "password"},
	{"{" EMAIL ",'password':['p']}", VALIDATION_002, VALIDATION_001,
	 "password"},
	/* Its strength is judged elsewhere. */
	{"{" EMAIL ",'password':''}", OK, VALIDATION_001, NULL},
	{"{'email':'x'}", VALIDATION_001, VALIDATION_001, "email"},
};
/* clang-format on */

START_TEST(credentials_are_judged_as_their_endpoint_has_it)
{
	struct credentials in;
	struct fault fault = {0};

	read_json(credentials[_i].json);
	assert_error(json_credentials_read_new(parser, &in, &fault),
		credentials[_i].new);
	if (credentials[_i].field) {
		ck_assert_str_eq(fault.field, credentials[_i].field);
		ck_assert_ptr_nonnull(fault.expected);
	}
	assert_error(json_credentials_read_login(parser, &in, &fault),
		credentials[_i].login);
	end();
}
END_TEST

START_TEST(credentials_are_handed_on_as_typed)
{
	struct credentials in;
	struct fault fault;

	read_json("{'email':'A@B.c','password':' p\\u00e9 '}");
	assert_error(json_credentials_read_new(parser, &in, &fault), OK);
	assert_text(in.email, "A@B.c");
	assert_text(in.password, " p\xc3\xa9 ");
	end();
}
END_TEST

/* clang-format off */
static const struct {
	const char *json;
	enum error error;
	const char *field;
} changes[] = {
	{"{'current_password':'a','new_password':'b'}", OK, NULL},
	{"{'current_password':'','new_password':''}", OK, NULL},
	{"{}", VALIDATION_004, "current_password"},
	{"{'new_password':'b'}", VALIDATION_004, "current_password"},
	{"{'current_password':null,'new_password':'b'}", VALIDATION_004,
	 "current_password"},
	{"{'current_password':5,'new_password':'b'}", VALIDATION_002,
	 "current_password"},
	{"{'current_password':'a'}", VALIDATION_004, "new_password"},
	{"{'current_password':'a','new_password':null}", VALIDATION_004,
	 "new_password"},
	{"{'current_password':'a','new_password':5}", OK, NULL},
};
/* clang-format on */

START_TEST(a_change_of_password_needs_both)
{
	struct password_change in;
	struct fault fault = {0};

	read_json(changes[_i].json);
	assert_error(json_credentials_read_change(parser, &in, &fault),
		changes[_i].error);
	if (changes[_i].field)
		ck_assert_str_eq(fault.field, changes[_i].field);
	end();
}
END_TEST

START_TEST(a_new_password_of_another_type_is_left_to_the_caller)
{
	struct password_change in;
	struct fault fault;

	read_json("{'current_password':'a','new_password':5}");
	assert_error(json_credentials_read_change(parser, &in, &fault), OK);
	assert_text(in.current, "a");
	ck_assert_int_eq(in.has_new, MISTYPED);
	ck_assert_ptr_null(in.new.data);
	end();
}
END_TEST

/* clang-format off */
static const struct {
	const char *json;
	enum presence presence;
	const char *token;
} refreshes[] = {
	{"{'refresh_token':'t'}", GIVEN, "t"},
	{"{'refresh_token':''}", GIVEN, ""},
	{"{'refresh_token':null}", IS_NULL, NULL},
	{"{'refresh_token':5}", MISTYPED, NULL},
	{"{'refresh_token':['t']}", MISTYPED, NULL},
	{"{}", ABSENT, NULL},
	{"{'access_token':'t'}", ABSENT, NULL},
};
/* clang-format on */

START_TEST(a_refresh_token_says_where_it_stands)
{
	struct text token = {0};

	read_json(refreshes[_i].json);
	ck_assert_int_eq(json_credentials_read_refresh(parser, &token),
		refreshes[_i].presence);
	if (refreshes[_i].token)
		assert_text(token, refreshes[_i].token);
	else
		ck_assert_ptr_null(token.data);
	end();
}
END_TEST

START_TEST(without_a_body_there_is_no_refresh_token)
{
	struct text token = base_text_of("from before");

	parser = json_parser_new();
	ck_assert_int_eq(json_credentials_read_refresh(parser, &token), ABSENT);
	ck_assert_ptr_null(token.data);
	end();
}
END_TEST

START_TEST(tokens_are_handed_out_with_their_life)
{
	struct buffer out = {0};
	struct token_answer tokens = {"a.b.c", "d.e.f", 3600};

	json_credentials_write_tokens(&out, &tokens);
	assert_json(&out,
		"{'access_token':'a.b.c',"
		"'refresh_token':'d.e.f','token_type':'bearer',"
		"'expires_in':3600}");
	base_buffer_clear(&out);
}
END_TEST

START_TEST(a_body_is_overwritten_with_all_that_was_read_of_it)
{
	char body[] =
		"{\"password\":\"the-password\",\"list\":[\"the-password\"]}";
	struct credentials in;
	struct fault fault;

	if (!parser)
		parser = json_parser_new();
	assert_error(json_parser_read(parser, base_text_of(body), &fault), OK);
	assert_error(
		json_credentials_read_new(parser, &in, &fault), VALIDATION_001);
	json_parser_forget(parser, body, strlen(body));
	ck_assert_ptr_null(strstr(body, "the-password"));
	assert_error(json_credentials_read_login(parser, &in, &fault),
		VALIDATION_001);
	ck_assert_str_eq(fault.field, "email");
	/* Nothing to forget is fine, and the parser reads on. */
	json_parser_forget(parser, NULL, 0);
	read_json("{" EMAIL ",'password':'p'}");
	assert_error(json_credentials_read_login(parser, &in, &fault), OK);
	end();
}
END_TEST

Suite *
json_credentials_suite(void)
{
	const struct suite_test tests[] = {
		EACH(credentials_are_judged_as_their_endpoint_has_it,
			credentials),
		ONCE(credentials_are_handed_on_as_typed),
		EACH(a_change_of_password_needs_both, changes),
		ONCE(a_new_password_of_another_type_is_left_to_the_caller),
		EACH(a_refresh_token_says_where_it_stands, refreshes),
		ONCE(without_a_body_there_is_no_refresh_token),
		ONCE(tokens_are_handed_out_with_their_life),
		ONCE(a_body_is_overwritten_with_all_that_was_read_of_it),
	};

	return suite_of("json_credentials", tests, COUNT(tests));
}
