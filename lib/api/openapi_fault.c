/* openapi_fault.c: which field each operation would blame, as an example. */
#include "api/openapi_fault.h"

#include "api/openapi_example.h"
#include "http/idempotency.h"
#include "json/answer.h"
#include "json/api_token.h"
#include "json/credentials.h"
#include "json/todo_bulk.h"
#include "model/todo.h"
#include "model/user.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define TITLE                                             \
	{                                                 \
		"title", "1 to 255 characters, not blank" \
	}
#define IS_COMPLETED                            \
	{                                       \
		"is_completed", "true or false" \
	}
#define IS_ACTIVE                            \
	{                                    \
		"is_active", "true or false" \
	}
#define EMAIL                               \
	{                                   \
		"email", "an email address" \
	}
#define NEW_EMAIL                                      \
	{                                              \
		"email", "an email not yet registered" \
	}
#define SOME_TEXT                                 \
	{                                         \
		"email", "text that is not empty" \
	}
#define PASSWORD                                           \
	{                                                  \
		"password", json_credentials_password_rule \
	}
#define CURRENT                                              \
	{                                                    \
		"current_password", JSON_CREDENTIALS_CURRENT \
	}
#define NAME                                             \
	{                                                \
		"name", "1 to 100 characters, not blank" \
	}
#define ACCESS                           \
	{                                \
		"access", "read or full" \
	}
#define MOMENT                                      \
	{                                           \
		"expires_at", JSON_API_TOKEN_MOMENT \
	}
#define RESET                                        \
	{                                            \
		"token", "a code that is still good" \
	}
#define TOKEN                              \
	{                                  \
		"token", "a one-time code" \
	}
#define PROOF                                        \
	{                                            \
		"password", JSON_CREDENTIALS_CURRENT \
	}
#define NEW                                                    \
	{                                                      \
		"new_password", json_credentials_password_rule \
	}
#define ANOTHER                                                         \
	{                                                               \
		"new_password", "another password than the current one" \
	}

#define KEY                                         \
	{                                           \
		"Idempotency-Key", IDEMPOTENCY_RULE \
	}
#define OP                                       \
	{                                        \
		"op", "create, update or delete" \
	}
#define ID                              \
	{                               \
		"id", JSON_TODO_ID_RULE \
	}
#define NO_MORE                            \
	{                                  \
		NULL, JSON_TODO_LIMIT_RULE \
	}

/* What an operation with this body blames. */
static const struct {
	enum error error;
	const struct shape *body;
	struct {
		const char *field, *expected;
	} fault;
} faults[] = {
    {VALIDATION_001, &json_credentials_registration, EMAIL},
    {VALIDATION_002, &json_credentials_registration, PASSWORD},
    {VALIDATION_003, &json_credentials_registration, NEW_EMAIL},
    {VALIDATION_004, &json_credentials_registration, PASSWORD},
    {VALIDATION_001, &json_credentials_login, SOME_TEXT},
    {VALIDATION_002, &json_credentials_change, NEW},
    {VALIDATION_004, &json_credentials_change, CURRENT},
    {VALIDATION_007, &json_credentials_change, CURRENT},
    {VALIDATION_008, &json_credentials_change, ANOTHER},
    {VALIDATION_002, &json_credentials_proof, PROOF},
    {VALIDATION_004, &json_credentials_proof, PROOF},
    {VALIDATION_007, &json_credentials_proof, PROOF},
    {VALIDATION_002, &json_credentials_reset, NEW},
    {VALIDATION_004, &json_credentials_reset, TOKEN},
    {VALIDATION_010, &json_credentials_reset, RESET},
    {VALIDATION_002, &json_api_token_new, MOMENT},
    {VALIDATION_004, &json_api_token_new, NAME},
    {VALIDATION_005, &json_api_token_new, NAME},
    {VALIDATION_006, &json_api_token_new, ACCESS},
    {VALIDATION_007, &json_api_token_new, PROOF},
    {VALIDATION_002, &model_todo_new, IS_COMPLETED},
    {VALIDATION_004, &model_todo_new, TITLE},
    {VALIDATION_005, &model_todo_new, TITLE},
    {VALIDATION_002, &model_todo_change, IS_COMPLETED},
    {VALIDATION_004, &model_todo_change, TITLE},
    {VALIDATION_005, &model_todo_change, TITLE},
    {VALIDATION_009, &model_todo_new, KEY},
    {VALIDATION_002, &model_todo_bulk, IS_COMPLETED},
    {VALIDATION_004, &model_todo_bulk, TITLE},
    {VALIDATION_005, &model_todo_bulk, TITLE},
    {VALIDATION_006, &model_todo_bulk, OP},
    {VALIDATION_009, &model_todo_bulk, KEY},
    {AUTHZ_001, &model_todo_bulk, ID},
    {RESOURCE_001, &model_todo_bulk, ID},
    {LIMIT_001, &model_todo_bulk, NO_MORE},
    {VALIDATION_002, &model_user_change, IS_ACTIVE},
    {VALIDATION_004, &model_user_change, IS_ACTIVE},
};

/* The first parameter that this may be said of: VALIDATION_006 is of words. */
static struct fault
blame_param(const struct api_params *params, enum error error)
{
	const struct api_param *param = params->rows;
	const struct api_param *end = param + params->count;

	while (param + 1 < end && error == VALIDATION_006 && !param->words[0])
		param++;
	return (struct fault){
	    .field = param->name, .expected = param->expected};
}

static struct fault
find_fault(const struct operation *operation, enum error error)
{
	bool of_item =
	    operation->traits & TAKES_LIST && error != VALIDATION_009;
	size_t i;

	if (operation->params)
		return blame_param(operation->params, error);
	for (i = 0; i < COUNT(faults); i++) {
		if (faults[i].error == error &&
		    faults[i].body == operation->body)
			return (struct fault){.field = faults[i].fault.field,
			    .expected = faults[i].fault.expected,
			    .list = of_item ? JSON_TODO_OPERATIONS : NULL,
			    .item = 3};
	}
	/* Elsewhere it is of what is unknown. */
	if (error == VALIDATION_006)
		return (struct fault){.field = "page",
		    .expected = "left out: no parameter is read here"};
	return (struct fault){0};
}

bool
api_openapi_fault_is_own(const struct operation *operation, enum error error)
{
	unsigned int traits = base_error_traits(error);

	if (operation && operation->traits & TAKES_LIST && traits & BLAMES_ITEM)
		return true;
	return traits & BLAMES_FIELD;
}

/* A member with the example of an error. */
static void
write_example(struct json_stream *json, enum error error, struct fault fault)
{
	json_stream_open(json, base_error_name(error), '{');
	json_stream_text(json, "summary", base_error_when(error));
	json_stream_name(json, "value");
	json_answer_error(
	    json->out, error, &fault, "req_abc123def456", API_OPENAPI_NOW);
	json_stream_close(json, '}');
}

void
api_openapi_fault_example(struct json_stream *json,
    const struct operation *operation, enum error error)
{
	const char *name = base_error_name(error);

	if (api_openapi_fault_is_own(operation, error)) {
		write_example(json, error, find_fault(operation, error));
		return;
	}
	json_stream_open(json, name, '{');
	json_stream_name(json, "$ref");
	base_buffer_printf(json->out, "\"#/components/examples/%s\"", name);
	json_stream_close(json, '}');
}

void
api_openapi_fault_components(struct json_stream *json)
{
	enum error error;

	json_stream_open(json, "examples", '{');
	for (error = OK + 1; error < ERROR_COUNT; error++) {
		if (!(base_error_traits(error) & BLAMES_FIELD) &&
		    error != REQUEST_002)
			write_example(json, error, (struct fault){0});
	}
	json_stream_close(json, '}');
}
