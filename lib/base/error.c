/* error.c: looks up an error's status, name and text in the list. */
#include "base/error.h"

struct error_row {
	int status;
	unsigned int traits;
	const char *name;
	const char *message;
	const char *when;
};

#define ERROR_ROW(name, status, traits, message, when) \
	[name] = {status, traits, #name, message, when},
static const struct error_row rows[ERROR_COUNT + 3] = {
    [OK] = {200, 0, "OK", "OK", "all is well"},
    ERROR_LIST(ERROR_ROW)[SERVER_001_UNSURE] = {500, MAY_RETRY, "SERVER_001",
	ERROR_UNSURE_MESSAGE, "the database did not answer in time"},
    [REQUEST_001_LENGTH] = {400, ABOUT_REQUEST, "REQUEST_001",
	ERROR_LENGTH_MESSAGE, "a POST has no length"},
    [REQUEST_001_KEY] = {400, ABOUT_REQUEST, "REQUEST_001", ERROR_KEY_MESSAGE,
	"the Idempotency-Key is none"}};
#undef ERROR_ROW

int
base_error_status(enum error error)
{
	return rows[error].status;
}

unsigned int
base_error_traits(enum error error)
{
	return rows[error].traits;
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

const char *
base_error_when(enum error error)
{
	return rows[error].when;
}
