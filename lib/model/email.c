/* email.c: checks the two halves of an email address. */
#include "model/email.h"

#include <ctype.h>
#include <string.h>

#define LOCAL_MAX 64
#define LABEL_MAX 63

static bool
local_is_valid(const char *local, size_t len)
{
	size_t i;

	if (len == 0 || len > LOCAL_MAX || local[0] == '.' ||
	    local[len - 1] == '.')
		return false;
	for (i = 0; i < len; i++) {
		/* isgraph in the C locale: printable ASCII without the blank. */
		if (!isgraph((unsigned char)local[i]) || local[i] == '@')
			return false;
		if (local[i] == '.' && local[i + 1] == '.')
			return false;
	}
	return true;
}

static bool
label_is_valid(const char *label, size_t len)
{
	size_t i;

	if (len == 0 || len > LABEL_MAX || label[0] == '-' ||
	    label[len - 1] == '-')
		return false;
	for (i = 0; i < len; i++) {
		if (!isalnum((unsigned char)label[i]) && label[i] != '-')
			return false;
	}
	return true;
}

static bool
domain_is_valid(const char *domain, size_t len)
{
	const char *end = domain + len, *dot;
	size_t labels = 0;

	for (; domain <= end; domain = dot + 1) {
		dot = memchr(domain, '.', (size_t)(end - domain));
		if (!dot)
			dot = end;
		if (!label_is_valid(domain, (size_t)(dot - domain)))
			return false;
		labels++;
	}
	return labels >= 2;
}

bool
model_email_is_valid(struct text email)
{
	const char *at;
	size_t local;

	if (!email.data || email.len > EMAIL_MAX)
		return false;
	at = memchr(email.data, '@', email.len);
	if (!at)
		return false;
	local = (size_t)(at - email.data);
	return local_is_valid(email.data, local) &&
	    domain_is_valid(at + 1, email.len - local - 1);
}
