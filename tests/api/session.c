/* session.c: sends cookies and judges whether sessions live. */
#include "session.h"

#include "forge.h"

#include <check.h>
#include <stdio.h>
#include <string.h>

static struct answer
send_cookie(const char *target, const char *access, const char *refresh,
	const char *body, const char *header)
{
	char cookie[FORGED + 64];
	const struct ask ask = {.method = "POST",
		.target = target,
		.token = access,
		.body = body,
		.headers = {cookie, "Host: api.example", header}};

	snprintf(cookie, sizeof(cookie), "Cookie: refresh_token=%s", refresh);
	return client_send(&ask);
}

struct answer
refresh_by_cookie(const char *refresh, const char *body, const char *header)
{
	return send_cookie("/auth/refresh", NULL, refresh, body, header);
}

struct answer
log_out_by_cookie(const char *access, const char *refresh, const char *body,
	const char *header)
{
	return send_cookie("/auth/logout", access, refresh, body, header);
}

struct person
second_session(const struct person *person)
{
	struct person second = *person;

	person_login(&second, PASSWORD);
	return second;
}

void
expect_unauthorized(struct answer answer, const char *code, bool sent)
{
	const char *header = client_header(&answer, "www-authenticate");

	ck_assert_msg(
		header != NULL, "%s wanted, got %s", code, answer.body.data);
	ck_assert_str_eq(header,
		sent ? "Bearer realm=\"todo-api\", error=\"invalid_token\"" :
		       "Bearer realm=\"todo-api\"");
	ck_assert_ptr_null(client_header(&answer, "set-cookie"));
	expect_error(answer, code);
}

void
expect_farewell(struct answer answer, const char *message)
{
	char cleared[128];

	ck_assert_msg(answer.status == 200, "%s", answer.body.data);
	ck_assert_int_eq(json_object_object_length(answer.json), 1);
	ck_assert_str_eq(client_member(&answer, "message"), message);
	snprintf(cleared, sizeof(cleared),
		"refresh_token=; Max-Age=0; "
		"Path=%s/auth; HttpOnly; Secure; SameSite=Strict",
		client_prefix());
	ck_assert_str_eq(client_header(&answer, "set-cookie"), cleared);
	client_clear(&answer);
}

void
expect_goodbye(struct answer answer)
{
	expect_farewell(answer, "Logout successful");
}

void
expect_session(const struct person *person, bool lives)
{
	if (lives) {
		expect_status(get_todos(person->access), 200);
		expect_status(post_refresh(person->refresh), 200);
	} else {
		expect_error(get_todos(person->access), "AUTH_004");
		expect_error(post_refresh(person->refresh), "AUTH_004");
	}
}
