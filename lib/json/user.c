/* user.c: the field of a user's change, and users as JSON. */
#include "json/user.h"

#include "json/write.h"

/* clang-format off */
static const struct field revoked_fields[] = {
	{"message", FIELD_TEXT, 0, 0, 0, "One sentence, for people", NULL, NULL},
	{"revoked", FIELD_NUMBER, 0, 0, 0, "How many sessions ended", NULL, NULL},
};
const struct shape json_user_revoked_shape =
	FIELD_SHAPE_OF("Revocation", "How many sessions of a user ended", revoked_fields);
/* clang-format on */

enum error
json_user_read_change(
    const struct json_parser *parser, bool *is_active, struct fault *fault)
{
	struct body {
		enum presence has_active;
		bool active;
	} body = {0};
	static const struct json_field field = {"is_active", JSON_FLAG,
	    offsetof(struct body, has_active), offsetof(struct body, active),
	    VALIDATION_004, VALIDATION_002, VALIDATION_002, NULL,
	    "true or false"};
	enum error err = json_parser_fill(parser, &field, 1, &body, fault);

	if (err == OK)
		*is_active = body.active;
	return err;
}

void
json_user_write_new(struct buffer *out, const struct login *login)
{
	json_write_id(out, "{\"id\":", &login->id);
	json_write_text(out, ",\"email\":", login->email);
	json_write_time(out, ",\"created_at\":", login->created_at);
	base_buffer_putc(out, '}');
}

void
json_user_write(struct buffer *out, const struct user *user)
{
	json_write_id(out, "{\"id\":", &user->id);
	json_write_text(out, ",\"email\":", user->email);
	json_write_time(out, ",\"created_at\":", user->created_at);
	json_write_time(out, ",\"updated_at\":", user->updated_at);
	json_write_time(out, ",\"last_login_at\":", user->last_login_at);
	json_write_flag(out, ",\"is_active\":", user->is_active);
	json_write_flag(out, ",\"is_admin\":", user->is_admin);
	base_buffer_putc(out, '}');
}

void
json_user_write_page(struct buffer *out, const struct user_page *page,
    const struct user_query *query)
{
	int64_t seen = query->skip + (int64_t)page->count;
	size_t i;

	base_buffer_puts(out, "{\"items\":[");
	for (i = 0; i < page->count; i++) {
		if (i > 0)
			base_buffer_putc(out, ',');
		json_user_write(out, &page->items[i]);
	}
	json_write_number(out, "],\"total\":", page->total);
	json_write_number(out, ",\"skip\":", query->skip);
	json_write_number(out, ",\"limit\":", query->limit);
	json_write_flag(out, ",\"has_more\":", seen < page->total);
	base_buffer_putc(out, '}');
}

void
json_user_write_revoked(struct buffer *out, int64_t count)
{
	json_write_text(out,
	    "{\"message\":", base_text_of("All sessions of the user ended"));
	json_write_number(out, ",\"revoked\":", count);
	base_buffer_putc(out, '}');
}
