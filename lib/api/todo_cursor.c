/* todo_cursor.c: a place in a list to opaque text and back. */
#include "api/todo_cursor.h"

#include "base/hash.h"
#include "base/time.h"

#include <endian.h>
#include <string.h>

#define VERSION 1

/*
 * Where the parts are; the check is of all others, the user's id, and the
 * filters that the list's number does not tell.
 */
enum part { AT_VERSION, AT_LIST, AT_CHECK, AT_ID = 10, AT_KEY = 26 };

_Static_assert(AT_KEY == TODO_CURSOR_HEAD, "the key comes last");

/* A number for each sort, order and filter. */
static unsigned char
list_of(const struct todo_query *query)
{
	return (unsigned char)((2 * query->sort + query->ascending) * 3 +
	    query->filter);
}

/* FNV-1a, 64 bits, goes on from a hash: earlier versions' cursors have it, too. */
static uint64_t
hash(uint64_t sum, const unsigned char *data, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		sum = (sum ^ data[i]) * UINT64_C(0x100000001b3);
	return sum;
}

/* Goes on from a hash with what the list is filtered by, if anything. */
static uint64_t
hash_find(uint64_t sum, const struct todo_find *find)
{
	uint64_t values[] = {htobe64((uint64_t)find->due_after),
	    htobe64((uint64_t)find->due_before),
	    htobe64((uint64_t)(find->has_since ? find->updated_since : 0)),
	    htobe64(find->has_since),
	    htobe64((uint64_t)(find->has_priority ? find->priority + 1 : 0))};
	bool any = find->words_len > 0;
	size_t i;

	for (i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		any = any || values[i] != 0;
	if (!any)
		return sum;
	sum = hash(sum, (const unsigned char *)find->words, find->words_len);
	return hash(sum, (const unsigned char *)values, sizeof(values));
}

/* Of the bytes, whose list it is, and what it is filtered by. */
static uint64_t
check_of(const struct todo_query *query, const struct id *user,
    const unsigned char *bytes, size_t len)
{
	uint64_t sum = HASH_START;

	sum = hash(sum, user->bytes, ID_SIZE);
	sum = hash(sum, bytes, AT_CHECK);
	sum = hash(sum, bytes + AT_ID, len - AT_ID);
	return htobe64(hash_find(sum, &query->find));
}

static size_t
put_time(unsigned char *out, int64_t when)
{
	uint64_t wire = htobe64((uint64_t)when);

	if (when == TIME_NONE)
		return 0;
	memcpy(out, &wire, sizeof(wire));
	return sizeof(wire);
}

static size_t
put_rank(unsigned char *out, int32_t rank)
{
	uint32_t wire = htobe32((uint32_t)rank);

	if (rank == 0)
		return 0;
	memcpy(out, &wire, sizeof(wire));
	return sizeof(wire);
}

static size_t
put_title(unsigned char *out, struct text title)
{
	size_t len =
	    title.len < TODO_TITLE_BYTES ? title.len : TODO_TITLE_BYTES;

	/* A title that the database has as null is no memory to copy from. */
	if (len > 0)
		memcpy(out, title.data, len);
	return len;
}

/* Writes the key and returns its length; no time and no rank are no bytes. */
static size_t
put_key(unsigned char *out, enum todo_sort sort, const struct todo *todo)
{
	size_t len;

	switch (sort) {
	case SORT_CREATED:
		return put_time(out, todo->created_at);
	case SORT_COMPLETED:
		return put_time(out, todo->completed_at);
	case SORT_UPDATED:
		return put_time(out, todo->updated_at);
	case SORT_DUE:
	case SORT_PRIORITY:
		len = put_time(out, todo->created_at);
		return len +
		    put_rank(out + len,
			sort == SORT_DUE ? todo->due_date : todo->priority);
	case SORT_TITLE:
		break;
	}
	return put_title(out, todo->title);
}

struct text
api_todo_cursor_write(const struct todo_query *query, const struct id *user,
    const struct todo *todo, char out[TODO_CURSOR_MAX])
{
	unsigned char bytes[TODO_CURSOR_BYTES];
	uint64_t check;
	size_t len;

	bytes[AT_VERSION] = VERSION;
	bytes[AT_LIST] = list_of(query);
	memcpy(bytes + AT_ID, todo->id.bytes, ID_SIZE);
	len = AT_KEY + put_key(bytes + AT_KEY, query->sort, todo);
	check = check_of(query, user, bytes, len);
	memcpy(bytes + AT_CHECK, &check, sizeof(check));
	base_base64_encode(bytes, len, out);
	return (struct text){out, BASE64_LEN(len)};
}

static bool
read_time(const unsigned char *key, size_t len, int64_t *when)
{
	uint64_t wire;

	if (len != sizeof(wire))
		return false;
	memcpy(&wire, key, sizeof(wire));
	*when = (int64_t)be64toh(wire);
	return base_time_is_kept(*when);
}

static bool
read_title(const unsigned char *key, size_t len, struct todo_cursor *cursor)
{
	struct text title = {cursor->title, len};
	size_t count;

	if (len > TODO_TITLE_BYTES)
		return false;
	memcpy(cursor->title, key, len);
	cursor->title_len = len;
	if (!base_text_is_utf8(title) || memchr(title.data, '\0', len))
		return false;
	count = base_text_count(title);
	return count >= 1 && count <= TODO_TITLE_MAX;
}

/* A completed_at; where nothing is completed there are none, and vice versa. */
static bool
read_completed(const unsigned char *key, size_t len, struct todo_query *query)
{
	if (len == 0)
		return query->filter != FILTER_COMPLETED;
	return query->filter != FILTER_OPEN &&
	    read_time(key, len, &query->after.when);
}

/* A created_at, and after it a due date or a priority, unless there is none. */
static bool
read_rank(const unsigned char *key, size_t len, struct todo_query *query)
{
	const struct todo_find *find = &query->find;
	int32_t most = query->sort == SORT_DUE ? DATE_LAST : TODO_PRIORITY_MAX;
	uint32_t wire;

	if (len != sizeof(int64_t) && len != sizeof(int64_t) + sizeof(wire))
		return false;
	if (!read_time(key, sizeof(int64_t), &query->after.when))
		return false;
	if (len == sizeof(int64_t))
		return query->sort == SORT_DUE ?
		    find->due_after == DATE_NONE &&
			find->due_before == DATE_NONE :
		    !find->has_priority || find->priority == 0;
	memcpy(&wire, key + sizeof(int64_t), sizeof(wire));
	query->after.rank = (int32_t)be32toh(wire);
	return query->after.rank > 0 && query->after.rank <= most &&
	    (query->sort == SORT_DUE || !find->has_priority ||
		find->priority == query->after.rank);
}

/* Whether a key is one that a todo of this list can have. */
static bool
read_key(const unsigned char *key, size_t len, struct todo_query *query)
{
	struct todo_cursor *cursor = &query->after;

	cursor->when = TIME_NONE;
	cursor->rank = 0;
	switch (query->sort) {
	case SORT_TITLE:
		return read_title(key, len, cursor);
	case SORT_COMPLETED:
		return read_completed(key, len, query);
	case SORT_DUE:
	case SORT_PRIORITY:
		return read_rank(key, len, query);
	case SORT_CREATED:
	case SORT_UPDATED:
		break;
	}
	return read_time(key, len, &cursor->when);
}

bool
api_todo_cursor_read(
    struct text text, const struct id *user, struct todo_query *query)
{
	unsigned char bytes[TODO_CURSOR_BYTES];
	uint64_t check;
	size_t len;

	if (!base_base64_decode(text, bytes, sizeof(bytes), &len) ||
	    len < AT_KEY || bytes[AT_VERSION] != VERSION ||
	    bytes[AT_LIST] != list_of(query))
		return false;
	check = check_of(query, user, bytes, len);
	if (memcmp(bytes + AT_CHECK, &check, sizeof(check)) != 0)
		return false;
	memcpy(query->after.id.bytes, bytes + AT_ID, ID_SIZE);
	return read_key(bytes + AT_KEY, len - AT_KEY, query);
}
