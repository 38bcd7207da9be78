/* param.h: parameters of a query become numbers, by a table. */
#ifndef API_PARAM_H
#define API_PARAM_H

#include "base/error.h"
#include "base/text.h"
#include "model/field.h"

#include <limits.h>
#include <stdbool.h>
#include <stddef.h>

#define API_PARAM_WORDS 6
#define API_PARAM_NONE (-1)  /* a fallback that none of the values is */
#define API_PARAM_LEAST (-2) /* one that means the least, but was not given */

/*
 * A parameter is a FIELD_NUMBER in a range or, where there are words, one of
 * them, which becomes its place among them: a FIELD_FLAG's are false and true.
 * A FIELD_DATE becomes a day. A FIELD_TIME, and a FIELD_TEXT without words, has
 * a reader of its own; min and max count a text's characters. fallback is for
 * one that is absent. expected is told to clients that sent another value, and
 * about, a sentence, to people.
 */
struct api_param {
	const char *name;
	enum field_kind kind;
	long min, max;
	const char *words[API_PARAM_WORDS];
	int fallback;
	const char *expected;
	const char *about;
};

/* The parameters of a route. */
struct api_params {
	const struct api_param *rows;
	size_t count;
};

/* The rows that all lists have. */
/* clang-format off */
#define API_PARAM_SKIP(fallback)                                          \
	{"skip", FIELD_NUMBER, 0, INT_MAX, {0}, fallback,                 \
	 "a number from 0 to 2147483647",                                 \
	 "How many rows of the list to leave out before the page"}
#define API_PARAM_LIMIT                                                   \
	{"limit", FIELD_NUMBER, 1, 100, {0}, 20,                          \
	 "a number from 1 to 100", "How many rows a page has at most"}
/* clang-format on */

/*
 * Reads the parameters of a table in its order. The error is that of the first
 * that is wrong; *fault names it, and all others. VALIDATION_002: not a number
 * in range, no day, empty, or given twice; VALIDATION_006: none of the words.
 * The values of what has a reader of its own are left alone.
 */
enum error api_param_read(struct text query, const struct api_param *params,
    size_t count, int *values, struct fault *fault) MUST_CHECK;

/*
 * What stands for a parameter that is absent, as a client would write it: a
 * number, of which the word is NULL, or a word. False where nothing does.
 */
bool api_param_default(
    const struct api_param *param, long *number, const char **word);

#endif
