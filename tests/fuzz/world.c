/* world.c: stands in for the clock, poll(2), bcrypt and the log's file. */
#include "fuzz/world.h"

#include "base/log.h"
#include "fuzz/fuzz.h"

#include <crypt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int64_t passed; /* microseconds since the beginning */
static bool silence, stirred, logs_json;

/* The names are the linker's, see ld(1), or those of libxcrypt. */
int __wrap_clock_gettime(clockid_t clock, struct timespec *ts);
int __wrap_poll(struct pollfd *fds, nfds_t count, int timeout);
int __wrap_setitimer(
	int which, const struct itimerval *value, struct itimerval *old);
ssize_t __wrap_write(int fd, const void *data, size_t len);
ssize_t __real_write(int fd, const void *data, size_t len);

void
fuzz_world_begin(bool json)
{
	passed = 0;
	silence = stirred = false;
	logs_json = json;
	fuzz_must(base_log_open("/dev/null", LOG_DEBUG, json));
}

void
fuzz_world_silence(bool silent)
{
	silence = silent;
}

void
fuzz_world_stir(void)
{
	stirred = true;
}

int
__wrap_clock_gettime(clockid_t clock, struct timespec *ts)
{
	int64_t now = (clock == CLOCK_REALTIME ? FUZZ_NOW : 0) + passed;

	ts->tv_sec = now / TIME_SECOND;
	ts->tv_nsec = now % TIME_SECOND * 1000;
	return 0;
}

int
__wrap_poll(struct pollfd *fds, nfds_t count, int timeout)
{
	if (timeout > 0 && (count == 0 || silence)) {
		passed += timeout * INT64_C(1000);
		return 0;
	}
	if (count == 0 || (timeout == 0 && !stirred))
		return 0;
	stirred = false;
	fds->revents = fds->events;
	return 1;
}

/* The timer is libFuzzer's. */
int
__wrap_setitimer(
	int which, const struct itimerval *value, struct itimerval *old)
{
	(void)which;
	(void)value;
	(void)old;
	return 0;
}

/* Controls, those of C1 too, and what breaks lines or turns their direction. */
static bool
is_unruly(uint32_t code)
{
	return code < 0x20 || (code >= 0x7f && code < 0xa0) || code == 0x61c ||
		code == 0x200e || code == 0x200f ||
		(code >= 0x2028 && code <= 0x202e) ||
		(code >= 0x2066 && code <= 0x2069);
}

/* A line of the log is one line of calm UTF-8, and JSON where that is asked. */
ssize_t
__wrap_write(int fd, const void *data, size_t len)
{
	struct text line = {data, len - 1};
	uint32_t code = 0;
	size_t at, width;

	if (fd <= STDERR_FILENO)
		return __real_write(fd, data, len);
	fuzz_must(len > 0 && len <= LOG_LINE && line.data[len - 1] == '\n');
	for (at = 0; at < line.len; at += width) {
		width = base_text_step(line.data + at, line.len - at, &code);
		fuzz_must(width > 0 && !is_unruly(code));
	}
	fuzz_must(!logs_json || fuzz_is_json(line));
	return (ssize_t)len;
}

/* A hash that only looks like one: the salt, and a sum of both texts. */
char *
crypt_r(const char *phrase, const char *setting, struct crypt_data *data)
{
	static char hash[FUZZ_HASH];
	static const char digits[] =
		"./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstu";
	uint64_t sum = UINT64_C(0xcbf29ce484222325);
	size_t i;

	(void)data;
	if (strncmp(setting, "$2", 2) != 0 || strlen(setting) < 29)
		return NULL;
	for (; *phrase; phrase++)
		sum = (sum ^ (unsigned char)*phrase) * UINT64_C(0x100000001b3);
	memcpy(hash, setting, 29);
	for (i = 29; i < FUZZ_HASH - 1; i++, sum = sum * 31 + 7)
		hash[i] = digits[(sum >> 32) % (sizeof(digits) - 1)];
	return hash;
}

char *
crypt_gensalt_ra(
	const char *prefix, unsigned long count, const char *bytes, int len)
{
	char *salt;

	(void)bytes;
	(void)len;
	return asprintf(&salt, "%s%02lu$abcdefghijklmnopqrstuu", prefix,
		       count) < 0 ?
		NULL :
		salt;
}

const char *
fuzz_world_hash(int cost)
{
	char setting[32];

	snprintf(setting, sizeof(setting), "$2b$%02d$abcdefghijklmnopqrstuu",
		cost % 100);
	return crypt_r("Passw0rd!", setting, NULL);
}
