/* sign.c: HMAC-SHA256 (RFC 2104, FIPS 180-4) and base64url (RFC 4648, 5). */
#include "support/sign.h"

#include "base/buffer.h"

#include <stdint.h>
#include <string.h>

#define BLOCK 64
#define DIGEST 32

static uint32_t
rotate(uint32_t word, int bits)
{
	return word >> bits | word << (32 - bits);
}

static void
hash_block(uint32_t state[8], const unsigned char *block)
{
	static const uint32_t k[64] = {0x428a2f98, 0x71374491, 0xb5c0fbcf,
		0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
		0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74,
		0x80deb1fe, 0x9bdc06a7, 0xc19bf174, 0xe49b69c1, 0xefbe4786,
		0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc,
		0x76f988da, 0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7,
		0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967, 0x27b70a85,
		0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb,
		0x81c2c92e, 0x92722c85, 0xa2bfe8a1, 0xa81a664b, 0xc24b8b70,
		0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
		0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3,
		0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3, 0x748f82ee, 0x78a5636f,
		0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7,
		0xc67178f2};
	uint32_t w[64], v[8], one, two;
	size_t i;

	for (i = 0; i < 16; i++)
		w[i] = (uint32_t)block[4 * i] << 24 |
			(uint32_t)block[4 * i + 1] << 16 |
			(uint32_t)block[4 * i + 2] << 8 | block[4 * i + 3];
	for (; i < 64; i++)
		w[i] = w[i - 16] + w[i - 7] +
			(rotate(w[i - 15], 7) ^ rotate(w[i - 15], 18) ^
				w[i - 15] >> 3) +
			(rotate(w[i - 2], 17) ^ rotate(w[i - 2], 19) ^
				w[i - 2] >> 10);
	memcpy(v, state, sizeof(v));
	for (i = 0; i < 64; i++) {
		one = v[7] + k[i] + w[i] + ((v[4] & v[5]) ^ (~v[4] & v[6])) +
			(rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25));
		two = ((v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2])) +
			(rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22));
		memmove(v + 1, v, 7 * sizeof(v[0]));
		v[4] += one;
		v[0] = one + two;
	}
	for (i = 0; i < 8; i++)
		state[i] += v[i];
}

/* Hashes a key block and the message after it. */
static void
hash(const unsigned char key[BLOCK], const void *message, size_t len,
	unsigned char digest[DIGEST])
{
	uint32_t state[8] = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
		0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
	unsigned char last[2 * BLOCK] = {0};
	uint64_t bits = 8 * (BLOCK + (uint64_t)len);
	size_t i, at, end;

	hash_block(state, key);
	for (at = 0; len - at >= BLOCK; at += BLOCK)
		hash_block(state, (const unsigned char *)message + at);
	memcpy(last, (const unsigned char *)message + at, len - at);
	last[len - at] = 0x80;
	end = len - at < BLOCK - 8 ? BLOCK : 2 * BLOCK;
	for (i = 0; i < 8; i++)
		last[end - 1 - i] = (unsigned char)(bits >> 8 * i);
	hash_block(state, last);
	if (end > BLOCK)
		hash_block(state, last + BLOCK);
	for (i = 0; i < DIGEST; i++)
		digest[i] = (unsigned char)(state[i / 4] >> (24 - 8 * (i % 4)));
}

/* The secret is no longer than a block. */
static void
sign(const char *secret, const struct buffer *message,
	unsigned char digest[DIGEST])
{
	unsigned char inner[BLOCK] = {0}, outer[BLOCK];
	size_t i;

	memcpy(inner, secret, strlen(secret));
	for (i = 0; i < BLOCK; i++) {
		outer[i] = inner[i] ^ 0x5c;
		inner[i] ^= 0x36;
	}
	hash(inner, message->data, message->len, digest);
	hash(outer, digest, DIGEST, digest);
}

static void
put_base64url(struct buffer *out, const void *data, size_t len)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789-_";
	const unsigned char *bytes = data;
	uint32_t group;
	size_t i, j;

	for (i = 0; i < len; i += 3) {
		group = (uint32_t)bytes[i] << 16;
		if (i + 1 < len)
			group |= (uint32_t)bytes[i + 1] << 8;
		if (i + 2 < len)
			group |= bytes[i + 2];
		for (j = 0; j < 4 && j < len - i + 1; j++)
			base_buffer_putc(
				out, digits[group >> (18 - 6 * j) & 63]);
	}
}

char *
sign_token(struct text header, struct text payload, const char *secret)
{
	unsigned char digest[DIGEST];
	struct buffer out = {0};

	if (strlen(secret) > BLOCK)
		return NULL;
	put_base64url(&out, header.data, header.len);
	base_buffer_putc(&out, '.');
	put_base64url(&out, payload.data, payload.len);
	sign(secret, &out, digest);
	base_buffer_putc(&out, '.');
	put_base64url(&out, digest, sizeof(digest));
	base_buffer_putc(&out, '\0');
	if (out.failed)
		base_buffer_clear(&out);
	return out.data;
}
