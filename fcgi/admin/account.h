/* account.h: how a command line names an account, and how one is printed. */
#ifndef ADMIN_ACCOUNT_H
#define ADMIN_ACCOUNT_H

#include "base/model.h"
#include "call.h"

/*
 * Finds the account that the first argument names, by its id or else its
 * e-mail. Not ADMIN_DONE: there is none, or the database failed, and it was
 * said. Its texts live until db_conn_release.
 */
enum admin_exit
admin_account_find(struct admin_call *call, struct account *account);

/* Prints a page of accounts, a line for each below a line of titles. */
void admin_account_print_page(const struct user_page *page);

/* Prints one account, a line for each of its properties. */
void admin_account_print(const struct account *account);

#endif
