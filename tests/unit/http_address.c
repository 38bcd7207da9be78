/* http_address.c: an IP address is the same one in all its forms. */
#include "http/address.h"

#include "unit/suites.h"

/* clang-format off */
static const struct {
	const char *a, *b;
	bool same;
} pairs[] = {
	{"127.0.0.1", "127.0.0.1", true},
	{"127.0.0.1", "::ffff:127.0.0.1", true},
	{"::1", "0:0:0:0:0:0:0:1", true},
	{"FD00::A", "fd00::a", true},
	{"127.0.0.1", "127.0.0.2", false},
	{"127.0.0.1", "::1", false},
	{"127.0.0.1", "::127.0.0.1", false},
	{"127.0.0.1", "127.0.0.1 ", false},
	{"127.0.0.1", "127.1", false},
	{"localhost", "localhost", false},
	{"", "", false},
	{NULL, NULL, false},
	{"[::1]", "[::1]", false},
	{"10.0.0.0/8", "10.0.0.0/8", false},
	{"1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb",
	 "1111:2222:3333:4444:5555:6666:7777:8888:9999:aaaa:bbbb", false},
};
/* clang-format on */

START_TEST(addresses_are_equal_by_what_they_name)
{
	struct text a = base_text_of(pairs[_i].a),
		    b = base_text_of(pairs[_i].b);

	ck_assert_int_eq(http_address_equal(a, b), pairs[_i].same);
	ck_assert_int_eq(http_address_equal(b, a), pairs[_i].same);
}
END_TEST

START_TEST(an_address_ends_where_its_text_does)
{
	unsigned char out[ADDRESS_SIZE];

	ck_assert(http_address_read((struct text){"10.0.0.12", 8}, out));
	ck_assert_int_eq(out[15], 1);
	ck_assert(!http_address_read((struct text){"10.0.0.1\0x", 10}, out));
}
END_TEST

/* clang-format off */
static const struct {
	const char *address;
	const char *network; /* NULL: none */
} networks[] = {
	{"192.0.2.7", "192.0.2.7"},
	{"0.0.0.0", "0.0.0.0"},
	{"2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"},
	{"2001:DB8:1:2::ffff", "2001:db8:1:2::"},
	{"2001:0db8:0001:0002:ffff:ffff:ffff:ffff", "2001:db8:1:2::"},
	{"2001:db8:1:3::1", "2001:db8:1:3::"},
	{"::1", "::"},
	{"::ffff:192.0.2.7", "192.0.2.7"},
	{"::ffff:c000:207", "192.0.2.7"},
	{"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255",
	 "ffff:ffff:ffff:ffff::"},
	{NULL, NULL},
	{"", NULL},
	{"localhost", NULL},
	{"192.0.2", NULL},
	{"192.0.2.256", NULL},
	{"192.0.2.7:80", NULL},
	{" 192.0.2.7", NULL},
	{"[::1]", NULL},
	{"fe80::1%eth0", "fe80::"},
	{"2001:db8:1:2::1%1", "2001:db8:1:2::"},
	{"::ffff:192.0.2.7%lo", "192.0.2.7"},
	{"192.0.2.7%eth0", NULL},
	{"%eth0", NULL},
	{"2001:db8:1:2:3:4:5:6:7", NULL},
	{"192.0.2.7, 192.0.2.8", NULL},
	{"0000000000000000000000000000000000000000000000000", NULL},
};
/* clang-format on */

START_TEST(an_address_is_folded_into_its_network)
{
	char network[ADDRESS_TEXT] = "";

	ck_assert_int_eq(http_address_network(
				 base_text_of(networks[_i].address), network),
		networks[_i].network != NULL);
	ck_assert_str_eq(
		network, networks[_i].network ? networks[_i].network : "");
}
END_TEST

/* clang-format off */
static const struct {
	const char *network;
	const char *inside, *outside; /* NULL: it is no network */
} nets[] = {
	{"10.0.0.0/8", "10.255.255.255", "11.0.0.0"},
	{"10.0.0.0/9", "10.127.0.1", "10.128.0.1"},
	{"10.1.2.3", "::ffff:10.1.2.3", "10.1.2.2"},
	{"10.1.2.3/32", "10.1.2.3", "10.1.2.2"},
	{"10.1.2.3/31", "10.1.2.2", "10.1.2.4"},
	{"0.0.0.0/0", "192.0.2.1", "::1"},
	{"::/0", "192.0.2.1", "x"},
	{"fd00::/64", "fd00::1:2:3:4", "fd00:0:0:1::"},
	{"fd00::/127", "fd00::1", "fd00::2"},
	{"::1/128", "::1", "::"},
	{"::ffff:10.0.0.0/104", "10.2.3.4", "11.0.0.0"},
	{"10.0.0.0/33", NULL, NULL},
	{"::1/129", NULL, NULL},
	{"10.0.0.0/", NULL, NULL},
	{"10.0.0.0/8 ", NULL, NULL},
	{"10.0.0.0/-1", NULL, NULL},
	{"10.0.0.0/99999999999999999999", NULL, NULL},
	{"/8", NULL, NULL},
	{"", NULL, NULL},
	{"localhost/8", NULL, NULL},
};
/* clang-format on */

START_TEST(a_network_is_the_addresses_that_begin_alike)
{
	struct http_network network;

	ck_assert_int_eq(http_address_read_network(
				 base_text_of(nets[_i].network), &network),
		nets[_i].inside != NULL);
	if (!nets[_i].inside)
		return;
	ck_assert(http_address_is_within(
		base_text_of(nets[_i].inside), &network));
	ck_assert(!http_address_is_within(
		base_text_of(nets[_i].outside), &network));
}
END_TEST

Suite *
http_address_suite(void)
{
	const struct suite_test tests[] = {
		EACH(addresses_are_equal_by_what_they_name, pairs),
		ONCE(an_address_ends_where_its_text_does),
		EACH(an_address_is_folded_into_its_network, networks),
		EACH(a_network_is_the_addresses_that_begin_alike, nets),
	};

	return suite_of("http_address", tests, COUNT(tests));
}
