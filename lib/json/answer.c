/* answer.c: writes errors, messages and the state of health. */
#include "json/answer.h"

#include "json/write.h"

void
json_answer_error(struct buffer *out, enum error error,
    const struct fault *fault, const char *request_id, int64_t now)
{
	const char *name = base_error_name(error);

	json_write_text(out, "{\"error_code\":", base_text_of(name));
	json_write_text(
	    out, ",\"message\":", base_text_of(base_error_message(error)));
	if (base_error_traits(error) & BLAMES_FIELD) {
		json_write_text(out,
		    ",\"details\":{\"field\":", base_text_of(fault->field));
		json_write_text(
		    out, ",\"expected\":", base_text_of(fault->expected));
		base_buffer_putc(out, '}');
	} else {
		base_buffer_puts(out, ",\"details\":null");
	}
	json_write_time(out, ",\"timestamp\":", now);
	json_write_text(out, ",\"request_id\":", base_text_of(request_id));
	base_buffer_putc(out, '}');
}

void
json_answer_message(struct buffer *out, const char *message)
{
	json_write_text(out, "{\"message\":", base_text_of(message));
	base_buffer_putc(out, '}');
}

void
json_answer_health(struct buffer *out, bool healthy, int64_t now)
{
	base_buffer_printf(out,
	    "{\"status\":\"%s\",\"database\":\"%s\","
	    "\"checks\":{\"db_connection\":%s,\"redis\":null}",
	    healthy ? "healthy" : "unhealthy",
	    healthy ? "connected" : "disconnected", healthy ? "true" : "false");
	json_write_time(out, ",\"timestamp\":", now);
	base_buffer_putc(out, '}');
}

void
json_answer_alive(struct buffer *out, int64_t now)
{
	json_write_time(out, "{\"status\":\"alive\",\"timestamp\":", now);
	base_buffer_putc(out, '}');
}

bool
json_answer_ready(
    struct buffer *out, const struct json_ready *ready, int64_t now)
{
	bool all = ready->answers && ready->writable && ready->schema;

	json_write_text(
	    out, "{\"status\":", base_text_of(all ? "ready" : "not_ready"));
	json_write_flag(out, ",\"checks\":{\"db_connection\":", ready->answers);
	json_write_flag(out, ",\"writable\":", ready->writable);
	json_write_flag(out, ",\"schema\":", ready->schema);
	json_write_time(out, "},\"timestamp\":", now);
	base_buffer_putc(out, '}');
	return all;
}
