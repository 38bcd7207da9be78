/* me.c: users see their own account, and delete it. */
#include "api/limit.h"
#include "api/login.h"
#include "api/route.h"
#include "auth/password.h"
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

/* Deletes the account if the password is right: VALIDATION_007 where it is not. */
static enum error
leave(struct call *call, struct text password, const struct login *login,
    bool *raced)
{
	enum error err = auth_password_check(
	    password, login->password_hash, call->api->settings->bcrypt_cost);

	if (err != OK)
		return err == AUTH_001 ? VALIDATION_007 : err;
	err = db_user_leave(
	    call->api->db, &call->caller, login->password_hash, call->now);
	*raced = err == VALIDATION_007;
	return err;
}

/*
 * The same for the caller, which counts as a login of theirs; *raced when the
 * password's hash was replaced after it was read.
 */
static enum error
prove_and_leave(struct call *call, struct text password, bool *raced)
{
	struct login login;
	enum error err = db_user_of(call->api->db, &call->caller, &login);

	*raced = false;
	if (err == OK)
		err = api_limit_charge(call, login.email);
	if (err != OK)
		return err;
	err = leave(call, password, &login, raced);
	api_limit_settle(call, login.email, err);
	if (err == OK)
		api_limit_forget(call, login.email);
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
	err = prove_and_leave(call, password, &raced);
	/* A login may have renewed the hash of the same password. */
	if (raced)
		err = prove_and_leave(call, password, &raced);
	if (err == VALIDATION_007)
		return base_error_blame(
		    &call->fault, OK, err, "password", "the current password");
	if (err != OK)
		return err;
	api_login_set_cookie(call, "", 0);
	call->res->status = 204;
	call->res->content_type = NULL;
	return OK;
}
