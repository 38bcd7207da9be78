/* field.h: a row for each member of a body or an answer, and their shapes. */
#ifndef MODEL_FIELD_H
#define MODEL_FIELD_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where a field of a request body stands. */
enum presence { ABSENT, IS_NULL, MISTYPED, GIVEN };

/* What a member is in JSON. */
enum field_kind {
	FIELD_ID,     /* a UUID in lower case */
	FIELD_TEXT,   /* a string; min and max count its characters */
	FIELD_TIME,   /* a moment, RFC 3339 in UTC */
	FIELD_DATE,   /* a calendar day, RFC 3339: in no time zone */
	FIELD_FLAG,   /* true or false */
	FIELD_NUMBER, /* a whole number from min to max */
	FIELD_SHAPE,  /* an object of the row's shape */
	FIELD_LIST,   /* an array of such objects */
	FIELD_NULL    /* always null */
};

enum field_trait {
	FIELD_NULLABLE = 1, /* may be null */
	FIELD_OPTIONAL = 2  /* may be absent: from an answer, or from a body */
};

/*
 * A kind as the lists of the nouns' fields name it, for then json_write_##kind
 * and db_row_##kind are what writes and reads it; and what holds one in C.
 */
#define FIELD_KIND_id FIELD_ID
#define FIELD_KIND_text FIELD_TEXT
#define FIELD_KIND_time FIELD_TIME
#define FIELD_KIND_date FIELD_DATE
#define FIELD_KIND_flag FIELD_FLAG
#define FIELD_KIND_number FIELD_NUMBER
#define FIELD_TYPE_text struct text
#define FIELD_TYPE_date int32_t
#define FIELD_TYPE_flag bool
#define FIELD_TYPE_number int32_t

/* One member. About is one sentence for people, without a full stop. */
struct field {
	const char *name;
	enum field_kind kind;
	unsigned int traits;
	long min, max; /* no limit where both are 0 */
	const char *about;
	const char *const
	    *words; /* the texts that it is one of, then NULL; or NULL */
	const struct shape *shape; /* of SHAPE and LIST, else NULL */
};

/* A struct field from a row of a list. */
/* clang-format off */
#define FIELD_ROW(name, kind, traits, min, max, about)                     \
	{#name, FIELD_KIND_##kind, traits, min, max, about, NULL, NULL}
/* clang-format on */

/* The members of an object, in the order in which they are written. */
struct shape {
	const char *name; /* as clients' types are named: "Todo", "TodoPage" */
	const char *about;
	const struct field *fields;
	size_t count;
};

/* clang-format off */
/* A struct shape of all rows of an array. */
#define FIELD_SHAPE_OF(name, about, rows)                                  \
	{name, about, rows, sizeof(rows) / sizeof((rows)[0])}
/* clang-format on */

#endif
