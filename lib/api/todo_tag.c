/* todo_tag.c: revisions to tags and back. */
#include "api/todo_tag.h"

#include "base/hash.h"

#define NAME(name, ...) #name " "

/* What is added to a todo's revisions. */
static uint64_t
mask_of(const struct id *id)
{
	static const char form[] =
	    TODO_FIELDS_KEY(NAME) TODO_FIELDS_REST(NAME) "1";

	return base_hash(
	    base_hash(HASH_START, form, sizeof(form)), id->bytes, ID_SIZE);
}

void
api_todo_tag_write(const struct todo *todo, char out[ETAG_TEXT])
{
	http_etag_format((uint64_t)todo->revision ^ mask_of(&todo->id), out);
}

bool
api_todo_tag_match(
    struct text if_match, const struct id *id, struct todo_match *match)
{
	const char *rest = if_match.data;
	uint64_t number, mask = mask_of(id);
	enum http_etag_next next;
	struct http_etag tag;

	match->count = 0;
	if (!rest)
		return false;
	while ((next = http_etag_take(&rest, &tag)) == ETAG_FOUND) {
		if (match->count < TODO_MATCH_MAX &&
		    http_etag_read(&tag, &number))
			match->revisions[match->count++] =
			    (int64_t)(number ^ mask);
	}
	return next != ETAG_ANY;
}

bool
api_todo_tag_fits(const struct todo_match *match, const struct todo *todo)
{
	size_t i;

	for (i = 0; i < match->count; i++) {
		if (match->revisions[i] == todo->revision)
			return true;
	}
	return false;
}
