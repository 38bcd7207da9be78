/* export_query.c: reads the parameters of an export by a table. */
#include "api/export_query.h"

enum { FORMAT, PARAMS };

/* clang-format off */
static const struct api_param params[PARAMS] = {
	[FORMAT] = {"format", FIELD_TEXT, 0, 0, {"json", "csv"}, 0, "json or csv",
	            "The form of the file: csv has the todos alone"},
};
/* clang-format on */

const struct api_params api_export_params = {params, PARAMS};

enum error
api_export_query_read(struct text query, bool *is_csv, struct fault *fault)
{
	int values[PARAMS] = {0};
	enum error err = api_param_read(query, params, PARAMS, values, fault);

	*is_csv = values[FORMAT];
	return err;
}
