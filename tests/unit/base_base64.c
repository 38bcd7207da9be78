/* base_base64.c: bytes as text for a URL, and only that text back. */
#include "base/base64.h"

#include "unit/suites.h"

/* RFC 4648, 10, in the alphabet of its section 5. */
/* clang-format off */
static const struct {
	const char *bytes, *text;
} pairs[] = {
	{"", ""}, {"f", "Zg"}, {"fo", "Zm8"}, {"foo", "Zm9v"},
	{"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"},
	{"\xfb\xff\xbf", "-_-_"}, {"\xff", "_w"}, {"\x03\xef\xff", "A-__"},
};
/* clang-format on */

START_TEST(bytes_become_text_and_text_becomes_them)
{
	const char *bytes = pairs[_i].bytes;
	unsigned char back[8];
	char text[16];
	size_t len = strlen(bytes);

	base_base64_encode((const unsigned char *)bytes, len, text);
	assert_text(((struct text){text, BASE64_LEN(len)}), pairs[_i].text);
	ck_assert(base_base64_decode(
		base_text_of(pairs[_i].text), back, sizeof(back), &len));
	assert_text(((struct text){(char *)back, len}), bytes);
}
END_TEST

START_TEST(every_byte_comes_back_at_every_place)
{
	unsigned char bytes[5], back[5];
	char text[BASE64_LEN(5)];
	size_t len, at;
	int byte;

	for (byte = 0; byte < 256; byte++) {
		for (at = 0; at < sizeof(bytes); at++) {
			memset(bytes, 0x5a, sizeof(bytes));
			bytes[at] = (unsigned char)byte;
			base_base64_encode(bytes, sizeof(bytes), text);
			ck_assert(base_base64_decode(
				(struct text){text, sizeof(text)}, back,
				sizeof(back), &len));
			ck_assert_uint_eq(len, sizeof(bytes));
			ck_assert_mem_eq(back, bytes, sizeof(bytes));
		}
	}
}
END_TEST

static const char *const bad[] = {
	"A",
	"Zm9vY",
	"Zh",
	"Zm9=",
	"Zg==",
	"Zm8=",
	"Zm9v\n",
	" Zm9v",
	"Zm 9v",
	"+_-_",
	"-/-_",
	"Zm9v.",
	"Zm9",
	"_x",
	"\xc3\xa9gg",
	"Z\x80",
	"Zm9vYg=",
};

START_TEST(any_other_text_is_refused)
{
	unsigned char out[16];
	size_t len;

	ck_assert_msg(!base_base64_decode(
			      base_text_of(bad[_i]), out, sizeof(out), &len),
		"%s", bad[_i]);
}
END_TEST

START_TEST(a_nul_is_no_digit)
{
	unsigned char out[16];
	size_t len;

	ck_assert(!base_base64_decode(
		(struct text){"Zm\0v", 4}, out, sizeof(out), &len));
}
END_TEST

START_TEST(what_does_not_fit_is_refused)
{
	unsigned char out[3] = {0, 0, 7};
	size_t len;

	ck_assert(base_base64_decode(base_text_of("Zm8"), out, 2, &len));
	ck_assert(!base_base64_decode(base_text_of("Zm9v"), out, 2, &len));
	ck_assert_uint_eq(out[2], 7);
}
END_TEST

Suite *
base_base64_suite(void)
{
	const struct suite_test tests[] = {
		EACH(bytes_become_text_and_text_becomes_them, pairs),
		ONCE(every_byte_comes_back_at_every_place),
		EACH(any_other_text_is_refused, bad),
		ONCE(a_nul_is_no_digit),
		ONCE(what_does_not_fit_is_refused),
	};

	return suite_of("base_base64", tests, COUNT(tests));
}
