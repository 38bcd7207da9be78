/* user_text.h: how a command line names a user, and how one is printed. */
#ifndef ADMIN_USER_TEXT_H
#define ADMIN_USER_TEXT_H

#include "model/user.h"
#include "call.h"

/*
 * Finds the user that the first argument names, by its id or else its
 * email. Not ADMIN_DONE: there is none, or the database failed, and it was
 * said. Its texts live until db_conn_release.
 */
enum admin_exit
admin_user_text_find(struct admin_call *call, struct user *user);

/* Prints a page of users, a line for each below a line of titles. */
void admin_user_text_print_page(const struct user_page *page);

/* Prints one user, a line for each of its properties. */
void admin_user_text_print(const struct user *user);

#endif
