/* user_text.c: users on the command line and the terminal. */
#include "user_text.h"

#include "base/time.h"
#include "db/user.h"
#include "say.h"

#include <stdio.h>

enum admin_exit
admin_user_text_find(struct admin_call *call, struct user *user)
{
	struct text name = base_text_of(call->args[0]);
	struct id id;
	enum error err;

	if (base_id_parse(name, &id))
		err = db_user_find(call->api.db, NULL, &id, user);
	else
		err = db_user_find_email(call->api.db, name, user);
	if (err == OK)
		return ADMIN_DONE;
	return admin_say_error(call, err, call->args[0]);
}

static const char *
time_text(int64_t when, char text[TIME_TEXT])
{
	if (when == TIME_NONE)
		return "-";
	base_time_format(when, text);
	return text;
}

/* What is unusual about a user, in words. */
static const char *
state_of(const struct user *user)
{
	if (user->is_admin)
		return user->is_active ? "admin" : "admin, disabled";
	return user->is_active ? "" : "disabled";
}

void
admin_user_text_print_page(const struct user_page *page)
{
	const struct user *user = page->items;
	char id[ID_TEXT], made[TIME_TEXT], seen[TIME_TEXT];
	int width = 6;
	size_t i;

	for (i = 0; i < page->count; i++) {
		if ((int)user[i].email.len > width)
			width = (int)user[i].email.len;
	}
	printf("%-36s  %-*s  %-20s  %-20s  %s\n", "ID", width, "EMAIL",
	    "CREATED", "LAST LOGIN", "STATE");
	for (i = 0; i < page->count; i++) {
		base_id_format(&user[i].id, id);
		printf("%s  ", id);
		admin_say_text(user[i].email, width);
		printf("  %s  %-20s  %s\n", time_text(user[i].created_at, made),
		    time_text(user[i].last_login_at, seen), state_of(&user[i]));
	}
}

static void
print_id(struct id id)
{
	char text[ID_TEXT];

	base_id_format(&id, text);
	fputs(text, stdout);
}

static void
print_text(struct text text)
{
	admin_say_text(text, 0);
}

static void
print_time(int64_t when)
{
	char text[TIME_TEXT];

	fputs(time_text(when, text), stdout);
}

static void
print_flag(bool flag)
{
	fputs(flag ? "yes" : "no", stdout);
}

#define PRINT(name, kind, traits, min, max, about, label) \
	printf("%-12s", label);                           \
	print_##kind(user->name);                         \
	putchar('\n');

void
admin_user_text_print(const struct user *user)
{
	USER_FIELDS_KEY(PRINT)
	USER_FIELDS_REST(PRINT)
}
