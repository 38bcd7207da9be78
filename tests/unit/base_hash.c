/* base_hash.c: other bytes have another number. */
#include "base/hash.h"

#include "unit/suites.h"

#include <stdint.h>
#include <string.h>

#define LONGEST 40

START_TEST(each_bit_and_the_length_count)
{
	unsigned char bytes[LONGEST] = "{\"items\":[{\"id\":\"5b1f0c6e\"}]}";
	uint64_t sum = base_hash(HASH_START, bytes, (size_t)_i);
	int bit;

	ck_assert(base_hash(HASH_START, bytes, (size_t)_i) == sum);
	ck_assert(base_hash(HASH_START + 1, bytes, (size_t)_i) != sum);
	ck_assert(base_hash(HASH_START, bytes, (size_t)_i + 1) != sum);
	for (bit = 0; bit < 8 * _i; bit++) {
		bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
		ck_assert_msg(base_hash(HASH_START, bytes, (size_t)_i) != sum,
			"bit %d of %d bytes", bit, _i);
		bytes[bit / 8] ^= (unsigned char)(1 << bit % 8);
	}
}
END_TEST

START_TEST(a_sum_is_the_same_on_every_host)
{
	/* Tags outlive a process, and are of several hosts. */
	ck_assert(base_hash(HASH_START, "0123456789", 10) ==
		UINT64_C(0x83d16b1d82604dbf));
}
END_TEST

Suite *
base_hash_suite(void)
{
	const struct suite_test tests[] = {
		{each_bit_and_the_length_count, LONGEST},
		ONCE(a_sum_is_the_same_on_every_host),
	};

	return suite_of("base_hash", tests, COUNT(tests));
}
