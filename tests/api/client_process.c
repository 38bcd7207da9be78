/* client_process.c: hands requests to the library in this process. */
#include "client.h"
#include "process.h"

#include "api/exchange.h"
#include "api/metrics.h"
#include "base/log.h"
#include "metric/count.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct api_exchange exchange;

struct settings process_settings;
struct api process_api;
void (*process_before)(void), (*process_after)(void);
void (*process_between)(void);

bool process_gone;
long process_waiting;

static bool
has_gone(void *context)
{
	(void)context;
	return process_gone;
}

static long
count_waiting(void *context)
{
	(void)context;
	return process_waiting;
}

const struct api_peer process_peer = {has_gone, count_waiting, NULL};

/* The body that is still to be read. */
struct source {
	const char *data;
	size_t len;
};

static long
read_source(void *context, char *data, size_t len)
{
	struct source *source = context;

	if (len > source->len)
		len = source->len;
	memcpy(data, source->data, len);
	source->data += len;
	source->len -= len;
	return (long)len;
}

void
process_reopen(void)
{
	char why[512];

	api_service_close(&process_api);
	ck_assert_msg(api_service_open(&process_api, &process_settings, true,
			      why, sizeof(why)),
		"%s", why);
}

void
process_forget(void)
{
	api_exchange_clear(&exchange);
}

/* Loads the settings, which takes secrets away that tests need, too. */
static void
load_settings(void)
{
	static const char *const names[] = {"DATABASE_URL", "JWT_SECRET_KEY",
		"JWT_PREVIOUS_KEYS", "METRICS_TOKEN"};
	char *values[sizeof(names) / sizeof(names[0])], why[512];
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		values[i] = getenv(names[i]) ? strdup(getenv(names[i])) : NULL;
	ck_assert_msg(base_setting_load(&process_settings, why, sizeof(why)),
		"%s", why);
	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (values[i])
			setenv(names[i], values[i], 1);
		free(values[i]);
	}
}

static void
open_process(void)
{
	load_settings();
	/* Lower than any setting allows: tests hash a thousand passwords. */
	process_settings.bcrypt_cost = 4;
	base_log_open(process_settings.log_file, LOG_DEBUG, true);
	process_reopen();
	/* A file that other ways of the suite may have made. */
	ck_assert_msg(api_metrics_open(&process_settings), "%s",
		metric_count_reason());
}

static void
close_process(void)
{
	metric_count_close();
	api_service_close(&process_api);
	api_exchange_clear(&exchange);
	base_setting_clear(&process_settings);
	base_log_close();
}

/* What follows the first piece of a long answer; one that is cut has status 0. */
static void
add_rest(struct answer *answer)
{
	struct text piece;

	do {
		if (process_between)
			process_between();
		piece = api_exchange_more(&exchange);
		base_buffer_add(&answer->body, piece.data, piece.len);
	} while (piece.len > 0);
	if (exchange.is_cut)
		answer->status = 0;
}

static void
send_process(const struct ask *ask, struct answer *answer)
{
	struct source body = {ask->body, client_body_len(ask)};
	const struct http_source source = {read_source, &body};
	char **variables = client_variables(ask);
	struct http_request req;
	struct text piece;

	http_request_init(&req, variables);
	if (process_before)
		process_before();
	piece = api_exchange_answer(&exchange, &process_api, &req, source);
	if (process_after)
		process_after();
	client_split_cgi(answer, piece.data, piece.len);
	add_rest(answer);
	api_exchange_end(&exchange);
	client_free_variables(variables);
}

const struct client_way client_process = {
	"process",
	open_process,
	close_process,
	send_process,
};
