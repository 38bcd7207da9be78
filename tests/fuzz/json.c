/* json.c: bodies to every struct that a body becomes. */
#include "base/time.h"
#include "fuzz/fuzz.h"
#include "fuzz/world.h"
#include "json/api_token.h"
#include "json/credentials.h"
#include "json/todo.h"
#include "json/todo_bulk.h"
#include "json/unknown.h"
#include "json/user.h"

#include <string.h>

static struct json_parser *parser;

/* A text of a document is UTF-8 without U+0000. */
static void
check_text(struct text text)
{
	size_t at, step;

	for (at = 0; at < text.len; at += step) {
		step = base_text_step(text.data + at, text.len - at, NULL);
		fuzz_must(step > 0 && text.data[at] != '\0');
	}
}

static struct fault fault;

/* One that is refused has a field to blame. */
static bool
is_ok(enum error err)
{
	if (err == OK)
		return true;
	fuzz_must(base_error_status(err) == 422);
	fuzz_must(fault.field && fault.expected);
	fault = (struct fault){0};
	return false;
}

/* Written and read again, a todo is the same. */
static void
check_round(const struct todo_change *change)
{
	struct todo todo = {
		.title = change->title, .description = change->description};
	struct json_parser *other = json_parser_new();
	struct buffer out = {0};
	struct todo_change again;

	json_todo_write(&out, &todo);
	fuzz_must(other && fuzz_holds_json(&out));
	fuzz_must(json_parser_read(other, (struct text){out.data, out.len},
			  &fault) == OK);
	fuzz_must(json_todo_read_new(other, &again, &fault) == OK);
	fuzz_must(base_text_equal(again.title, change->title));
	json_parser_free(other);
	base_buffer_clear(&out);
}

static void
check_change(const struct todo_change *change)
{
	if (change->has_title == GIVEN) {
		fuzz_must(!base_text_is_blank(change->title) &&
			base_text_count(change->title) <= TODO_TITLE_MAX);
		check_text(change->title);
	}
	if (change->has_description == GIVEN) {
		fuzz_must(base_text_count(change->description) <=
			TODO_DESCRIPTION_MAX);
		check_text(change->description);
	}
	if (change->has_due_date == GIVEN)
		fuzz_must(
			change->due_date >= 1 && change->due_date <= DATE_LAST);
	if (change->has_priority == GIVEN)
		fuzz_must(change->priority >= 0 &&
			change->priority <= TODO_PRIORITY_MAX);
}

static void
read_todos(void)
{
	struct todo_change todo;

	if (is_ok(json_todo_read_new(parser, &todo, &fault))) {
		fuzz_must(todo.has_title == GIVEN);
		check_change(&todo);
		check_round(&todo);
	}
	if (is_ok(json_todo_read_change(parser, &todo, &fault)))
		check_change(&todo);
}

/* What is wrong with an operation is its own, and says of which list it is one. */
static void
check_operation(const struct todo_operation *operation)
{
	if (operation->err != OK) {
		fuzz_must(base_error_status(operation->err) == 422);
		fuzz_must(operation->fault.list);
		return;
	}
	fuzz_must(operation->kind != TODO_CREATE ||
		operation->change.has_title == GIVEN);
	check_change(&operation->change);
}

static void
read_bulk(void)
{
	static struct todo_bulk bulk;
	struct buffer out = {0};
	size_t i;

	if (!is_ok(json_todo_read_bulk(parser, &bulk, &fault)))
		return;
	fuzz_must(bulk.count >= 1 && bulk.count <= TODO_BULK_MAX);
	for (i = 0; i < bulk.count; i++)
		check_operation(&bulk.operations[i]);
	json_todo_write_results(&out, &bulk);
	fuzz_must(fuzz_holds_json(&out));
	base_buffer_clear(&out);
}

static void
read_api_token(void)
{
	struct buffer out = {0};
	struct api_token token;
	struct text password;

	if (!is_ok(json_api_token_read(
		    parser, FUZZ_NOW, &token, &password, &fault)))
		return;
	fuzz_must(!base_text_is_blank(token.name) &&
		base_text_count(token.name) <= API_TOKEN_NAME_MAX);
	fuzz_must(base_text_is(token.access, API_TOKEN_READ) ||
		base_text_is(token.access, API_TOKEN_FULL));
	fuzz_must(token.expires_at == TIME_NONE || token.expires_at > FUZZ_NOW);
	fuzz_must(password.data);
	check_text(token.name);
	check_text(password);
	json_api_token_write_made(&out, &token, "secret");
	fuzz_must(fuzz_holds_json(&out));
	base_buffer_clear(&out);
}

/* A member that is told to a strict client. */
static void
check_unknown(void *context, const char *name, const struct shape *shape)
{
	(void)context;
	fuzz_must(shape && strlen(name) <= JSON_UNKNOWN_NAME);
}

static void
find_unknown(void)
{
	static const struct json_unknown unknown = {check_unknown, NULL};

	json_unknown_find(parser, &model_todo_new, &unknown);
	json_unknown_find(parser, &model_todo_bulk, &unknown);
}

static void
read_credentials(void)
{
	struct credentials in;
	struct password_change change;
	struct password_reset reset;
	struct text token = {0}, password;

	if (is_ok(json_credentials_read_new(parser, &in, &fault))) {
		fuzz_must(in.email.len <= EMAIL_MAX &&
			model_email_is_valid(in.email));
		check_text(in.password);
		if (in.has_invitation == GIVEN)
			check_text(in.invitation);
	}
	if (is_ok(json_credentials_read_login(parser, &in, &fault)))
		fuzz_must(in.email.len > 0 && in.password.len > 0);
	if (is_ok(json_credentials_read_change(parser, &change, &fault)))
		check_text(change.current);
	if (is_ok(json_credentials_read_reset(parser, &reset, &fault)))
		check_text(reset.token);
	if (is_ok(json_credentials_read_proof(parser, &password, &fault)))
		check_text(password);
	if (json_credentials_read_refresh(parser, &token) == GIVEN)
		check_text(token);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text body = {(const char *)data, size};
	enum error err;
	bool active;

	if (!parser)
		parser = json_parser_new();
	fuzz_must(parser);
	err = json_parser_read(parser, body, &fault);
	fault = (struct fault){0};
	fuzz_must(err == OK || err == REQUEST_001);
	if (err == OK)
		fuzz_must(fuzz_is_json(body));
	read_todos();
	read_bulk();
	read_credentials();
	read_api_token();
	find_unknown();
	if (is_ok(json_user_read_change(parser, &active, &fault)))
		fuzz_must(err == OK);
	json_parser_release(parser);
	return 0;
}
