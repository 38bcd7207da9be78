/* cache.c: a table of verified tokens, four to a row. */
#include "auth/cache.h"

#include <stdlib.h>
#include <string.h>

#define WAYS 4
#define ROWS (AUTH_CACHE_TOKENS / WAYS)
#define TAIL 9 /* the signature's last characters, all but one of full bits */

struct entry {
	size_t len; /* 0: free */
	struct caller caller;
	char token[AUTH_CACHE_TOKEN_MAX];
};

struct auth_cache {
	unsigned char next[ROWS]; /* which entry of the row goes next */
	struct entry rows[ROWS][WAYS];
};

struct auth_cache *
auth_cache_new(void)
{
	return calloc(1, sizeof(struct auth_cache));
}

void
auth_cache_free(struct auth_cache *cache)
{
	free(cache);
}

/*
 * The row of a token. Its signature is as good as random, and only tokens
 * whose signature holds are ever added, so nobody can choose the row.
 */
static size_t
row_of(struct text token)
{
	uint64_t tail;

	memcpy(&tail, token.data + token.len - TAIL, sizeof(tail));
	return (size_t)((tail * UINT64_C(0x9e3779b97f4a7c15)) >> 32) % ROWS;
}

static bool
may_be_cached(struct text token)
{
	return token.len >= TAIL && token.len <= AUTH_CACHE_TOKEN_MAX;
}

bool
auth_cache_find(const struct auth_cache *cache, struct text token, int64_t now,
    struct caller *caller)
{
	const struct entry *row, *entry;

	if (!cache || !may_be_cached(token))
		return false;
	row = cache->rows[row_of(token)];
	for (entry = row; entry < row + WAYS; entry++) {
		if (entry->caller.expires_at > now &&
		    base_text_equal_secret(
			token, (struct text){entry->token, entry->len})) {
			*caller = entry->caller;
			return true;
		}
	}
	return false;
}

void
auth_cache_add(
    struct auth_cache *cache, struct text token, const struct caller *caller)
{
	struct entry *entry;
	size_t row;

	if (!cache || !may_be_cached(token))
		return;
	row = row_of(token);
	entry = &cache->rows[row][cache->next[row]++ % WAYS];
	memcpy(entry->token, token.data, token.len);
	entry->len = token.len;
	entry->caller = *caller;
}
