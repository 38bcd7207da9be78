/* base_id.c: reading, writing and making ids. */
#include "base/id.h"

#include "support/fail.h"
#include "unit/suites.h"

#include <string.h>
#include <uuid/uuid.h>

#define SAMPLE "6fa459ea-ee8a-4ca4-894e-db77e160355e"

START_TEST(an_id_is_written_as_it_was_read)
{
	char out[ID_TEXT];
	struct id id;

	ck_assert(base_id_parse(base_text_of(SAMPLE), &id));
	ck_assert_int_eq(id.bytes[0], 0x6f);
	ck_assert_int_eq(id.bytes[15], 0x5e);
	base_id_format(&id, out);
	ck_assert_str_eq(out, SAMPLE);
}
END_TEST

START_TEST(an_id_in_capitals_is_the_same_and_written_small)
{
	char out[ID_TEXT];
	struct id small, big;

	ck_assert(base_id_parse(base_text_of(SAMPLE), &small));
	ck_assert(base_id_parse(
		base_text_of("6FA459EA-EE8A-4CA4-894E-DB77E160355E"), &big));
	ck_assert(base_id_equal(&small, &big));
	base_id_format(&big, out);
	ck_assert_str_eq(out, SAMPLE);
}
END_TEST

/* clang-format off */
static const struct text no_ids[] = {
	{NULL, 0},
	{"", 0},
	{"6fa459eaee8a4ca4894edb77e160355e", 32},
	{"{6fa459ea-ee8a-4ca4-894e-db77e160355e}", 38},
	{"{6fa459ea-ee8a-4ca4-894e-db77e16035}", 36},
	{"6fa459ea-ee8a-4ca4-894e-db77e160355", 35},
	{"6fa459ea-ee8a-4ca4-894e-db77e160355ea", 37},
	{"6fa459ea-ee8a-4ca4-894e-db77e160355g", 36},
	{"6fa459ea+ee8a-4ca4-894e-db77e160355e", 36},
	{" 6fa459ea-ee8a-4ca4-894e-db77e160355", 36},
	{"6fa459ea-ee8a-4ca4-894e-db77e160355\0", 36},
};
/* clang-format on */

START_TEST(another_form_is_no_id_and_names_nothing)
{
	static const struct id nothing;
	struct id id = base_id_new();

	ck_assert(!base_id_parse(no_ids[_i], &id));
	ck_assert(base_id_equal(&id, &nothing));
}
END_TEST

/* Makes some, which differ in bits that are random. */
static void
assert_random_uuids(void)
{
	struct id ids[50];
	size_t i, j;

	for (i = 0; i < COUNT(ids); i++) {
		ids[i] = base_id_new();
		ck_assert_int_eq(uuid_type(ids[i].bytes), UUID_TYPE_DCE_RANDOM);
		ck_assert_int_eq(uuid_variant(ids[i].bytes), UUID_VARIANT_DCE);
		for (j = 0; j < i; j++) {
			ck_assert_int_ne(
				memcmp(ids[i].bytes, ids[j].bytes, 6), 0);
			ck_assert_int_ne(
				memcmp(ids[i].bytes + 10, ids[j].bytes + 10, 6),
				0);
		}
	}
}

START_TEST(new_ids_are_random_uuids)
{
	assert_random_uuids();
}
END_TEST

START_TEST(libuuid_makes_them_where_the_kernel_gives_no_bytes)
{
	char a[ID_REQUEST], b[ID_REQUEST];

	fail_all(FAIL_getentropy);
	assert_random_uuids();
	base_id_request(a);
	base_id_request(b);
	ck_assert_str_ne(a, b);
	ck_assert(fail_happened());
}
END_TEST

START_TEST(a_request_id_has_twelve_random_hex_digits)
{
	char a[ID_REQUEST], b[ID_REQUEST];

	base_id_request(a);
	base_id_request(b);
	ck_assert_uint_eq(strlen(a), 16);
	ck_assert_int_eq(strncmp(a, "req_", 4), 0);
	ck_assert_uint_eq(strspn(a + 4, "0123456789abcdef"), 12);
	ck_assert_str_ne(a, b);
}
END_TEST

START_TEST(a_fingerprint_names_a_secret_for_ever)
{
	static const char secret[] = "0123456789abcdef0123456789abcdef";
	char a[ID_KEY], b[ID_KEY];

	/* Tokens outlive the worker: the next one must find the same. */
	base_id_fingerprint(secret, 32, a);
	ck_assert_str_eq(a, "70463799ae865a25");
	base_id_fingerprint(secret, 31, b);
	ck_assert_str_ne(a, b);
}
END_TEST

Suite *
base_id_suite(void)
{
	const struct suite_test tests[] = {
		ONCE(an_id_is_written_as_it_was_read),
		ONCE(an_id_in_capitals_is_the_same_and_written_small),
		EACH(another_form_is_no_id_and_names_nothing, no_ids),
		ONCE(new_ids_are_random_uuids),
		ONCE(libuuid_makes_them_where_the_kernel_gives_no_bytes),
		ONCE(a_request_id_has_twelve_random_hex_digits),
		ONCE(a_fingerprint_names_a_secret_for_ever),
	};

	return suite_of("base_id", tests, COUNT(tests));
}
