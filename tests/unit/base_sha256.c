/* base_sha256.c: the hashes of known texts. */
#include "base/sha256.h"

#include "unit/suites.h"

#include <string.h>

/* FIPS 180-4's own examples, and lengths around those of blocks; by coreutils. */
/* clang-format off */
static const struct {
	const char *unit;
	size_t count;
	const char *hash;
} rows[] = {
	{"", 1, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
	{"abc", 1, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
	{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", 1,
	 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
	{"a", 55, "9f4390f8d30c2dd92ec9f095b65e2b9ae9b0a925a5258e241c9f1e910f734318"},
	{"a", 56, "b35439a4ac6f0948b6d6f9e3c6af0f5f590ce20f1bde7090ef7970686ec6738a"},
	{"a", 63, "7d3e74a05d7db15bce4ad9ec0658ea98e3f06eeecf16b4c6fff2da457ddc2f34"},
	{"a", 64, "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb"},
	{"a", 65, "635361c48bb9eab14198e76ea8ab7f1a41685d6ad62aa9146d301d4f17eb0ae0"},
	{"a", 1000, "41edece42d63e8d9bf515a9ba6932e1c20cbc9f5a5d134645adb5db1b9737ea3"},
};
/* clang-format on */

START_TEST(a_text_has_its_hash)
{
	char text[1024] = "", hash[SHA256_TEXT];
	size_t i;

	for (i = 0; i < rows[_i].count; i++)
		strncat(text, rows[_i].unit, sizeof(text) - strlen(text) - 1);
	base_sha256_hex(base_text_of(text), hash);
	ck_assert_str_eq(hash, rows[_i].hash);
}
END_TEST

Suite *
base_sha256_suite(void)
{
	const struct suite_test tests[] = {EACH(a_text_has_its_hash, rows)};

	return suite_of("base_sha256", tests, COUNT(tests));
}
