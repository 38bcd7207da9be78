/* user.c: users register, and change or reset their passwords. */
#include "api/call.h"
#include "api/limit.h"
#include "api/route.h"
#include "auth/code.h"
#include "auth/password.h"
#include "base/time.h"
#include "db/code.h"
#include "db/user.h"
#include "json/answer.h"
#include "json/credentials.h"
#include "json/user.h"

/* Blames a field of the body alone. */
static enum error
blame(
    struct call *call, enum error err, const char *field, const char *expected)
{
	return base_error_blame(&call->fault, OK, err, field, expected);
}

/* The error so far; but for that VALIDATION_002 where the text is too weak. */
static enum error
check_strength(
    struct call *call, enum error err, struct text password, const char *field)
{
	if (auth_rule_accepts(&call->api->rule, password))
		return err;
	return base_error_blame(&call->fault, err, VALIDATION_002, field,
	    json_credentials_password_rule);
}

/* Reads an invitation; none is absent. AUTHZ_003: it is needed, and no code. */
static enum error
read_invitation(
    const struct call *call, struct text text, struct db_code *invitation)
{
	*invitation = (struct db_code){0};
	if (call->api->settings->registration != REGISTRATION_CLOSED)
		return OK;
	invitation->text = text;
	return auth_code_read(CODE_INVITATION, text, &invitation->id) ?
	    OK :
	    AUTHZ_003;
}

/* Adds the user, by the invitation where one is needed. */
static enum error
add(struct call *call, const struct db_code *invitation,
    const struct login *login)
{
	enum error err = invitation->text.data ?
	    db_code_accept(call->api->db, invitation, login) :
	    db_user_insert(call->api->db, login);

	if (err == VALIDATION_003)
		return blame(call, err, "email", "an email not yet registered");
	return err;
}

enum error
api_user_register(struct call *call)
{
	struct login login = {.id = base_id_new(), .created_at = call->now};
	char hash[PASSWORD_HASH];
	struct db_code invitation;
	struct credentials in;
	enum error err;

	err = json_credentials_read_new(call->api->parser, &in, &call->fault);
	if (in.has_password == GIVEN)
		err = check_strength(call, err, in.password, "password");
	if (err == OK)
		err = read_invitation(call, in.invitation, &invitation);
	if (err == OK)
		err = api_limit_charge(call, in.email);
	if (err == OK)
		err = auth_password_hash(
		    in.password, call->api->settings->bcrypt_cost, hash);
	if (err != OK)
		return err;
	login.email = in.email;
	login.password_hash = base_text_of(hash);
	err = add(call, &invitation, &login);
	if (err != OK)
		return err;
	api_call_user(call, &login.id);
	call->res->status = 201;
	json_user_write_new(&call->res->body, &login);
	return OK;
}

/* Whether the current password is right and the new one may take its place. */
static enum error
check_change(struct call *call, const struct password_change *in,
    const struct login *login)
{
	struct text new = in->has_new == GIVEN ? in->new : (struct text){0};
	enum error err;

	err = auth_password_check(in->current, login->password_hash,
	    call->api->settings->bcrypt_cost);
	if (err == AUTH_001)
		err = blame(call, VALIDATION_007, "current_password",
		    JSON_CREDENTIALS_CURRENT);
	if (err == OK || err == VALIDATION_007)
		err = check_strength(call, err, new, "new_password");
	if (err != OK)
		return err;
	if (base_text_equal(in->current, new))
		return blame(call, VALIDATION_008, "new_password",
		    "another password than the current one");
	return OK;
}

/*
 * Replaces the password of a login if all is right; *raced when its hash was
 * replaced after it was read.
 */
static enum error
replace(struct call *call, const struct password_change *in,
    const struct login *login, bool *raced)
{
	char hash[PASSWORD_HASH];
	enum error err = check_change(call, in, login);

	if (err == OK)
		err = auth_password_hash(
		    in->new, call->api->settings->bcrypt_cost, hash);
	if (err != OK)
		return err;
	err = db_user_change_password(call->api->db, &call->caller,
	    login->password_hash, base_text_of(hash), call->now);
	*raced = err == VALIDATION_007;
	return err;
}

/* The same for the caller, which counts as a login of theirs. */
static enum error
change(struct call *call, const struct password_change *in, bool *raced)
{
	struct login login;
	enum error err = db_user_of(call->api->db, &call->caller, &login);

	if (err == OK)
		err = api_limit_charge(call, login.email);
	if (err != OK)
		return err;
	err = replace(call, in, &login, raced);
	api_limit_settle(call, login.email, err);
	return err;
}

/*
 * The hash was replaced meanwhile: by another change, which has won, or by a
 * login that renewed the hash of the same password.
 */
static enum error
change_again(struct call *call, const struct password_change *in)
{
	bool raced = false;
	enum error err = change(call, in, &raced);

	if (err == OK || base_error_status(err) == 500)
		return err;
	return blame(
	    call, VALIDATION_007, "current_password", JSON_CREDENTIALS_CURRENT);
}

enum error
api_user_change_password(struct call *call)
{
	struct password_change in;
	bool raced = false;
	enum error err;

	err =
	    json_credentials_read_change(call->api->parser, &in, &call->fault);
	if (err != OK && in.has_new == GIVEN)
		err = check_strength(call, err, in.new, "new_password");
	if (err == OK)
		err = change(call, &in, &raced);
	if (raced)
		err = change_again(call, &in);
	if (err != OK)
		return err;
	json_answer_message(
	    &call->res->body, call->match.route->operation->message);
	return OK;
}

/*
 * Checks the code and the new password, and replaces the old one. What others tried
 * at the account holds its user up no longer, and no address is known that was
 * theirs.
 */
static enum error
reset(struct call *call, const struct password_reset *in,
    const struct db_code *code)
{
	char hash[PASSWORD_HASH];
	struct text email;
	enum error err = db_code_check_reset(call->api->db, code, call->now);

	if (err == OK)
		err = check_strength(call, err,
		    in->has_new == GIVEN ? in->new : (struct text){0},
		    "new_password");
	if (err == OK)
		err = auth_password_hash(
		    in->new, call->api->settings->bcrypt_cost, hash);
	if (err != OK)
		return err;
	err = db_code_reset(
	    call->api->db, code, base_text_of(hash), call->now, &email);
	if (err == OK)
		api_limit_forget(call->api->db, email);
	return err;
}

enum error
api_user_reset_password(struct call *call)
{
	struct password_reset in;
	struct db_code code = {0};
	char user[ID_TEXT];
	enum error err;

	err = json_credentials_read_reset(call->api->parser, &in, &call->fault);
	if (err != OK)
		return err;
	/* What is no code is the nil user's, who has none. */
	code.text = in.token;
	(void)auth_code_read(CODE_RESET, in.token, &code.id);
	base_id_format(&code.id, user);
	err = api_limit_charge(call, base_text_of(user));
	if (err != OK)
		return err;
	err = reset(call, &in, &code);
	api_limit_settle(call, base_text_of(user), err);
	if (err == VALIDATION_010)
		return blame(call, err, "token", "a code that is still good");
	if (err != OK)
		return err;
	api_call_user(call, &code.id);
	json_answer_message(
	    &call->res->body, call->match.route->operation->message);
	return OK;
}
