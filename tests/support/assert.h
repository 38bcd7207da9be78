/* assert.h: assertions on our own types, with messages that name them. */
#ifndef SUPPORT_ASSERT_H
#define SUPPORT_ASSERT_H

#include "base/buffer.h"
#include "base/error.h"
#include "base/text.h"
#include "support/quote.h"

#include <check.h>
#include <string.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The result of a call is this error. */
#define assert_error(call, error)                                              \
	ck_assert_str_eq(base_error_name(call), base_error_name(error))

/* A text is this C string. */
#define assert_text(actual, expected)                                          \
	do {                                                                   \
		struct text text_ = (actual);                                  \
		ck_assert_msg(base_text_is(text_, expected),                   \
			"%s is \"%.*s\", not \"%s\"", #actual, (int)text_.len, \
			text_.data ? text_.data : "", expected);               \
	} while (0)

/* A buffer holds this C string and has not failed. */
#define assert_buffer(buf, expected)                                           \
	do {                                                                   \
		ck_assert(!(buf)->failed);                                     \
		assert_text(                                                   \
			((struct text){(buf)->data, (buf)->len}), expected);   \
	} while (0)

/* A buffer holds this JSON, written with ' for ". */
#define assert_json(buf, expected) assert_buffer(buf, quoted(expected))

/* A string holds another one. */
#define assert_holds(str, part)                                                \
	ck_assert_msg(strstr(str, part), "\"%s\" has no \"%s\"", str, part)

#define assert_lacks(str, part)                                                \
	ck_assert_msg(!strstr(str, part), "\"%s\" has \"%s\"", str, part)

#endif
