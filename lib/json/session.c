/* session.c: writes sessions as their owner sees them. */
#include "json/session.h"

#include "json/write.h"

#include <string.h>

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
json_session_write_list(
    struct buffer *out, const struct session_page *page, const char *current)
{
	size_t i;

	base_buffer_puts(out, "{\"items\":[");
	for (i = 0; i < page->count; i++) {
		if (i > 0)
			base_buffer_putc(out, ',');
		write_one(out, &page->items[i], current);
	}
	base_buffer_puts(out, "]}");
}
