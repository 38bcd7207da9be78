/* export.c: users take all that is theirs along, as JSON or CSV. */
#include "log.h"
#include "sample.h"
#include "session.h"
#include "suites.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define EXPORT "/auth/me/export"
#define CSV EXPORT "?format=csv"
#define HEAD_OF_CSV                                                            \
	"id,user_id,title,description,due_date,priority,is_completed,"         \
	"created_at,completed_at,updated_at\r\n"

static struct answer
get(const struct person *person, const char *target)
{
	return person_ask(person, "GET", target, NULL);
}

static size_t
length_of(const struct answer *answer, const char *member)
{
	struct json_object *list = json_object_object_get(answer->json, member);

	return json_object_is_type(list, json_type_array) ?
		json_object_array_length(list) :
		SIZE_MAX;
}

/* Gives the person so many todos, many of them made at the same moment. */
static void
fill(const struct person *person, int count)
{
	psql("INSERT INTO todos (id, user_id, title, created_at, updated_at)"
	     " SELECT gen_random_uuid(), '%s', 'todo ' || i, t, t"
	     " FROM generate_series(1, %d) i,"
	     " LATERAL (SELECT timestamptz '2026-01-01' + i / 70"
	     "  * interval '1 s' AS t) m",
		person->id, count);
}

/* The value of a member of the only one of a list. */
static const char *
only(const struct answer *answer, const char *list, const char *member)
{
	ck_assert_uint_eq(length_of(answer, list), 1);
	return sample_member(
		json_object_array_get_idx(
			json_object_object_get(answer->json, list), 0),
		member);
}

START_TEST(all_that_is_ones_own_is_in_it)
{
	struct person person = person_new(), other = person_new();
	struct answer answer, list;
	struct api_key key = person_make_key(&person, "read");
	char id[37];

	person_add_todo(&person, "mine", id);
	person_add_todo(&other, "theirs", id);
	expect_status(person_ask(&person, "POST", "/todos",
			      "{'title':'a','description':'','due_date':"
			      "'2026-02-01','is_completed':true}"),
		201);
	list = get(&person, "/todos");
	answer = get(&person, EXPORT);
	ck_assert_int_eq(answer.status, 200);
	ck_assert_str_eq(
		client_header(&answer, "content-type"), "application/json");
	ck_assert_int_eq(json_object_object_length(answer.json), 5);
	ck_assert(sample_fits(
		SAMPLE_TIME, client_member(&answer, "exported_at")));
	ck_assert_str_eq(client_member(&answer, "account.email"), person.email);
	ck_assert_str_eq(only(&answer, "sessions", "current"), "true");
	ck_assert_str_eq(only(&answer, "api_tokens", "id"), key.id);
	ck_assert_ptr_null(strstr(answer.body.data, key.text));
	ck_assert(
		json_object_equal(json_object_object_get(answer.json, "todos"),
			json_object_object_get(list.json, "items")));
	ck_assert_uint_eq(length_of(&answer, "todos"), 2);
	client_clear(&list);
	client_clear(&answer);
}
END_TEST

/* To save, by the day's name; and by nobody between us and its owner. */
START_TEST(it_is_a_file_to_save_and_not_to_keep_for_others)
{
	struct person person = person_new();
	struct answer json = get(&person, EXPORT), csv = get(&person, CSV);
	char name[80], day[16];
	time_t now = time(NULL);

	strftime(day, sizeof(day), "%Y-%m-%d", gmtime(&now));
	snprintf(name, sizeof(name),
		"attachment; filename=\"todo-export-%s.json\"", day);
	ck_assert_str_eq(client_header(&json, "content-disposition"), name);
	snprintf(name, sizeof(name),
		"attachment; filename=\"todo-export-%s.csv\"", day);
	ck_assert_str_eq(client_header(&csv, "content-disposition"), name);
	ck_assert_str_eq(client_header(&csv, "content-type"),
		"text/csv; charset=utf-8; header=present");
	ck_assert_str_eq(client_header(&csv, "cache-control"), "no-store");
	ck_assert_str_eq(client_header(&json, "cache-control"), "no-store");
	/* Of nobody's todos. */
	ck_assert_mem_eq(csv.body.data, HEAD_OF_CSV, strlen(HEAD_OF_CSV));
	ck_assert_uint_eq(csv.body.len, strlen(HEAD_OF_CSV));
	ck_assert_uint_eq(length_of(&json, "todos"), 0);
	client_clear(&json);
	client_clear(&csv);
}
END_TEST

START_TEST(every_todo_is_in_it_once_however_many_there_are)
{
	struct person person = person_new();
	static const int counts[] = {99, 100, 101, 650};
	struct answer answer;
	struct json_object *todos;
	const char *id, *last;
	int i, total = 0;
	size_t at;

	for (i = 0; i < 4; i++) {
		fill(&person, counts[i] - total);
		total = counts[i];
		answer = get(&person, EXPORT);
		ck_assert_int_eq(answer.status, 200);
		ck_assert_uint_eq(length_of(&answer, "todos"), (size_t)total);
		client_clear(&answer);
	}
	psql("UPDATE todos SET created_at = '2026-01-01'"
	     " WHERE user_id = '%s'",
		person.id);
	answer = get(&person, EXPORT);
	todos = json_object_object_get(answer.json, "todos");
	/* All of one moment: by their ids, down, each other than the last. */
	for (at = 0, last = "g"; at < (size_t)total; at++, last = id) {
		id = sample_member(json_object_array_get_idx(todos, at), "id");
		ck_assert_int_lt(strcmp(id, last), 0);
	}
	client_clear(&answer);
}
END_TEST

/*
 * What null is, is empty, and an empty text is not; nothing is changed that a
 * spreadsheet may take for a formula.
 */
START_TEST(a_row_of_csv_has_all_of_a_todo)
{
	static const char row[] = ",\"say \"\"hi\"\", you\","
				  "\"=1+2\r\n@b\",2026-02-01,3,true,"
				  "2026-01-02T00:00:00Z,2026-01-03T00:00:00Z,"
				  "2026-01-03T00:00:00Z\r\n";
	static const char bare[] = ",\"\xc3\xa4\",,,0,false,"
				   "2026-01-01T00:00:00Z,,"
				   "2026-01-01T00:00:00Z\r\n";
	struct person person = person_new();
	struct buffer wanted = {0};
	struct answer answer;
	char full[37], id[37];

	snprintf(full, sizeof(full), "%.8s-0000-4000-8000-000000000000",
		person.id);
	psql("INSERT INTO todos (id, user_id, title, description, due_date,"
	     " priority, is_completed, created_at, completed_at, updated_at)"
	     " VALUES ('%s', '%s',"
	     " 'say \"hi\", you', E'=1+2\\r\\n@b', '2026-02-01', 3, true,"
	     " '2026-01-02', '2026-01-03', '2026-01-03')",
		full, person.id);
	psql("INSERT INTO todos (id, user_id, title, created_at, updated_at)"
	     " VALUES (gen_random_uuid(), '%s', '\xc3\xa4', '2026-01-01',"
	     " '2026-01-01')",
		person.id);
	snprintf(id, sizeof(id), "%s",
		psql("SELECT id FROM todos WHERE user_id = '%s'"
		     " AND priority = 0",
			person.id));
	base_buffer_printf(&wanted, HEAD_OF_CSV "%s,%s%s%s,%s%s", full,
		person.id, row, id, person.id, bare);
	answer = get(&person, CSV);
	ck_assert_msg(answer.body.len == wanted.len &&
			memcmp(answer.body.data, wanted.data, wanted.len) == 0,
		"%.*s\nis not\n%.*s", (int)answer.body.len, answer.body.data,
		(int)wanted.len, wanted.data);
	client_clear(&answer);
	psql("UPDATE todos SET description = '' WHERE id = '%s'", id);
	answer = get(&person, CSV);
	ck_assert_ptr_nonnull(strstr(answer.body.data, "\xc3\xa4\",\"\",,0"));
	client_clear(&answer);
	base_buffer_clear(&wanted);
}
END_TEST

START_TEST(a_head_has_the_same_head_and_no_body)
{
	static const char *const names[] = {
		"content-type", "content-disposition", "cache-control"};
	struct person person = person_new();
	struct answer head, answer;
	int turn;
	size_t i;

	for (turn = 0; turn < 2; turn++) {
		answer = get(&person, CSV);
		head = person_ask(&person, "HEAD", CSV, NULL);
		ck_assert_int_eq(head.status, 200);
		ck_assert_uint_eq(head.body.len, 0);
		for (i = 0; i < COUNT(names); i++)
			ck_assert_str_eq(client_header(&head, names[i]),
				client_header(&answer, names[i]));
		client_clear(&head);
		client_clear(&answer);
		fill(&person, 150);
	}
}
END_TEST

START_TEST(what_is_wrong_is_told_before_anything_is_sent)
{
	struct person person = person_new();
	const struct ask nobody = {.target = EXPORT};

	expect_unauthorized(client_send(&nobody), "AUTH_005", false);
	expect_fault(
		get(&person, EXPORT "?format=xml"), "VALIDATION_006", "format");
	expect_fault(
		get(&person, EXPORT "?format="), "VALIDATION_002", "format");
	psql("UPDATE users SET is_active = false WHERE id = '%s'", person.id);
	expect_unauthorized(get(&person, CSV), "AUTH_007", true);
	expect_unauthorized(get(&person, EXPORT), "AUTH_007", true);
}
END_TEST

/* It may list neither otherwise. */
START_TEST(an_api_token_gets_no_list_of_sessions_and_api_tokens)
{
	struct person person = person_new();
	struct api_key key = person_make_key(&person, "read");
	const struct ask ask = {.target = EXPORT, .token = key.text};
	struct answer answer;

	fill(&person, 120);
	answer = client_send(&ask);
	ck_assert_int_eq(answer.status, 200);
	ck_assert_str_eq(client_member(&answer, "account.id"), person.id);
	ck_assert_ptr_null(client_member(&answer, "sessions"));
	ck_assert_ptr_null(client_member(&answer, "api_tokens"));
	ck_assert_uint_eq(length_of(&answer, "todos"), 120);
	client_clear(&answer);
}
END_TEST

START_TEST(a_user_has_so_many_exports_a_minute)
{
	struct person person = person_new(), other = person_new();
	long limit = strtol(getenv("EXPORTS_PER_MINUTE"), NULL, 10), i;
	struct answer answer;
	char left[32];

	for (i = 1; i <= limit; i++) {
		answer = get(&person, i % 2 ? EXPORT : CSV);
		ck_assert_int_eq(answer.status, 200);
		snprintf(left, sizeof(left), ";r=%ld;", limit - i);
		ck_assert_ptr_nonnull(
			strstr(client_header(&answer, "ratelimit"), left));
		client_clear(&answer);
	}
	expect_error(get(&person, EXPORT), "RATE_001");
	expect_error(get(&person, CSV), "RATE_001");
	expect_status(get(&other, EXPORT), 200);
	expect_status(get(&person, "/todos"), 200);
}
END_TEST

START_TEST(the_log_has_its_bytes)
{
	struct person person = person_new();
	const struct ask ask = {.target = CSV,
		.token = person.access,
		.headers = {"X-Request-ID: the-export-of-the-log"}};
	struct json_object *line;
	struct answer answer;
	char bytes[24];

	fill(&person, 250);
	log_mark();
	answer = client_send(&ask);
	snprintf(bytes, sizeof(bytes), "%zu", answer.body.len);
	line = log_line("the-export-of-the-log");
	ck_assert_str_eq(sample_member(line, "status"), "200");
	ck_assert_str_eq(sample_member(line, "bytes"), bytes);
	ck_assert_str_eq(sample_member(line, "user_id"), person.id);
	json_object_put(line);
	client_clear(&answer);
}
END_TEST

Suite *
api_suite_export(void)
{
	Suite *suite = suite_create("export");
	TCase *tests = tcase_create("export");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, all_that_is_ones_own_is_in_it);
	tcase_add_test(tests, it_is_a_file_to_save_and_not_to_keep_for_others);
	tcase_add_test(tests, every_todo_is_in_it_once_however_many_there_are);
	tcase_add_test(tests, a_row_of_csv_has_all_of_a_todo);
	tcase_add_test(tests, a_head_has_the_same_head_and_no_body);
	tcase_add_test(tests, what_is_wrong_is_told_before_anything_is_sent);
	tcase_add_test(
		tests, an_api_token_gets_no_list_of_sessions_and_api_tokens);
	tcase_add_test(tests, a_user_has_so_many_exports_a_minute);
	tcase_add_test(tests, the_log_has_its_bytes);
	suite_add_tcase(suite, tests);
	return suite;
}
