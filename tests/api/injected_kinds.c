/* injected_kinds.c: the kinds of requests in which something fails, at least one of
 * each route. */
#include "injected.h"

#include "person.h"

#include <stdlib.h>

#define RENEWED "'New-Password-1'"

#define SESSION_BACK                                                           \
	"DELETE FROM token_blacklist WHERE user_id = '%u';"                    \
	"INSERT INTO refresh_tokens (id, user_id, token_jti, issued_at, "      \
	"expires_at) VALUES ('%i', '%u', '%s', now(), now() + interval "       \
	"'7 days') ON CONFLICT (id) DO UPDATE SET revoked_at = NULL"
#define SESSION_GONE                                                           \
	"SELECT 1 - count(*) FROM refresh_tokens WHERE token_jti = '%s' "      \
	"AND revoked_at IS NULL"
#define KEY_BACK                                                               \
	"INSERT INTO api_tokens (id, user_id, name, token_hash, access, "      \
	"created_at) VALUES ('%k', '%u', 'old', sha256('%a'), 'full', now()) " \
	"ON CONFLICT DO NOTHING"
#define KEY_GONE "SELECT 1 - count(*) FROM api_tokens WHERE id = '%k'"
#define HASH_BACK "UPDATE users SET password_hash = '%h' WHERE id = '%u'"
#define HASH_NEW                                                               \
	"SELECT count(*) FROM users WHERE id = '%u' AND password_hash <> '%h'"
#define USER_BACK                                                              \
	"UPDATE users SET email = '%e', password_hash = '%h', "                \
	"is_active = true, deleted_at = NULL WHERE id = '%u'"
#define CODE_BACK                                                              \
	"INSERT INTO password_resets VALUES ('%u', sha256('%c'), now(), "      \
	"now() + interval '1 day') ON CONFLICT DO NOTHING"
#define CODE_GONE                                                              \
	"SELECT 1 - count(*) FROM password_resets WHERE user_id = '%u'"

#define THE_TODO_BACK(id)                                                      \
	"INSERT INTO todos (id, user_id, title, created_at, updated_at) "      \
	"VALUES ('" id "', '%u', 'before', now(), now()) "                     \
	"ON CONFLICT (id) DO UPDATE SET title = 'before'"
#define TODO_BACK THE_TODO_BACK("%t")
#define TODO_AFTER                                                             \
	"SELECT count(*) FROM todos WHERE id = '%t' AND title = 'after'"
/* More than a page, so that a file of them goes out in pieces. */
#define MANY_TODOS                                                             \
	"INSERT INTO todos (id, user_id, title, created_at, updated_at) "      \
	"SELECT gen_random_uuid(), '%u', 'one of many', now(), now() "         \
	"FROM generate_series(1, 120) WHERE NOT EXISTS (SELECT FROM todos "    \
	"WHERE user_id = '%u' AND title = 'one of many')"

#define NEW "{'title':'new','description':'of %e'}"
#define NEW_GONE "DELETE FROM todos WHERE user_id = '%u' AND title = 'new'"
#define NEW_THERE                                                              \
	"SELECT count(*) FROM todos WHERE user_id = '%u' "                     \
	"AND description = 'of %e'"
#define SAME "Idempotency-Key: \"a key\""
#define SAME_GONE "DELETE FROM idempotency_keys WHERE user_id = '%u'"
#define SAME_THERE "SELECT count(*) FROM idempotency_keys WHERE user_id = '%u'"

/* Each of two, of three, or of four has happened, or none. */
#define ALL_2(a, b) "SELECT (" a "), (" b ")"
#define ALL_3(a, b, c) ALL_2(a, b) ", (" c ")"
#define ALL_4(a, b, c, d) ALL_3(a, b, c) ", (" d ")"

/* clang-format off */
const struct injected injected_kinds[] = {
	{"index", "GET", "/", NULL, NULL, NOBODY, 200, NULL, NULL},
	{"health", "GET", "/health", NULL, NULL, NOBODY, 200, NULL, NULL},
	{"live", "GET", "/health/live", NULL, NULL, NOBODY, 200, NULL, NULL},
	{"ready", "GET", "/health/ready", NULL, NULL, NOBODY, 200, NULL, NULL},
	{"metrics", "GET", "/metrics", NULL, NULL, NOBODY, 200, NULL, NULL},
	{"openapi", "GET", "/openapi.json", NULL, NULL, NOBODY, 200, NULL, NULL},
	{"preflight", "OPTIONS", "/todos", NULL, NULL, NOBODY, 204, NULL, NULL},
	{"unknown", "GET", "/nowhere", NULL, NULL, NOBODY, 404, NULL, NULL},
	{"register", "POST", "/auth/register", NULL,
	 "{'email':'new-%e','password':'" PASSWORD "'}", NOBODY, 201,
	 "DELETE FROM users WHERE email = 'new-%e'",
	 "SELECT count(*) FROM users WHERE email = 'new-%e'"},
	{"login", "POST", "/auth/login", NULL,
	 "{'email':'%e','password':'" PASSWORD "'}", NOBODY, 200,
	 "DELETE FROM refresh_tokens WHERE user_id = '%u' AND token_jti <> '%s'",
	 "SELECT count(*) FROM refresh_tokens WHERE user_id = '%u' AND token_jti <> '%s'"},
	{"refresh", "POST", "/auth/refresh", NULL, "{'refresh_token':'%r'}", NOBODY, 200,
	 NULL, NULL},
	{"refresh-cookie", "POST", "/auth/refresh", "Cookie: refresh_token=%r", NULL, NOBODY, 200,
	 NULL, NULL},
	{"logout", "POST", "/auth/logout", NULL, "{'refresh_token':'%r'}", USER, 200,
	 SESSION_BACK, SESSION_GONE},
	{"logout-all", "POST", "/auth/logout-all", NULL, NULL, USER, 200,
	 SESSION_BACK, SESSION_GONE},
	{"change-password", "POST", "/auth/change-password", NULL,
	 "{'current_password':'" PASSWORD "','new_password':" RENEWED "}", USER, 200,
	 SESSION_BACK "; " HASH_BACK, HASH_NEW},
	{"reset-password", "POST", "/auth/reset-password", NULL,
	 "{'token':'%c','new_password':" RENEWED "}", NOBODY, 200,
	 SESSION_BACK "; " HASH_BACK "; " KEY_BACK "; " CODE_BACK,
	 ALL_4(HASH_NEW, SESSION_GONE, KEY_GONE, CODE_GONE)},
	{"sessions", "GET", "/auth/sessions", NULL, NULL, USER, 200, SESSION_BACK, NULL},
	{"end-session", "DELETE", "/auth/sessions/%i", NULL, NULL, USER, 204,
	 SESSION_BACK, SESSION_GONE},
	{"make-key", "POST", "/auth/tokens", NULL,
	 "{'name':'new','access':'read','password':'" PASSWORD "'}", USER, 201,
	 "DELETE FROM api_tokens WHERE user_id = '%u' AND name = 'new'",
	 "SELECT count(*) FROM api_tokens WHERE user_id = '%u' AND name = 'new'"},
	{"keys", "GET", "/auth/tokens", NULL, NULL, USER, 200, NULL, NULL},
	{"end-key", "DELETE", "/auth/tokens/%k", NULL, NULL, USER, 204, KEY_BACK, KEY_GONE},
	{"me", "GET", "/auth/me", NULL, NULL, USER, 200, NULL, NULL},
	{"leave", "DELETE", "/auth/me", NULL, "{'password':'" PASSWORD "'}", USER, 204, USER_BACK,
	 "SELECT count(*) FROM users WHERE id = '%u' AND deleted_at IS NOT NULL"},
	{"export", "GET", "/auth/me/export", NULL, NULL, USER, 200, MANY_TODOS, NULL},
	{"export-csv", "GET", "/auth/me/export?format=csv", NULL, NULL, USER, 200, MANY_TODOS, NULL},
	{"list", "GET", "/todos?sort_by=title", NULL, NULL, USER, 200,
	 TODO_BACK "; " SESSION_BACK, NULL},
	{"search", "GET", "/todos?q=befo&is_completed=false&priority=0&sort_by=updated_at"
	 "&updated_since=2026-01-01T00:00:00Z", NULL, NULL, USER, 200, TODO_BACK, NULL},
	{"list-by-key", "GET", "/todos", NULL, NULL, PROGRAM, 200, NULL, NULL},
	{"changes", "GET", "/todos/changes", NULL, NULL, USER, 200, TODO_BACK, NULL},
	{"create", "POST", "/todos", NULL, NEW, USER, 201, NEW_GONE, NEW_THERE},
	{"create-by-key", "POST", "/todos", NULL, NEW, PROGRAM, 201, NEW_GONE, NEW_THERE},
	{"create-once", "POST", "/todos", SAME, NEW, USER, 201,
	 NEW_GONE "; " SAME_GONE, ALL_2(NEW_THERE, SAME_THERE)},
	{"create-again", "POST", "/todos", SAME, NEW, USER, 201, NULL,
	 ALL_2(NEW_THERE, SAME_THERE)},
	{"bulk", "POST", "/todos/bulk", SAME,
	 "{'operations':[{'op':'create','title':'new','description':'of %e'},"
	 "{'op':'update','id':'%t','title':'after'},{'op':'delete','id':'%o'}]}", USER, 200,
	 NEW_GONE "; " SAME_GONE "; " TODO_BACK "; " THE_TODO_BACK("%o"),
	 ALL_4(NEW_THERE, TODO_AFTER, "SELECT 1 - count(*) FROM todos WHERE id = '%o'", SAME_THERE)},
	{"get", "GET", "/todos/%t", NULL, NULL, USER, 200, TODO_BACK, NULL},
	{"update", "PUT", "/todos/%t", NULL, "{'title':'after'}", USER, 200, TODO_BACK, TODO_AFTER},
	{"patch", "PATCH", "/todos/%t", NULL, "{'title':'after'}", USER, 200, TODO_BACK, TODO_AFTER},
	{"delete", "DELETE", "/todos/%t", NULL, NULL, USER, 204, TODO_BACK,
	 "SELECT 1 - count(*) FROM todos WHERE id = '%t'"},
	{"users", "GET", "/admin/users?email=%e", NULL, NULL, ADMIN, 200, NULL, NULL},
	{"user", "GET", "/admin/users/%u", NULL, NULL, ADMIN, 200, NULL, NULL},
	{"disable", "PUT", "/admin/users/%u", NULL, "{'is_active':false}", ADMIN, 200,
	 "UPDATE users SET is_active = true WHERE id = '%u'; " SESSION_BACK,
	 ALL_2("SELECT count(*) FROM users WHERE id = '%u' AND NOT is_active", SESSION_GONE)},
	{"revoke", "POST", "/admin/users/%u/revoke-tokens", NULL, NULL, ADMIN, 200,
	 SESSION_BACK "; " KEY_BACK, ALL_2(SESSION_GONE, KEY_GONE)},
	{"forged", "GET", "/todos", NULL, NULL, FORGER, 401, SESSION_BACK, NULL},
	{"bad-body", "POST", "/todos", NULL, "{'title' 'a'}", USER, 400, NULL, NULL},
};
/* clang-format on */
const size_t injected_count =
	sizeof(injected_kinds) / sizeof(injected_kinds[0]);

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
