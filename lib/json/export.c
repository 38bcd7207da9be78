/* export.c: writes a user's own things one after the other, the todos in pages. */
#include "json/export.h"

#include "json/api_token.h"
#include "json/session.h"
#include "json/todo.h"
#include "json/user.h"
#include "json/write.h"

/* clang-format off */
static const struct field fields[] = {
	{"exported_at", FIELD_TIME, 0, 0, 0, "When the export began", NULL, NULL},
	{"account", FIELD_SHAPE, 0, 0, 0, "The account", NULL, &model_user},
	{"sessions", FIELD_LIST, FIELD_NULLABLE, 0, SESSION_PAGE_MAX,
	 "The living sessions, the newest first; null to an API token", NULL, &json_session_shape},
	{"api_tokens", FIELD_LIST, FIELD_NULLABLE, 0, API_TOKEN_PAGE_MAX,
	 "The living API tokens, without their secrets, the newest first; null to an API token",
	 NULL, &json_api_token_shape},
	{"todos", FIELD_LIST, 0, 0, 0, "All todos, the newest first", NULL, &model_todo},
};
/* clang-format on */

const struct shape json_export_shape =
    FIELD_SHAPE_OF("Export", "All that is the caller's own", fields);

void
json_export_begin(struct buffer *out, const struct json_export *export)
{
	json_write_time(out, "{\"exported_at\":", export->now);
	base_buffer_puts(out, ",\"account\":");
	json_user_write(out, export->user);
	base_buffer_puts(out, ",\"sessions\":");
	if (export->sessions)
		json_session_write_array(
		    out, export->sessions, export->current);
	else
		base_buffer_puts(out, "null");
	base_buffer_puts(out, ",\"api_tokens\":");
	if (export->api_tokens)
		json_api_token_write_array(out, export->api_tokens);
	else
		base_buffer_puts(out, "null");
	base_buffer_puts(out, ",\"todos\":[");
}

void
json_export_add(struct buffer *out, const struct todo_page *page, bool is_first)
{
	size_t i;

	for (i = 0; i < page->count; i++) {
		/* A line each, for people who look into the file. */
		base_buffer_puts(out, is_first && i == 0 ? "\n" : ",\n");
		json_todo_write(out, &page->items[i]);
	}
}

void
json_export_end(struct buffer *out)
{
	base_buffer_puts(out, "]}\n");
}
