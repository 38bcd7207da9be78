/* proof.c: compares a password with the caller's, as a login does. */
#include "api/proof.h"

#include "api/limit.h"
#include "auth/password.h"
#include "db/user.h"
#include "json/credentials.h"

enum error
api_proof_blame(struct call *call)
{
	return base_error_blame(&call->fault, OK, VALIDATION_007, "password",
	    JSON_CREDENTIALS_CURRENT);
}

enum error
api_proof_check(struct call *call, struct text password, struct login *login)
{
	enum error err = db_user_of(call->api->db, &call->caller, login);

	if (err == OK)
		err = api_limit_charge(call, login->email);
	if (err != OK)
		return err;
	err = auth_password_check(
	    password, login->password_hash, call->api->settings->bcrypt_cost);
	if (err == AUTH_001)
		err = api_proof_blame(call);
	api_limit_settle(call, login->email, err);
	return err;
}
