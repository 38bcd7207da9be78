/* auth_throttle.c: addresses are counted as the network of one host. */
#include "auth/throttle.h"

#include "unit/suites.h"

static const struct {
	const char *address;
	const char *key; /* NULL: nobody is throttled */
} addresses[] = {
	{"192.0.2.7", "login 192.0.2.7"},
	{"0.0.0.0", "login 0.0.0.0"},
	{"2001:db8:1:2:3:4:5:6", "login 2001:db8:1:2::"},
	{"2001:DB8:1:2::ffff", "login 2001:db8:1:2::"},
	{"2001:0db8:0001:0002:ffff:ffff:ffff:ffff", "login 2001:db8:1:2::"},
	{"2001:db8:1:3::1", "login 2001:db8:1:3::"},
	{"::1", "login ::"},
	{"::ffff:192.0.2.7", "login 192.0.2.7"},
	{"::ffff:c000:207", "login 192.0.2.7"},
	{"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
	 "login ffff:ffff:ffff:ffff::"},
	{NULL, NULL},
	{"", NULL},
	{"localhost", NULL},
	{"192.0.2", NULL},
	{"192.0.2.256", NULL},
	{"192.0.2.7:80", NULL},
	{" 192.0.2.7", NULL},
	{"[::1]", NULL},
	{"::1%eth0", NULL},
	{"2001:db8:1:2:3:4:5:6:7", NULL},
	{"192.0.2.7, 192.0.2.8", NULL},
	{"0000000000000000000000000000000000000000000000000", NULL},
};

START_TEST(an_address_is_folded_into_its_network)
{
	char key[THROTTLE_KEY] = "";

	ck_assert_int_eq(auth_throttle_key("login",
		base_text_of(addresses[_i].address), key),
		addresses[_i].key != NULL);
	ck_assert_str_eq(key, addresses[_i].key ? addresses[_i].key : "");
}
END_TEST

START_TEST(kinds_of_attempts_are_counted_apart)
{
	char key[THROTTLE_KEY];

	ck_assert(auth_throttle_key("register", base_text_of("192.0.2.7"), key));
	ck_assert_str_eq(key, "register 192.0.2.7");
}
END_TEST

Suite *
auth_throttle_suite(void)
{
	const struct suite_test tests[] = {
		EACH(an_address_is_folded_into_its_network, addresses),
		ONCE(kinds_of_attempts_are_counted_apart),
	};

	return suite_of("auth_throttle", tests, COUNT(tests));
}
