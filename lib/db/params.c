/* params.c: writes parameters in Postgres' binary form (big-endian). */
#include "db/params.h"

#include "base/date.h"
#include "base/time.h"

#include <assert.h>
#include <endian.h>
#include <string.h>

#define OID_BIGINT 20 /* pg_type.dat */

static void
add(struct db_params *params, const void *value, size_t len)
{
	assert(params->count < DB_PARAMS_MAX);
	params->values[params->count] = value;
	params->lengths[params->count] = (int)len;
	params->formats[params->count] = 1;
	params->count++;
}

/* Adds a short value that is kept in the parameters themselves. */
static void
add_copy(struct db_params *params, const void *value, size_t len)
{
	assert(params->count < DB_PARAMS_MAX);
	memcpy(params->scratch[params->count], value, len);
	add(params, params->scratch[params->count], len);
}

void
db_params_null(struct db_params *params)
{
	add(params, NULL, 0);
}

void
db_params_id(struct db_params *params, const struct id *id)
{
	add(params, id->bytes, ID_SIZE);
}

void
db_params_text(struct db_params *params, struct text text)
{
	add(params, text.data, text.len);
}

void
db_params_time(struct db_params *params, int64_t when)
{
	uint64_t wire = htobe64((uint64_t)base_time_to_2000(when));

	add_copy(params, &wire, sizeof(wire));
}

void
db_params_flag(struct db_params *params, bool flag)
{
	add_copy(params, &(char){flag}, 1);
}

void
db_params_number(struct db_params *params, int32_t number)
{
	uint32_t wire = htobe32((uint32_t)number);

	add_copy(params, &wire, sizeof(wire));
}

void
db_params_date(struct db_params *params, int32_t day)
{
	if (day == DATE_NONE)
		db_params_null(params);
	else
		db_params_number(params, day - DATE_2000);
}

void
db_params_wide(struct db_params *params, int64_t number)
{
	uint64_t wire = htobe64((uint64_t)number);

	add_copy(params, &wire, sizeof(wire));
}

/* Writes a number of four bytes, and returns the place after it. */
static unsigned char *
put_narrow(unsigned char *out, uint32_t number)
{
	uint32_t wire = htobe32(number);

	memcpy(out, &wire, sizeof(wire));
	return out + sizeof(wire);
}

void
db_params_wides(struct db_params *params, const int64_t *numbers, size_t count,
    unsigned char *out)
{
	unsigned char *at = out;
	uint64_t wire;
	size_t i;

	at = put_narrow(at, 1); /* dimension */
	at = put_narrow(at, 0); /* no nulls in it */
	at = put_narrow(at, OID_BIGINT);
	at = put_narrow(at, (uint32_t)count);
	at = put_narrow(at, 1); /* the first one's place */
	for (i = 0; i < count; i++) {
		at = put_narrow(at, sizeof(wire));
		wire = htobe64((uint64_t)numbers[i]);
		memcpy(at, &wire, sizeof(wire));
		at += sizeof(wire);
	}
	add(params, out, (size_t)(at - out));
}

void
db_params_caller(struct db_params *params, const struct caller *caller)
{
	int i;

	for (i = 0; !caller && i < 3; i++)
		db_params_null(params);
	if (!caller)
		return;
	db_params_id(params, &caller->user_id);
	db_params_text(params, base_text_of(caller->jti));
	db_params_text(params, base_text_of(caller->session_jti));
}
