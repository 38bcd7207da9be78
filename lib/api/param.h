/* param.h: parameters of a query become numbers, by a table. */
#ifndef API_PARAM_H
#define API_PARAM_H

#include "base/error.h"
#include "base/text.h"

#include <limits.h>
#include <stddef.h>

#define API_PARAM_WORDS 3

/*
 * A parameter is a number in a range or, where there are words, one of them,
 * which becomes its place among them. fallback is for one that is absent.
 */
struct api_param {
	const char *name;
	long min, max;
	const char *words[API_PARAM_WORDS];
	int fallback;
	const char *expected;
};

/* The rows that all lists have. */
#define API_PARAM_SKIP(fallback)                    \
	{                                           \
		"skip", 0, INT_MAX, {0}, fallback,  \
		    "a number from 0 to 2147483647" \
	}
#define API_PARAM_LIMIT                                            \
	{                                                          \
		"limit", 1, 100, {0}, 20, "a number from 1 to 100" \
	}

/*
 * Reads the parameters of a table in its order and stops at the first that is
 * wrong; *fault names it. VALIDATION_002: not a number in range, empty, or
 * given twice; VALIDATION_006: none of the words.
 */
enum error api_param_read(struct text query, const struct api_param *params,
    size_t count, int *values, struct fault *fault) MUST_CHECK;

#endif
