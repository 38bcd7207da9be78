/* todo_life.c: what a todo keeps: its text, its times and its id. */
#include "sample.h"
#include "suites.h"

#include <stdio.h>
#include <string.h>

/* Changes a todo, asserts that it worked and returns the answer. */
static struct answer
change(const struct person *person, const char *id, const char *body)
{
	struct answer answer = person_ask(person, "PUT", sample_path(id), body);

	ck_assert_int_eq(answer.status, 200);
	return answer;
}

/* Texts in JSON, and what they mean. */
/* clang-format off */
static const struct {
	const char *sent, *meant;
} texts[] = {
	{"  not trimmed \\t", "  not trimmed \t"},
	{"\\\"quoted\\\" \\\\ and \\/", "\"quoted\" \\ and /"},
	{"\\b\\f\\n\\r\\t\\u0001\\u001f\x7f", "\b\f\n\r\t\x01\x1f\x7f"},
	{"</script><!-- & 'x' %s %00 --", "</script><!-- & 'x' %s %00 --"},
	{"\\ud83d\\ude00\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb",
	 "\xf0\x9f\x98\x80\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb"},
	{"e\xcc\x81 is not \\u00e9", "e\xcc\x81 is not \xc3\xa9"},
	{"\\u2028\xe2\x80\xa9\\ufeff\\uffff", "\xe2\x80\xa8\xe2\x80\xa9\xef\xbb\xbf\xef\xbf\xbf"},
	{"\\uD834\\uDd1E\\u00E9", "\xf0\x9d\x84\x9e\xc3\xa9"},
	{"'; DROP TABLE todos; -- $1 \\\\x00", "'; DROP TABLE todos; -- $1 \\x00"},
	{"\xe2\x80\xae" "abc\\u202c", "\xe2\x80\xae" "abc\xe2\x80\xac"},
};
/* clang-format on */

/* Asserts that the answer holds the text twice, and no raw control bytes. */
static void
check_text(struct answer answer, const char *meant)
{
	size_t i;

	ck_assert_ptr_nonnull(answer.json);
	ck_assert_pstr_eq(client_member(&answer, "title"), meant);
	ck_assert_pstr_eq(client_member(&answer, "description"), meant);
	for (i = 0; i < answer.body.len; i++)
		ck_assert_uint_ge((unsigned char)answer.body.data[i], 0x20);
	client_clear(&answer);
}

START_TEST(every_text_comes_back_as_it_went_in)
{
	struct person person = person_new();
	char id[37], body[512];
	struct ask ask = {.token = person.access, .body = body};
	size_t i;

	person_add_todo(&person, "x", id);
	for (i = 0; i < COUNT(texts); i++) {
		ask.body_len = (size_t)snprintf(body, sizeof(body),
			"{\"title\":\"%s\",\"description\":\"%s\"}",
			texts[i].sent, texts[i].sent);
		ask.method = "POST";
		ask.target = "/todos";
		check_text(client_send(&ask), texts[i].meant);
		ask.method = "PUT";
		ask.target = sample_path(id);
		check_text(client_send(&ask), texts[i].meant);
		check_text(person_ask(&person, "GET", sample_path(id), NULL),
			texts[i].meant);
	}
}
END_TEST

START_TEST(an_update_that_names_nothing_leaves_the_row_alone)
{
	static const char *const bodies[] = {
		"{}",
		" { } ",
		"{'unknown':1}",
		"{'id':null}",
		"{'updated_at':'2000-01-01T00:00:00Z'}",
	};
	struct person person = person_new();
	struct answer answer;
	char id[37], row[256];
	size_t i;

	person_add_todo(&person, "x", id);
	psql("UPDATE todos SET updated_at = '2020-01-01Z' WHERE id = '%s'", id);
	snprintf(row, sizeof(row), "%s", sample_row(id));
	for (i = 0; i < COUNT(bodies); i++) {
		answer = change(&person, id, bodies[i]);
		sample_check_todo(answer.json, &person);
		ck_assert_str_eq(client_member(&answer, "updated_at"),
			"2020-01-01T00:00:00Z");
		client_clear(&answer);
		ck_assert_str_eq(sample_row(id), row);
	}
}
END_TEST

START_TEST(fields_that_are_not_the_clients_are_ignored)
{
	static const char body[] =
		"{'title':'x',"
		"'id':'00000000-0000-4000-8000-000000000001',"
		"'user_id':'00000000-0000-4000-8000-000000000002',"
		"'created_at':'2000-01-01T00:00:00Z','updated_at':5,"
		"'completed_at':'2000-01-01T00:00:00Z','is_admin':true}";
	struct person person = person_new();
	struct answer answer = person_ask(&person, "POST", "/todos", body);
	char id[37];
	int i;

	ck_assert_int_eq(answer.status, 201);
	snprintf(id, sizeof(id), "%s", client_member(&answer, "id"));
	ck_assert_str_ne(id, "00000000-0000-4000-8000-000000000001");
	/* As made, then as changed. */
	for (i = 0; i < 2; i++) {
		sample_check_todo(answer.json, &person);
		ck_assert_str_eq(client_member(&answer, "id"), id);
		ck_assert_str_ge(client_member(&answer, "created_at"), "2020");
		ck_assert_str_ge(client_member(&answer, "updated_at"), "2020");
		ck_assert_ptr_null(client_member(&answer, "completed_at"));
		client_clear(&answer);
		answer = change(&person, id, body);
	}
	client_clear(&answer);
}
END_TEST

START_TEST(completed_at_follows_is_completed)
{
	/* One after the other; LATER is any moment after the test's old ones. */
	static const char later[] = "later", first[] = "2021-02-03T04:05:06Z";
	/* clang-format off */
	static const struct {
		const char *body, *completed_at;
	} steps[] = {
		{"{'is_completed':false}", NULL},
		{"{'is_completed':true}", later},
		/* From here on the first moment is set to an old one. */
		{"{'is_completed':true}", first},
		{"{'title':'y','description':'z'}", first},
		{"{'is_completed':true,'title':'z'}", first},
		{"{'is_completed':false}", NULL},
		{"{'title':'x'}", NULL},
		{"{'is_completed':true}", later},
	};
	/* clang-format on */
	struct person person = person_new();
	struct answer answer;
	const char *got;
	char id[37];
	size_t i;

	person_add_todo(&person, "x", id);
	for (i = 0; i < COUNT(steps); i++) {
		if (i == 2)
			psql("UPDATE todos SET completed_at = '%s'"
			     " WHERE id = '%s'",
				first, id);
		psql("UPDATE todos SET updated_at = '%s' WHERE id = '%s'",
			first, id);
		answer = change(&person, id, steps[i].body);
		sample_check_todo(answer.json, &person);
		got = client_member(&answer, "completed_at");
		if (steps[i].completed_at == later)
			ck_assert(got && strcmp(got, "2022") > 0);
		else
			ck_assert_pstr_eq(got, steps[i].completed_at);
		ck_assert_str_gt(client_member(&answer, "updated_at"), "2022");
		client_clear(&answer);
	}
}
END_TEST

START_TEST(times_are_utc_to_the_second)
{
	/* clang-format off */
	static const struct {
		const char *stored, *shown;
	} moments[] = {
		{"2026-01-12 20:30:00+00", "2026-01-12T20:30:00Z"},
		{"1999-12-31 23:59:59.999999+00", "1999-12-31T23:59:59Z"},
		{"2024-02-29 01:00:00+02", "2024-02-28T23:00:00Z"},
		{"1969-12-31 23:59:58.5+00", "1969-12-31T23:59:58Z"},
		{"1970-01-01 00:00:00+00", "1970-01-01T00:00:00Z"},
	};
	/* clang-format on */
	static const char *const names[] = {
		"created_at",
		"completed_at",
		"updated_at",
	};
	struct person person = person_new();
	struct answer answer;
	char id[37];
	size_t i, k;

	person_add_todo(&person, "x", id);
	for (i = 0; i < COUNT(moments); i++) {
		psql("UPDATE todos SET is_completed = true, created_at = '%s',"
		     " completed_at = created_at, updated_at = created_at"
		     " WHERE id = '%s'",
			moments[i].stored, id);
		psql("UPDATE todos SET completed_at = created_at,"
		     " updated_at = created_at WHERE id = '%s'",
			id);
		answer = person_ask(&person, "GET", sample_path(id), NULL);
		for (k = 0; k < COUNT(names); k++)
			ck_assert_str_eq(client_member(&answer, names[k]),
				moments[i].shown);
		client_clear(&answer);
	}
}
END_TEST

/* Writes the id in another spelling: A to E stand for its five groups. */
static void
respell(const char *id, const char *form, char out[128])
{
	static const struct {
		int at, len;
	} groups[] = {{0, 8}, {9, 4}, {14, 4}, {19, 4}, {24, 12}};
	struct buffer made = {0};

	for (; *form; form++) {
		if (*form >= 'A' && *form <= 'E')
			base_buffer_add(&made, id + groups[*form - 'A'].at,
				(size_t)groups[*form - 'A'].len);
		else
			base_buffer_putc(&made, *form);
	}
	snprintf(out, 128, "%.*s", (int)made.len, made.data);
	base_buffer_clear(&made);
}

START_TEST(an_id_in_capitals_is_the_same_todo)
{
	struct person person = person_new();
	struct answer answer;
	char id[37], upper[37] = "", *c;

	person_add_todo(&person, "x", id);
	snprintf(upper, sizeof(upper), "%s", id);
	for (c = upper; *c; c++)
		*c = (char)(*c >= 'a' ? *c - 'a' + 'A' : *c);
	answer = person_ask(&person, "GET", sample_path(upper), NULL);
	ck_assert_str_eq(client_member(&answer, "id"), id);
	client_clear(&answer);
	answer = change(&person, upper, "{'title':'y'}");
	ck_assert_str_eq(client_member(&answer, "title"), "y");
	client_clear(&answer);
	expect_status(
		person_ask(&person, "DELETE", sample_path(upper), NULL), 204);
	ck_assert_int_eq(sample_count(&person), 0);
}
END_TEST

START_TEST(what_is_no_uuid_names_no_todo)
{
	static const char *const forms[] = {
		"ABCDE",
		"%7bA-B-C-D-E%7d",
		"urn:uuid:A-B-C-D-E",
		"A-B-C-D-E0",
		"A-B-C-D",
		"A-B-C-D-E%20",
		"%20A-B-C-D-E",
		"A_B_C_D_E",
		"A-B-CD-E-",
		"-A-B-C-D-E",
		"A-B-C-D-+00000000001",
		"A-B-C-D-00000000000g",
		"0x-A-B-C-D-E",
		"1",
		"null",
		"-",
		"*",
		"00000000-0000-0000-0000-000000000000",
		"%c3%a9",
	};
	struct person person = person_new();
	char id[37], bad[128];
	size_t i;

	person_add_todo(&person, "x", id);
	for (i = 0; i < COUNT(forms); i++) {
		respell(id, forms[i], bad);
		expect_error(person_ask(&person, "GET", sample_path(bad), NULL),
			"RESOURCE_001");
		expect_error(person_ask(&person, "PUT", sample_path(bad),
				     "{'title':'y'}"),
			"RESOURCE_001");
		expect_error(person_ask(&person, "PUT", sample_path(bad), "{}"),
			"RESOURCE_001");
		expect_error(
			person_ask(&person, "DELETE", sample_path(bad), NULL),
			"RESOURCE_001");
	}
	ck_assert_str_eq(
		psql("SELECT title FROM todos WHERE id = '%s'", id), "x");
}
END_TEST

START_TEST(a_deleted_todo_is_gone)
{
	struct person person = person_new();
	char id[37], kept[37];

	person_add_todo(&person, "kept", kept);
	person_add_todo(&person, "x", id);
	expect_status(
		person_ask(&person, "DELETE", sample_path(id), NULL), 204);
	expect_error(person_ask(&person, "DELETE", sample_path(id), NULL),
		"RESOURCE_001");
	expect_error(person_ask(&person, "GET", sample_path(id), NULL),
		"RESOURCE_001");
	expect_error(
		person_ask(&person, "PUT", sample_path(id), "{'title':'y'}"),
		"RESOURCE_001");
	expect_status(person_ask(&person, "GET", sample_path(kept), NULL), 200);
	ck_assert_int_eq(sample_count(&person), 1);
}
END_TEST

Suite *
api_suite_todo_life(void)
{
	Suite *suite = suite_create("todo_life");
	TCase *tests = tcase_create("todo_life");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, every_text_comes_back_as_it_went_in);
	tcase_add_test(
		tests, an_update_that_names_nothing_leaves_the_row_alone);
	tcase_add_test(tests, fields_that_are_not_the_clients_are_ignored);
	tcase_add_test(tests, completed_at_follows_is_completed);
	tcase_add_test(tests, times_are_utc_to_the_second);
	tcase_add_test(tests, an_id_in_capitals_is_the_same_todo);
	tcase_add_test(tests, what_is_no_uuid_names_no_todo);
	tcase_add_test(tests, a_deleted_todo_is_gone);
	suite_add_tcase(suite, tests);
	return suite;
}
