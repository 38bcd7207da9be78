/* fuzz.h: what the harnesses share; each is a file with one function, below. */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include "base/buffer.h"
#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FUZZ_SECRET "a-secret-of-exactly-32-bytes-aaa"
#define FUZZ_OLDER "an-older-secret-of-over-32-bytes-bbb"
#define FUZZ_USER "6fa459ea-ee8a-4ca4-894e-db77e160355e"

/* Runs one input: libFuzzer's entry, and replay.c's. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What has to hold of every input, or the process ends: a finding. */
#define fuzz_must(condition)                                                   \
	((condition) ? (void)0 : fuzz_fail(__FILE__, __LINE__, #condition))

/* Says what did not hold, and aborts. */
_Noreturn void fuzz_fail(const char *file, int line, const char *what);

/* Cuts the bytes up to the next such one off the front, and it with them. */
struct text fuzz_cut(struct text *rest, char at);

/* A copy that ends where its memory does: reading on is noticed. */
char *fuzz_copy(struct text text);

/* Whether the text is all of a strict JSON document, as json-c has it. */
bool fuzz_is_json(struct text text);

/* Whether a buffer was written whole and holds such a document. */
bool fuzz_holds_json(const struct buffer *buf);

/* Whether text holds the other one somewhere. */
bool fuzz_has(struct text text, const char *part);

#endif
