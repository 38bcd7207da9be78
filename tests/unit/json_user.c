/* json_user.c: what is shown of users, and how admins change them. */
#include "json/user.h"

#include "base/time.h"
#include "unit/shape.h"
#include "unit/suites.h"

#define NOW INT64_C(1768249800000000) /* 2026-01-12T20:30:00Z */
#define ONE                                                                    \
	"{\"id\":\"01000000-0000-0000-0000-000000000000\","                    \
	"\"email\":\"A@b.c\",\"created_at\":\"2026-01-12T20:30:00Z\","         \
	"\"updated_at\":\"2026-01-12T20:30:01Z\",\"last_login_at\":null,"      \
	"\"is_active\":true,\"is_admin\":false}"

static struct user
sample(void)
{
	return (struct user){
		.id = {{1}},
		.email = base_text_of("A@b.c"),
		.created_at = NOW,
		.updated_at = NOW + TIME_SECOND,
		.last_login_at = TIME_NONE,
		.is_active = true,
	};
}

START_TEST(a_new_user_is_shown_without_their_hash)
{
	struct buffer out = {0};
	struct login login = {
		.id = {{1}},
		.email = base_text_of("A@b.c"),
		.password_hash = base_text_of("$2b$10$hash"),
		.created_at = NOW,
		.is_active = true,
	};

	json_user_write_new(&out, &login);
	assert_buffer(&out,
		"{\"id\":\"01000000-0000-0000-0000-000000000000\","
		"\"email\":\"A@b.c\",\"created_at\":\"2026-01-12T20:30:00Z\"}");
	assert_shape(&out, &model_user_new);
	base_buffer_clear(&out);
}
END_TEST

START_TEST(a_user_is_shown_whole)
{
	struct user user = sample();
	struct buffer out = {0};

	json_user_write(&out, &user);
	assert_buffer(&out, ONE);
	assert_shape(&out, &model_user);
	base_buffer_reset(&out);
	user = (struct user){.last_login_at = NOW, .is_admin = true};
	json_user_write(&out, &user);
	ck_assert(!out.failed);
	base_buffer_putc(&out, '\0');
	assert_holds(out.data,
		"\"last_login_at\":\"2026-01-12T20:30:00Z\","
		"\"is_active\":false,\"is_admin\":true}");
	base_buffer_clear(&out);
}
END_TEST

/* clang-format off */
static const struct {
	size_t count;
	int skip;
	int64_t total;
	bool complete;
	const char *json;
} pages[] = {
	{0, 0, 0, true, "{\"items\":[],\"total\":0,\"skip\":0,\"limit\":20,"
	 "\"has_more\":false,\"complete\":true}"},
	{1, 3, 4, true, "{\"items\":[" ONE "],\"total\":4,\"skip\":3,\"limit\":20,"
	 "\"has_more\":false,\"complete\":true}"},
	{2, 0, 3, false, "{\"items\":[" ONE "," ONE "],\"total\":3,\"skip\":0,"
	 "\"limit\":20,\"has_more\":true,\"complete\":false}"},
	{0, 2147483647, 3, false, "{\"items\":[],\"total\":3,\"skip\":2147483647,"
	 "\"limit\":20,\"has_more\":false,\"complete\":false}"},
};
/* clang-format on */

START_TEST(a_page_says_where_it_stands)
{
	const struct user_query query = {pages[_i].skip, 20, {0}};
	static struct user items[USER_PAGE_MAX];
	static struct user_page page = {.items = items};
	struct buffer out = {0};

	page.count = pages[_i].count;
	page.total = pages[_i].total;
	page.complete = pages[_i].complete;
	page.items[0] = page.items[1] = sample();
	json_user_write_page(&out, &page, &query);
	assert_buffer(&out, pages[_i].json);
	assert_shape(&out, &model_user_page);
	base_buffer_clear(&out);
}
END_TEST

START_TEST(a_revocation_is_counted)
{
	struct buffer out = {0};

	json_user_write_revoked(&out, 3);
	assert_buffer(&out,
		"{\"message\":\"All sessions of the user ended\","
		"\"revoked\":3}");
	base_buffer_clear(&out);
}
END_TEST

/* clang-format off */
static const struct {
	const char *json;
	enum error error;
	bool read;
} changes[] = {
	{"{\"is_active\":true}", OK, true},
	{"{\"is_active\":false,\"is_admin\":true}", OK, false},
	{"{}", VALIDATION_004, false},
	{"{\"is_admin\":true}", VALIDATION_004, false},
	{"{\"is_active\":null}", VALIDATION_002, false},
	{"{\"is_active\":1}", VALIDATION_002, false},
	{"{\"is_active\":\"true\"}", VALIDATION_002, false},
	{"{\"is_active\":[true]}", VALIDATION_002, false},
};
/* clang-format on */

START_TEST(a_change_needs_is_active)
{
	struct json_parser *parser = json_parser_new();
	struct fault fault = {0};
	bool active = !changes[_i].read;

	assert_error(json_parser_read(
			     parser, base_text_of(changes[_i].json), &fault),
		OK);
	assert_error(json_user_read_change(parser, &active, &fault),
		changes[_i].error);
	if (changes[_i].error == OK) {
		ck_assert_int_eq(active, changes[_i].read);
	} else {
		ck_assert_str_eq(fault.field, "is_active");
		ck_assert_str_eq(fault.expected, "true or false");
	}
	json_parser_free(parser);
}
END_TEST

Suite *
json_user_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(a_new_user_is_shown_without_their_hash),
		ONCE(a_user_is_shown_whole),
		EACH(a_page_says_where_it_stands, pages),
		ONCE(a_revocation_is_counted),
		EACH(a_change_needs_is_active, changes),
	};

	return suite_of("json_user", tests, COUNT(tests));
}
