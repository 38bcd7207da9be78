/* base_error.c: the codes, statuses and messages that clients rely on. */
#include "base/error.h"

#include "unit/suites.h"

#include <string.h>

/* The contract; the product's own list is not looked at on purpose. */
/* clang-format off */
static const struct {
	enum error error;
	const char *name;
	int status;
} codes[] = {
	{OK, "OK", 200},
	{AUTH_001, "AUTH_001", 401},
	{AUTH_002, "AUTH_002", 401},
	{AUTH_003, "AUTH_003", 401},
	{AUTH_004, "AUTH_004", 401},
	{AUTH_005, "AUTH_005", 401},
	{AUTH_006, "AUTH_006", 401},
	{AUTH_007, "AUTH_007", 401},
	{AUTHZ_001, "AUTHZ_001", 403},
	{AUTHZ_002, "AUTHZ_002", 403},
	{VALIDATION_001, "VALIDATION_001", 422},
	{VALIDATION_002, "VALIDATION_002", 422},
	{VALIDATION_003, "VALIDATION_003", 422},
	{VALIDATION_004, "VALIDATION_004", 422},
	{VALIDATION_005, "VALIDATION_005", 422},
	{VALIDATION_006, "VALIDATION_006", 422},
	{VALIDATION_007, "VALIDATION_007", 422},
	{VALIDATION_008, "VALIDATION_008", 422},
	{VALIDATION_009, "VALIDATION_009", 422},
	{RESOURCE_001, "RESOURCE_001", 404},
	{RESOURCE_002, "RESOURCE_002", 404},
	{RESOURCE_003, "RESOURCE_003", 404},
	{RESOURCE_004, "RESOURCE_004", 410},
	{LIMIT_001, "LIMIT_001", 403},
	{SERVER_001, "SERVER_001", 500},
	{SERVER_002, "SERVER_002", 500},
	{SERVER_003, "SERVER_003", 500},
	{SERVER_004, "SERVER_004", 500},
	{SERVER_005, "SERVER_005", 503},
	{REQUEST_001, "REQUEST_001", 400},
	{REQUEST_002, "REQUEST_002", 404},
	{REQUEST_003, "REQUEST_003", 405},
	{REQUEST_004, "REQUEST_004", 413},
	{REQUEST_005, "REQUEST_005", 415},
	{REQUEST_006, "REQUEST_006", 412},
	{REQUEST_007, "REQUEST_007", 409},
	{RATE_001, "RATE_001", 429},
};
/* clang-format on */

START_TEST(a_code_has_its_name_and_status)
{
	ck_assert_str_eq(base_error_name(codes[_i].error), codes[_i].name);
	ck_assert_int_eq(base_error_status(codes[_i].error), codes[_i].status);
}
END_TEST

START_TEST(every_code_is_part_of_the_contract)
{
	ck_assert_uint_eq(COUNT(codes), ERROR_COUNT);
}
END_TEST

START_TEST(a_message_is_a_sentence_without_a_full_stop)
{
	const char *message = base_error_message(codes[_i].error);

	ck_assert_uint_gt(strlen(message), 1);
	ck_assert_int_ne(message[strlen(message) - 1], '.');
	ck_assert(message[0] >= 'A' && message[0] <= 'Z');
}
END_TEST

#define VARIANT(name, code, message) {name, code, message},
static const struct {
	enum error variant, code;
	const char *message;
} variants[] = {ERROR_VARIANT_LIST(VARIANT)};
#undef VARIANT

START_TEST(a_variant_is_its_code_in_another_sentence)
{
	enum error variant = variants[_i].variant, code = variants[_i].code;

	ck_assert_int_eq(base_error_code(variant), code);
	ck_assert_int_eq(base_error_code(code), code);
	ck_assert_str_eq(base_error_name(variant), base_error_name(code));
	ck_assert_int_eq(base_error_status(variant), base_error_status(code));
	ck_assert_uint_eq(base_error_traits(variant), base_error_traits(code));
	ck_assert_str_eq(base_error_message(variant), variants[_i].message);
	ck_assert_str_ne(base_error_message(variant), base_error_message(code));
}
END_TEST

START_TEST(the_first_field_blamed_gives_the_error)
{
	struct fault fault = {.told = AUTH_005_SHAPE, .count = 3};
	enum error err;
	int i;

	err = base_error_blame(&fault, OK, VALIDATION_004, "a", "b");
	ck_assert_int_eq(err, VALIDATION_004);
	ck_assert_str_eq(fault.field, "a");
	ck_assert_str_eq(fault.expected, "b");
	ck_assert_uint_eq(fault.count, 0);
	ck_assert_int_eq(fault.told, OK);
	for (i = 0; i < 2 * FAULTS_MAX; i++)
		err = base_error_blame(&fault, err, VALIDATION_002, "c", "d");
	ck_assert_int_eq(err, VALIDATION_004);
	ck_assert_str_eq(fault.field, "a");
	ck_assert_uint_eq(fault.count, FAULTS_MAX - 1);
	ck_assert_int_eq(fault.others[0].error, VALIDATION_002);
	ck_assert_str_eq(fault.others[FAULTS_MAX - 2].field, "c");
}
END_TEST

START_TEST(what_other_items_are_blamed_for_is_told_as_well)
{
	struct fault fault = {.field = "a", .list = "l", .item = 1};
	const struct fault other = {.field = "b",
		.expected = "x",
		.others = {{VALIDATION_005, "c", "y", 3}},
		.count = 1,
		.list = "l",
		.item = 3};
	int i;

	base_error_join(&fault, RESOURCE_001, &other);
	ck_assert_uint_eq(fault.count, 2);
	ck_assert_int_eq(fault.others[0].error, RESOURCE_001);
	ck_assert_str_eq(fault.others[0].field, "b");
	ck_assert_str_eq(fault.others[0].expected, "x");
	ck_assert_uint_eq(fault.others[0].item, 3);
	ck_assert_int_eq(fault.others[1].error, VALIDATION_005);
	ck_assert_str_eq(fault.others[1].field, "c");
	ck_assert_uint_eq(fault.others[1].item, 3);
	for (i = 0; i < FAULTS_MAX; i++)
		base_error_join(&fault, RESOURCE_001, &other);
	ck_assert_uint_eq(fault.count, FAULTS_MAX - 1);
	ck_assert_str_eq(fault.field, "a");
	ck_assert_uint_eq(fault.item, 1);
}
END_TEST

Suite *
base_error_suite(void)
{
	const struct suite_test tests[] = {
		EACH(a_code_has_its_name_and_status, codes),
		ONCE(every_code_is_part_of_the_contract),
		EACH(a_message_is_a_sentence_without_a_full_stop, codes),
		EACH(a_variant_is_its_code_in_another_sentence, variants),
		ONCE(the_first_field_blamed_gives_the_error),
		ONCE(what_other_items_are_blamed_for_is_told_as_well),
	};

	return suite_of("base_error", tests, COUNT(tests));
}
