/* field.h: the rows of a body from the rows of its noun. */
#ifndef JSON_FIELD_H
#define JSON_FIELD_H

#include "json/parser.h"

/* clang-format off */
/*
 * A struct json_field from a row of a list of fields. struct body holds the
 * value in a member of the field's name, and its presence in the one named.
 */
#define JSON_FIELD(body, presence, name, kind, traits, min, max, ...)      \
	{#name, JSON_KIND_##kind, offsetof(struct body, presence),         \
	 offsetof(struct body, name), JSON_ABSENT(traits),                 \
	 JSON_NULL_##kind(traits), VALIDATION_002, JSON_CHECK_##kind(name), \
	 JSON_EXPECTED_##kind(traits, min, max), min, max}

/* What such a row needs beside it: a text is judged by the row's limits. */
#define JSON_FIELD_CHECK(name, kind, traits, min, max, ...)                \
	JSON_CHECKS_##kind(name, min, max)

#define JSON_ABSENT(traits) ((traits) & FIELD_OPTIONAL ? OK : VALIDATION_004)

#define JSON_KIND_text JSON_TEXT
#define JSON_NULL_text(traits) ((traits) & FIELD_NULLABLE ? OK : VALIDATION_004)
#define JSON_CHECK_text(name) check_##name
#define JSON_CHECKS_text(name, min, max)                                   \
	static enum error check_##name(struct text text)                   \
	{                                                                  \
		return json_field_check(text, min, max);                   \
	}
#define JSON_EXPECTED_text(traits, min, max)                               \
	((traits) & FIELD_NULLABLE ?                                       \
		 "at most " #max " characters, or null" :                  \
		 #min " to " #max " characters, not blank")

#define JSON_KIND_flag JSON_FLAG
#define JSON_NULL_flag(traits) VALIDATION_002
#define JSON_CHECK_flag(name) NULL
#define JSON_CHECKS_flag(name, min, max)
#define JSON_EXPECTED_flag(traits, min, max) "true or false"

#define JSON_KIND_number JSON_NUMBER
#define JSON_NULL_number(traits) VALIDATION_002
#define JSON_CHECK_number(name) NULL
#define JSON_CHECKS_number(name, min, max)
#define JSON_EXPECTED_number(traits, min, max)                             \
	"a number from " #min " to " #max

#define JSON_KIND_date JSON_DATE
#define JSON_NULL_date(traits) ((traits) & FIELD_NULLABLE ? OK : VALIDATION_002)
#define JSON_CHECK_date(name) NULL
#define JSON_CHECKS_date(name, min, max)
#define JSON_EXPECTED_date(traits, min, max) "a day, as in 2026-11-29, or null"
/* clang-format on */

/* VALIDATION_004: blank where min is not 0; 005: more than max characters. */
static inline enum error
json_field_check(struct text text, size_t min, size_t max)
{
	if (min > 0 && base_text_is_blank(text))
		return VALIDATION_004;
	return base_text_count(text) > max ? VALIDATION_005 : OK;
}

#endif
