/* token.c: users make API tokens, see them, and take them back. */
#include "api/limit.h"
#include "api/route.h"
#include "auth/code.h"
#include "auth/password.h"
#include "db/api_token.h"
#include "db/user.h"
#include "json/api_token.h"

#include <string.h>

/*
 * Whether it is the caller's password, which counts as a login of theirs: who has
 * stolen an access token shall not make one of it that lasts.
 */
static enum error
prove(struct call *call, struct text password)
{
	struct login login;
	enum error err = db_user_of(call->api->db, &call->caller, &login);

	if (err == OK)
		err = api_limit_charge(call, login.email);
	if (err != OK)
		return err;
	err = auth_password_check(
	    password, login.password_hash, call->api->settings->bcrypt_cost);
	if (err == AUTH_001)
		err = base_error_blame(&call->fault, OK, VALIDATION_007,
		    "password", JSON_API_TOKEN_PROOF);
	api_limit_settle(call, login.email, err);
	return err;
}

enum error
api_token_create(struct call *call)
{
	struct api_token token;
	char secret[CODE_TEXT];
	struct text password;
	enum error err;

	err = json_api_token_read(
	    call->api->parser, call->now, &token, &password, &call->fault);
	if (err == OK)
		err = prove(call, password);
	if (err == OK)
		err = auth_code_new(
		    CODE_API_TOKEN, &call->caller.user_id, secret);
	if (err != OK)
		return err;
	token.id = base_id_new();
	err = db_api_token_insert(call->api->db, &call->caller, &token, secret,
	    call->api->settings->api_tokens);
	if (err == OK) {
		call->res->status = 201;
		json_api_token_write_made(&call->res->body, &token, secret);
	}
	explicit_bzero(secret, sizeof(secret));
	return err;
}

enum error
api_token_list(struct call *call)
{
	struct api_token_page page;
	enum error err =
	    db_api_token_list(call->api->db, &call->caller, call->now, &page);

	if (err == OK)
		json_api_token_write_list(&call->res->body, &page);
	return err;
}

enum error
api_token_delete(struct call *call)
{
	struct id id = api_call_id(call);
	enum error err =
	    db_api_token_delete(call->api->db, &call->caller, &id, call->now);

	if (err == OK) {
		call->res->status = 204;
		call->res->content_type = NULL;
	}
	return err;
}
