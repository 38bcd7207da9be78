/* command.h: the commands of todo-admin. */
#ifndef ADMIN_COMMAND_H
#define ADMIN_COMMAND_H

#include "call.h"

#include <stdbool.h>

/* The handlers: noun and verb are the file and the function. */
enum admin_exit admin_setup_run(struct admin_call *call);
enum admin_exit admin_migrate_run(struct admin_call *call);
enum admin_exit admin_user_list(struct admin_call *call);
enum admin_exit admin_user_show(struct admin_call *call);
enum admin_exit admin_user_create(struct admin_call *call);
enum admin_exit admin_user_disable(struct admin_call *call);
enum admin_exit admin_user_enable(struct admin_call *call);
enum admin_exit admin_user_set_password(struct admin_call *call);
enum admin_exit admin_user_invite(struct admin_call *call);
enum admin_exit admin_user_reset_password(struct admin_call *call);
enum admin_exit admin_user_promote(struct admin_call *call);
enum admin_exit admin_user_demote(struct admin_call *call);
enum admin_exit admin_user_delete(struct admin_call *call);
enum admin_exit admin_session_list(struct admin_call *call);
enum admin_exit admin_session_revoke(struct admin_call *call);
enum admin_exit admin_session_revoke_all(struct admin_call *call);
enum admin_exit admin_token_cleanup(struct admin_call *call);
enum admin_exit admin_key_generate(struct admin_call *call);
enum admin_exit admin_key_rotate(struct admin_call *call);
enum admin_exit admin_settings_check(struct admin_call *call);
enum admin_exit admin_openapi_print(struct admin_call *call);
enum admin_exit admin_doctor_run(struct admin_call *call);

/*
 * Reads the command line into *call; false, when it is none that we know,
 * with one line on standard error that says why.
 */
bool admin_command_parse(struct admin_call *call, int argc, char **argv);

/* Prints the commands, those of one noun unless that is NULL. */
void admin_command_help(const char *noun);

/* Whether commands have this noun. */
bool admin_command_has_noun(const char *noun);

/* Whether a noun alone is no command: a verb has to follow. */
bool admin_command_needs_verb(const char *noun);

#endif
