/* user.c: the commands about users. */
#include "api/limit.h"
#include "auth/password.h"
#include "model/email.h"
#include "base/time.h"
#include "command.h"
#include "db/user.h"
#include "json/user.h"
#include "password.h"
#include "say.h"
#include "user_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static enum admin_exit
print_page(const struct admin_call *call, const struct user_page *page,
    const struct user_query *query)
{
	int64_t seen = query->skip + (int64_t)page->count;
	struct buffer out = {0};

	if (call->options & OPTION_JSON) {
		json_user_write_page(&out, page, query);
		return admin_say_json(&out);
	}
	admin_user_text_print_page(page);
	if (page->total > seen)
		printf("(and %" PRId64 " more: --skip %" PRId64 ")\n",
		    page->total - seen, seen);
	if (!page->complete)
		printf("(without those of a database node that is away)\n");
	return ADMIN_DONE;
}

enum admin_exit
admin_user_list(struct admin_call *call)
{
	const struct user_query query = {
	    .skip = call->skip,
	    .limit = call->limit,
	    .email = base_text_of(call->email),
	};
	struct user_page page = {
	    .items = calloc((size_t)query.limit, sizeof(*page.items))};
	enum admin_exit status = ADMIN_FAILED;
	enum error err = SERVER_002;

	if (!page.items)
		admin_say("out of memory");
	else if ((err = db_user_list(call->api.db, NULL, &query, &page)) != OK)
		status = admin_say_error(call, err, "");
	else
		status = print_page(call, &page, &query);
	free(page.items);
	return status;
}

enum admin_exit
admin_user_show(struct admin_call *call)
{
	struct buffer out = {0};
	struct user user;
	enum admin_exit status = admin_user_text_find(call, &user);

	if (status != ADMIN_DONE)
		return status;
	if (call->options & OPTION_JSON) {
		json_user_write(&out, &user);
		return admin_say_json(&out);
	}
	admin_user_text_print(&user);
	return ADMIN_DONE;
}

/* Reads a new password and hashes it; nothing else of it stays. */
static enum admin_exit
read_hash(const struct admin_call *call, char hash[PASSWORD_HASH])
{
	struct password password = {0};
	enum error err;

	if (!admin_password_read(&call->api.rule, &password))
		return ADMIN_FAILED;
	err = auth_password_hash((struct text){password.data, password.len},
	    call->settings.bcrypt_cost, hash);
	admin_password_wipe(&password);
	return err == OK ? ADMIN_DONE : admin_say_error(call, err, "");
}

/* Whether the email may be registered; looked up before a password is asked. */
static enum admin_exit
check_email(const struct admin_call *call, struct text email)
{
	struct user other;
	enum error err;

	if (!model_email_is_valid(email)) {
		admin_say("%s is no email address", call->args[0]);
		return ADMIN_USAGE;
	}
	err = db_user_find_email(call->api.db, email, &other);
	if (err == RESOURCE_002)
		return ADMIN_DONE;
	return admin_say_error(
	    call, err == OK ? VALIDATION_003 : err, call->args[0]);
}

enum admin_exit
admin_user_create(struct admin_call *call)
{
	struct login login = {
	    .id = base_id_new(),
	    .email = base_text_of(call->args[0]),
	    .created_at = base_time_now(),
	};
	char hash[PASSWORD_HASH], id[ID_TEXT];
	struct user user;
	enum admin_exit status = check_email(call, login.email);
	enum error err;

	if (status == ADMIN_DONE)
		status = read_hash(call, hash);
	if (status != ADMIN_DONE)
		return status;
	login.password_hash = base_text_of(hash);
	err = db_user_insert(call->api.db, &login);
	if (err != OK)
		return admin_say_error(call, err, call->args[0]);
	base_id_format(&login.id, id);
	puts(id);
	if (!(call->options & OPTION_ADMIN))
		return ADMIN_DONE;
	err = db_user_set_admin(
	    call->api.db, NULL, &login.id, true, login.created_at, &user);
	if (err == OK)
		return ADMIN_DONE;
	/* The user is there: to be promoted, not created again. */
	admin_say("%s is registered, but no admin yet", call->args[0]);
	return admin_say_error(call, err, id);
}

/* Says what became of the user. */
static enum admin_exit
tell(const struct user *user, const char *what)
{
	admin_say_text(user->email, 0);
	printf(" %s\n", what);
	return ADMIN_DONE;
}

static enum admin_exit
set_active(struct admin_call *call, bool active)
{
	struct user user;
	enum admin_exit status = admin_user_text_find(call, &user);
	enum error err;

	if (status != ADMIN_DONE)
		return status;
	err = db_user_set_active(
	    call->api.db, NULL, &user.id, active, base_time_now(), &user);
	if (err != OK)
		return admin_say_error(call, err, call->args[0]);
	return tell(&user, active ? "is enabled" : "is disabled");
}

enum admin_exit
admin_user_disable(struct admin_call *call)
{
	return set_active(call, false);
}

enum admin_exit
admin_user_enable(struct admin_call *call)
{
	return set_active(call, true);
}

static enum admin_exit
set_admin(struct admin_call *call, bool is_admin)
{
	struct user user;
	enum admin_exit status = admin_user_text_find(call, &user);
	enum error err;

	if (status != ADMIN_DONE)
		return status;
	err = db_user_set_admin(
	    call->api.db, NULL, &user.id, is_admin, base_time_now(), &user);
	if (err != OK)
		return admin_say_error(call, err, call->args[0]);
	return tell(&user, is_admin ? "is an admin" : "is no admin");
}

enum admin_exit
admin_user_promote(struct admin_call *call)
{
	return set_admin(call, true);
}

enum admin_exit
admin_user_demote(struct admin_call *call)
{
	return set_admin(call, false);
}

/* Nothing stays of attempts at the account. What was done is done without it. */
static void
forget_attempts(struct admin_call *call, struct text email)
{
	if (!api_limit_forget(call->api.db, email))
		admin_say("attempts at the account could not be forgotten");
}

enum admin_exit
admin_user_set_password(struct admin_call *call)
{
	struct user user;
	enum admin_exit status = admin_user_text_find(call, &user);
	char hash[PASSWORD_HASH];
	int64_t count;
	enum error err;

	if (status == ADMIN_DONE)
		status = read_hash(call, hash);
	if (status != ADMIN_DONE)
		return status;
	err = db_user_set_password(call->api.db, &user.id, base_text_of(hash),
	    base_time_now(), &count);
	if (err != OK)
		return admin_say_error(call, err, call->args[0]);
	forget_attempts(call, user.email);
	printf("The password is set; sessions ended: %" PRId64 "\n", count);
	return ADMIN_DONE;
}

enum admin_exit
admin_user_delete(struct admin_call *call)
{
	struct user user;
	enum admin_exit status = admin_user_text_find(call, &user);
	char question[512];
	enum error err;

	if (status != ADMIN_DONE)
		return status;
	snprintf(question, sizeof(question),
	    "Delete %.*s with all todos? Type yes: ", (int)user.email.len,
	    user.email.data);
	if (!(call->options & OPTION_YES) && !admin_password_confirm(question))
		return ADMIN_FAILED;
	err = db_user_delete(call->api.db, &user.id);
	if (err != OK)
		return admin_say_error(call, err, call->args[0]);
	forget_attempts(call, user.email);
	return tell(&user, "is deleted");
}
