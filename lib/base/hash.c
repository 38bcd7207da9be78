/* hash.c: multiplies and shifts groups of eight bytes. */
#include "base/hash.h"

#include <endian.h>
#include <string.h>

#define FACTOR UINT64_C(0x9e3779b97f4a7c15) /* odd: no sum is lost by it */

static uint64_t
mix(uint64_t sum, uint64_t group)
{
	sum = (sum ^ group) * FACTOR;
	return sum ^ sum >> 32;
}

uint64_t
base_hash(uint64_t sum, const void *bytes, size_t len)
{
	const char *at = bytes;
	size_t left = len;
	uint64_t group;

	for (; left >= sizeof(group); left -= sizeof(group)) {
		memcpy(&group, at, sizeof(group));
		sum = mix(sum, le64toh(group));
		at += sizeof(group);
	}
	group = 0;
	if (left > 0)
		memcpy(&group, at, left);
	return mix(mix(sum, le64toh(group)), len);
}
