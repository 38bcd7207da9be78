/* params.h: a statement and what it is given; for the files of db/ only. */
#ifndef DB_PARAMS_H
#define DB_PARAMS_H

#include "base/id.h"
#include "model/session.h"
#include "base/text.h"
#include "db/find_sql.h"
#include "db/statement.h"

#include <stdbool.h>
#include <stdint.h>

#define DB_PARAMS_MAX 20

/* A statement's parameters, in Postgres' binary form; texts are borrowed. */
struct db_params {
	int count;
	const char *values[DB_PARAMS_MAX];
	int lengths[DB_PARAMS_MAX];
	int formats[DB_PARAMS_MAX];
	unsigned char scratch[DB_PARAMS_MAX][8];
};

/* One statement of a round trip. */
struct db_query {
	enum db_statement statement;
	struct find_shape shape; /* of a DB_LIST_FOUND */
	struct db_params params;
};

/* Each appends one parameter, in the order $1, $2, … */
void db_params_id(struct db_params *params, const struct id *id);
void db_params_text(struct db_params *params, struct text text);
void db_params_time(struct db_params *params, int64_t when);
void db_params_date(struct db_params *params, int32_t day);
void db_params_flag(struct db_params *params, bool flag);
void db_params_number(struct db_params *params, int32_t number);
void db_params_wide(struct db_params *params, int64_t number);
void db_params_null(struct db_params *params);

/* Bytes of an array of bigint in that form. */
#define DB_ARRAY_SIZE(count) (20 + 12 * (count))

/* Appends such an array, which is written into out. */
void db_params_wides(struct db_params *params, const int64_t *numbers,
    size_t count, unsigned char *out);

/* Appends $1 to $3 of every statement that checks its caller; nulls where the
 * operator at the shell is none (NULL). */
void db_params_caller(struct db_params *params, const struct caller *caller);

#endif
