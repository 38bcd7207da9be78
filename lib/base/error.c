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
static const struct error_row rows[ERROR_COUNT] = {
    [OK] = {200, 0, "OK", "OK", "all is well"}, ERROR_LIST(ERROR_ROW)};
#undef ERROR_ROW

#define VARIANT_ROW(name, code, message) [(name)-ERROR_COUNT] = {code, message},
static const struct {
	enum error code;
	const char *message;
} variants[] = {ERROR_VARIANT_LIST(VARIANT_ROW)};
#undef VARIANT_ROW

enum error
base_error_code(enum error error)
{
	return error < ERROR_COUNT ? error : variants[error - ERROR_COUNT].code;
}

static const struct error_row *
row_of(enum error error)
{
	return &rows[base_error_code(error)];
}

int
base_error_status(enum error error)
{
	return row_of(error)->status;
}

unsigned int
base_error_traits(enum error error)
{
	return row_of(error)->traits;
}

const char *
base_error_name(enum error error)
{
	return row_of(error)->name;
}

const char *
base_error_message(enum error error)
{
	return error < ERROR_COUNT ? rows[error].message :
				     variants[error - ERROR_COUNT].message;
}

const char *
base_error_when(enum error error)
{
	return row_of(error)->when;
}

static void
add(struct fault *fault, struct blame blame)
{
	if (fault->count < FAULTS_MAX - 1)
		fault->others[fault->count++] = blame;
}

enum error
base_error_blame(struct fault *fault, enum error so_far, enum error found,
    const char *field, const char *expected)
{
	if (so_far == OK) {
		*fault = (struct fault){.field = field, .expected = expected};
		return found;
	}
	add(fault, (struct blame){found, field, expected, fault->item});
	return so_far;
}

void
base_error_join(
    struct fault *fault, enum error found, const struct fault *other)
{
	size_t i;

	add(fault,
	    (struct blame){found, other->field, other->expected, other->item});
	for (i = 0; i < other->count; i++)
		add(fault, other->others[i]);
}
