/* spills.c: what requests bring by every door is in no line of the log. */
#include "log.h"
#include "sample.h"
#include "secrets.h"
#include "suites.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define WRONG "Wrong-Password-77"
#define NEXT "Next-Password-88!"
#define MARK "zebra-in-the-body"

/* Sends a body that says who it is and holds two more members. */
static void
send_as(const struct person *person, const char *target, const char *token,
	const char *one, const char *two)
{
	char body[512];
	const struct ask ask = {.method = "POST",
		.target = target,
		.token = token,
		.body = body};
	struct answer answer;

	snprintf(body, sizeof(body), "{'email':'%s',%s,%s}", person->email, one,
		two);
	answer = client_send(&ask);
	ck_assert_int_lt(answer.status, 500);
	client_clear(&answer);
}

/* Sends what holds secrets, good and bad, by every door. */
static void
spill_secrets(const struct person *person)
{
	char cookie[1200], body[1200], longer[1100];
	struct ask ask = {.method = "POST",
		.target = "/auth/refresh",
		.headers = {cookie}};

	snprintf(cookie, sizeof(cookie),
		"Cookie: refresh_token=%s; other=" MARK, person->refresh);
	snprintf(body, sizeof(body), "{'refresh_token':'%s'}", person->refresh);
	snprintf(longer, sizeof(longer), "%sx", person->access);
	expect_status(client_send(&ask), 200);
	ask.headers[0] = NULL;
	ask.body = body;
	expect_status(client_send(&ask), 200);
	ask.target = "/todos";
	ask.token = person->access;
	ask.body = "{'title':'" MARK "','description':'" MARK "'}";
	expect_status(client_send(&ask), 201);
	ask.body = "{'title':'" MARK "'";
	expect_error(client_send(&ask), "REQUEST_001");
	ask.token = longer;
	expect_error(client_send(&ask), "AUTH_006");
	ask.token = NULL;
	ask.headers[0] = "Authorization: Basic " MARK;
	expect_error(client_send(&ask), "AUTH_005");
	expect_status(
		person_ask(person, "GET", "/todos?token=" MARK, NULL), 200);
	send_as(person, "/auth/login", NULL, "'password':'" WRONG "'",
		"'x':'" MARK "'");
	send_as(person, "/auth/register", NULL, "'password':'" PASSWORD "'",
		"'x':1");
	send_as(person, "/auth/change-password", person->access,
		"'current_password':'" WRONG "'", "'new_password':'" NEXT "'");
	send_as(person, "/auth/change-password", person->access,
		"'current_password':'" PASSWORD "'",
		"'new_password':'" NEXT "'");
	ask.target = "/auth/logout";
	ask.body = NULL;
	ask.token = person->access;
	ask.headers[0] = cookie;
	expect_status(client_send(&ask), 200);
}

/* Asserts that the log holds nothing of the person but the id. */
static void
check_secrets(const char *log, const struct person *person)
{
	char previous[256];
	const char *const needles[] = {
		person->access,
		strchr(person->access, '.') + 1,
		strrchr(person->access, '.') + 1,
		person->refresh,
		strrchr(person->refresh, '.') + 1,
		person->email,
		PASSWORD,
		WRONG,
		NEXT,
		MARK,
		"$2b$",
		"Bearer",
		"refresh_token=",
		getenv("JWT_SECRET_KEY"),
		getenv("DATABASE_URL"),
		previous,
	};
	size_t i;

	/* The first of the list, without its quotes and brackets. */
	snprintf(previous, sizeof(previous), "%s",
		strchr(getenv("JWT_PREVIOUS_KEYS"), '"') + 1);
	previous[strcspn(previous, "\"")] = '\0';
	for (i = 0; i < COUNT(needles); i++)
		ck_assert_msg(strstr(log, needles[i]) == NULL,
			"%s is in the log", needles[i]);
}

START_TEST(no_secret_is_ever_logged)
{
	struct person person;
	struct buffer log;

	/* The program, where it is run for each request, should say its most. */
	setenv("LOG_LEVEL", "DEBUG", 1);
	log_mark();
	person = person_register();
	spill_secrets(&person);
	log = log_read();
	check_secrets(log.data, &person);
	/* It was the right log that was searched. */
	ck_assert_ptr_nonnull(strstr(log.data, person.id));
	ck_assert_ptr_nonnull(strstr(log.data, "/auth/change-password"));
	base_buffer_clear(&log);
}
END_TEST

/* tests/system/api.sh searches all logs for what the client has noted at its end. */
START_TEST(the_client_notes_secrets_for_a_search_at_the_end)
{
	struct person person = person_register();
	const char *const noted[] = {PASSWORD, strrchr(person.access, '.') + 1,
		strrchr(person.refresh, '.') + 1};
	FILE *file = fopen(getenv("API_SECRETS"), "r");
	bool found[COUNT(noted)] = {false};
	char line[SECRET_MAX + 2];
	size_t i;

	ck_assert_ptr_nonnull(file);
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "\n")] = '\0';
		for (i = 0; i < COUNT(noted); i++)
			found[i] |= strcmp(line, noted[i]) == 0;
	}
	fclose(file);
	for (i = 0; i < COUNT(noted); i++)
		ck_assert_msg(found[i], "%s is not noted", noted[i]);
}
END_TEST

Suite *
api_suite_spills(void)
{
	Suite *suite = suite_create("spills");
	TCase *tests = tcase_create("spills");

	tcase_add_checked_fixture(tests, client_open, client_close);
	tcase_add_test(tests, no_secret_is_ever_logged);
	tcase_add_test(tests, the_client_notes_secrets_for_a_search_at_the_end);
	suite_add_tcase(suite, tests);
	return suite;
}
