/* person.c: makes users, logs in, asks, and judges answers. */
#include "person.h"

#include "forge.h"
#include "post.h"

#include "auth/code.h"
#include "base/error.h"
#include "base/id.h"

#include <check.h>
#include <libpq-fe.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ACCESS_LIFE 3600 /* seconds */
#define REFRESH_LIFE (7 * 24 * 3600)

/* PASSWORD, hashed at the cost that the settings begin with. */
#define PASSWORD_HASH_OF_TESTS                                                 \
	"$2b$10$TheSaltOfTheTestsOnlyu1Pebmiyk5lSVm3G3gwjbthR8QOj5ni6"

static void
new_id(char text[ID_TEXT])
{
	struct id id = base_id_new();

	base_id_format(&id, text);
}

void
person_email(char email[64])
{
	char text[ID_TEXT];

	new_id(text);
	snprintf(email, 64, "%s@example.com", text);
}

static void
copy_member(
	const struct answer *answer, const char *name, char *out, size_t size)
{
	const char *value = client_member(answer, name);

	ck_assert_msg(value != NULL, "no %s in the answer", name);
	ck_assert_uint_lt(strlen(value), size);
	snprintf(out, size, "%s", value);
}

void
person_login(struct person *person, const char *password)
{
	struct ask ask = {.method = "POST", .target = "/auth/login"};
	struct answer answer;
	char body[256];

	snprintf(body, sizeof(body), "{'email':'%s','password':'%s'}",
		person->email, password);
	ask.body = body;
	answer = client_send(&ask);
	ck_assert_int_eq(answer.status, 200);
	copy_member(&answer, "access_token", person->access,
		sizeof(person->access));
	copy_member(&answer, "refresh_token", person->refresh,
		sizeof(person->refresh));
	client_clear(&answer);
}

struct person
person_register(void)
{
	struct ask ask = {.method = "POST", .target = "/auth/register"};
	struct person person = {0};
	struct answer answer;
	char body[256];

	person_email(person.email);
	snprintf(body, sizeof(body), "{'email':'%s','password':'%s'}",
		person.email, PASSWORD);
	ask.body = body;
	answer = client_send(&ask);
	ck_assert_int_eq(answer.status, 201);
	copy_member(&answer, "id", person.id, sizeof(person.id));
	client_clear(&answer);
	person_login(&person, PASSWORD);
	return person;
}

/* Signs a token of the person's, with a claim or two more, as the service does. */
static void
sign(const struct person *person, const char *jti, const char *type,
	const char *more, long life, char out[1024])
{
	char claims[1024], token[FORGED], kid[ID_KEY];
	long now = (long)time(NULL);

	snprintf(claims, sizeof(claims),
		"{'sub':'%s','jti':'%s',"
		"'type':'%s','iat':%ld,'exp':%ld%s}",
		person->id, jti, type, now, now + life, more);
	base_id_fingerprint(forge_secret(), strlen(forge_secret()), kid);
	forge_sign(quoted(claims), "HS256", kid, forge_secret(), token);
	ck_assert_int_lt(snprintf(out, 1024, "%s", token), 1024);
}

struct person
person_new(void)
{
	char session[ID_TEXT], row[ID_TEXT], access[ID_TEXT], more[256];
	struct person person = {0};

	person_email(person.email);
	new_id(person.id);
	new_id(session);
	new_id(row);
	new_id(access);
	psql("SELECT account_add('%s', '%s', '" PASSWORD_HASH_OF_TESTS "',"
	     " now());"
	     " UPDATE users SET last_login_at = created_at WHERE id = '%s';"
	     " INSERT INTO refresh_tokens"
	     " (id, user_id, token_jti, issued_at, expires_at) VALUES ('%s',"
	     " '%s', '%s', now(), now() + interval '%d s')",
		person.id, person.email, person.id, row, person.id, session,
		REFRESH_LIFE);
	snprintf(more, sizeof(more), ",'sid':'%s','email':'%s'", session,
		person.email);
	sign(&person, access, "access", more, ACCESS_LIFE, person.access);
	sign(&person, session, "refresh", "", REFRESH_LIFE, person.refresh);
	return person;
}

struct person
person_new_admin(void)
{
	struct person person = person_new();

	psql("UPDATE users SET is_admin = true WHERE id = '%s'", person.id);
	return person;
}

const char *
person_allow_reset(const struct person *person, const char *life)
{
	static char text[CODE_TEXT];
	struct id id;

	ck_assert(base_id_parse(base_text_of(person->id), &id));
	ck_assert(auth_code_new(CODE_RESET, &id, text) == OK);
	psql("INSERT INTO password_resets VALUES ('%s', sha256('%s'), now(),"
	     " now() + interval '%s') ON CONFLICT (user_id) DO UPDATE"
	     " SET code_hash = excluded.code_hash",
		person->id, text, life);
	return text;
}

struct api_key
person_make_key(const struct person *person, const char *access)
{
	struct answer answer = post_as(person->access, "/auth/tokens",
		"{'name':'a program','access':'%s','password':'" PASSWORD "'}",
		access);
	struct api_key key;

	ck_assert_msg(answer.status == 201, "%s", answer.body.data);
	snprintf(key.id, sizeof(key.id), "%s", client_member(&answer, "id"));
	snprintf(key.text, sizeof(key.text), "%s",
		client_member(&answer, "token"));
	client_clear(&answer);
	return key;
}

struct answer
person_ask(const struct person *person, const char *method, const char *target,
	const char *body)
{
	const struct ask ask = {.method = method,
		.target = target,
		.token = person->access,
		.body = body};

	return client_send(&ask);
}

void
person_add_todo(const struct person *person, const char *title, char id[37])
{
	struct answer answer;
	char body[2048];

	snprintf(body, sizeof(body), "{'title':'%s'}", title);
	answer = person_ask(person, "POST", "/todos", body);
	ck_assert_int_eq(answer.status, 201);
	copy_member(&answer, "id", id, 37);
	client_clear(&answer);
}

/* The error of a code's name. */
static enum error
error_of(const char *code)
{
	enum error error;

	for (error = OK; error < ERROR_COUNT; error++) {
		if (strcmp(base_error_name(error), code) == 0)
			return error;
	}
	ck_abort_msg("no such error: %s", code);
	return OK;
}

static void
check_form(const struct answer *answer, const char *code)
{
	const char *given = client_member(answer, "error_code");

	ck_assert_msg(given && strcmp(given, code) == 0, "%s wanted, got %d %s",
		code, answer->status, answer->body.data);
	ck_assert_int_eq(answer->status, base_error_status(error_of(code)));
	ck_assert_str_eq(
		client_header(answer, "content-type"), "application/json");
	ck_assert_ptr_nonnull(client_member(answer, "message"));
	ck_assert_uint_eq(strlen(client_member(answer, "timestamp")), 20);
	ck_assert_str_eq(client_member(answer, "request_id"),
		client_header(answer, "x-request-id"));
}

void
expect_error(struct answer answer, const char *code)
{
	bool validation = strncmp(code, "VALIDATION_", 11) == 0;

	check_form(&answer, code);
	ck_assert_int_eq(client_member(&answer, "details") != NULL, validation);
	client_clear(&answer);
}

void
expect_fault(struct answer answer, const char *code, const char *field)
{
	check_form(&answer, code);
	ck_assert_ptr_nonnull(client_member(&answer, "details.field"));
	ck_assert_str_eq(client_member(&answer, "details.field"), field);
	ck_assert_ptr_nonnull(client_member(&answer, "details.expected"));
	client_clear(&answer);
}

void
expect_status(struct answer answer, int status)
{
	ck_assert_msg(answer.status == status, "%d wanted, got %d %s", status,
		answer.status, answer.body.data);
	client_clear(&answer);
}

const char *
psql(const char *format, ...)
{
	static char value[256];
	PGconn *conn = PQconnectdb(getenv("TEST_DATABASE_URL"));
	PGresult *result;
	char text[2048];
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	result = PQexec(conn, text);
	ck_assert_msg(PQresultStatus(result) == PGRES_TUPLES_OK ||
			PQresultStatus(result) == PGRES_COMMAND_OK,
		"%s: %s", text, PQerrorMessage(conn));
	snprintf(value, sizeof(value), "%s",
		PQntuples(result) ? PQgetvalue(result, 0, 0) : "");
	PQclear(result);
	PQfinish(conn);
	return value;
}
