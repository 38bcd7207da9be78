/* metrics_guard.c: who may see the metrics, and what costs no request. */
#include "front.h"
#include "process.h"
#include "sample.h"
#include "scrape.h"
#include "suites.h"

#include "api/metrics.h"
#include "base/log.h"
#include "metric/count.h"
#include "support/fail.h"
#include "support/temp.h"

#include <libpq-fe.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define TOKEN "the-token-of-prometheus"

/* Asks for the metrics as this address, with this token. */
static struct answer
ask_as(const char *method, const char *from, const char *token)
{
	const struct ask ask = {.method = method,
		.target = "/metrics",
		.from = from,
		.token = token};

	return client_send(&ask);
}

START_TEST(only_this_host_sees_them)
{
	static const char *const targets[] = {"/metrics", "/%6Detrics",
		"/metrics?x", "//metrics", "///metrics", "/todo.fcgi/metrics"};
	/* Apache merges slashes; to lighttpd that is malformed, to others a 404. */
	bool server = client_is(&client_http) && front_now() != LIGHTTPD;
	size_t i, count = 3;

	/* The last one is the program itself, on shared hosting. */
	if (server)
		count = COUNT(targets) - (front_now() != FCGID);
	expect_status(ask_as("GET", "127.0.0.1", NULL), 200);
	for (i = 0; i < count; i++) {
		const struct ask ask = {
			.target = targets[i], .from = client_address()};

		/* Web servers refuse it before the program does. */
		if (client_is(&client_http))
			expect_made(client_send(&ask), "403 AUTHZ_002");
		else
			expect_error(client_send(&ask), "AUTHZ_002");
	}
}
END_TEST

START_TEST(head_has_no_body)
{
	struct answer answer = ask_as("HEAD", "127.0.0.1", NULL);

	ck_assert_int_eq(answer.status, 200);
	ck_assert_uint_eq(answer.body.len, 0);
	ck_assert_str_eq(client_header(&answer, "content-type"),
		"text/plain; version=0.0.4; charset=utf-8");
	client_clear(&answer);
}
END_TEST

START_TEST(they_are_only_read)
{
	struct answer answer = ask_as("OPTIONS", "127.0.0.1", NULL);

	ck_assert_int_eq(answer.status, 204);
	ck_assert_pstr_eq(
		client_header(&answer, "allow"), "GET, HEAD, OPTIONS");
	client_clear(&answer);
	expect_error(ask_as("DELETE", "127.0.0.1", NULL), "REQUEST_003");
}
END_TEST

START_TEST(other_addresses_can_be_let_in)
{
	process_settings.metrics_addresses = "[\"10.0.0.9\",\"fd00::0:1\"]";
	process_reopen();
	expect_status(ask_as("GET", "10.0.0.9", NULL), 200);
	expect_status(ask_as("GET", "::ffff:10.0.0.9", NULL), 200);
	expect_status(ask_as("GET", "fd00:0::1", NULL), 200);
	expect_error(ask_as("GET", "10.0.0.90", NULL), "AUTHZ_002");
	expect_error(ask_as("GET", "127.0.0.1", NULL), "AUTHZ_002");
	expect_error(ask_as("GET", "nonsense", NULL), "AUTHZ_002");
}
END_TEST

START_TEST(a_shell_without_an_address_sees_them)
{
	expect_status(ask_as("GET", "", NULL), 200);
}
END_TEST

START_TEST(a_web_server_that_names_no_address_is_no_shell)
{
	static const struct api_peer peer;

	process_api.peer = &peer;
	expect_error(ask_as("GET", "", NULL), "AUTHZ_002");
}
END_TEST

/* Asserts that no token, or this one, is refused. */
static void
expect_no_entry(const char *token)
{
	struct answer answer = ask_as("GET", "127.0.0.1", token);

	ck_assert_str_eq(client_header(&answer, "www-authenticate"),
		token ? "Bearer realm=\"todo-api\", error=\"invalid_token\"" :
			"Bearer realm=\"todo-api\"");
	expect_error(answer, "AUTH_005");
}

START_TEST(with_a_token_set_only_the_token_counts)
{
	process_settings.metrics_token = TOKEN;
	expect_status(ask_as("GET", "192.0.2.1", TOKEN), 200);
	expect_status(ask_as("GET", "", TOKEN), 200);
	expect_no_entry(NULL);
	expect_no_entry("the-token-of-prometheuz");
	expect_no_entry("The-token-of-prometheus");
	expect_no_entry("the-token-of-prometheu");
	expect_no_entry(TOKEN "s");
	expect_no_entry(TOKEN ", " TOKEN);
}
END_TEST

START_TEST(what_cannot_be_counted_costs_no_request)
{
	const struct ask health = {.target = "/health/live"};
	char log[TEMP_PATH], text[4096];

	process_settings.metrics_file = "/nonexistent/metrics";
	ck_assert(!api_metrics_open(&process_settings));
	expect_status(client_send(&health), 200);
	temp_path("log", log);
	ck_assert(base_log_open(log, LOG_DEBUG, true));
	expect_error(ask_as("GET", "127.0.0.1", NULL), "SERVER_002");
	temp_read(log, text, sizeof(text));
	ck_assert_msg(strstr(text,
			      "METRICS_FILE: /nonexistent/metrics: "
			      "No such file or directory") != NULL,
		"%s", text);
}
END_TEST

static void
run_out(void)
{
	fail_all(FAIL_realloc);
}

START_TEST(an_answer_made_without_memory_counts_as_what_it_was)
{
	const struct ask health = {.target = "/health"};

	scrape_mark();
	process_forget();
	process_before = run_out;
	process_after = fail_none;
	expect_error(client_send(&health), "SERVER_002");
	process_before = NULL;
	expect_grown(1, "http_errors_total{error_code='SERVER_002'}");
	expect_grown(1,
		"http_requests_total{method='GET',"
		"endpoint='/health',status='500'}");
	expect_grown(0,
		"http_requests_total{method='GET',"
		"endpoint='/health',status='200'}");
}
END_TEST

/* Sends a request in a child, whose statement waits for the table. */
static pid_t
start_waiting(const struct person *person)
{
	pid_t pid;

	client_close();
	pid = fork();
	client_open();
	if (pid == 0) {
		person_ask(person, "GET", "/todos?limit=1", NULL);
		_exit(1);
	}
	ck_assert_int_gt(pid, 0);
	while (strcmp(psql("SELECT count(*) FROM pg_locks WHERE NOT granted"),
		       "0") == 0)
		;
	return pid;
}

START_TEST(a_request_of_a_killed_process_counts_as_what_it_was)
{
	struct person person = person_new();
	PGconn *holder = PQconnectdb(getenv("TEST_DATABASE_URL"));
	pid_t pid;

	PQclear(PQexec(holder, "BEGIN; LOCK TABLE todos"));
	scrape_mark();
	pid = start_waiting(&person);
	kill(pid, SIGKILL);
	ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
	expect_grown(1,
		"http_requests_total{method='GET',"
		"endpoint='/todos',status='500'}");
	expect_grown(0,
		"http_request_duration_seconds_count"
		"{endpoint='/todos'}");
	PQfinish(holder);
}
END_TEST

Suite *
api_suite_metrics_guard(void)
{
	Suite *suite = suite_create("metrics_guard");
	TCase *tests = tcase_create("metrics_guard");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_checked_fixture(tests, NULL, scrape_forget);
	tcase_add_test(tests, only_this_host_sees_them);
	tcase_add_test(tests, head_has_no_body);
	tcase_add_test(tests, they_are_only_read);
	if (!client_is(&client_http))
		tcase_add_test(tests, a_shell_without_an_address_sees_them);
	if (client_is(&client_process)) {
		tcase_add_test(tests, other_addresses_can_be_let_in);
		tcase_add_test(
			tests, a_web_server_that_names_no_address_is_no_shell);
		tcase_add_test(tests, with_a_token_set_only_the_token_counts);
		tcase_add_test(tests, what_cannot_be_counted_costs_no_request);
		tcase_add_test(tests,
			an_answer_made_without_memory_counts_as_what_it_was);
		tcase_add_test(tests,
			a_request_of_a_killed_process_counts_as_what_it_was);
	}
	suite_add_tcase(suite, tests);
	return suite;
}
