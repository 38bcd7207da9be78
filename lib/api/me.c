/* me.c: users see their own account, and delete it. */
#include "api/limit.h"
#include "api/login.h"
#include "api/proof.h"
#include "api/route.h"
#include "db/user.h"
#include "json/credentials.h"
#include "json/user.h"

enum error
api_me_show(struct call *call)
{
	struct user user;
	enum error err = db_user_show(call->api->db, &call->caller, &user);

	if (err == OK)
		json_user_write(&call->res->body, &user);
	return err;
}

/*
 * Deletes the account if the password is right; *raced when its hash was replaced
 * after it was read.
 */
static enum error
leave(struct call *call, struct text password, bool *raced)
{
	struct login login;
	enum error err = api_proof_check(call, password, &login);

	*raced = false;
	if (err != OK)
		return err;
	err = db_user_leave(
	    call->api->db, &call->caller, login.password_hash, call->now);
	*raced = err == VALIDATION_007;
	if (err == OK)
		api_limit_forget(call->api->db, login.email);
	return err;
}

enum error
api_me_delete(struct call *call)
{
	struct text password;
	enum error err;
	bool raced;

	err = json_credentials_read_proof(
	    call->api->parser, &password, &call->fault);
	if (err != OK)
		return err;
	err = leave(call, password, &raced);
	/* A login may have renewed the hash of the same password. */
	if (raced)
		err = leave(call, password, &raced);
	if (raced)
		return api_proof_blame(call);
	if (err != OK)
		return err;
	api_login_set_cookie(call, "", 0);
	call->res->status = 204;
	call->res->content_type = NULL;
	return OK;
}
