/* password.c: the only file that knows libxcrypt. */
#include "auth/password.h"

#include "auth/yield.h"
#include "base/log.h"
#include "base/time.h"
#include "metric/count.h"

#include <crypt.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define COST_MIN 4  /* bcrypt knows no lower one */
#define COST_MAX 15 /* the most that settings allow */

/* 32 KiB that crypt_r works in; wiped after each use. */
static struct crypt_data work;

bool
auth_password_is_strong(struct text password)
{
	bool upper = false, lower = false, digit = false, special = false;
	size_t i = 0, width;
	uint32_t rune = 0;

	if (!password.data || password.len > PASSWORD_MAX ||
	    memchr(password.data, '\0', password.len) ||
	    base_text_count(password) < PASSWORD_MIN)
		return false;
	while (i < password.len) {
		width =
		    base_text_step(password.data + i, password.len - i, &rune);
		if (width == 0)
			return false;
		i += width;
		if (rune < 0x80 && isupper((int)rune))
			upper = true;
		else if (rune < 0x80 && islower((int)rune))
			lower = true;
		else if (rune < 0x80 && isdigit((int)rune))
			digit = true;
		else if (!base_text_is_space(rune))
			special = true;
	}
	return upper && lower && digit && special;
}

/*
 * Runs bcrypt with a setting (a hash, or a salt made for one) and copies the
 * hash out. False when it fails or the password is longer than bcrypt reads.
 */
static bool
run_bcrypt(struct text password, const char *setting, char hash[PASSWORD_HASH])
{
	char copy[PASSWORD_MAX + 1];
	struct auth_yield yield;
	const char *made;
	int64_t start;
	bool ok;

	if (password.len > PASSWORD_MAX)
		return false;
	memcpy(copy, password.data, password.len);
	copy[password.len] = '\0';
	start = base_time_steady();
	auth_yield_begin(&yield);
	made = crypt_r(copy, setting, &work);
	auth_yield_end(&yield);
	metric_count_hash(base_time_steady() - start);
	/* Failures are strings that begin with "*" and are not as long. */
	ok = made && made[0] != '*' && strlen(made) == PASSWORD_HASH - 1;
	if (ok)
		memcpy(hash, made, PASSWORD_HASH);
	explicit_bzero(copy, sizeof(copy));
	explicit_bzero(&work, sizeof(work));
	return ok;
}

enum error
auth_password_hash(struct text password, long cost, char hash[PASSWORD_HASH])
{
	/* No bytes given: the salt comes from the kernel. */
	char *salt = crypt_gensalt_ra("$2b$", (unsigned long)cost, NULL, 0);
	bool ok = salt && run_bcrypt(password, salt, hash);

	free(salt);
	if (!ok)
		base_log(LOG_ERROR, "bcrypt failed to hash a password");
	return ok ? OK : SERVER_004;
}

void
auth_password_pretend(struct text password, long cost)
{
	char setting[64], hash[PASSWORD_HASH];

	if (password.len > PASSWORD_MAX)
		password.len = PASSWORD_MAX;
	snprintf(
	    setting, sizeof(setting), "$2b$%02ld$abcdefghijklmnopqrstuu", cost);
	run_bcrypt(password, setting, hash);
	explicit_bzero(hash, sizeof(hash));
}

/*
 * Whether a stored text is a bcrypt hash of a cost that settings allow (or
 * tests): crypt_r takes other texts for DES, and works for days at cost 31.
 */
static bool
is_bcrypt(struct text hash, long *cost)
{
	static const char alphabet[] =
	    "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
	size_t i;

	if (hash.len != PASSWORD_HASH - 1 || memcmp(hash.data, "$2", 2) != 0 ||
	    !memchr("aby", hash.data[2], 3) || hash.data[3] != '$' ||
	    !isdigit((unsigned char)hash.data[4]) ||
	    !isdigit((unsigned char)hash.data[5]) || hash.data[6] != '$')
		return false;
	for (i = 7; i < hash.len; i++) {
		if (!memchr(alphabet, hash.data[i], sizeof(alphabet) - 1))
			return false;
	}
	*cost = (hash.data[4] - '0') * 10 + hash.data[5] - '0';
	return *cost >= COST_MIN && *cost <= COST_MAX;
}

bool
auth_password_is_outdated(struct text hash, long cost)
{
	long made_at;

	return is_bcrypt(hash, &made_at) && made_at != cost;
}

enum error
auth_password_check(struct text password, struct text hash, long cost)
{
	char stored[PASSWORD_HASH], made[PASSWORD_HASH];
	bool equal;
	long spent;

	if (!is_bcrypt(hash, &spent)) {
		base_log(LOG_ERROR, "a stored password hash is no bcrypt hash");
		auth_password_pretend(password, cost);
		return AUTH_001;
	}
	/* No password here is longer, or holds U+0000, so that is a wrong one. */
	if (password.len > PASSWORD_MAX ||
	    memchr(password.data, '\0', password.len)) {
		auth_password_pretend(password, cost);
		return AUTH_001;
	}
	memcpy(stored, hash.data, hash.len);
	stored[hash.len] = '\0';
	if (!run_bcrypt(password, stored, made)) {
		base_log(LOG_ERROR, "bcrypt failed to check a password");
		return SERVER_004;
	}
	/* A hash older than a higher cost: 2^spent + … + 2^(cost-1) = 2^cost. */
	for (; spent < cost; spent++)
		auth_password_pretend(password, spent);
	equal = base_text_equal_secret(base_text_of(made), hash);
	explicit_bzero(stored, sizeof(stored));
	explicit_bzero(made, sizeof(made));
	return equal ? OK : AUTH_001;
}
