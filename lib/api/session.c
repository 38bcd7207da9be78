/* session.c: users see their sessions, and end one, their own or all. */
#include "api/login.h"
#include "api/route.h"
#include "base/time.h"
#include "db/revoke.h"
#include "db/session.h"
#include "json/answer.h"
#include "json/session.h"

enum error
api_session_list(struct call *call)
{
	struct session items[SESSION_PAGE_MAX];
	struct session_page page = {.room = SESSION_PAGE_MAX, .items = items};
	enum error err =
	    db_session_list(call->api->db, &call->caller, call->now, &page);

	if (err == OK)
		json_session_write_list(
		    &call->res->body, &page, call->caller.session_jti);
	return err;
}

enum error
api_session_end(struct call *call)
{
	struct id id = api_call_id(call);
	enum error err =
	    db_revoke_one(call->api->db, &call->caller, &id, call->now);

	if (err == OK) {
		call->res->status = 204;
		call->res->content_type = NULL;
	}
	return err;
}

/*
 * The jti of another session that the caller wants ended too, or NULL. A token
 * that is garbage or another user's is ignored; an expired one still counts,
 * for the access tokens that came from it.
 */
static const char *
other_session(struct call *call, struct text token, struct auth_claims *claims)
{
	enum error err = auth_token_verify(
	    &call->api->keys, token, TOKEN_REFRESH, call->now, claims);

	if (err != OK && err != AUTH_003)
		return NULL;
	if (!base_id_equal(&claims->user_id, &call->caller.user_id))
		return NULL;
	return claims->session;
}

/* When the last token of a session that ends now has run out. */
static int64_t
last_token(const struct call *call)
{
	return call->now + api_login_life(call) + TIME_DAY;
}

/* Clears the cookie and answers. */
static void
say_goodbye(struct call *call)
{
	api_login_set_cookie(call, "", 0);
	json_answer_message(
	    &call->res->body, call->match.route->operation->message);
}

enum error
api_session_logout(struct call *call)
{
	struct auth_claims claims;
	struct text token;
	enum error err;

	err = api_login_find_refresh(call, &token);
	if (err == OK)
		err = db_revoke_own(call->api->db, &call->caller,
		    other_session(call, token, &claims), call->now,
		    last_token(call));
	if (err != OK)
		return err;
	say_goodbye(call);
	return OK;
}

enum error
api_session_logout_all(struct call *call)
{
	enum error err = db_revoke_own_all(
	    call->api->db, &call->caller, call->now, last_token(call));

	if (err == OK)
		say_goodbye(call);
	return err;
}
