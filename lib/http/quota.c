/* quota.c: writes quotas as structured fields. */
#include "http/quota.h"

#define WINDOW 60 /* seconds of each */

void
http_quota_write(
    struct http_response *res, const struct http_quota *quotas, size_t count)
{
	size_t i;

	if (count == 0)
		return;
	base_buffer_puts(&res->headers, "RateLimit-Policy: ");
	for (i = 0; i < count; i++)
		base_buffer_printf(&res->headers, "%s\"%s\";q=%ld;w=%d",
		    i ? ", " : "", quotas[i].name, quotas[i].most, WINDOW);
	base_buffer_puts(&res->headers, "\r\nRateLimit: ");
	for (i = 0; i < count; i++)
		base_buffer_printf(&res->headers, "%s\"%s\";r=%ld;t=%ld",
		    i ? ", " : "", quotas[i].name, quotas[i].left,
		    quotas[i].resets);
	base_buffer_puts(&res->headers, "\r\n");
}
