/* json.c: bodies to every struct that a body becomes. */
#include "fuzz/fuzz.h"
#include "json/credentials.h"
#include "json/todo.h"
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
read_todos(void)
{
	struct todo_change todo;

	if (is_ok(json_todo_read_new(parser, &todo, &fault))) {
		fuzz_must(todo.has_title == GIVEN &&
			!base_text_is_blank(todo.title) &&
			base_text_count(todo.title) <= TODO_TITLE_MAX);
		check_text(todo.title);
		if (todo.has_description == GIVEN)
			check_text(todo.description);
		check_round(&todo);
	}
	if (is_ok(json_todo_read_change(parser, &todo, &fault)) &&
		todo.has_description == GIVEN)
		fuzz_must(base_text_count(todo.description) <=
			TODO_DESCRIPTION_MAX);
}

static void
read_credentials(void)
{
	struct credentials in;
	struct password_change change;
	struct text token = {0};

	if (is_ok(json_credentials_read_new(parser, &in, &fault))) {
		fuzz_must(in.email.len <= EMAIL_MAX &&
			model_email_is_valid(in.email));
		check_text(in.password);
	}
	if (is_ok(json_credentials_read_login(parser, &in, &fault)))
		fuzz_must(in.email.len > 0 && in.password.len > 0);
	if (is_ok(json_credentials_read_change(parser, &change, &fault)))
		check_text(change.current);
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
	read_credentials();
	if (is_ok(json_user_read_change(parser, &active, &fault)))
		fuzz_must(err == OK);
	json_parser_release(parser);
	return 0;
}
