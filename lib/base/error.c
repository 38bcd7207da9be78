/* error.c: looks up an error's status, name and text in the list. */
#include "base/error.h"

struct error_row {
	int status;
	const char *name;
	const char *message;
};

#define ERROR_ROW(name, status, message) [name] = {status, #name, message},
static const struct error_row rows[ERROR_COUNT + 1] = {[OK] = {200, "OK", "OK"},
    ERROR_LIST(ERROR_ROW)[SERVER_001_UNSURE] = {
	500, "SERVER_001", ERROR_UNSURE_MESSAGE}};
#undef ERROR_ROW

int
base_error_status(enum error error)
{
	return rows[error].status;
}

const char *
base_error_name(enum error error)
{
	return rows[error].name;
}

const char *
base_error_message(enum error error)
{
	return rows[error].message;
}
