/* refusal.c: sends a table of bodies. */
#include "refusal.h"

#include <string.h>

void
expect_refusals(const struct refusal *rows, size_t count)
{
	const char *body, *fresh;
	char email[64];
	size_t i;

	for (i = 0; i < count; i++) {
		body = quoted(rows[i].body);
		fresh = strstr(body, FRESH);
		person_email(email);
		expect_fault(fresh ? post("/auth/register", "%.*s%s%s",
					     (int)(fresh - body), body, email,
					     fresh + strlen(FRESH)) :
				     post("/auth/register", "%s", body),
			rows[i].code, rows[i].field);
	}
}
