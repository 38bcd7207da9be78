/* session.c: the commands about sessions. */
#include "base/time.h"
#include "command.h"
#include "db/revoke.h"
#include "db/session.h"
#include "json/session.h"
#include "say.h"
#include "user_text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static void
print_page(const struct session_page *page)
{
	char id[ID_TEXT], issued[TIME_TEXT], expires[TIME_TEXT];
	const struct session *session = page->items;
	size_t i;

	printf("%-36s  %-20s  %-20s  %s\n", "ID", "BEGAN", "ENDS", "ADDRESS");
	for (i = 0; i < page->count; i++, session++) {
		base_id_format(&session->id, id);
		base_time_format(session->issued_at, issued);
		base_time_format(session->expires_at, expires);
		printf("%s  %s  %s  ", id, issued, expires);
		admin_say_text(session->ip_address.data ? session->ip_address :
							  base_text_of("-"),
		    0);
		putchar('\n');
	}
	if (page->total > (int64_t)page->count)
		printf("(and %" PRId64 " older ones)\n",
		    page->total - (int64_t)page->count);
}

/* Reads and prints what has room in the page. */
static enum admin_exit
list(struct admin_call *call, const struct id *user_id,
    struct session_page *page)
{
	struct buffer out = {0};
	enum error err;

	if (!page->items) {
		admin_say("out of memory");
		return ADMIN_FAILED;
	}
	err = db_session_list_of(call->api.db, user_id, base_time_now(), page);
	if (err != OK)
		return admin_say_error(call, err, call->args[0]);
	if (call->options & OPTION_JSON) {
		json_session_write_list(&out, page, "");
		return admin_say_json(&out);
	}
	print_page(page);
	return ADMIN_DONE;
}

enum admin_exit
admin_session_list(struct admin_call *call)
{
	struct user user;
	enum admin_exit status = admin_user_text_find(call, &user);
	struct session_page page = {.room = SESSION_PAGE_MAX};

	if (status != ADMIN_DONE)
		return status;
	if (call->options & OPTION_LIMIT)
		page.room = (size_t)call->limit;
	page.items = calloc(page.room, sizeof(*page.items));
	status = list(call, &user.id, &page);
	free(page.items);
	return status;
}

enum admin_exit
admin_session_revoke(struct admin_call *call)
{
	struct id id;
	enum error err = RESOURCE_003;

	if (base_id_parse(base_text_of(call->args[0]), &id))
		err = db_revoke_one(call->api.db, NULL, &id, base_time_now());
	if (err != OK)
		return admin_say_error(call, err, call->args[0]);
	puts("The session is ended.");
	return ADMIN_DONE;
}

enum admin_exit
admin_session_revoke_all(struct admin_call *call)
{
	struct user user;
	enum admin_exit status = admin_user_text_find(call, &user);
	int64_t count;
	enum error err;

	if (status != ADMIN_DONE)
		return status;
	err = db_revoke_all(
	    call->api.db, NULL, &user.id, base_time_now(), &count);
	if (err != OK)
		return admin_say_error(call, err, call->args[0]);
	printf("Sessions ended: %" PRId64 "\n", count);
	return ADMIN_DONE;
}
