/* setting.c: settings files, up to a service that is open, or a sentence. */
#include "base/setting.h"

#include "api/service.h"
#include "fuzz/fuzz.h"
#include "fuzz/world.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define SECRET 24 /* bytes of one that would be known again */

/* A file in memory, which TODO_API_CONFIG names. */
static int
open_file(void)
{
	static int fd = -1;
	char path[64];

	if (fd >= 0)
		return fd;
	fd = memfd_create("settings", 0);
	fuzz_must(fd >= 0 && clearenv() == 0);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	fuzz_must(setenv("TODO_API_CONFIG", path, 1) == 0);
	return fd;
}

/* Whether these bytes could be the name of a setting, which may be told. */
static bool
is_name(const uint8_t *at, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (at[i] != '_' && !isalpha(at[i]))
			return false;
	return true;
}

/* What went wrong is one line that tells no secret. */
static void
check_reason(const char *why, size_t size, const uint8_t *data, size_t len)
{
	static const char *const secrets[] = {
		"JWT_SECRET_KEY=", "METRICS_TOKEN=", "DATABASE_URL="};
	const uint8_t *at, *end = data + len;
	size_t i, name;
	bool quotes = strchr(why, '"');

	fuzz_must(strnlen(why, size) < size && *why && !strchr(why, '\n'));
	for (i = 0; i < sizeof(secrets) / sizeof(secrets[0]); i++) {
		name = strlen(secrets[i]);
		/* Others may quote what is theirs, be it the same. */
		if (quotes && strncmp(why, secrets[i], name - 1) != 0)
			continue;
		at = memmem(data, len, secrets[i], name);
		/* A part of it, for there may be a quote before. */
		if (at && at + name + 1 + SECRET < end &&
			!memchr(at, '\n', name + 1 + SECRET) &&
			!is_name(at + name + 1, SECRET))
			fuzz_must(!memmem(
				why, strlen(why), at + name + 1, SECRET));
	}
}

static void
check_limits(const struct settings *settings)
{
	fuzz_must(settings->database_url && settings->jwt_secret_key);
	fuzz_must(strlen(settings->jwt_secret_key) >= 32);
	fuzz_must(settings->port >= 1 && settings->port <= 65535);
	fuzz_must(settings->bcrypt_cost >= 10 && settings->bcrypt_cost <= 15);
	fuzz_must(settings->max_body_bytes >= 1024);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct settings settings;
	int fd = open_file();
	struct api api;
	char why[256];

	fuzz_world_begin(true);
	fuzz_must(ftruncate(fd, 0) == 0);
	fuzz_must(pwrite(fd, data, size, 0) == (ssize_t)size);
	memset(why, 'x', sizeof(why));
	if (!base_setting_load(&settings, why, sizeof(why))) {
		check_reason(why, sizeof(why), data, size);
	} else {
		check_limits(&settings);
		if (api_service_open(&api, &settings, true, why, sizeof(why)))
			api_service_close(&api);
		else
			check_reason(why, sizeof(why), data, size);
	}
	base_setting_clear(&settings);
	return 0;
}
