/* session.c: writes sessions as their owner sees them. */
#include "json/session.h"

#include "json/write.h"

#include <string.h>

/* clang-format off */
static const struct field session_fields[] = {
	{"id", FIELD_ID, 0, 0, 0, "The session's id", NULL, NULL},
	{"issued_at", FIELD_TIME, 0, 0, 0, "When it began, with a login", NULL, NULL},
	{"expires_at", FIELD_TIME, 0, 0, 0, "When its refresh token runs out", NULL, NULL},
	{"ip_address", FIELD_TEXT, FIELD_NULLABLE, 0, 0, "Where the login came from", NULL, NULL},
	{"current", FIELD_FLAG, 0, 0, 0, "Whether it is the session of this very request", NULL, NULL},
};
const struct shape json_session_shape =
	FIELD_SHAPE_OF("Session", "A session: what began with a login", session_fields);

static const struct field list_fields[] = {
	{"items", FIELD_LIST, 0, 0, SESSION_PAGE_MAX, "The sessions, the newest first", NULL, &json_session_shape},
};
const struct shape json_session_list_shape =
	FIELD_SHAPE_OF("SessionList", "The living sessions of the caller", list_fields);
/* clang-format on */

static void
write_one(
    struct buffer *out, const struct session *session, const char *current)
{
	json_write_id(out, "{\"id\":", &session->id);
	json_write_time(out, ",\"issued_at\":", session->issued_at);
	json_write_time(out, ",\"expires_at\":", session->expires_at);
	json_write_text(out, ",\"ip_address\":", session->ip_address);
	json_write_flag(
	    out, ",\"current\":", strcmp(session->jti, current) == 0);
	base_buffer_putc(out, '}');
}

void
json_session_write_array(
    struct buffer *out, const struct session_page *page, const char *current)
{
	size_t i;

	base_buffer_putc(out, '[');
	for (i = 0; i < page->count; i++) {
		if (i > 0)
			base_buffer_putc(out, ',');
		write_one(out, &page->items[i], current);
	}
	base_buffer_putc(out, ']');
}

void
json_session_write_list(
    struct buffer *out, const struct session_page *page, const char *current)
{
	base_buffer_puts(out, "{\"items\":");
	json_session_write_array(out, page, current);
	base_buffer_putc(out, '}');
}
