/* injected.c: makes good requests, and judges what came of them. */
#include "injected.h"

#include "auth/code.h"
#include "base/id.h"
#include "forge.h"
#include "person.h"

#include <check.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define TEXT_MAX 4096
#define EXPORT "/auth/me/export"

/*
 * Where libraries crash when an allocation of theirs fails, and nobody can keep
 * them from it: libfcgi asserts that memory is there, libjwt 1.10 takes no
 * notice of an HMAC that failed, json-c 0.16 of an object that was not made, and
 * OpenSSL 3.0 of a lock that was not made when it began.
 */
static const char *const crashes[] = {
	"libfcgi:FCGX_Accept_r",
	"libjwt:jwt_encode_str",
	"libjson-c:json_tokener_parse_ex",
	"libcrypto:CRYPTO_THREAD_read_lock",
};

static PGconn *conn;
static struct person user, admin;
static struct api_key key;
static char todo[37], other[37], session[64], session_id[64], hash[64];
static char reset[CODE_TEXT];

/* Runs SQL; PQclear the result. */
static PGresult *
query(const char *sql)
{
	PGresult *result = PQexec(conn, sql);

	ck_assert_msg(PQresultStatus(result) == PGRES_TUPLES_OK ||
			PQresultStatus(result) == PGRES_COMMAND_OK,
		"%s: %s", sql, PQerrorMessage(conn));
	return result;
}

/* The same; its first value, "" when there is none. Static. */
static const char *
run(const char *sql)
{
	static char value[256];
	PGresult *result = query(sql);

	snprintf(value, sizeof(value), "%s",
		PQntuples(result) ? PQgetvalue(result, 0, 0) : "");
	PQclear(result);
	return value;
}

static const char *
text_of(char letter)
{
	switch (letter) {
	case 'u':
		return user.id;
	case 't':
		return todo;
	case 'o':
		return other;
	case 's':
		return session;
	case 'i':
		return session_id;
	case 'r':
		return user.refresh;
	case 'k':
		return key.id;
	case 'a':
		return key.text;
	case 'c':
		return reset;
	case 'e':
		return user.email;
	default:
		return hash;
	}
}

/* Fills a text's places in; NULL when there is no text. */
static const char *
fill_in(const char *text, char out[TEXT_MAX])
{
	struct buffer made = {0};
	size_t len;

	if (!text)
		return NULL;
	while (*text) {
		len = strcspn(text, "%");
		base_buffer_add(&made, text, len);
		text += len;
		if (*text) {
			base_buffer_puts(&made, text_of(text[1]));
			text += 2;
		}
	}
	ck_assert_uint_lt(made.len, TEXT_MAX);
	snprintf(out, TEXT_MAX, "%.*s", (int)made.len, made.data);
	base_buffer_clear(&made);
	return out;
}

void
injected_open(void)
{
	char sql[TEXT_MAX];

	worker_plan()->armed = false;
	client_open();
	conn = PQconnectdb(getenv("TEST_DATABASE_URL"));
	user = person_register();
	admin = person_register();
	key = person_make_key(&user, "full");
	snprintf(
		reset, sizeof(reset), "%s", person_allow_reset(&user, "1 day"));
	person_add_todo(&user, "before", todo);
	person_add_todo(&user, "before", other);
	snprintf(session, sizeof(session), "%s",
		forge_claim(user.refresh, "jti"));
	psql("UPDATE users SET is_admin = true WHERE id = '%s'", admin.id);
	snprintf(session_id, sizeof(session_id), "%s",
		run(fill_in("SELECT id FROM refresh_tokens"
			    " WHERE token_jti = '%s'",
			sql)));
	snprintf(hash, sizeof(hash), "%s",
		run(fill_in("SELECT password_hash FROM users WHERE id = '%u'",
			sql)));
}

void
injected_close(void)
{
	PQfinish(conn);
	client_close();
}

/* An API token, or an access token that no worker has seen, to be verified. */
static const char *
new_token(const struct injected *kind, char token[FORGED])
{
	char jti[ID_TEXT + 2] = "'", forged[FORGED];
	struct id id = base_id_new();

	if (kind->by == NOBODY)
		return NULL;
	if (kind->by == PROGRAM)
		return key.text;
	base_id_format(&id, jti + 1);
	jti[ID_TEXT] = '\'';
	jti[ID_TEXT + 1] = '\0';
	forge_change(kind->by == ADMIN ? admin.access : user.access, "jti", jti,
		token);
	if (kind->by == FORGER) {
		forge_spoil(token, forged);
		memcpy(token, forged, FORGED);
	}
	return token;
}

/*
 * Asserts that an answer that is as it should be has all that it should have: the
 * answer of a success parses, and a file that is sent in pieces is as long as it was
 * before, or its connection broke. Where only a part came, that is to be seen.
 */
static void
check_whole(const struct injected *kind, const struct answer *answer)
{
	const bool is_file = strncmp(kind->target, EXPORT, strlen(EXPORT)) == 0;
	const struct plan *plan = worker_plan();
	static size_t len;

	ck_assert_msg(!answer->cut || (is_file && plan->failures > 0),
		"%s: cut short after a failure in %s", kind->name,
		plan->failed);
	ck_assert_msg(answer->cut || answer->body.data[0] != '{' ||
			answer->json != NULL,
		"%s: %s after a failure in %s", kind->name, answer->body.data,
		plan->failed);
	if (!is_file || answer->cut)
		return;
	if (len == 0)
		len = answer->body.len;
	ck_assert_msg(answer->body.len == len,
		"%s: %zu bytes after a failure in %s, and %zu before",
		kind->name, answer->body.len, plan->failed, len);
}

static void
judge(const struct injected *kind, const struct answer *answer)
{
	const struct plan *plan = worker_plan();
	const char *code = client_member(answer, "error_code");
	bool known = false;
	size_t i;

	if (answer->status == kind->status && (answer->status < 400 || code)) {
		check_whole(kind, answer);
		return;
	}
	for (i = 0; i < sizeof(crashes) / sizeof(crashes[0]); i++)
		known = known || strstr(plan->crashed, crashes[i]);
	if (answer->status == 0)
		ck_assert_msg(known, "%s: a crash in %s after a failure in %s",
			kind->name, plan->crashed, plan->failed);
	else if (strncmp(kind->target, "/health", 7) != 0 ||
		answer->status != 503)
		ck_assert_msg(answer->status == 500 && code &&
				strncmp(code, "SERVER_", 7) == 0,
			"%s: %d %s after a failure in %s", kind->name,
			answer->status, answer->body.data, plan->failed);
}

/* How many times each part of the effect is there; -1: of one more than of another. */
static long
count_effect(const char *sql)
{
	PGresult *result = query(sql);
	long count = strtol(PQgetvalue(result, 0, 0), NULL, 10);
	int i;

	for (i = 1; i < PQnfields(result); i++) {
		if (strtol(PQgetvalue(result, 0, i), NULL, 10) != count)
			count = -1;
	}
	PQclear(result);
	return count;
}

static void
check_effect(const struct injected *kind, int status)
{
	char sql[TEXT_MAX];
	long count;

	if (!kind->effect)
		return;
	count = count_effect(fill_in(kind->effect, sql));
	ck_assert_msg(count == 1 || (count == 0 && status != kind->status),
		"%s: status %d with %ld effects after a failure in %s",
		kind->name, status, count, worker_plan()->failed);
}

/* Asserts that a token of the answer, if it hands one out, is good. */
static void
check_token(const struct answer *answer)
{
	const char *token = client_member(answer, "access_token");

	if (!token)
		token = client_member(answer, "token");
	if (token)
		expect_status(client_send(&(struct ask){
				      .target = "/todos", .token = token}),
			200);
}

/* Sets the plan's counts to nothing, and lets it begin. */
static void
arm(void)
{
	struct plan *plan = worker_plan();

	plan->blocks = 0;
	plan->statements = 0;
	plan->failures = 0;
	plan->failed[0] = '\0';
	plan->crashed[0] = '\0';
	plan->armed = true;
}

struct injected_result
injected_send(const struct injected *kind)
{
	char target[TEXT_MAX], header[TEXT_MAX], body[TEXT_MAX], sql[TEXT_MAX];
	char token[FORGED];
	struct ask ask = {.method = kind->method,
		.target = fill_in(kind->target, target),
		.token = new_token(kind, token),
		.headers = {fill_in(kind->header, header)},
		.body = fill_in(kind->body, body),
		.content_type = strcmp(kind->method, "PATCH") == 0 ?
			"application/merge-patch+json" :
			NULL,
		.from = "127.0.0.1"};
	struct plan *plan = worker_plan();
	struct injected_result result;
	struct answer answer;

	if (kind->before)
		run(fill_in(kind->before, sql));
	arm();
	answer = client_send(&ask);
	plan->armed = false;
	judge(kind, &answer);
	check_effect(kind, answer.status);
	check_token(&answer);
	result = (struct injected_result){.status = answer.status,
		.seen = plan->block ? plan->blocks : plan->statements,
		.failed = plan->failures > 0,
		.cut = answer.cut};
	client_clear(&answer);
	return result;
}

void
injected_check_next(void)
{
	const struct timespec pause = {.tv_nsec = 100 * 1000 * 1000};
	struct answer answer;
	int i;

	/* The next but one, where the database was just lost for a moment. */
	for (i = 0; i < 50; i++) {
		answer = person_ask(&admin, "GET", "/todos", NULL);
		if (answer.status != 500 ||
			!client_header(&answer, "retry-after"))
			break;
		client_clear(&answer);
		nanosleep(&pause, NULL);
	}
	expect_status(answer, 200);
}
