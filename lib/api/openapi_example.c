/* openapi_example.c: samples, and the writers that make examples of them. */
#include "api/openapi_example.h"

#include "api/todo_cursor.h"
#include "api/todo_token.h"
#include "json/answer.h"
#include "json/api_token.h"
#include "json/credentials.h"
#include "json/export.h"
#include "json/session.h"
#include "json/todo.h"
#include "json/todo_bulk.h"
#include "json/user.h"

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))
#define TEXT(literal)                        \
	{                                    \
		literal, sizeof(literal) - 1 \
	}

#define HEAD "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
#define ACCESS_TOKEN HEAD "eyJ0eXBlIjoiYWNjZXNzIn0.c2lnbmF0dXJlIG9mIGEgdG9rZW4"
#define REFRESH_TOKEN HEAD "eyJ0eXBlIjoicmVmcmVzaCJ9.YW5vdGhlciBzaWduYXR1cmU"

#define USER_ID \
	"\x0e\x8b\x7c\x2a\x41\xd3\x4f\x6e\xb1\x0c\x93\x5a\xc8\x27\x44\x1b"
#define TODO_ID \
	"\x5b\x1f\x0c\x6e\x9a\x4d\x4e\x0b\x8c\x55\x2f\x3d\x7a\x61\x90\xee"

static const struct id todo_id = {TODO_ID};
static const struct id user_id = {USER_ID};

static const struct todo sample_todo = {
    .id = {TODO_ID},
    .user_id = {USER_ID},
    .title = TEXT("Read the README"),
    .created_at = API_OPENAPI_NOW,
    .completed_at = TIME_NONE,
    .updated_at = API_OPENAPI_NOW,
};

static void
write_todo(struct buffer *out, const struct settings *settings)
{
	(void)settings;
	json_todo_write(out, &sample_todo);
}

static void
write_todo_page(struct buffer *out, const struct settings *settings)
{
	static const struct todo_query query = {.limit = 1};
	static struct todo_page page = {
	    .total = 2, .has_more = true, .count = 1};
	char cursor[TODO_CURSOR_MAX];

	(void)settings;
	page.items[0] = (struct todo){.id = todo_id,
	    .user_id = user_id,
	    .title = TEXT("Read the README"),
	    .description = TEXT("Endpoints, errors, settings"),
	    .due_date = API_OPENAPI_TODAY,
	    .priority = 2,
	    .is_completed = true,
	    .created_at = API_OPENAPI_NOW,
	    .completed_at = API_OPENAPI_NOW + TIME_MINUTE,
	    .updated_at = API_OPENAPI_NOW + TIME_MINUTE};
	page.next_cursor =
	    api_todo_cursor_write(&query, &user_id, &page.items[0], cursor);
	json_todo_write_page(out, &page, &query);
}

static void
write_todo_sync(struct buffer *out, const struct settings *settings)
{
	static struct todo_sync sync = {.count = 1};
	char token[TODO_TOKEN_MAX];

	(void)settings;
	sync.items[0] = (struct todo_event){true, {.id = todo_id}};
	json_todo_write_sync(
	    out, &sync, api_todo_token_write(7, &user_id, token));
}

static const struct user sample_user = {
    .id = {USER_ID},
    .email = TEXT("me@example.org"),
    .created_at = API_OPENAPI_NOW,
    .updated_at = API_OPENAPI_NOW,
    .last_login_at = TIME_NONE,
    .is_active = true,
};

static void
write_user(struct buffer *out, const struct settings *settings)
{
	(void)settings;
	json_user_write(out, &sample_user);
}

static void
write_user_page(struct buffer *out, const struct settings *settings)
{
	static const struct user_query query = {.limit = 20};
	struct user items[] = {sample_user};
	const struct user_page page = {
	    .total = 1, .complete = true, .count = 1, .items = items};

	(void)settings;
	json_user_write_page(out, &page, &query);
}

static void
write_new_user(struct buffer *out, const struct settings *settings)
{
	const struct login login = {.id = user_id,
	    .email = sample_user.email,
	    .created_at = API_OPENAPI_NOW};

	(void)settings;
	json_user_write_new(out, &login);
}

static void
write_revoked(struct buffer *out, const struct settings *settings)
{
	(void)settings;
	json_user_write_revoked(out, 2);
}

static struct session
sample_session(const struct settings *settings)
{
	return (struct session){.id = todo_id,
	    .user_id = user_id,
	    .jti = "jti",
	    .issued_at = API_OPENAPI_NOW,
	    .expires_at = API_OPENAPI_NOW + settings->refresh_days * TIME_DAY,
	    .ip_address = TEXT("192.0.2.7")};
}

static void
write_session_list(struct buffer *out, const struct settings *settings)
{
	struct session item = sample_session(settings);
	const struct session_page page = {.count = 1, .items = &item};

	json_session_write_list(out, &page, "jti");
}

static const struct api_token_page sample_tokens = {.count = 1,
    .items = {{.id = {TODO_ID},
	.name = TEXT("backup"),
	.access = TEXT(API_TOKEN_READ),
	.created_at = API_OPENAPI_NOW,
	.expires_at = API_OPENAPI_NOW + 365 * TIME_DAY,
	.last_used_at = TIME_NONE}}};

static void
write_api_token_made(struct buffer *out, const struct settings *settings)
{
	(void)settings;
	json_api_token_write_made(out, &sample_tokens.items[0],
	    "todo_pat_"
	    "Dot8KkHTT26xDJNayCdEGwABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f");
}

static void
write_api_token_list(struct buffer *out, const struct settings *settings)
{
	(void)settings;
	json_api_token_write_list(out, &sample_tokens);
}

static void
write_export(struct buffer *out, const struct settings *settings)
{
	struct session item = sample_session(settings);
	const struct session_page sessions = {.count = 1, .items = &item};
	const struct todo_page todos = {.count = 1, .items = {sample_todo}};

	json_export_begin(out,
	    &(const struct json_export){API_OPENAPI_NOW, &sample_user,
		&sessions, "jti", &sample_tokens});
	json_export_add(out, &todos, true);
	json_export_end(out);
}

static void
write_tokens(struct buffer *out, const struct settings *settings)
{
	json_credentials_write_tokens(out,
	    &(const struct token_answer){
		ACCESS_TOKEN, REFRESH_TOKEN, settings->access_minutes * 60});
}

static void
write_health(struct buffer *out, const struct settings *settings)
{
	(void)settings;
	json_answer_health(out, true, API_OPENAPI_NOW);
}

static void
write_ill_health(struct buffer *out, const struct settings *settings)
{
	(void)settings;
	json_answer_health(out, false, API_OPENAPI_NOW);
}

static void
write_index(struct buffer *out, const struct settings *settings)
{
	(void)settings;
	json_answer_index(out, (struct text){0});
}

static void
write_alive(struct buffer *out, const struct settings *settings)
{
	(void)settings;
	json_answer_alive(out, API_OPENAPI_NOW);
}

static void
write_ready(struct buffer *out, const struct settings *settings)
{
	(void)settings;
	json_answer_ready(
	    out, &(const struct json_ready){true, true, true}, API_OPENAPI_NOW);
}

static void
write_not_ready(struct buffer *out, const struct settings *settings)
{
	(void)settings;
	json_answer_ready(out, &(const struct json_ready){true, false, true},
	    API_OPENAPI_NOW);
}

static void
write_results(struct buffer *out, const struct settings *settings)
{
	static struct todo_bulk bulk = {.count = 3,
	    .operations = {{.kind = TODO_CREATE}, {.kind = TODO_DELETE},
		{.kind = TODO_UPDATE,
		    .err = RESOURCE_001,
		    .fault = {.field = "id",
			.expected = JSON_TODO_ID_RULE,
			.list = JSON_TODO_OPERATIONS,
			.item = 2}}}};

	(void)settings;
	bulk.operations[0].todo = sample_todo;
	json_todo_write_results(out, &bulk);
}

/* Who writes an answer of a shape, and that of a service that is unwell. */
static const struct {
	const struct shape *shape;
	void (*write)(struct buffer *out, const struct settings *settings);
	void (*unwell)(struct buffer *out, const struct settings *settings);
} answers[] = {
    {&model_todo, write_todo, NULL},
    {&model_todo_page, write_todo_page, NULL},
    {&json_todo_results, write_results, NULL},
    {&model_todo_sync, write_todo_sync, NULL},
    {&model_user, write_user, NULL},
    {&model_user_new, write_new_user, NULL},
    {&model_user_page, write_user_page, NULL},
    {&json_user_revoked_shape, write_revoked, NULL},
    {&json_session_list_shape, write_session_list, NULL},
    {&json_api_token_made, write_api_token_made, NULL},
    {&json_api_token_list, write_api_token_list, NULL},
    {&json_export_shape, write_export, NULL},
    {&json_credentials_tokens, write_tokens, NULL},
    {&json_credentials_access, write_tokens, NULL},
    {&json_answer_health_shape, write_health, write_ill_health},
    {&json_answer_index_shape, write_index, NULL},
    {&json_answer_alive_shape, write_alive, NULL},
    {&json_answer_ready_shape, write_ready, write_not_ready},
};

void
api_openapi_example_answer(struct json_stream *json,
    const struct operation *operation, const struct settings *settings,
    bool unwell)
{
	size_t i;

	json_stream_name(json, "example");
	if (operation->message)
		json_answer_message(json->out, operation->message);
	for (i = 0; i < COUNT(answers); i++) {
		if (answers[i].shape != operation->answer)
			continue;
		if (unwell)
			answers[i].unwell(json->out, settings);
		else
			answers[i].write(json->out, settings);
	}
}

/* Bodies, which the readers of their shapes accept. */
static const struct {
	const struct shape *shape;
	const char *body;
} bodies[] = {
    {&model_todo_new,
	"{\"title\":\"Read the README\",\"description\":\"All of it\","
	"\"due_date\":\"2026-01-31\",\"priority\":2}"},
    {&model_todo_change, "{\"description\":null,\"is_completed\":true}"},
    {&model_todo_bulk,
	"{\"operations\":[{\"op\":\"create\",\"title\":\"Read the README\"},"
	"{\"op\":\"update\",\"id\":\"5b1f0c6e-9a4d-4e0b-8c55-2f3d7a6190ee\","
	"\"is_completed\":true}],\"atomic\":true}"},
    {&model_user_change, "{\"is_active\":false}"},
    {&json_credentials_registration,
	"{\"email\":\"me@example.org\",\"password\":\"Correct-horse-1\"}"},
    {&json_credentials_login,
	"{\"email\":\"me@example.org\",\"password\":\"Correct-horse-1\"}"},
    {&json_credentials_change,
	"{\"current_password\":\"Correct-horse-1\","
	"\"new_password\":\"Battery-staple-2\"}"},
    {&json_api_token_new,
	"{\"name\":\"backup\",\"access\":\"read\","
	"\"expires_at\":\"2027-01-12T20:30:00Z\","
	"\"password\":\"Correct-horse-1\"}"},
    {&json_credentials_reset,
	"{\"token\":\"todo_reset_"
	"Dot8KkHTT26xDJNayCdEGwABAgMEBQYHCAkKCwwNDg8QERITFBUWFxgZGhscHR4f\","
	"\"new_password\":\"Battery-staple-2\"}"},
    {&json_credentials_proof, "{\"password\":\"Correct-horse-1\"}"},
    {&json_credentials_refresh, "{\"refresh_token\":\"" REFRESH_TOKEN "\"}"},
};

void
api_openapi_example_body(struct json_stream *json, const struct shape *shape)
{
	size_t i;

	for (i = 0; i < COUNT(bodies); i++) {
		if (bodies[i].shape == shape) {
			json_stream_name(json, "example");
			base_buffer_puts(json->out, bodies[i].body);
		}
	}
}
