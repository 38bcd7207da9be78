/* service.c: opens the service with settings that show whom it lets in. */
#include "fuzz/service.h"

#include "api/metrics.h"
#include "db/conn.h"
#include "fuzz/fuzz.h"
#include "fuzz/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct settings settings;

/* Counts in a file that nobody else sees. */
static void
open_counters(void)
{
	static char path[] = "/tmp/todo-fuzz.XXXXXX";
	int fd = mkstemp(path);

	fuzz_must(fd >= 0 && close(fd) == 0 && unlink(path) == 0);
	settings.metrics_file = path;
	fuzz_must(api_metrics_open(&settings));
	unlink(path);
}

static void
fill_settings(void)
{
	base_setting_default(&settings);
	settings.database_url = "postgresql://one,two/todo";
	settings.jwt_secret_key = FUZZ_SECRET;
	settings.jwt_previous_keys = "[\"" FUZZ_OLDER "\"]";
	settings.allowed_origins = "[\"https://app.example\"]";
	settings.trusted_proxies = "[\"" FUZZ_PROXY "\",\"10.0.0.0/8\"]";
	settings.max_body_bytes = 20000;
	open_counters();
}

void
fuzz_service_open(struct api *api, bool pooled)
{
	char why[256];

	if (!settings.database_url)
		fill_settings();
	settings.database_prepare = !pooled;
	settings.metrics_token = pooled ? "" : FUZZ_METRICS;
	settings.registration =
		pooled ? REGISTRATION_CLOSED : REGISTRATION_OPEN;
	fuzz_world_begin(!pooled);
	fuzz_must(api_service_open(api, &settings, true, why, sizeof(why)));
}

static char *
sign(const struct api *api, enum token_type type)
{
	struct auth_claims claims = {
		.type = type,
		.jti = "the-jti",
		.session = "the-session",
		.email = "alice@example.org",
		.issued_at = FUZZ_NOW - TIME_MINUTE,
		.expires_at = FUZZ_NOW + TIME_DAY,
	};
	char *token;

	base_id_parse(base_text_of(FUZZ_USER), &claims.user_id);
	token = auth_token_sign(&api->keys, &claims);
	fuzz_must(token);
	return token;
}

const char *
fuzz_service_token(const struct api *api, enum token_type type)
{
	static char *tokens[2];

	if (!tokens[type])
		tokens[type] = sign(api, type);
	return tokens[type];
}

/* What stands for a letter after "@"; NULL: nothing. */
static const char *
word_of(const struct api *api, char letter)
{
	switch (letter) {
	case 'A':
		return fuzz_service_token(api, TOKEN_ACCESS);
	case 'R':
		return fuzz_service_token(api, TOKEN_REFRESH);
	case 'M':
		return FUZZ_METRICS;
	case 'P':
		return "todo_pat_" FUZZ_CODE;
	case 'I':
		return "todo_invite_" FUZZ_CODE;
	case 'C':
		return "todo_reset_" FUZZ_CODE;
	}
	return NULL;
}

void
fuzz_service_expand(const struct api *api, struct text text, struct buffer *out)
{
	const char *word;
	size_t i;

	for (i = 0; i < text.len; i++) {
		word = text.data[i] == '@' && i + 1 < text.len ?
			word_of(api, text.data[i + 1]) :
			NULL;
		if (word) {
			base_buffer_puts(out, word);
			i++;
		} else {
			base_buffer_putc(out, text.data[i]);
		}
	}
}
