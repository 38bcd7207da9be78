/* export_query.h: the query of GET /auth/me/export. */
#ifndef API_EXPORT_QUERY_H
#define API_EXPORT_QUERY_H

#include "api/param.h"

#include <stdbool.h>

extern const struct api_params api_export_params;

/* Reads which form is wanted: JSON, or CSV. Errors as api_param_read. */
enum error api_export_query_read(
    struct text query, bool *is_csv, struct fault *fault) MUST_CHECK;

#endif
