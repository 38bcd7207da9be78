/* fail.h: makes calls of libraries fail, as they do when memory runs out. */
#ifndef SUPPORT_FAIL_H
#define SUPPORT_FAIL_H

#include <stdbool.h>

/*
 * The functions that can be made to fail. The linker hands our calls of them
 * over to fail.c: each needs its -Wl,--wrap=NAME. What libraries call among
 * themselves is not touched.
 */
#define FAIL_LIST(X)                                                           \
	X(malloc)                                                              \
	X(calloc)                                                              \
	X(realloc)                                                             \
	X(strdup)                                                              \
	X(posix_fallocate)                                                     \
	X(sched_yield)                                                         \
	X(madvise)                                                             \
	X(getentropy)                                                          \
	X(crypt_r)                                                             \
	X(crypt_gensalt_ra)                                                    \
	X(json_tokener_new_ex)                                                 \
	X(json_tokener_parse_ex)                                               \
	X(jwt_new)                                                             \
	X(jwt_decode)                                                          \
	X(jwt_encode_str)

#define FAIL_ENUM(name) FAIL_##name,
enum fail_call { FAIL_LIST(FAIL_ENUM) FAIL_COUNT };
#undef FAIL_ENUM

/*
 * The n-th call from now on fails (1: the next), the others do not. Assertions
 * of check, which may be linked statically, are such calls as well: let none
 * stand between a plan and what it is for.
 */
void fail_nth(enum fail_call call, int n);

/* Every call fails from now on. */
void fail_all(enum fail_call call);

/* No call fails any more. */
void fail_none(void);

/* Whether a call has failed since the last fail_nth or fail_all. */
bool fail_happened(void);

#endif
