/* fail.c: stands between our code and the libraries, by the linker's --wrap. */
#include "support/fail.h"

#include <crypt.h>
#include <errno.h>
#include <fcntl.h>
#include <json-c/json.h>
#include <jwt.h>
#include <stddef.h>

static struct {
	int nth; /* calls until the one that fails; 0: none does */
	bool all;
} plans[FAIL_COUNT];
static bool happened;

/* Both names are the linker's, see ld(1). */
void *__real_malloc(size_t size);
void *__wrap_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__real_realloc(void *old, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__real_strdup(const char *str);
char *__wrap_strdup(const char *str);
int __real_posix_fallocate(int fd, off_t offset, off_t len);
int __wrap_posix_fallocate(int fd, off_t offset, off_t len);
int __real_madvise(void *from, size_t len, int advice);
int __wrap_madvise(void *from, size_t len, int advice);
int __real_getentropy(void *bytes, size_t count);
int __wrap_getentropy(void *bytes, size_t count);
int __real_sched_yield(void);
int __wrap_sched_yield(void);
char *__real_crypt_r(
	const char *phrase, const char *setting, struct crypt_data *data);
char *__wrap_crypt_r(
	const char *phrase, const char *setting, struct crypt_data *data);
char *__real_crypt_gensalt_ra(
	const char *prefix, unsigned long count, const char *bytes, int len);
char *__wrap_crypt_gensalt_ra(
	const char *prefix, unsigned long count, const char *bytes, int len);
struct json_tokener *__real_json_tokener_new_ex(int depth);
struct json_tokener *__wrap_json_tokener_new_ex(int depth);
struct json_object *__real_json_tokener_parse_ex(
	struct json_tokener *tokener, const char *text, int len);
struct json_object *__wrap_json_tokener_parse_ex(
	struct json_tokener *tokener, const char *text, int len);
int __real_jwt_new(jwt_t **jwt);
int __wrap_jwt_new(jwt_t **jwt);
int __real_jwt_decode(
	jwt_t **jwt, const char *token, const unsigned char *key, int len);
int __wrap_jwt_decode(
	jwt_t **jwt, const char *token, const unsigned char *key, int len);
char *__real_jwt_encode_str(jwt_t *jwt);
char *__wrap_jwt_encode_str(jwt_t *jwt);

void
fail_nth(enum fail_call call, int n)
{
	plans[call].nth = n;
	happened = false;
}

void
fail_all(enum fail_call call)
{
	plans[call].all = true;
	happened = false;
}

void
fail_none(void)
{
	size_t i;

	for (i = 0; i < FAIL_COUNT; i++) {
		plans[i].nth = 0;
		plans[i].all = false;
	}
}

bool
fail_happened(void)
{
	return happened;
}

/* Whether this call is one that fails. */
static bool
fails(enum fail_call call)
{
	bool now = plans[call].all || plans[call].nth == 1;

	if (plans[call].nth > 0)
		plans[call].nth--;
	if (now) {
		happened = true;
		errno = ENOMEM;
	}
	return now;
}

void *
__wrap_malloc(size_t size)
{
	return fails(FAIL_malloc) ? NULL : __real_malloc(size);
}

void *
__wrap_calloc(size_t count, size_t size)
{
	return fails(FAIL_calloc) ? NULL : __real_calloc(count, size);
}

void *
__wrap_realloc(void *old, size_t size)
{
	return fails(FAIL_realloc) ? NULL : __real_realloc(old, size);
}

char *
__wrap_strdup(const char *str)
{
	return fails(FAIL_strdup) ? NULL : __real_strdup(str);
}

/* Its result is the error: the disk is full. */
int
__wrap_posix_fallocate(int fd, off_t offset, off_t len)
{
	return fails(FAIL_posix_fallocate) ?
		ENOSPC :
		__real_posix_fallocate(fd, offset, len);
}

int
__wrap_madvise(void *from, size_t len, int advice)
{
	return fails(FAIL_madvise) ? -1 : __real_madvise(from, len, advice);
}

int
__wrap_getentropy(void *bytes, size_t count)
{
	return fails(FAIL_getentropy) ? -1 : __real_getentropy(bytes, count);
}

int
__wrap_sched_yield(void)
{
	return fails(FAIL_sched_yield) ? -1 : __real_sched_yield();
}

/* crypt_r says by a string that begins with "*" that it failed. */
char *
__wrap_crypt_r(const char *phrase, const char *setting, struct crypt_data *data)
{
	static char failure[] = "*0";

	if (fails(FAIL_crypt_r))
		return failure;
	return __real_crypt_r(phrase, setting, data);
}

char *
__wrap_crypt_gensalt_ra(
	const char *prefix, unsigned long count, const char *bytes, int len)
{
	if (fails(FAIL_crypt_gensalt_ra))
		return NULL;
	return __real_crypt_gensalt_ra(prefix, count, bytes, len);
}

struct json_tokener *
__wrap_json_tokener_new_ex(int depth)
{
	if (fails(FAIL_json_tokener_new_ex))
		return NULL;
	return __real_json_tokener_new_ex(depth);
}

/* json-c 0.16 returns nothing then and sets no error. */
struct json_object *
__wrap_json_tokener_parse_ex(
	struct json_tokener *tokener, const char *text, int len)
{
	if (fails(FAIL_json_tokener_parse_ex))
		return NULL;
	return __real_json_tokener_parse_ex(tokener, text, len);
}

int
__wrap_jwt_new(jwt_t **jwt)
{
	return fails(FAIL_jwt_new) ? ENOMEM : __real_jwt_new(jwt);
}

int
__wrap_jwt_decode(
	jwt_t **jwt, const char *token, const unsigned char *key, int len)
{
	if (fails(FAIL_jwt_decode))
		return ENOMEM;
	return __real_jwt_decode(jwt, token, key, len);
}

char *
__wrap_jwt_encode_str(jwt_t *jwt)
{
	return fails(FAIL_jwt_encode_str) ? NULL : __real_jwt_encode_str(jwt);
}
