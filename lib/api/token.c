/* token.c: users make API tokens, see them, and take them back. */
#include "api/proof.h"
#include "api/route.h"
#include "auth/code.h"
#include "db/api_token.h"
#include "json/api_token.h"

#include <string.h>

enum error
api_token_create(struct call *call)
{
	struct api_token token;
	char secret[CODE_TEXT];
	struct text password;
	struct login login;
	enum error err;

	err = json_api_token_read(
	    call->api->parser, call->now, &token, &password, &call->fault);
	/* A stolen access token shall not make one of it that lasts. */
	if (err == OK)
		err = api_proof_check(call, password, &login);
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
