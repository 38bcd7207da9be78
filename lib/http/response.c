/* response.c: puts status, headers and body together in CGI's form. */
#include "http/response.h"

#include "http/media.h"

#include <time.h>

void
http_response_reset(struct http_response *res)
{
	res->status = 200;
	res->content_type = HTTP_MEDIA_JSON;
	res->is_public = false;
	base_buffer_reset(&res->headers);
	base_buffer_reset(&res->body);
}

void
http_response_header(
    struct http_response *res, const char *name, const char *value)
{
	base_buffer_puts(&res->headers, name);
	base_buffer_add(&res->headers, ": ", 2);
	base_buffer_puts(&res->headers, value);
	base_buffer_add(&res->headers, "\r\n", 2);
}

void
http_response_location(struct http_response *res, struct text prefix,
    const char *folder, const char *name)
{
	base_buffer_printf(&res->headers, "Location: %.*s%s%s\r\n",
	    (int)prefix.len, prefix.data, folder, name);
}

void
http_response_service(struct http_response *res, struct text prefix)
{
	base_buffer_printf(&res->headers,
	    "Link: <%.*s/openapi.json>; rel=\"service-desc\", "
	    "<%.*s/docs>; rel=\"service-doc\"\r\n",
	    (int)prefix.len, prefix.data, (int)prefix.len, prefix.data);
}

bool
http_response_is_cut(const struct http_response *res)
{
	return res->headers.failed || res->body.failed;
}

void
http_response_lifetime(
    struct http_response *res, int64_t deprecated, int64_t sunset)
{
	time_t end = (time_t)sunset;
	char date[64];
	struct tm tm;

	if (deprecated)
		base_buffer_printf(&res->headers, "Deprecation: @%lld\r\n",
		    (long long)deprecated);
	if (!sunset || !gmtime_r(&end, &tm))
		return;
	/* The process has the locale C: these are the names of RFC 9110, 5.6.7. */
	strftime(date, sizeof(date), "%a, %d %b %Y %H:%M:%S GMT", &tm);
	http_response_header(res, "Sunset", date);
}

void
http_response_timing(struct http_response *res, int64_t database, int64_t total)
{
	base_buffer_printf(&res->headers,
	    "Server-Timing: db;dur=%.3f, total;dur=%.3f\r\n",
	    (double)database / 1000, (double)total / 1000);
}

void
http_response_write(
    const struct http_response *res, bool head, struct buffer *out)
{
	base_buffer_reset(out);
	base_buffer_puts(out, "Status: ");
	base_buffer_number(out, res->status);
	if (res->content_type) {
		base_buffer_puts(out, "\r\nContent-Type: ");
		base_buffer_puts(out, res->content_type);
		base_buffer_puts(out, "\r\nContent-Length: ");
		base_buffer_number(out, (int64_t)res->body.len);
	}
	base_buffer_add(out, "\r\n", 2);
	base_buffer_add(out, res->headers.data, res->headers.len);
	base_buffer_add(out, "\r\n", 2);
	if (res->content_type && !head)
		base_buffer_add(out, res->body.data, res->body.len);
	if (http_response_is_cut(res))
		out->failed = true;
}

void
http_response_clear(struct http_response *res)
{
	base_buffer_clear(&res->headers);
	base_buffer_clear(&res->body);
}
