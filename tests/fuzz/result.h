/* result.h: rows of a script's database as libpq's results. */
#ifndef FUZZ_RESULT_H
#define FUZZ_RESULT_H

#include "base/text.h"

#include <libpq-fe.h>

/* A result without rows. */
PGresult *fuzz_result_status(ExecStatusType status);

/* An error: "STATE message"; without a state the connection broke. */
PGresult *fuzz_result_error(struct text line);

/* So many rows were changed. */
PGresult *fuzz_result_changed(struct text count);

/* The rows of a script's next lines, see server.h. */
PGresult *fuzz_result_rows(struct text *script);

#endif
