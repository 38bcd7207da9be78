/* sha256.c: the rounds of FIPS 180-4, 6.2. No library that we have gives a bare hash. */
#include "base/sha256.h"

#include <endian.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define BLOCK 64
#define TAIL 9 /* bytes at least after the text: a one and its length */

/* clang-format off */
static const uint32_t constants[64] = {
	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};
/* clang-format on */

static uint32_t
turn(uint32_t word, unsigned int by)
{
	return word >> by | word << (32 - by);
}

/* The 64 words that a block becomes. */
static void
spread(const unsigned char block[BLOCK], uint32_t words[64])
{
	uint32_t before, last;
	size_t i;

	memcpy(words, block, BLOCK);
	for (i = 0; i < 16; i++)
		words[i] = be32toh(words[i]);
	for (; i < 64; i++) {
		before = words[i - 15];
		last = words[i - 2];
		words[i] = words[i - 16] + words[i - 7] +
		    (turn(before, 7) ^ turn(before, 18) ^ before >> 3) +
		    (turn(last, 17) ^ turn(last, 19) ^ last >> 10);
	}
}

static void
add_block(uint32_t state[8], const unsigned char block[BLOCK])
{
	uint32_t words[64], s[8], one, two;
	size_t i;

	spread(block, words);
	memcpy(s, state, sizeof(s));
	for (i = 0; i < 64; i++) {
		one = s[7] + (turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)) +
		    ((s[4] & s[5]) ^ (~s[4] & s[6])) + constants[i] + words[i];
		two = (turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)) +
		    ((s[0] & s[1]) ^ (s[0] & s[2]) ^ (s[1] & s[2]));
		memmove(s + 1, s, 7 * sizeof(s[0]));
		s[4] += one;
		s[0] = one + two;
	}
	for (i = 0; i < 8; i++)
		state[i] += s[i];
	explicit_bzero(words, sizeof(words));
}

/* The last bytes of a text, with the one and the length after them. */
static void
add_tail(uint32_t state[8], struct text rest, uint64_t len)
{
	unsigned char blocks[2 * BLOCK] = {0};
	size_t size = rest.len + TAIL > BLOCK ? sizeof(blocks) : BLOCK;
	uint64_t bits = htobe64(len * 8);

	if (rest.len > 0)
		memcpy(blocks, rest.data, rest.len);
	blocks[rest.len] = 0x80;
	memcpy(blocks + size - sizeof(bits), &bits, sizeof(bits));
	add_block(state, blocks);
	if (size > BLOCK)
		add_block(state, blocks + BLOCK);
	explicit_bzero(blocks, sizeof(blocks));
}

void
base_sha256_hex(struct text text, char out[SHA256_TEXT])
{
	uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
	    0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
	uint64_t len = text.len;
	size_t i;

	for (; text.len >= BLOCK; text.data += BLOCK, text.len -= BLOCK)
		add_block(state, (const unsigned char *)text.data);
	add_tail(state, text, len);
	for (i = 0; i < 8; i++)
		snprintf(out + 8 * i, 9, "%08x", state[i]);
}
