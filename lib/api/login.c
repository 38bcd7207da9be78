/* login.c: sessions begin with a login and go on with refreshes. */
#include "api/login.h"

#include "api/limit.h"
#include "api/route.h"
#include "auth/password.h"
#include "auth/verdict.h"
#include "base/log.h"
#include "base/time.h"
#include "db/session.h"
#include "db/user.h"
#include "http/cookie.h"
#include "json/credentials.h"

#include <string.h>

#define COOKIE_PATH "/auth"

int64_t
api_login_life(const struct call *call)
{
	return call->api->settings->refresh_days * TIME_DAY;
}

void
api_login_set_cookie(struct call *call, const char *token, long seconds)
{
	http_cookie_set(call->res, REFRESH_COOKIE, token, call->req->prefix,
	    COOKIE_PATH, seconds);
}

/* The user that email and password name; the same time for all errors. */
static enum error
check_login(
    struct call *call, const struct credentials *in, struct login *login)
{
	long cost = call->api->settings->bcrypt_cost;
	enum error err = db_user_find_login(call->api->db, in->email, login);

	if (err == RESOURCE_002) {
		auth_password_pretend(in->password, cost);
		return AUTH_001;
	}
	if (err == OK)
		err = auth_password_check(
		    in->password, login->password_hash, cost);
	if (err != OK)
		return err;
	return login->is_active ? OK : AUTH_007;
}

/* A new access token of a session; NULL when memory ran out. */
static char *
sign_access(const struct call *call, const struct id *user_id,
    const char *email, const char *session)
{
	struct auth_claims claims = {
	    .type = TOKEN_ACCESS,
	    .user_id = *user_id,
	    .email = email,
	    .issued_at = call->now,
	    .expires_at =
		call->now + call->api->settings->access_minutes * TIME_MINUTE,
	};

	auth_token_new_jti(claims.jti);
	memcpy(claims.session, session, sizeof(claims.session));
	return auth_verdict_sign(&call->api->keys, &claims);
}

/* The first refresh token of a session; NULL when memory ran out. */
static char *
sign_refresh(const struct call *call, const struct session *session)
{
	struct auth_claims claims = {
	    .type = TOKEN_REFRESH,
	    .user_id = session->user_id,
	    .issued_at = session->issued_at,
	    .expires_at = session->expires_at,
	};

	memcpy(claims.jti, session->jti, sizeof(claims.jti));
	return auth_verdict_sign(&call->api->keys, &claims);
}

static void
write_tokens(struct call *call, const char *access, const char *refresh)
{
	const struct token_answer answer = {
	    .access = access,
	    .refresh = refresh,
	    .expires_in = call->api->settings->access_minutes * 60,
	};

	json_credentials_write_tokens(&call->res->body, &answer);
}

/* Stores the session and hands both its tokens out. */
static enum error
begin(
    struct call *call, const struct login *login, const struct session *session)
{
	char *access =
	    sign_access(call, &login->id, login->email.data, session->jti);
	char *refresh = sign_refresh(call, session);
	enum error err = SERVER_002;

	if (access && refresh)
		err = db_session_begin(call->api->db, session,
		    login->password_hash, call->api->settings->sessions);
	if (err == OK) {
		write_tokens(call, access, refresh);
		api_login_set_cookie(
		    call, refresh, (long)(api_login_life(call) / TIME_SECOND));
	}
	auth_token_free(access);
	auth_token_free(refresh);
	return err;
}

/*
 * Hashes the password anew if the cost is another one now than when it was
 * set. What becomes of that is no matter of the login's.
 */
static void
renew_hash(
    struct call *call, const struct credentials *in, const struct login *login)
{
	long cost = call->api->settings->bcrypt_cost;
	char hash[PASSWORD_HASH];

	if (!auth_password_is_outdated(login->password_hash, cost) ||
	    auth_password_hash(in->password, cost, hash) != OK)
		return;
	if (db_user_renew_hash(call->api->db, &login->id, login->password_hash,
		base_text_of(hash)) != OK)
		base_log(LOG_WARNING, "a password's hash was not renewed");
}

/* A login from its check to its session; *right: the password was. */
static enum error
log_in(struct call *call, const struct credentials *in, bool *right)
{
	struct session session = {
	    .id = base_id_new(),
	    .issued_at = call->now,
	    .expires_at = call->now + api_login_life(call),
	};
	struct login login;
	enum error err = check_login(call, in, &login);

	*right = err == OK;
	if (err != OK)
		return err;
	api_call_user(call, &login.id);
	session.user_id = login.id;
	if (call->req->remote_addr.len > 0 && call->req->remote_addr.len <= 64)
		session.ip_address = call->req->remote_addr;
	auth_token_new_jti(session.jti);
	err = begin(call, &login, &session);
	if (err == OK)
		renew_hash(call, in, &login);
	return err;
}

enum error
api_login_begin(struct call *call)
{
	struct credentials in;
	bool right = false;
	enum error err;

	err = json_credentials_read_login(call->api->parser, &in, &call->fault);
	if (err == OK)
		err = api_limit_charge(call, in.email);
	if (err != OK)
		return err;
	err = log_in(call, &in, &right);
	/* Another login may have renewed the hash of the same password. */
	if (right && err == AUTH_001)
		err = log_in(call, &in, &right);
	/* A standby that is away is no wrong password. */
	api_limit_settle(
	    call, in.email, right && base_error_status(err) >= 500 ? OK : err);
	return err;
}

enum error
api_login_find_refresh(struct call *call, struct text *token)
{
	enum presence where;

	*token = (struct text){0};
	where = json_credentials_read_refresh(call->api->parser, token);
	call->fault.told = AUTH_005_NO_TEXT;
	if (where != ABSENT)
		return where == GIVEN ? OK : AUTH_005;
	call->fault.told = AUTH_005_COOKIES;
	if (!http_cookie_find(call->req->cookie, REFRESH_COOKIE, token))
		return AUTH_005;
	if (token->data && http_cors_is_foreign(&call->api->cors, call->req))
		return AUTHZ_002;
	return OK;
}

/* Uses the token, and says so where it comes back when it should not. */
static enum error
use(struct call *call, const struct auth_claims *claims,
    struct renewal *renewal)
{
	int64_t grace = call->api->settings->reuse_seconds * TIME_SECOND;
	struct refresh token = {
	    .user_id = claims->user_id, .generation = claims->generation};
	const struct id none = {0};
	char session[ID_TEXT];
	struct id ended;
	enum error err;

	memcpy(token.session, claims->session, sizeof(token.session));
	memcpy(token.jti, claims->jti, sizeof(token.jti));
	api_call_user(call, &claims->user_id);
	err = db_session_renew(call->api->db, &token, call->now,
	    call->now - grace, renewal, &ended);
	if (base_id_equal(&ended, &none))
		return err;
	base_id_format(&ended, session);
	base_log(LOG_WARNING,
	    "a refresh token of user %s came back after its successor was "
	    "used: session %s has ended",
	    call->user_id, session);
	call->session_reused = true;
	return err;
}

/*
 * The token that the session goes on with, the same for all who ask until it
 * is used; NULL when memory ran out.
 */
static char *
sign_child(const struct call *call, const struct auth_claims *parent,
    const struct renewal *renewal)
{
	struct auth_claims claims = {
	    .type = TOKEN_REFRESH,
	    .user_id = parent->user_id,
	    .generation = renewal->generation + 1,
	    .issued_at = renewal->used_at,
	    .expires_at = parent->expires_at,
	};

	memcpy(claims.session, parent->session, sizeof(claims.session));
	auth_token_child_jti(claims.session, claims.generation, claims.jti);
	return auth_verdict_sign(&call->api->keys, &claims);
}

/* Hands out an access token, and the refresh token to come with next. */
static enum error
go_on(struct call *call, const struct auth_claims *claims,
    const struct renewal *renewal)
{
	char *access = sign_access(
	    call, &claims->user_id, renewal->email.data, claims->session);
	char *refresh = sign_child(call, claims, renewal);
	enum error err = access && refresh ? OK : SERVER_002;

	if (err == OK) {
		write_tokens(call, access, refresh);
		api_login_set_cookie(call, refresh,
		    (long)((claims->expires_at - call->now) / TIME_SECOND));
	}
	auth_token_free(access);
	auth_token_free(refresh);
	return err;
}

enum error
api_login_refresh(struct call *call)
{
	struct auth_claims claims;
	struct renewal renewal;
	struct text token;
	enum error err;

	err = api_login_find_refresh(call, &token);
	if (err != OK)
		return err;
	call->token_sent = token.len > 0;
	err = auth_verdict_find(
	    &call->api->keys, token, TOKEN_REFRESH, call->now, &claims);
	call->fault.told = token.len > 0 ? claims.told : AUTH_005_NO_REFRESH;
	if (err == OK)
		err = api_limit_charge(call, base_text_of(claims.session));
	if (err == OK)
		err = use(call, &claims, &renewal);
	return err == OK ? go_on(call, &claims, &renewal) : err;
}
