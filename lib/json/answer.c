/* answer.c: writes errors, messages and the state of health. */
#include "json/answer.h"

#include "json/write.h"

#include <string.h>

/* clang-format off */
#define CODE(name, ...) #name,
static const char *const codes[] = {ERROR_LIST(CODE) NULL};
#undef CODE

#define ERROR_CODE {"error_code", FIELD_TEXT, 0, 0, 0, "The code, for programs", codes, NULL}
#define MESSAGE {"message", FIELD_TEXT, 0, 0, 0, "One sentence, for people", NULL, NULL}
#define FIELD {"field", FIELD_TEXT, 0, 0, 0, "The member of the body, the parameter or the header that is to blame; that of a list's item is operations[3].title, counted from 0", NULL, NULL}
#define EXPECTED {"expected", FIELD_TEXT, 0, 0, 0, "What it should have been", NULL, NULL}
static const struct field blame_fields[] = {ERROR_CODE, MESSAGE, FIELD, EXPECTED};
static const struct shape blame_shape =
	FIELD_SHAPE_OF("FieldError", "What is wrong with one field", blame_fields);

static const struct field fault_fields[] = {
	FIELD, EXPECTED,
	{"errors", FIELD_LIST, 0, 1, FAULTS_MAX, "What is wrong with each field, this one first", NULL, &blame_shape},
};
const struct shape json_answer_fault_shape =
	FIELD_SHAPE_OF("ErrorDetails", "What of the request is to blame", fault_fields);

#define ERROR_FIELDS                                                       \
	ERROR_CODE, MESSAGE,                                               \
	{"details", FIELD_SHAPE, FIELD_NULLABLE, 0, 0,                     \
	 "Which field is to blame, for VALIDATION codes, and of a bulk which operation; else null", NULL, &json_answer_fault_shape}, \
	{"timestamp", FIELD_TIME, FIELD_NULLABLE, 0, 0,                    \
	 "When the error was answered; null where the web server itself made it", NULL, NULL}, \
	{"request_id", FIELD_TEXT, FIELD_NULLABLE, 0, 0,                   \
	 "The request's id, as in X-Request-ID and in the log; null like timestamp", NULL, NULL}
static const struct field error_fields[] = {ERROR_FIELDS};
const struct shape json_answer_error_shape =
	FIELD_SHAPE_OF("Error", "Every error has this form", error_fields);

static const struct field problem_fields[] = {
	{"type", FIELD_TEXT, 0, 0, 0, "What is told of the code: a path of this host, or below where the API is", NULL, NULL},
	{"title", FIELD_TEXT, 0, 0, 0, "The same sentence for every error of the code", NULL, NULL},
	{"status", FIELD_NUMBER, 0, 400, 599, "The status of the answer", NULL, NULL},
	{"detail", FIELD_TEXT, 0, 0, 0, "The message", NULL, NULL},
	{"instance", FIELD_TEXT, 0, 0, 0, "This very answer: the request's id, after the address that was asked for", NULL, NULL},
	ERROR_FIELDS
};
const struct shape json_answer_problem_shape = FIELD_SHAPE_OF("Problem",
	"The form of errors for clients that prefer application/problem+json (RFC 9457)", problem_fields);

static const struct field refusal_fields[] = {
	ERROR_CODE,
	MESSAGE,
	{"details", FIELD_SHAPE, FIELD_NULLABLE, 0, 0,
	 "Which field of which operation is to blame", NULL, &json_answer_fault_shape},
};
const struct shape json_answer_refusal_shape =
	FIELD_SHAPE_OF("Refusal", "Why one of several operations was not done", refusal_fields);

static const struct field message_fields[] = {MESSAGE};
const struct shape json_answer_message_shape =
	FIELD_SHAPE_OF("Message", "What was done, in a sentence", message_fields);

static const char *const health_words[] = {"healthy", "unhealthy", NULL};
static const char *const database_words[] = {"connected", "disconnected", NULL};
static const struct field health_check_fields[] = {
	{"db_connection", FIELD_FLAG, 0, 0, 0, "Whether the database answers", NULL, NULL},
	{"redis", FIELD_NULL, 0, 0, 0, "There is none", NULL, NULL},
};
static const struct shape health_check_shape =
	FIELD_SHAPE_OF("HealthChecks", "What was looked at", health_check_fields);
static const struct field health_fields[] = {
	{"status", FIELD_TEXT, 0, 0, 0, "Whether the service can serve", health_words, NULL},
	{"database", FIELD_TEXT, 0, 0, 0, "Whether the database answers", database_words, NULL},
	{"checks", FIELD_SHAPE, 0, 0, 0, "What was looked at", NULL, &health_check_shape},
	{"timestamp", FIELD_TIME, 0, 0, 0, "When that was", NULL, NULL},
};
const struct shape json_answer_health_shape =
	FIELD_SHAPE_OF("Health", "The state of service and database", health_fields);

static const struct field index_fields[] = {
	{"docs", FIELD_TEXT, 0, 0, 0, "The page that shows the document, and tries it", NULL, NULL},
	{"openapi", FIELD_TEXT, 0, 0, 0, "The document, in OpenAPI 3.1", NULL, NULL},
	{"health", FIELD_TEXT, 0, 0, 0, "Whether the service can serve", NULL, NULL},
};
const struct shape json_answer_index_shape =
	FIELD_SHAPE_OF("Index", "Paths of this host from which all else is found", index_fields);

static const char *const alive_words[] = {"alive", NULL};
static const struct field alive_fields[] = {
	{"status", FIELD_TEXT, 0, 0, 0, "The process answers", alive_words, NULL},
	{"timestamp", FIELD_TIME, 0, 0, 0, "When that was", NULL, NULL},
};
const struct shape json_answer_alive_shape =
	FIELD_SHAPE_OF("Liveness", "The state of the process alone", alive_fields);

static const char *const ready_words[] = {"ready", "not_ready", NULL};
static const struct field ready_check_fields[] = {
	{"db_connection", FIELD_FLAG, 0, 0, 0, "Whether the database answers", NULL, NULL},
	{"writable", FIELD_FLAG, 0, 0, 0, "Whether it takes changes, as a standby does not", NULL, NULL},
	{"schema", FIELD_FLAG, 0, 0, 0, "Whether its schema is the one that is needed", NULL, NULL},
};
static const struct shape ready_check_shape =
	FIELD_SHAPE_OF("ReadinessChecks", "What was looked at", ready_check_fields);
static const struct field ready_fields[] = {
	{"status", FIELD_TEXT, 0, 0, 0, "Whether requests may be sent here", ready_words, NULL},
	{"checks", FIELD_SHAPE, 0, 0, 0, "What was looked at", NULL, &ready_check_shape},
	{"timestamp", FIELD_TIME, 0, 0, 0, "When that was", NULL, NULL},
};
const struct shape json_answer_ready_shape =
	FIELD_SHAPE_OF("Readiness", "Whether this host can serve", ready_fields);
/* clang-format on */

static void
write_part(struct buffer *out, const char *str)
{
	base_buffer_json_part(out, str, strlen(str));
}

/* What a fault of an error blames first. */
static struct blame
first_of(enum error error, const struct fault *fault)
{
	return (struct blame){
	    error, fault->field, fault->expected, fault->item};
}

/* A field, "operations[3].title" where it is one of a list's item. */
static void
write_field(
    struct buffer *out, const struct fault *fault, const struct blame *blame)
{
	if (fault->list)
		base_buffer_printf(out, "%s[%zu]%s", fault->list, blame->item,
		    blame->field ? "." : "");
	if (blame->field)
		write_part(out, blame->field);
}

/* The sentence that says what is wrong with a field, or whatever is known. */
static void
write_sentence(struct buffer *out, const char *name, const struct fault *fault,
    const struct blame *blame)
{
	base_buffer_puts(out, name);
	base_buffer_putc(out, '"');
	if (base_error_traits(blame->error) & BLAMES_FIELD && blame->expected) {
		write_field(out, fault, blame);
		base_buffer_puts(out, " should be ");
		write_part(out, blame->expected);
	} else {
		write_part(out, base_error_message(blame->error));
	}
	/* Only where no field is to blame. */
	if (fault->at > 0)
		base_buffer_printf(out, " at byte %zu", fault->at);
	base_buffer_putc(out, '"');
}

/* The members field and expected. */
static void
write_expected(
    struct buffer *out, const struct fault *fault, const struct blame *blame)
{
	base_buffer_puts(out, "\"field\":\"");
	write_field(out, fault, blame);
	json_write_text(out, "\",\"expected\":", base_text_of(blame->expected));
}

static void
write_blame(
    struct buffer *out, const struct fault *fault, const struct blame *blame)
{
	json_write_text(out,
	    "{\"error_code\":", base_text_of(base_error_name(blame->error)));
	write_sentence(out, ",\"message\":", fault, blame);
	base_buffer_putc(out, ',');
	write_expected(out, fault, blame);
	base_buffer_putc(out, '}');
}

/* Null where no field is to blame, nor an item of a list. */
static void
write_details(
    struct buffer *out, const struct blame *first, const struct fault *fault)
{
	unsigned int traits = base_error_traits(first->error);
	size_t i;

	base_buffer_puts(out, ",\"details\":");
	if (!(traits & BLAMES_FIELD) &&
	    !(traits & BLAMES_ITEM && fault->list)) {
		base_buffer_puts(out, "null");
		return;
	}
	base_buffer_putc(out, '{');
	write_expected(out, fault, first);
	base_buffer_puts(out, ",\"errors\":[");
	write_blame(out, fault, first);
	for (i = 0; i < fault->count; i++) {
		base_buffer_putc(out, ',');
		write_blame(out, fault, &fault->others[i]);
	}
	base_buffer_puts(out, "]}");
}

/* The members that both forms have, the first without what is before it. */
static void
write_members(struct buffer *out, const struct json_error *error)
{
	const struct fault *fault = error->fault;
	const struct blame first = first_of(error->error, fault);

	json_write_text(out,
	    "\"error_code\":", base_text_of(base_error_name(error->error)));
	write_sentence(out, ",\"message\":", fault, &first);
	write_details(out, &first, fault);
	json_write_time(out, ",\"timestamp\":", error->now);
	json_write_text(
	    out, ",\"request_id\":", base_text_of(error->request_id));
	base_buffer_putc(out, '}');
}

void
json_answer_refusal(
    struct buffer *out, enum error error, const struct fault *fault)
{
	const struct blame first = first_of(error, fault);

	json_write_text(
	    out, "{\"error_code\":", base_text_of(base_error_name(error)));
	write_sentence(out, ",\"message\":", fault, &first);
	write_details(out, &first, fault);
	base_buffer_putc(out, '}');
}

void
json_answer_error(struct buffer *out, enum error error,
    const struct fault *fault, const char *request_id, int64_t now)
{
	base_buffer_putc(out, '{');
	write_members(
	    out, &(const struct json_error){error, fault, request_id, now});
}

void
json_answer_problem(
    struct buffer *out, const struct json_error *error, struct text prefix)
{
	enum error code = base_error_code(error->error);
	const struct blame first = first_of(error->error, error->fault);

	base_buffer_puts(out, "{\"type\":\"");
	base_buffer_add(out, prefix.data, prefix.len);
	base_buffer_printf(
	    out, "/docs/man/todo-api.7.html#%s\"", base_error_name(code));
	json_write_text(
	    out, ",\"title\":", base_text_of(base_error_message(code)));
	json_write_number(out, ",\"status\":", base_error_status(code));
	write_sentence(out, ",\"detail\":", error->fault, &first);
	base_buffer_printf(out, ",\"instance\":\"#%s\",", error->request_id);
	write_members(out, error);
}

void
json_answer_message(struct buffer *out, const char *message)
{
	json_write_text(out, "{\"message\":", base_text_of(message));
	base_buffer_putc(out, '}');
}

/* A path below the prefix, which needs no escapes. */
static void
write_path(
    struct buffer *out, const char *name, struct text prefix, const char *path)
{
	base_buffer_puts(out, name);
	base_buffer_putc(out, '"');
	base_buffer_add(out, prefix.data, prefix.len);
	base_buffer_puts(out, path);
	base_buffer_putc(out, '"');
}

void
json_answer_index(struct buffer *out, struct text prefix)
{
	write_path(out, "{\"docs\":", prefix, "/docs");
	write_path(out, ",\"openapi\":", prefix, "/openapi.json");
	write_path(out, ",\"health\":", prefix, "/health");
	base_buffer_putc(out, '}');
}

void
json_answer_health(struct buffer *out, bool healthy, int64_t now)
{
	base_buffer_printf(out,
	    "{\"status\":\"%s\",\"database\":\"%s\","
	    "\"checks\":{\"db_connection\":%s,\"redis\":null}",
	    healthy ? "healthy" : "unhealthy",
	    healthy ? "connected" : "disconnected", healthy ? "true" : "false");
	json_write_time(out, ",\"timestamp\":", now);
	base_buffer_putc(out, '}');
}

void
json_answer_alive(struct buffer *out, int64_t now)
{
	json_write_time(out, "{\"status\":\"alive\",\"timestamp\":", now);
	base_buffer_putc(out, '}');
}

bool
json_answer_ready(
    struct buffer *out, const struct json_ready *ready, int64_t now)
{
	bool all = ready->answers && ready->writable && ready->schema;

	json_write_text(
	    out, "{\"status\":", base_text_of(all ? "ready" : "not_ready"));
	json_write_flag(out, ",\"checks\":{\"db_connection\":", ready->answers);
	json_write_flag(out, ",\"writable\":", ready->writable);
	json_write_flag(out, ",\"schema\":", ready->schema);
	json_write_time(out, "},\"timestamp\":", now);
	base_buffer_putc(out, '}');
	return all;
}
