/* injected.c: makes good requests, and judges what came of them. */
#include "injected.h"

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
#define RENEWED "'New-Password-1'"
#define SESSION_BACK                                                           \
	"DELETE FROM token_blacklist WHERE user_id = '%u';"                    \
	"INSERT INTO refresh_tokens (id, user_id, token_jti, issued_at, "      \
	"expires_at) VALUES ('%i', '%u', '%s', now(), now() + interval "       \
	"'7 days') ON CONFLICT (id) DO UPDATE SET revoked_at = NULL"
#define SESSION_GONE                                                           \
	"SELECT 1 - count(*) FROM refresh_tokens WHERE token_jti = '%s' "      \
	"AND revoked_at IS NULL"
#define TODO_BACK                                                              \
	"INSERT INTO todos (id, user_id, title, created_at, updated_at) "      \
	"VALUES ('%t', '%u', 'before', now(), now()) "                         \
	"ON CONFLICT (id) DO UPDATE SET title = 'before'"

/* clang-format off */
const struct injected injected_kinds[] = {
	{"health", "GET", "/health", NULL, NOBODY, 200, NULL, NULL},
	{"ready", "GET", "/health/ready", NULL, NOBODY, 200, NULL, NULL},
	{"metrics", "GET", "/metrics", NULL, NOBODY, 200, NULL, NULL},
	{"openapi", "GET", "/openapi.json", NULL, NOBODY, 200, NULL, NULL},
	{"preflight", "OPTIONS", "/todos", NULL, NOBODY, 204, NULL, NULL},
	{"register", "POST", "/auth/register",
	 "{'email':'new-%e','password':'" PASSWORD "'}", NOBODY, 201,
	 "DELETE FROM users WHERE email = 'new-%e'",
	 "SELECT count(*) FROM users WHERE email = 'new-%e'"},
	{"login", "POST", "/auth/login",
	 "{'email':'%e','password':'" PASSWORD "'}", NOBODY, 200,
	 "DELETE FROM refresh_tokens WHERE user_id = '%u' AND token_jti <> '%s'",
	 "SELECT count(*) FROM refresh_tokens WHERE user_id = '%u' AND token_jti <> '%s'"},
	{"refresh", "POST", "/auth/refresh", "{'refresh_token':'%r'}", NOBODY, 200,
	 NULL, NULL},
	{"logout", "POST", "/auth/logout", "{'refresh_token':'%r'}", USER, 200,
	 SESSION_BACK, SESSION_GONE},
	{"logout-all", "POST", "/auth/logout-all", NULL, USER, 200,
	 SESSION_BACK, SESSION_GONE},
	{"change-password", "POST", "/auth/change-password",
	 "{'current_password':'" PASSWORD "','new_password':" RENEWED "}", USER, 200,
	 SESSION_BACK "; UPDATE users SET password_hash = '%h' WHERE id = '%u'",
	 "SELECT count(*) FROM users WHERE id = '%u' AND password_hash <> '%h'"},
	{"sessions", "GET", "/auth/sessions", NULL, USER, 200, SESSION_BACK, NULL},
	{"end-session", "DELETE", "/auth/sessions/%i", NULL, USER, 204,
	 SESSION_BACK, SESSION_GONE},
	{"list", "GET", "/todos?sort_by=title", NULL, USER, 200, TODO_BACK "; " SESSION_BACK, NULL},
	{"create", "POST", "/todos", "{'title':'new','description':'of %e'}", USER, 201,
	 "DELETE FROM todos WHERE user_id = '%u' AND title = 'new'",
	 "SELECT count(*) FROM todos WHERE user_id = '%u' AND description = 'of %e'"},
	{"get", "GET", "/todos/%t", NULL, USER, 200, TODO_BACK, NULL},
	{"update", "PUT", "/todos/%t", "{'title':'after'}", USER, 200, TODO_BACK,
	 "SELECT count(*) FROM todos WHERE id = '%t' AND title = 'after'"},
	{"delete", "DELETE", "/todos/%t", NULL, USER, 204, TODO_BACK,
	 "SELECT 1 - count(*) FROM todos WHERE id = '%t'"},
	{"users", "GET", "/admin/users?email=%e", NULL, ADMIN, 200, NULL, NULL},
	{"user", "GET", "/admin/users/%u", NULL, ADMIN, 200, NULL, NULL},
	{"disable", "PUT", "/admin/users/%u", "{'is_active':false}", ADMIN, 200,
	 "UPDATE users SET is_active = true WHERE id = '%u'",
	 "SELECT count(*) FROM users WHERE id = '%u' AND NOT is_active"},
	{"revoke", "POST", "/admin/users/%u/revoke-tokens", NULL, ADMIN, 200,
	 "UPDATE users SET is_active = true WHERE id = '%u';" SESSION_BACK, SESSION_GONE},
	{"forged", "GET", "/todos", NULL, FORGER, 401, SESSION_BACK, NULL},
	{"bad-body", "POST", "/todos", "{'title' 'a'}", USER, 400, NULL, NULL},
};
/* clang-format on */
const size_t injected_count =
	sizeof(injected_kinds) / sizeof(injected_kinds[0]);

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

/* This share, and how many there are; all of it when nothing is said. */
static void
read_share(int *share, int *shares)
{
	const char *text = getenv("API_SHARE");
	char *end;

	*share = 0;
	*shares = 1;
	if (!text)
		return;
	*share = (int)strtol(text, &end, 10);
	*shares = (int)strtol(end + 1, NULL, 10);
}

int
injected_turns(void)
{
	int share, shares;

	read_share(&share, &shares);
	return ((int)injected_count - share + shares - 1) / shares;
}

int
injected_turn(int n)
{
	int share, shares;

	read_share(&share, &shares);
	return n * shares + share;
}

static PGconn *conn;
static struct person user, admin;
static char todo[37], session[64], session_id[64], hash[64];

/* Runs SQL; its first value, "" when there is none. Static. */
static const char *
run(const char *sql)
{
	static char value[256];
	PGresult *result = PQexec(conn, sql);

	ck_assert_msg(PQresultStatus(result) == PGRES_TUPLES_OK ||
			PQresultStatus(result) == PGRES_COMMAND_OK,
		"%s: %s", sql, PQerrorMessage(conn));
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
	case 's':
		return session;
	case 'i':
		return session_id;
	case 'r':
		return user.refresh;
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
	person_add_todo(&user, "before", todo);
	snprintf(session, sizeof(session), "%s",
		forge_claim(user.refresh, "jti"));
	run(fill_in("UPDATE users SET is_admin = true WHERE id <> '%u'", sql));
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

/* An access token that no worker has seen, so that it has to be verified. */
static const char *
new_access(const struct injected *kind, char token[FORGED])
{
	char jti[ID_TEXT + 2] = "'", forged[FORGED];
	struct id id = base_id_new();

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

static void
judge(const struct injected *kind, const struct answer *answer)
{
	const struct plan *plan = worker_plan();
	const char *code = client_member(answer, "error_code");
	bool known = false;
	size_t i;

	if (answer->status == kind->status && (answer->status < 400 || code))
		return;
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

static void
check_effect(const struct injected *kind, int status)
{
	char sql[TEXT_MAX];
	long count;

	if (!kind->effect)
		return;
	count = strtol(run(fill_in(kind->effect, sql)), NULL, 10);
	ck_assert_msg(count == 1 || (count == 0 && status != kind->status),
		"%s: status %d with %ld effects after a failure in %s",
		kind->name, status, count, worker_plan()->failed);
}

/* Asserts that an access token of the answer, if it hands one out, is good. */
static void
check_token(const struct answer *answer)
{
	const char *token = client_member(answer, "access_token");

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
	char target[TEXT_MAX], body[TEXT_MAX], sql[TEXT_MAX], token[FORGED];
	struct ask ask = {.method = kind->method,
		.target = fill_in(kind->target, target),
		.token = kind->by == NOBODY ? NULL : new_access(kind, token),
		.body = fill_in(kind->body, body),
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
		.failed = plan->failures > 0};
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
