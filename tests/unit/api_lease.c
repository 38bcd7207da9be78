/* api_lease.c: who may add todos uncounted, and for how long. */
#include "api/lease.h"

#include "base/time.h"
#include "unit/suites.h"

#define NOW (INT64_C(1768249800) * TIME_SECOND)

static struct api_leases leases;
static struct id user;

/* How many todos the lease lets pass, 1000 at most. */
static int
take_all(int64_t now)
{
	int n = 0;

	while (n < 1000 && api_lease_take(&leases, &user, 1, now))
		n++;
	return n;
}

/* clang-format off */
static const struct {
	int64_t held;
	long limit;
	int lease;
} shares[] = {
	{0, 100000, 256}, {83616, 100000, 256}, {99000, 100000, 15},
	{99936, 100000, 1}, {99937, 100000, 0}, {100000, 100000, 0},
	{0, 63, 0}, {0, 64, 1},
};
/* clang-format on */

START_TEST(a_lease_is_a_share_of_what_is_left)
{
	user = base_id_new();
	ck_assert_int_eq(take_all(NOW), 0);
	api_lease_give(&leases, &user, shares[_i].held, shares[_i].limit, NOW);
	ck_assert_int_eq(take_all(NOW), shares[_i].lease);
}
END_TEST

START_TEST(a_lease_lasts_a_minute)
{
	user = base_id_new();
	api_lease_give(&leases, &user, 0, 100000, NOW);
	ck_assert(api_lease_take(&leases, &user, 1, NOW + TIME_MINUTE - 1));
	ck_assert(!api_lease_take(&leases, &user, 1, NOW + TIME_MINUTE));
}
END_TEST

START_TEST(more_than_is_left_is_not_taken)
{
	user = base_id_new();
	api_lease_give(&leases, &user, 0, 640, NOW);
	ck_assert(!api_lease_take(&leases, &user, 11, NOW));
	ck_assert(api_lease_take(&leases, &user, 9, NOW));
	ck_assert(!api_lease_take(&leases, &user, 2, NOW));
	ck_assert(api_lease_take(&leases, &user, 1, NOW));
}
END_TEST

START_TEST(a_lease_is_its_users)
{
	struct id other;

	user = base_id_new();
	other = user;
	other.bytes[0] ^= 1;
	api_lease_give(&leases, &user, 0, 100000, NOW);
	ck_assert(!api_lease_take(&leases, &other, 1, NOW));
	ck_assert(api_lease_take(&leases, &user, 1, NOW));
	/* Of two in one place the later has it. */
	api_lease_give(&leases, &other, 0, 100000, NOW);
	ck_assert(api_lease_take(&leases, &other, 1, NOW));
	ck_assert(!api_lease_take(&leases, &user, 1, NOW));
}
END_TEST

START_TEST(numbered_users_do_not_take_each_others_leases)
{
	struct id other = {{0}};

	user = other;
	other.bytes[15] = 1;
	api_lease_give(&leases, &user, 0, 100000, NOW);
	api_lease_give(&leases, &other, 0, 100000, NOW);
	ck_assert(api_lease_take(&leases, &user, 1, NOW));
	ck_assert(api_lease_take(&leases, &other, 1, NOW));
}
END_TEST

Suite *
api_lease_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_lease_is_a_share_of_what_is_left, shares),
		ONCE(a_lease_lasts_a_minute),
		ONCE(more_than_is_left_is_not_taken),
		ONCE(a_lease_is_its_users),
		ONCE(numbered_users_do_not_take_each_others_leases),
	};

	return suite_of("api_lease", tests, COUNT(tests));
}
