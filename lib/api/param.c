/* param.c: looks parameters up and reads them as their rows say. */
#include "api/param.h"

#include "base/date.h"
#include "http/query.h"

#include <stdlib.h>
#include <string.h>

static enum error
read_word(const struct api_param *param, const char *value, int *out)
{
	int i;

	for (i = 0; i < API_PARAM_WORDS && param->words[i]; i++) {
		if (strcmp(param->words[i], value) == 0) {
			*out = i;
			return OK;
		}
	}
	return VALIDATION_006;
}

static enum error
read_number(const struct api_param *param, const char *value, int *out)
{
	long number;

	/* Ten digits fit a long; leading zeros are read as a number has them. */
	value += strspn(value, "0") - (value[0] == '0' && !value[1]);
	if (value[strspn(value, "0123456789")] != '\0' || strlen(value) > 10)
		return VALIDATION_002;
	number = strtol(value, NULL, 10);
	if (number < param->min || number > param->max)
		return VALIDATION_002;
	*out = (int)number;
	return OK;
}

static enum error
read_date(const char *value, int *out)
{
	int32_t day;

	if (!base_date_parse(base_text_of(value), &day))
		return VALIDATION_002;
	*out = day;
	return OK;
}

/* A value of the kind that the row has. */
static enum error
read_value(const struct api_param *param, const char *value, int *out)
{
	if (param->kind == FIELD_NUMBER)
		return read_number(param, value, out);
	if (param->kind == FIELD_DATE)
		return read_date(value, out);
	return read_word(param, value, out);
}

static enum error
read_param(struct text query, const struct api_param *param, int *out)
{
	char value[QUERY_VALUE_MAX];

	switch (http_query_find(query, param->name, value)) {
	case QUERY_ABSENT:
		*out = param->fallback;
		return OK;
	case QUERY_GIVEN:
		return read_value(param, value, out);
	case QUERY_BAD:
		return param->words[0] ? VALIDATION_006 : VALIDATION_002;
	case QUERY_EMPTY:
	case QUERY_REPEATED:
		break;
	}
	return VALIDATION_002;
}

static bool
has_own_reader(const struct api_param *param)
{
	return param->kind == FIELD_TIME ||
	    (param->kind == FIELD_TEXT && !param->words[0]);
}

enum error
api_param_read(struct text query, const struct api_param *params, size_t count,
    int *values, struct fault *fault)
{
	enum error found, err = OK;
	size_t i;

	for (i = 0; i < count; i++) {
		if (has_own_reader(&params[i]))
			continue;
		found = read_param(query, &params[i], &values[i]);
		if (found != OK)
			err = base_error_blame(fault, err, found,
			    params[i].name, params[i].expected);
	}
	return err;
}

bool
api_param_default(
    const struct api_param *param, long *number, const char **word)
{
	*word = NULL;
	if (param->fallback == API_PARAM_NONE)
		return false;
	if (param->kind != FIELD_NUMBER) {
		if (!param->words[0])
			return false;
		*word = param->words[param->fallback];
		return true;
	}
	/* A number that is told from one that was given means the least. */
	*number = param->fallback < param->min ? param->min : param->fallback;
	return true;
}
