/* user.c: the field of a user's change, and users as JSON. */
#include "json/user.h"

#include "json/field.h"
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
		bool is_active;
	} body = {0};
#define ACTIVE(...) JSON_FIELD(body, has_active, __VA_ARGS__)
	static const struct json_field field = USER_FIELDS_STATE(ACTIVE);
	enum error err = json_parser_fill(parser, &field, 1, &body, fault);

	if (err == OK)
		*is_active = body.is_active;
	return err;
}

#define WRITE_KEY(name, ...) json_write_id(out, "{\"" #name "\":", &user->name);
#define WRITE(name, kind, ...) \
	json_write_##kind(out, ",\"" #name "\":", user->name);

void
json_user_write_new(struct buffer *out, const struct login *user)
{
	USER_FIELDS_KEY(WRITE_KEY)
	USER_FIELDS_NEW(WRITE)
	base_buffer_putc(out, '}');
}

void
json_user_write(struct buffer *out, const struct user *user)
{
	USER_FIELDS_KEY(WRITE_KEY)
	USER_FIELDS_REST(WRITE)
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
	json_write_flag(out, ",\"complete\":", page->complete);
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
