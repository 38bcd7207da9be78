/* export_pieces.c: what becomes of an export while it is under way. */
#include "front.h"
#include "log.h"
#include "process.h"
#include "raw.h"
#include "sample.h"
#include "suites.h"

#include "api/exchange.h"

#include <stdio.h>
#include <string.h>
#include <sys/socket.h>

#define EXPORT "/auth/me/export"
#define COUNT_ALL 250 /* todos: pages of 100, 100 and 50 */

static struct person person;
static const char *meanwhile; /* SQL about the person, run once */

static void
make_person(void)
{
	person = person_new();
	psql("INSERT INTO todos (id, user_id, title, created_at, updated_at)"
	     " SELECT gen_random_uuid(), '%s', 'todo ' || i, t, t"
	     " FROM generate_series(1, %d) i,"
	     " LATERAL (SELECT timestamptz '2026-01-01'"
	     "  + i * interval '1 s' AS t) m",
		person.id, COUNT_ALL);
}

static void
open_person(void)
{
	client_open();
	make_person();
}

static void
run_meanwhile(void)
{
	const char *sql = meanwhile;

	meanwhile = NULL;
	/* The person's id, wherever the SQL has $. */
	if (sql)
		psql("DO $do$ BEGIN EXECUTE replace($sql$%s$sql$, '$', '''%s''');"
		     " END $do$",
			sql, person.id);
}

/* Exports, and after the first page runs the SQL. */
static struct answer
export_while(const char *sql, const char *target)
{
	const struct ask ask = {.target = target,
		.token = person.access,
		.headers = {"X-Request-ID: an-export"}};
	struct answer answer;

	meanwhile = sql;
	process_between = run_meanwhile;
	log_mark();
	answer = client_send(&ask);
	process_between = NULL;
	return answer;
}

/* How many of the todos exported have this title. */
static size_t
count_titles(const struct answer *answer, const char *title)
{
	struct json_object *todos =
		json_object_object_get(answer->json, "todos");
	size_t i, count = 0;

	for (i = 0; i < json_object_array_length(todos); i++)
		count += strcmp(sample_member(
					json_object_array_get_idx(todos, i),
					"title"),
				 title) == 0;
	return count;
}

static size_t
count_all(const struct answer *answer)
{
	return json_object_array_length(
		json_object_object_get(answer->json, "todos"));
}

START_TEST(a_todo_that_is_made_meanwhile_is_not_in_it)
{
	struct answer answer = export_while(
		"INSERT INTO todos (id, user_id, title, created_at, updated_at)"
		" VALUES (gen_random_uuid(), $, 'new', now(), now())",
		EXPORT);

	ck_assert_int_eq(answer.status, 200);
	ck_assert_uint_eq(count_all(&answer), COUNT_ALL);
	ck_assert_uint_eq(count_titles(&answer, "new"), 0);
	client_clear(&answer);
}
END_TEST

START_TEST(a_todo_that_is_deleted_meanwhile_takes_none_along)
{
	/* Of the first page, the last of which names the place, and of the next. */
	struct answer answer =
		export_while("DELETE FROM todos WHERE user_id = $ AND title IN"
			     " ('todo 151', 'todo 150', 'todo 250')",
			EXPORT);

	ck_assert_int_eq(answer.status, 200);
	ck_assert_uint_eq(count_all(&answer), COUNT_ALL - 1);
	ck_assert_uint_eq(count_titles(&answer, "todo 150"), 0);
	ck_assert_uint_eq(count_titles(&answer, "todo 149"), 1);
	client_clear(&answer);
}
END_TEST

START_TEST(a_todo_that_changes_meanwhile_is_in_it_once)
{
	struct answer answer = export_while(
		"UPDATE todos SET title = 'changed', updated_at = now()"
		" WHERE user_id = $ AND title IN ('todo 240', 'todo 20')",
		EXPORT);

	ck_assert_uint_eq(count_all(&answer), COUNT_ALL);
	ck_assert_uint_eq(count_titles(&answer, "todo 240"), 1);
	ck_assert_uint_eq(count_titles(&answer, "changed"), 1);
	client_clear(&answer);
}
END_TEST

START_TEST(all_that_is_left_may_be_gone_meanwhile)
{
	struct answer answer = export_while(
		"DELETE FROM todos WHERE user_id = $", EXPORT "?format=csv");

	ck_assert_int_eq(answer.status, 200);
	ck_assert_mem_eq(answer.body.data + answer.body.len - 3, "Z\r\n", 3);
	client_clear(&answer);
}
END_TEST

/* Neither form ends as a whole one does, and the log has the cause. */
START_TEST(who_is_refused_meanwhile_gets_no_more)
{
	struct answer answer =
		export_while("UPDATE users SET is_active = false WHERE id = $",
			_i ? EXPORT "?format=csv" : EXPORT);
	struct buffer log = log_read();
	char cut[80];

	ck_assert_int_eq(answer.status, 0);
	ck_assert_uint_gt(answer.body.len, 10000);
	ck_assert_int_eq(answer.body.data[answer.body.len - 1], _i ? 'Z' : '}');
	snprintf(cut, sizeof(cut), "cut short after %zu bytes: AUTH_007",
		answer.body.len);
	ck_assert_ptr_nonnull(strstr(log.data, cut));
	snprintf(cut, sizeof(cut), "\"bytes\":%zu,", answer.body.len);
	ck_assert_ptr_nonnull(strstr(log.data, cut));
	ck_assert_ptr_nonnull(strstr(log.data, "\"status\":200"));
	ck_assert_ptr_nonnull(strstr(log.data, "\"error_code\":\"AUTH_007\""));
	base_buffer_clear(&log);
	client_clear(&answer);
}
END_TEST

START_TEST(after_one_that_was_cut_short_all_is_as_ever)
{
	struct answer answer =
		export_while("DELETE FROM users WHERE id = $", EXPORT);

	ck_assert_int_eq(answer.status, 0);
	client_clear(&answer);
	make_person();
	answer = export_while(NULL, EXPORT);
	ck_assert_uint_eq(count_all(&answer), COUNT_ALL);
	client_clear(&answer);
}
END_TEST

#ifdef __SANITIZE_ADDRESS__
#define KEEPS_WHAT_IS_FREE true
#else
#define KEEPS_WHAT_IS_FREE false
#endif

/* The most memory that this process has had since the last look, in KiB. */
static long
peak(void)
{
	FILE *file = fopen("/proc/self/status", "r");
	char line[256];
	long kib = 0;

	while (fgets(line, sizeof(line), file))
		sscanf(line, "VmHWM: %ld", &kib);
	fclose(file);
	file = fopen("/proc/self/clear_refs", "w");
	fputs("5", file);
	fclose(file);
	return kib;
}

static long
read_nothing(void *context, char *data, size_t len)
{
	(void)context;
	(void)data;
	(void)len;
	return 0;
}

/* Exports and keeps nothing; how many bytes there were. */
static size_t
stream(void)
{
	const struct ask ask = {.target = EXPORT, .token = person.access};
	const struct http_source source = {read_nothing, NULL};
	char **variables = client_variables(&ask);
	struct api_exchange exchange = {0};
	struct http_request req;
	struct text piece;
	size_t bytes = 0;

	http_request_init(&req, variables);
	piece = api_exchange_answer(&exchange, &process_api, &req, source);
	for (; piece.len; piece = api_exchange_more(&exchange))
		bytes += piece.len;
	ck_assert(!exchange.is_cut);
	api_exchange_end(&exchange);
	api_exchange_clear(&exchange);
	client_free_variables(variables);
	return bytes;
}

START_TEST(its_memory_does_not_grow_with_the_todos)
{
	long small, large;

	ck_assert_uint_gt(stream(), 50000);
	peak();
	stream();
	small = peak();
	psql("INSERT INTO todos (id, user_id, title, created_at, updated_at)"
	     " SELECT gen_random_uuid(), '%s', 'todo ' || i, now(), now()"
	     " FROM generate_series(1, 20000) i",
		person.id);
	peak();
	ck_assert_uint_gt(stream(), 4000000);
	large = peak();
	ck_assert_msg(large < small + 1024, "%ld and %ld KiB", small, large);
}
END_TEST

/*
 * The user is disabled while the export is under way, which is long enough. A
 * program that Apache starts itself cannot break its client's connection:
 * there the end of the file tells.
 */
START_TEST(what_is_cut_short_looks_so)
{
	struct answer answer;
	const char *end;
	char byte;
	int fd;

	psql("INSERT INTO todos (id, user_id, title, description, created_at,"
	     " updated_at) SELECT gen_random_uuid(), '%s', 'a',"
	     " repeat('x', 2000), now(), now()"
	     " FROM generate_series(1, 50000)",
		person.id);
	fd = raw_open();
	raw_send(fd,
		"GET %s" EXPORT " HTTP/1.1\r\nHost: localhost\r\n"
		"Connection: close\r\nAuthorization: Bearer %s\r\n"
		"X-Request-ID: a-cut-export\r\n\r\n",
		client_prefix(), person.access);
	log_mark();
	ck_assert_int_eq(recv(fd, &byte, 1, MSG_PEEK), 1);
	psql("UPDATE users SET is_active = false WHERE id = '%s'", person.id);
	answer = raw_receive(fd);
	ck_assert_int_eq(answer.status, 200);
	ck_assert_uint_gt(answer.body.len, 100000);
	end = answer.body.data + answer.body.len - 5;
	if (front_now() == LIGHTTPD || front_now() == APACHE)
		ck_assert_int_ne(memcmp(end, "0\r\n\r\n", 5), 0);
	ck_assert_ptr_null(memmem(end - 20, 25, "]}", 2));
	client_clear(&answer);
}
END_TEST

Suite *
api_suite_export_pieces(void)
{
	Suite *suite = suite_create("export_pieces");
	TCase *tests = tcase_create("export_pieces");

	tcase_add_checked_fixture(tests, open_person, client_close);
	if (client_is(&client_process)) {
		tcase_add_test(
			tests, a_todo_that_is_made_meanwhile_is_not_in_it);
		tcase_add_test(tests,
			a_todo_that_is_deleted_meanwhile_takes_none_along);
		tcase_add_test(
			tests, a_todo_that_changes_meanwhile_is_in_it_once);
		tcase_add_test(tests, all_that_is_left_may_be_gone_meanwhile);
		tcase_add_loop_test(
			tests, who_is_refused_meanwhile_gets_no_more, 0, 2);
		tcase_add_test(
			tests, after_one_that_was_cut_short_all_is_as_ever);
		if (KEEPS_WHAT_IS_FREE)
			puts("skipped: its_memory_does_not_grow_with_the_todos:"
			     " AddressSanitizer keeps what is free");
		else
			tcase_add_test(
				tests, its_memory_does_not_grow_with_the_todos);
	}
	if (client_is(&client_http))
		tcase_add_test(tests, what_is_cut_short_looks_so);
	suite_add_tcase(suite, tests);
	return suite;
}
