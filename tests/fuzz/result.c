/* result.c: results, each value in memory of its own, ended by libpq's NUL. */
#include "fuzz/result.h"

#include "base/id.h"
#include "fuzz/fuzz.h"
#include "fuzz/world.h"

#include <endian.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS_MAX 300
#define COLUMNS_MAX 16
#define REPEAT_MAX 5000

struct value {
	char *data; /* NULL: SQL's null */
	int len;
};

struct row {
	int width;
	struct value values[COLUMNS_MAX];
};

struct pg_result {
	ExecStatusType status;
	char state[6];
	char *text;
	int count;
	int copies; /* that the first row counts as */
	struct row rows[];
};

static PGresult *
make(ExecStatusType status, int rows)
{
	PGresult *result =
		calloc(1, sizeof(*result) + (size_t)rows * sizeof(struct row));

	fuzz_must(result);
	result->status = status;
	result->copies = 1;
	return result;
}

PGresult *
fuzz_result_status(ExecStatusType status)
{
	return make(status, 0);
}

PGresult *
fuzz_result_error(struct text line)
{
	PGresult *result = make(PGRES_FATAL_ERROR, 0);
	struct text state = fuzz_cut(&line, ' ');

	if (state.len == 5)
		memcpy(result->state, state.data, 5);
	if (line.len > 0)
		result->text = fuzz_copy(line);
	return result;
}

PGresult *
fuzz_result_changed(struct text count)
{
	PGresult *result = make(PGRES_COMMAND_OK, 0);

	result->text = fuzz_copy(count);
	return result;
}

/* The number in a value's text. */
static int64_t
number_of(struct text text)
{
	char *copy = fuzz_copy(text);
	int64_t number = strtoll(copy, NULL, 10);

	free(copy);
	return number;
}

static void
set(struct value *value, const void *data, size_t len)
{
	value->data = fuzz_copy((struct text){data, len});
	value->len = (int)len;
}

static void
set_number(struct value *value, int64_t number, size_t width)
{
	uint64_t wide = htobe64((uint64_t)number);

	set(value, (char *)&wide + sizeof(wide) - width, width);
}

static void
set_hex(struct value *value, struct text text)
{
	unsigned int byte;
	char *copy = fuzz_copy(text);
	size_t i, len = 0;

	for (i = 0; i + 2 <= text.len && sscanf(copy + i, "%2x", &byte) == 1;
		i += 2)
		copy[len++] = (char)byte;
	set(value, copy, len);
	free(copy);
}

/* So many times the text's last byte. */
static void
set_repeated(struct value *value, struct text text)
{
	size_t len = (size_t)number_of(text) % REPEAT_MAX;
	char *copy = malloc(len + 1);

	fuzz_must(copy);
	memset(copy, text.len > 0 ? text.data[text.len - 1] : ' ', len);
	set(value, copy, len);
	free(copy);
}

static void
set_id(struct value *value, struct text text)
{
	struct id id;

	if (!base_id_parse(text, &id))
		memset(id.bytes, text.len > 0 ? *text.data : 0, ID_SIZE);
	set(value, id.bytes, ID_SIZE);
}

static void
read_value(struct text text, struct value *value)
{
	char kind = text.len > 0 ? *text.data : 'n';

	text.data += text.len > 0;
	text.len -= text.len > 0;
	if (kind == 't')
		set(value, text.data, text.len);
	else if (kind == 'u')
		set_id(value, text);
	else if (kind == 'h')
		set(value, fuzz_world_hash((int)(number_of(text) % 100)),
			FUZZ_HASH - 1);
	else if (kind == 'b')
		set_number(value, number_of(text) % 2, 1);
	else if (kind == '4')
		set_number(value, number_of(text), 4);
	else if (kind == '8')
		set_number(value, number_of(text), 8);
	else if (kind == 'm')
		set_number(value,
			base_time_to_2000(FUZZ_NOW +
				number_of(text) % INT32_MAX * TIME_SECOND),
			8);
	else if (kind == 'r')
		set_repeated(value, text);
	else if (kind == 'x')
		set_hex(value, text);
}

static void
read_row(struct text line, struct row *row)
{
	while (line.len > 0 && row->width < COLUMNS_MAX)
		read_value(fuzz_cut(&line, '|'), &row->values[row->width++]);
}

/* Reads the "*N" before a row. */
static int
read_copies(struct text *line)
{
	int64_t copies;

	if (line->len == 0 || *line->data != '*')
		return 1;
	line->data++;
	line->len--;
	copies = number_of(*line) % ROWS_MAX;
	while (line->len > 0 && *line->data >= '0' && *line->data <= '9') {
		line->data++;
		line->len--;
	}
	return copies > 0 ? (int)copies : 1;
}

PGresult *
fuzz_result_rows(struct text *script)
{
	struct text line = fuzz_cut(script, '\n');
	PGresult *result;

	if (line.len == 0 || *line.data != 'T')
		return make(PGRES_TUPLES_OK, 0);
	result = make(PGRES_TUPLES_OK, ROWS_MAX);
	line.data++;
	line.len--;
	result->copies = read_copies(&line);
	read_row(line, &result->rows[result->count++]);
	while (result->count < ROWS_MAX && script->len > 0 &&
		*script->data == '+') {
		line = fuzz_cut(script, '\n');
		line.data++;
		line.len--;
		read_row(line, &result->rows[result->count++]);
	}
	return result;
}

void
PQclear(PGresult *result)
{
	int i, j;

	if (!result)
		return;
	for (i = 0; i < result->count; i++) {
		for (j = 0; j < result->rows[i].width; j++)
			free(result->rows[i].values[j].data);
	}
	free(result->text);
	free(result);
}

ExecStatusType
PQresultStatus(const PGresult *result)
{
	return result ? result->status : PGRES_FATAL_ERROR;
}

int
PQntuples(const PGresult *result)
{
	return result && result->count ? result->count - 1 + result->copies : 0;
}

char *
PQcmdTuples(PGresult *result)
{
	static char none[] = "";

	return result && result->text ? result->text : none;
}

char *
PQresultErrorField(const PGresult *result, int field)
{
	if (!result)
		return NULL;
	if (field == PG_DIAG_SQLSTATE)
		return result->state[0] ? (char *)result->state : NULL;
	return result->text;
}

/* A value; NULL where there is no such place, as libpq has it. */
static const struct value *
find(const PGresult *result, int row, int column)
{
	if (!result || row < 0 || column < 0 || row >= PQntuples(result))
		return NULL;
	row = row < result->copies ? 0 : row - result->copies + 1;
	return column < result->rows[row].width ?
		&result->rows[row].values[column] :
		NULL;
}

int
PQgetisnull(const PGresult *result, int row, int column)
{
	const struct value *value = find(result, row, column);

	return !value || !value->data;
}

int
PQgetlength(const PGresult *result, int row, int column)
{
	const struct value *value = find(result, row, column);

	return value ? value->len : 0;
}

char *
PQfname(const PGresult *result, int column)
{
	static char name[] = "is_spread";

	return find(result, 0, column) ? name : NULL;
}

char *
PQgetvalue(const PGresult *result, int row, int column)
{
	static char empty[] = "";
	const struct value *value = find(result, row, column);

	if (!value)
		return NULL;
	return value->data ? value->data : empty;
}
