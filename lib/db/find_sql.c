/* find_sql.c: a row for each sort, and how todos are found in its order. */
#include "db/find_sql.h"

#include "base/buffer.h"
#include "db/sql_find.h"

#include <stdio.h>

#define FRAGMENT 640 /* bytes of a condition, an order or a table */

/*
 * What todos are sorted by. Those without a value are the rest: they come last
 * where they have null there, and follow each other as equals do.
 */
static const struct sort {
	const char *column, *type;
	const char *valued, *rest; /* conditions; NULL: all have a value */
	bool has_nulls;
	bool by_created; /* equals follow by created_at, then id */
} sorts[] = {
    [SORT_CREATED] = {"created_at", "timestamptz", NULL, NULL, false, false},
    [SORT_COMPLETED] = {"completed_at", "timestamptz",
	"t.completed_at IS NOT NULL", "t.completed_at IS NULL", true, false},
    [SORT_TITLE] = {"title", "text", NULL, NULL, false, false},
    [SORT_DUE] = {"due_date", "date", "t.due_date IS NOT NULL",
	"t.due_date IS NULL", true, true},
    [SORT_PRIORITY] = {"priority", "integer", "t.priority > 0",
	"t.priority = 0", false, true},
    [SORT_UPDATED] = {"updated_at", "timestamptz", NULL, NULL, false, false},
};

/* A statement in the making. */
struct find {
	struct find_shape shape;
	const struct sort *sort;
	const char *direction, *op;
	int next;                   /* the number of the next parameter */
	int skip, key, created, id; /* theirs */
	char from[FRAGMENT];        /* where todos are looked for, */
	char where[FRAGMENT];       /* and the conditions of all filters */
	struct buffer out;
};

static void
add_condition(
    struct find *find, bool is_there, const char *format, bool is_sent)
{
	size_t used = strlen(find->where);

	if (!is_there)
		return;
	snprintf(find->where + used, FRAGMENT - used, format, find->next);
	find->next += is_sent;
}

static void
set_filters(struct find *find)
{
	struct find_shape shape = find->shape;

	snprintf(find->from, FRAGMENT, FIND_ALL);
	if (shape.words)
		snprintf(find->from, FRAGMENT, FIND_IN_WORDS,
		    shape.spread ? FIND_AT_NODE : "", find->next, find->next);
	find->next += shape.words;
	add_condition(find, shape.filter == FILTER_OPEN, PAGE_OPEN, false);
	add_condition(
	    find, shape.filter == FILTER_COMPLETED, PAGE_COMPLETED, false);
	add_condition(find, shape.due_after, FIND_DUE_AFTER, true);
	add_condition(find, shape.due_before, FIND_DUE_BEFORE, true);
	add_condition(find, shape.updated_since, FIND_UPDATED_SINCE, true);
	add_condition(find, shape.some_priority, FIND_PRIORITY, true);
	add_condition(find, shape.no_priority, FIND_PRIORITY_NONE, false);
}

/* Numbers what says where the page begins. */
static void
set_place(struct find *find)
{
	if (find->shape.place == FIND_FROM_START) {
		find->skip = find->next;
		return;
	}
	/* The rest have no value to send. */
	if (find->shape.place == FIND_AFTER_VALUE)
		find->key = find->next++;
	if (find->sort->by_created)
		find->created = find->next++;
	find->id = find->next;
}

/* Whether the rest follow those with a value. */
static bool
is_rest_last(const struct find *find)
{
	return find->sort->has_nulls || !find->shape.up;
}

/* What is after the place, of those with a value or of the rest alone. */
static void
set_after(const struct find *find, char out[FRAGMENT])
{
	const struct sort *sort = find->sort;

	if (find->shape.place == FIND_AFTER_VALUE && sort->by_created)
		snprintf(out, FRAGMENT, FIND_AFTER_CREATED, sort->column,
		    find->op, find->key, sort->type, find->created, find->id);
	else if (find->shape.place == FIND_AFTER_VALUE)
		snprintf(out, FRAGMENT, FIND_AFTER, sort->column, find->op,
		    find->key, sort->type, find->id);
	else if (sort->by_created)
		snprintf(out, FRAGMENT, FIND_REST_AFTER_CREATED, find->op,
		    find->created, find->id);
	else
		snprintf(out, FRAGMENT, FIND_REST_AFTER, find->op, find->id);
}

/* What is after the place, of all. */
static void
add_place(struct find *find)
{
	const struct sort *sort = find->sort;
	bool is_rest = find->shape.place == FIND_AFTER_REST;
	char after[FRAGMENT], part[2 * FRAGMENT];

	if (find->shape.place == FIND_FROM_START)
		return;
	set_after(find, after);
	if (is_rest)
		snprintf(part, sizeof(part), FIND_OF_REST, sort->rest, after);
	else
		snprintf(part, sizeof(part), "%s", after);
	base_buffer_puts(&find->out, " AND ");
	if (sort->rest && is_rest != is_rest_last(find))
		base_buffer_printf(&find->out, FIND_OR, part,
		    is_rest ? sort->valued : sort->rest);
	else
		base_buffer_puts(&find->out, part);
}

static void
add_order(struct find *find, const char *nulls)
{
	const char *column = find->sort->column, *way = find->direction;

	if (find->sort->by_created)
		base_buffer_printf(
		    &find->out, FIND_BY_CREATED, column, way, nulls, way, way);
	else
		base_buffer_printf(
		    &find->out, FIND_BY, column, way, nulls, way);
}

static void
write_head(struct find *find)
{
	base_buffer_printf(&find->out, FIND_HEAD, find->from, find->where);
}

static void
write_tail(struct find *find)
{
	base_buffer_puts(&find->out, FIND_TAIL FIND_SORTED);
	add_order(find, find->sort->has_nulls ? FIND_NULLS_LAST : "");
	base_buffer_puts(&find->out, FIND_LIMIT);
	if (find->shape.place == FIND_FROM_START)
		base_buffer_printf(&find->out, FIND_SKIP, find->skip);
}

/* Those found are sorted, unless they are read off an index that has them so. */
static void
write_whole(struct find *find)
{
	write_head(find);
	base_buffer_printf(&find->out, "%s%s", find->from, find->where);
	add_place(find);
	base_buffer_puts(&find->out, " AND");
	write_tail(find);
}

/* A range of an index, in its order. */
static void
write_part(struct find *find, const char *state, bool rest)
{
	char after[FRAGMENT];

	base_buffer_printf(&find->out, FIND_PART, find->where, state,
	    rest ? find->sort->rest : find->sort->valued);
	if (find->shape.place == (rest ? FIND_AFTER_REST : FIND_AFTER_VALUE)) {
		set_after(find, after);
		base_buffer_printf(&find->out, " AND %s", after);
	}
	base_buffer_puts(&find->out, FIND_SORTED);
	if (rest)
		base_buffer_printf(
		    &find->out, FIND_REST_BY, find->direction, find->direction);
	else
		add_order(find, "");
	base_buffer_puts(&find->out, " LIMIT ");
}

static void
write_most(struct find *find)
{
	base_buffer_puts(&find->out, FIND_MOST);
	if (find->shape.place == FIND_FROM_START)
		base_buffer_printf(&find->out, FIND_AND_SKIPPED, find->skip);
}

/* The first of those with a value, whose index has two states apart, or of the rest. */
static void
write_first(struct find *find, bool rest)
{
	bool apart = !rest && find->shape.filter == FILTER_ALL;

	write_part(find, apart ? PAGE_OPEN : "", rest);
	write_most(find);
	base_buffer_putc(&find->out, ')');
	if (!apart)
		return;
	base_buffer_puts(&find->out, FIND_BOTH);
	write_part(find, PAGE_COMPLETED, rest);
	write_most(find);
	base_buffer_putc(&find->out, ')');
}

/* The others, as many as are left to read. */
static void
write_left(struct find *find, const char *state, bool rest)
{
	write_part(find, state, rest);
	base_buffer_puts(&find->out, FIND_LEFT);
	write_most(find);
	base_buffer_puts(&find->out, FIND_LEFT_END ")");
}

static void
write_then(struct find *find, bool rest)
{
	bool apart = !rest && find->shape.filter == FILTER_ALL;

	base_buffer_puts(&find->out, FIND_THEN);
	write_left(find, apart ? PAGE_OPEN : "", rest);
	if (!apart)
		return;
	base_buffer_puts(&find->out, FIND_BOTH);
	write_left(find, PAGE_COMPLETED, rest);
}

/* Whether there can be some of those with a value, or of the rest. */
static bool
has_some(const struct find *find, bool rest)
{
	struct find_shape shape = find->shape;

	if (rest ? shape.place == FIND_AFTER_VALUE && !is_rest_last(find) :
		   shape.place == FIND_AFTER_REST && is_rest_last(find))
		return false;
	if (shape.sort == SORT_DUE)
		return !rest || !(shape.due_after || shape.due_before);
	return rest ? !shape.some_priority : !shape.no_priority;
}

/* Those with a value and the rest, each read off the index that has them. */
static void
write_ranges(struct find *find)
{
	bool rest = !is_rest_last(find); /* which come first */

	if (has_some(find, rest) && has_some(find, !rest)) {
		base_buffer_puts(&find->out, FIND_FIRST);
		write_first(find, rest);
		base_buffer_puts(&find->out, ") ");
		write_head(find);
		base_buffer_putc(&find->out, '(');
		write_then(find, !rest);
	} else {
		write_head(find);
		base_buffer_putc(&find->out, '(');
		write_first(find, has_some(find, true));
	}
	base_buffer_puts(&find->out, ") t WHERE");
	write_tail(find);
}

char *
db_find_sql(struct find_shape shape)
{
	struct find find = {.shape = shape,
	    .sort = &sorts[shape.sort],
	    .direction = shape.up ? "" : " DESC",
	    .op = shape.up ? ">" : "<",
	    .next = shape.place == FIND_ONLY_COUNT ? 4 : 6};

	set_filters(&find);
	set_place(&find);
	if (shape.place == FIND_ONLY_COUNT)
		base_buffer_printf(
		    &find.out, FIND_COUNTED, find.from, find.where);
	else if (find.sort->by_created && !shape.words)
		write_ranges(&find);
	else
		write_whole(&find);
	base_buffer_putc(&find.out, '\0');
	if (find.out.failed)
		base_buffer_clear(&find.out);
	return find.out.data;
}
