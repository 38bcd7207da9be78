/* list_sql.c: a row for each sort, and how a page is read by it. */
#include "db/list_sql.h"

#include "base/buffer.h"
#include "model/todo.h"
#include "db/sql_list.h"

#include <stdio.h>

#define FRAGMENT 256 /* bytes of an order, a place or a skip */
#define FILTER 64    /* of a filter */

/* What todos are sorted by, and what its index is like. */
static const struct sort {
	const char *column;
	const char *type;
	bool
	    has_nulls; /* exactly open todos have none; it sorts last going down */
	bool is_parted; /* the index holds open and completed todos apart */
} sorts[] = {
    [SORT_CREATED] = {"created_at", "timestamptz", false, false},
    [SORT_COMPLETED] = {"completed_at", "timestamptz", true, false},
    [SORT_TITLE] = {"title", "text", false, true},
};

#define SORTS (sizeof(sorts) / sizeof(sorts[0]))
#define FILTERS 3U

/* One list: its sort, its direction, and whether it begins after a place. */
struct list {
	const struct sort *sort;
	enum todo_filter filter;
	bool up;
	bool after;
	char order[FRAGMENT];
};

/* Where a page or a part of it begins and what it reads. */
struct range {
	char filter[FILTER];
	char place[FRAGMENT];
};

/* The order of an index; of what parts bring together if whole. */
static void
set_order(struct list *list, bool whole)
{
	const char *format = PAGE_BY, *dir = list->up ? "" : " DESC";

	if (list->sort->has_nulls && !(whole && list->up))
		format = list->up ? PAGE_BY_NULLS_UP : PAGE_BY_NULLS_DOWN;
	snprintf(list->order, FRAGMENT, format, list->sort->column, dir, dir);
}

static void
set_filter(const struct list *list, enum todo_filter filter, char out[FILTER])
{
	const char *format = filter == FILTER_OPEN ? PAGE_OPEN : PAGE_COMPLETED;

	if (list->sort->has_nulls)
		format = filter == FILTER_OPEN ? PAGE_NULL : PAGE_VALUED;
	out[0] = '\0';
	if (filter != FILTER_ALL)
		snprintf(out, FILTER, format, list->sort->column);
}

/* A filter's todos, from the page's place on; the place may be in another part. */
static struct range
range_of(const struct list *list, enum todo_filter filter, bool is_part)
{
	const char *op = list->up ? ">" : "<";
	const struct sort *sort = list->sort;
	struct range range = {.place = ""};

	set_filter(list, filter, range.filter);
	if (!list->after)
		return range;
	if (!sort->has_nulls || filter != FILTER_OPEN)
		snprintf(range.place, FRAGMENT, PAGE_AFTER, sort->column, op,
		    sort->type);
	else if (!is_part)
		snprintf(
		    range.place, FRAGMENT, PAGE_AFTER_NULL, op, sort->type);
	else
		snprintf(range.place, FRAGMENT, PAGE_AFTER_ANY, op, sort->type,
		    list->up ? PAGE_OUTERMOST_UP : PAGE_OUTERMOST_DOWN);
	return range;
}

/* A page that is read off one index. */
static void
write_page(struct list *list, struct buffer *out)
{
	struct range range = range_of(list, list->filter, false);

	set_order(list, false);
	base_buffer_printf(out, PAGE_HEAD PAGE_FROM " AND" PAGE_TAIL,
	    range.filter, range.filter, range.place, list->order,
	    list->after ? "" : PAGE_SKIP);
}

/* How much of its todos a part skips. */
static void
set_skip(const struct list *list, enum todo_filter filter, char out[FRAGMENT])
{
	struct range valued = range_of(list, FILTER_COMPLETED, false);

	if (list->after)
		out[0] = '\0';
	else if (list->sort->is_parted)
		snprintf(out, FRAGMENT, PAGE_SKIP_PART);
	else if (filter == FILTER_COMPLETED)
		snprintf(out, FRAGMENT, PAGE_SKIP);
	else
		snprintf(out, FRAGMENT, PAGE_SKIP_REST, valued.filter);
}

static void
write_part(const struct list *list, enum todo_filter filter, struct buffer *out)
{
	struct range range = range_of(list, filter, true);
	char skip[FRAGMENT];

	set_skip(list, filter, skip);
	base_buffer_printf(
	    out, PAGE_PART, range.filter, range.place, list->order, skip);
}

/* A page of all todos, which are read from two places of the index. */
static void
write_parts(struct list *list, struct buffer *out)
{
	bool nulls = list->sort->has_nulls;

	set_order(list, false);
	base_buffer_printf(out, PAGE_HEAD "(", "");
	write_part(list, nulls ? FILTER_COMPLETED : FILTER_OPEN, out);
	base_buffer_puts(out, " UNION ALL ");
	write_part(list, nulls ? FILTER_OPEN : FILTER_COMPLETED, out);
	set_order(list, true);
	base_buffer_printf(out, ") t WHERE" PAGE_TAIL, list->order,
	    list->after || nulls ? "" : PAGE_SKIP);
}

/* Going down the index of a column with nulls has all in their order. */
static bool
has_parts(const struct list *list)
{
	if (list->filter != FILTER_ALL)
		return false;
	return list->sort->is_parted ||
	    (list->sort->has_nulls && (list->up || list->after));
}

char *
db_list_sql(unsigned int place)
{
	struct list list = {.filter = place % FILTERS,
	    .sort = &sorts[place / FILTERS % SORTS],
	    .up = place / FILTERS / SORTS % 2,
	    .after = place / FILTERS / SORTS / 2};
	struct buffer out = {0};

	if (has_parts(&list))
		write_parts(&list, &out);
	else
		write_page(&list, &out);
	base_buffer_putc(&out, '\0');
	if (out.failed)
		base_buffer_clear(&out);
	return out.data;
}
