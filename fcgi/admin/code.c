/* code.c: the commands that print one-time codes, for the operator to pass on. */
#include "auth/code.h"
#include "base/time.h"
#include "command.h"
#include "db/code.h"
#include "model/email.h"
#include "say.h"
#include "user_text.h"

#include <stdio.h>
#include <string.h>

#define INVITATION_LIFE (7 * TIME_DAY)
#define RESET_LIFE TIME_DAY

/* When a code that is made now runs out. */
static int64_t
expires_at(const struct admin_call *call, int64_t now, int64_t life)
{
	return now + (call->options & OPTION_EXPIRES ? call->life : life);
}

/* Prints the code if it was kept; nothing of it stays. */
static enum admin_exit
hand_out(const struct admin_call *call, enum error err, char text[CODE_TEXT])
{
	enum admin_exit status = ADMIN_DONE;

	if (err == OK)
		puts(text);
	else
		status = admin_say_error(call, err, "");
	explicit_bzero(text, CODE_TEXT);
	return status;
}

enum admin_exit
admin_user_invite(struct admin_call *call)
{
	int64_t now = base_time_now();
	struct db_code code = {.id = base_id_new(),
	    .email = base_text_of(call->email),
	    .expires_at = expires_at(call, now, INVITATION_LIFE)};
	char text[CODE_TEXT];
	enum error err;

	if (call->email && !model_email_is_valid(code.email)) {
		admin_say("%s is no email address", call->email);
		return ADMIN_USAGE;
	}
	err = auth_code_new(CODE_INVITATION, &code.id, text);
	code.text = base_text_of(text);
	if (err == OK)
		err = db_code_invite(call->api.db, &code, now);
	return hand_out(call, err, text);
}

enum admin_exit
admin_user_reset_password(struct admin_call *call)
{
	int64_t now = base_time_now();
	struct db_code code = {.expires_at = expires_at(call, now, RESET_LIFE)};
	char text[CODE_TEXT];
	struct user user;
	enum admin_exit status = admin_user_text_find(call, &user);
	enum error err;

	if (status != ADMIN_DONE)
		return status;
	if (!user.is_active) {
		admin_say("%s is disabled", call->args[0]);
		return ADMIN_FAILED;
	}
	code.id = user.id;
	err = auth_code_new(CODE_RESET, &user.id, text);
	code.text = base_text_of(text);
	if (err == OK)
		err = db_code_allow_reset(call->api.db, &code, now);
	return hand_out(call, err, text);
}
