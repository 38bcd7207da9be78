/* model_email.c: which texts are email addresses. */
#include "model/email.h"

#include "unit/suites.h"

#include <string.h>

#define A10 "aaaaaaaaaa"
#define A60 A10 A10 A10 A10 A10 A10

static const char *const addresses[] = {
	"a@b.c",
	"Alice@Example.COM",
	"first.last+tag@sub.example.org",
	"!#$%&'*+/=?^_`{|}~-@example.org",
	"\"<>()[],:;\\@example.org",
	"x@1.2",
	"x@a-b.c--d.e",
	A60 "aaaa@example.org",
	"x@" A60 "aaa.org",
};

START_TEST(an_address_is_accepted)
{
	ck_assert_msg(model_email_is_valid(base_text_of(addresses[_i])), "%s",
		addresses[_i]);
}
END_TEST

static const char *const no_addresses[] = {
	NULL,
	"",
	"@",
	"a",
	"a@",
	"@b.c",
	"a.b.c",
	"a@b",
	"a@.b",
	"a@b.",
	"a@b..c",
	"a@b@c.d",
	"a@@b.c",
	".a@b.c",
	"a.@b.c",
	"a..b@c.d",
	"a b@c.d",
	" a@b.c",
	"a@b.c ",
	"a@b .c",
	"a\t@b.c",
	"a\x7f@b.c",
	"a\n@b.c",
	"a@-b.c",
	"a@b-.c",
	"a@b.-c",
	"a@b.c-",
	"a@b_c.d",
	"a@[127.0.0.1]",
	"a@b.c,d@e.f",
	"caf\xc3\xa9@b.c",
	"a@caf\xc3\xa9.fr",
	"a@b.c\n",
	A60 "aaaaa@example.org",
	"x@" A60 "aaaa.org",
};

START_TEST(another_text_is_no_address)
{
	ck_assert_msg(!model_email_is_valid(base_text_of(no_addresses[_i])),
		"%s", no_addresses[_i]);
}
END_TEST

START_TEST(a_zero_byte_makes_it_no_address)
{
	ck_assert(!model_email_is_valid((struct text){"a\0@b.c", 6}));
	ck_assert(!model_email_is_valid((struct text){"a@b\0.c", 6}));
	ck_assert(!model_email_is_valid((struct text){"a@b.c\0", 6}));
}
END_TEST

/* An address of this many characters, of short labels. */
static struct text
address_of(size_t len, char out[300])
{
	size_t i;

	memcpy(out, "a@", 2);
	for (i = 2; i < len; i++)
		out[i] = i % 2 ? '.' : 'b';
	if (len % 2 == 0)
		out[len - 1] = 'b';
	return (struct text){out, len};
}

START_TEST(an_address_has_at_most_254_characters)
{
	char out[300];

	ck_assert(model_email_is_valid(address_of(253, out)));
	ck_assert(model_email_is_valid(address_of(254, out)));
	ck_assert(!model_email_is_valid(address_of(255, out)));
	ck_assert(!model_email_is_valid(address_of(256, out)));
}
END_TEST

Suite *
model_email_suite(void)
{
	const struct suite_test tests[] = {
		EACH(an_address_is_accepted, addresses),
		EACH(another_text_is_no_address, no_addresses),
		ONCE(a_zero_byte_makes_it_no_address),
		ONCE(an_address_has_at_most_254_characters),
	};

	return suite_of("model_email", tests, COUNT(tests));
}
