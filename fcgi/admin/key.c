/* key.c: makes secrets, and puts a new one in the place of the old. */
#include "auth/token.h"
#include "base/id.h"
#include "base/random.h"
#include "base/time.h"
#include "command.h"
#include "file.h"
#include "json/strings.h"
#include "say.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECRET_SIZE 32 /* bytes: as many as HMAC-SHA-256 can use of it */
#define SECRET_TEXT (2 * SECRET_SIZE + 1)
#define LIST_TEXT_MAX 16384 /* bytes of JWT_PREVIOUS_KEYS */

/* Writes a random secret as hex digits; false when there is no randomness. */
static bool
make_secret(char text[SECRET_TEXT])
{
	unsigned char bytes[SECRET_SIZE];
	size_t i;

	if (!base_random_take(bytes, sizeof(bytes))) {
		admin_say("no randomness: %s", strerror(errno));
		return false;
	}
	for (i = 0; i < sizeof(bytes); i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	explicit_bzero(bytes, sizeof(bytes));
	return true;
}

enum admin_exit
admin_key_generate(struct admin_call *call)
{
	char secret[SECRET_TEXT];

	(void)call;
	if (!make_secret(secret))
		return ADMIN_FAILED;
	puts(secret);
	explicit_bzero(secret, sizeof(secret));
	return ADMIN_DONE;
}

/*
 * The path of the settings file, after a look at what would keep a new secret
 * in it from being used; NULL when there is nothing to rotate.
 */
static const char *
find_file(struct admin_call *call)
{
	const char *path = getenv("TODO_API_CONFIG");
	const char *secret = getenv("JWT_SECRET_KEY");
	const char *previous = getenv("JWT_PREVIOUS_KEYS");
	char why[512];

	if (!path || !*path) {
		admin_say("TODO_API_CONFIG names no settings file; \"make "
			  "run\" keeps its secret in a file \"secret\" and "
			  "rotates it only if the settings are in a file "
			  "(see the manual page)");
		return NULL;
	}
	if ((secret && *secret) || (previous && *previous)) {
		admin_say("JWT_SECRET_KEY or JWT_PREVIOUS_KEYS is set in the "
			  "environment, which wins over %s",
		    path);
		return NULL;
	}
	if (!base_setting_load(&call->settings, why, sizeof(why))) {
		admin_say("%s", why);
		return NULL;
	}
	return path;
}

/* Appends the list of earlier secrets, the present one at its head. */
static bool
put_list(struct buffer *out, const char *secret, const struct json_strings *old)
{
	size_t i;

	base_buffer_putc(out, '[');
	base_buffer_json(out, secret, strlen(secret));
	for (i = 0; i < old->count; i++) {
		base_buffer_putc(out, ',');
		base_buffer_json(out, old->items[i], strlen(old->items[i]));
	}
	base_buffer_putc(out, ']');
	return !out->failed && out->len <= LIST_TEXT_MAX;
}

/* Writes the file anew, with these two settings. */
static bool
write_file(struct file *file, const char *secret, const struct buffer *list)
{
	struct text text = {file->text.data, file->text.len};
	struct buffer half = {0}, whole = {0};
	bool ok = false;

	admin_file_set(&half, text, "JWT_SECRET_KEY", base_text_of(secret), "");
	admin_file_set(&whole, (struct text){half.data, half.len},
	    "JWT_PREVIOUS_KEYS", (struct text){list->data, list->len},
	    "JWT_SECRET_KEY");
	if (half.failed || whole.failed)
		errno = ENOMEM;
	else if (whole.len > FILE_SIZE_MAX)
		errno = EFBIG;
	else
		ok = admin_file_replace(
		    file, (struct text){whole.data, whole.len});
	if (!ok)
		admin_say("cannot replace %s: %s", file->path, strerror(errno));
	if (half.data)
		explicit_bzero(half.data, half.cap);
	if (whole.data)
		explicit_bzero(whole.data, whole.cap);
	base_buffer_clear(&half);
	base_buffer_clear(&whole);
	return ok;
}

/* Tells what has become of which secret, by their names in tokens ("kid"). */
static void
tell(const struct admin_call *call, const char *path, const char *secret,
    const struct json_strings *old)
{
	const char *last = call->settings.jwt_secret_key;
	long days = call->settings.refresh_days;
	char kid[ID_KEY], when[TIME_TEXT];
	size_t i;

	base_time_format(base_time_now() + days * TIME_DAY, when);
	base_id_fingerprint(secret, strlen(secret), kid);
	printf("%s has a new secret, kid %s.\n", path, kid);
	base_id_fingerprint(last, strlen(last), kid);
	printf("The last one, kid %s, still verifies. After %ld days (%s) it "
	       "may be taken out of JWT_PREVIOUS_KEYS.\n",
	    kid, days, when);
	for (i = 0; i < old->count; i++) {
		base_id_fingerprint(old->items[i], strlen(old->items[i]), kid);
		printf("An earlier one, kid %s, may go %ld days after it was "
		       "last used.\n",
		    kid, days);
	}
	puts("Now reload all workers: systemctl reload 'todo-api@*', or USR2 "
	     "to each multiwatch.");
}

/* Rotates in a file that is open and locked. */
static enum admin_exit
rotate(struct admin_call *call, struct file *file)
{
	const char *last = call->settings.jwt_secret_key;
	struct buffer list = {0};
	struct json_strings old;
	char secret[SECRET_TEXT];
	bool ok = false;

	if (!json_strings_read(call->settings.jwt_previous_keys, &old)) {
		admin_say("JWT_PREVIOUS_KEYS: should be a JSON list of at most "
			  "%d secrets",
		    JSON_STRINGS_MAX);
		return ADMIN_FAILED;
	}
	if (old.count == JSON_STRINGS_MAX || !put_list(&list, last, &old))
		admin_say("JWT_PREVIOUS_KEYS is full; take out of it what is "
			  "older than %ld days",
		    call->settings.refresh_days);
	else if (make_secret(secret))
		ok = write_file(file, secret, &list);
	if (ok)
		tell(call, file->path, secret, &old);
	explicit_bzero(secret, sizeof(secret));
	if (list.data)
		explicit_bzero(list.data, list.cap);
	base_buffer_clear(&list);
	json_strings_clear(&old);
	return ok ? ADMIN_DONE : ADMIN_FAILED;
}

enum admin_exit
admin_key_rotate(struct admin_call *call)
{
	enum admin_exit status = ADMIN_FAILED;
	const char *path = getenv("TODO_API_CONFIG");
	struct file file = {.fd = -1};

	/* Locked before it is read as settings, or we might undo a rotation. */
	if (path && *path && !admin_file_open(&file, path))
		admin_say("cannot change %s: %s", path,
		    errno == EBUSY ? "another process is at it" :
				     strerror(errno));
	else if (find_file(call))
		status = rotate(call, &file);
	admin_file_close(&file);
	return status;
}
