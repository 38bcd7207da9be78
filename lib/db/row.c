/* row.c: reads columns in Postgres' binary form (big-endian). */
#include "db/row.h"

#include "base/date.h"
#include "base/time.h"

#include <endian.h>
#include <string.h>

bool
db_row_is_null(const PGresult *result, int row, int column)
{
	return PQgetisnull(result, row, column);
}

struct id
db_row_id(const PGresult *result, int row, int column)
{
	struct id id = {0};

	if (PQgetlength(result, row, column) == ID_SIZE)
		memcpy(id.bytes, PQgetvalue(result, row, column), ID_SIZE);
	return id;
}

struct text
db_row_text(const PGresult *result, int row, int column)
{
	int len = PQgetlength(result, row, column);

	/* A null has no length either. */
	if (len == 0 && PQgetisnull(result, row, column))
		return (struct text){0};
	return (struct text){PQgetvalue(result, row, column), (size_t)len};
}

/* A big-endian number of eight bytes. */
static int64_t
read_wide(const char *value)
{
	uint64_t wide;

	memcpy(&wide, value, sizeof(wide));
	return (int64_t)be64toh(wide);
}

static int32_t
read_narrow(const char *value)
{
	uint32_t narrow;

	memcpy(&narrow, value, sizeof(narrow));
	return (int32_t)be32toh(narrow);
}

/* A number of two, four or eight bytes; 0 for a null, which has none. */
int64_t
db_row_number(const PGresult *result, int row, int column)
{
	const char *value = PQgetvalue(result, row, column);
	uint16_t small;

	switch (PQgetlength(result, row, column)) {
	case sizeof(int64_t):
		return read_wide(value);
	case sizeof(int32_t):
		return read_narrow(value);
	case sizeof(small):
		memcpy(&small, value, sizeof(small));
		return (int16_t)be16toh(small);
	}
	return 0;
}

int64_t
db_row_count(const PGresult *result, int row, int column, int64_t most)
{
	int64_t count = db_row_number(result, row, column);

	return count < 0 ? 0 : count > most ? most : count;
}

int32_t
db_row_date(const PGresult *result, int row, int column)
{
	int64_t day;

	if (PQgetlength(result, row, column) != sizeof(int32_t))
		return DATE_NONE;
	day = (int64_t)read_narrow(PQgetvalue(result, row, column)) + DATE_2000;
	/* No row of ours has others: the column's type refuses them. */
	return day >= 1 && day <= DATE_LAST ? (int32_t)day : DATE_NONE;
}

int64_t
db_row_time(const PGresult *result, int row, int column)
{
	/* A null has no length. */
	if (PQgetlength(result, row, column) != sizeof(int64_t))
		return TIME_NONE;
	return base_time_from_2000(read_wide(PQgetvalue(result, row, column)));
}

bool
db_row_flag(const PGresult *result, int row, int column)
{
	return PQgetlength(result, row, column) == 1 &&
	    PQgetvalue(result, row, column)[0] != 0;
}

/* What a kind is read as, where its struct has less room. */
#define AS_id
#define AS_text
#define AS_time
#define AS_date
#define AS_number (int32_t)
#define READ(name, kind, ...) \
	todo->name = AS_##kind db_row_##kind(result, row, DB_TODO_##name);

void
db_row_todo(const PGresult *result, int row, const struct caller *caller,
    struct todo *todo)
{
	todo->user_id = caller->user_id;
	TODO_FIELDS_KEY(READ)
	TODO_SELECTED(READ)
	todo->is_completed = todo->completed_at != TIME_NONE;
}
