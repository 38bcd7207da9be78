/* doctor.c: asks web server and database what shows how they are set up. */
#include "auth/token.h"
#include "base/time.h"
#include "command.h"
#include "curl.h"
#include "database.h"
#include "db/user.h"
#include "db/schema.h"
#include "probe.h"
#include "say.h"
#include "settings.h"

#include <stdio.h>
#include <string.h>

#define URL_MAX 1100
#define TOKEN_LIFE (5 * TIME_MINUTE)

/* What the probes share. */
struct visit {
	char url[URL_MAX];
	char *tokens[PROBE_TOKEN_COUNT]; /* NULL: none can be had */
	char no_token[512];              /* why not */
	char why[512];                   /* why no answer came */
	bool failed;
};

/* A token for this user that the workers should verify by our secret. */
static char *
sign(const struct admin_call *call, const struct id *user_id, struct text email)
{
	struct auth_claims claims = {
	    .type = TOKEN_ACCESS,
	    .user_id = *user_id,
	    .email = email.data,
	    .issued_at = base_time_now(),
	};

	claims.expires_at = claims.issued_at + TOKEN_LIFE;
	auth_token_new_jti(claims.jti);
	auth_token_new_jti(claims.session);
	return auth_token_sign(&call->api.keys, &claims);
}

/*
 * A token of the first active user there is: the order of checks lets
 * nobody else get as far as the query. No data of it are asked for.
 */
static char *
sign_somebody(const struct admin_call *call, char *why, size_t size)
{
	const struct user_query query = {.limit = USER_PAGE_MAX};
	struct user items[USER_PAGE_MAX];
	struct user_page page = {.items = items};
	size_t i;

	if (db_user_list(call->api.db, NULL, &query, &page) != OK) {
		snprintf(why, size,
		    "it takes a user, and the database "
		    "cannot be reached from here");
		return NULL;
	}
	for (i = 0; i < page.count; i++) {
		if (page.items[i].is_active)
			return sign(
			    call, &page.items[i].id, page.items[i].email);
	}
	snprintf(why, size, "it takes a user, and there is none");
	return NULL;
}

/* Signs what tokens it can, if the settings are there. */
static void
make_tokens(struct admin_call *call, struct visit *visit)
{
	const struct id nobody = base_id_new();
	char *why = visit->no_token;

	if (!call->settings.jwt_secret_key ||
	    !api_service_open(&call->api, &call->settings, true, why,
		sizeof(visit->no_token)))
		return;
	visit->tokens[PROBE_NOBODY] =
	    sign(call, &nobody, base_text_of("nobody@doctor.invalid"));
	visit->tokens[PROBE_SOMEBODY] =
	    sign_somebody(call, why, sizeof(visit->no_token));
}

/* The address that the settings say, where "all" becomes "this host". */
static void
default_url(const struct settings *settings, char url[URL_MAX])
{
	const char *host = settings->host;

	if (strcmp(host, "0.0.0.0") == 0)
		host = "127.0.0.1";
	else if (strcmp(host, "::") == 0)
		host = "::1";
	snprintf(url, URL_MAX,
	    strchr(host, ':') ? "http://[%s]:%ld" : "http://%s:%ld", host,
	    settings->port);
}

/* The address to visit, without a slash at its end. */
static bool
choose_url(const struct admin_call *call, struct visit *visit)
{
	size_t len;

	if (call->args[0])
		snprintf(visit->url, sizeof(visit->url), "%s", call->args[0]);
	else if (call->settings.host)
		default_url(&call->settings, visit->url);
	else
		return false;
	len = strlen(visit->url);
	if (len && visit->url[len - 1] == '/')
		visit->url[len - 1] = '\0';
	return true;
}

static bool
holds(struct text text, const char *part)
{
	return text.len && memmem(text.data, text.len, part, strlen(part));
}

/* Whether an answer is what the probe expects. */
static bool
is_expected(const struct probe *probe, const struct curl_answer *answer)
{
	struct text value;

	if (answer->status != probe->status)
		return false;
	if (probe->says && !holds(answer->body, probe->says))
		return false;
	if (!probe->header)
		return true;
	value = admin_curl_header(answer, probe->header);
	return holds(value, probe->holds);
}

/* Prints what was answered instead: the status, and our code if it has one. */
static void
print_answer(const struct curl_answer *answer)
{
	static const char mark[] = "\"error_code\":\"";
	const size_t len = sizeof(mark) - 1;
	const char *code =
	    memmem(answer->body.data, answer->body.len, mark, len);
	size_t rest, i;

	printf(" (answered %d", answer->status);
	if (code) {
		rest = answer->body.len - (size_t)(code - answer->body.data);
		for (i = len; i < rest && code[i] != '"'; i++)
			continue;
		putchar(' ');
		admin_say_text((struct text){code + len, i - len}, 0);
	}
	putchar(')');
}

/*
 * Makes one probe and prints its line. Only of the first one is the result
 * asked: whether the workers are there at all, well or not.
 */
static bool
visit_once(struct visit *visit, const struct probe *probe)
{
	struct curl_request request = probe->request;
	struct curl_answer answer;
	char header[AUTH_TOKEN_MAX];
	bool came, ok, ours;

	if (probe->token != PROBE_NONE) {
		if (!visit->tokens[probe->token]) {
			printf(
			    "skipped  %s: %s\n", probe->what, visit->no_token);
			return true;
		}
		snprintf(header, sizeof(header), "Authorization: Bearer %s",
		    visit->tokens[probe->token]);
		request.headers[0] = header;
	}
	came = admin_curl_send(
	    visit->url, &request, &answer, visit->why, sizeof(visit->why));
	ok = came && is_expected(probe, &answer);
	ours = ok || (came && holds(answer.body, "\"database\":"));
	printf("%-8s %s", ok ? "ok" : "FAILED", probe->what);
	if (came && !ok)
		print_answer(&answer);
	if (!ok)
		printf(": %s", came ? probe->cure : visit->why);
	putchar('\n');
	visit->failed |= !ok;
	base_buffer_clear(&answer.buffer);
	return ours;
}

/* Whether the database lets its role do what requests need. */
static void
check_rights(struct admin_call *call, struct visit *visit)
{
	static const char what[] = "the database has the schema and the rights";
	struct db_schema schema = {0};
	char why[700];

	if (call->api.db) {
		db_schema_look(call->api.db, &schema);
		snprintf(visit->no_token, sizeof(visit->no_token),
		    "it cannot be reached from here");
	}
	if (!schema.answers) {
		printf("skipped  %s: %s\n", what, visit->no_token);
	} else if (api_service_check(&call->api, why, sizeof(why))) {
		printf("ok       %s\n", what);
	} else {
		printf("FAILED   %s: %s\n", what, why);
		visit->failed = true;
	}
}

static void
make_visit(struct visit *visit)
{
	size_t i;

	printf("todo-admin: a visit to %s\n", visit->url);
	for (i = 0; i < probe_count; i++) {
		/* Where there are no workers all the rest would fail too. */
		if (!visit_once(visit, &probes[i]) && i == 0)
			break;
		fflush(stdout);
	}
}

enum admin_exit
admin_doctor_run(struct admin_call *call)
{
	struct visit visit = {0};
	size_t i;

	/* Without settings there is no secret to compare, and that is all. */
	if (!admin_settings_load(call, visit.no_token, sizeof(visit.no_token)))
		base_setting_clear(&call->settings);
	if (!choose_url(call, &visit)) {
		admin_say("which address? %s", visit.no_token);
		return ADMIN_FAILED;
	}
	if (!admin_curl_is_url(visit.url)) {
		admin_say("%s should be an address such as "
			  "https://todo.example.org",
		    visit.url);
		return ADMIN_USAGE;
	}
	make_tokens(call, &visit);
	make_visit(&visit);
	check_rights(call, &visit);
	if (call->options & OPTION_DATABASE)
		visit.failed |= !admin_database_tell(call);
	for (i = 0; i < PROBE_TOKEN_COUNT; i++)
		auth_token_free(visit.tokens[i]);
	api_service_close(&call->api);
	return visit.failed ? ADMIN_FAILED : ADMIN_DONE;
}
