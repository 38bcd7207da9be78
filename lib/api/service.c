/* service.c: opens and closes what requests share. */
#include "api/service.h"

#include "auth/cache.h"
#include "auth/verdict.h"
#include "base/excerpt.h"
#include "base/path.h"
#include "db/conn.h"
#include "db/schema.h"
#include "http/address.h"
#include "http/origin.h"
#include "json/credentials.h"
#include "json/parser.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LOOKS_MAX 3 /* at the schema, of 2 s each, until there is an answer */

static bool
open_keys(struct api *api)
{
	size_t i;

	if (!json_strings_read(
		api->settings->jwt_previous_keys, &api->previous_keys) ||
	    !auth_token_add_key(&api->keys, api->settings->jwt_secret_key))
		return false;
	for (i = 0; i < api->previous_keys.count; i++) {
		if (!auth_token_add_key(
			&api->keys, api->previous_keys.items[i]))
			return false;
	}
	return true;
}

/* Whether the issuer may stand in JSON. */
static bool
open_issuer(struct api *api)
{
	api->keys.issuer = api->settings->jwt_issuer;
	return base_text_is_utf8(base_text_of(api->keys.issuer));
}

/* Puts the origin into its place of the list, as browsers send it. */
static bool
open_origin(char **place, char *why, size_t size)
{
	struct buffer shown = {0};
	const char *reason;
	char *origin = http_origin_new(*place, &reason);

	if (origin) {
		free(*place);
		*place = origin;
		return true;
	}
	base_excerpt_json(&shown, base_text_of(*place), 100);
	snprintf(why, size, "ALLOWED_ORIGINS: %.*s should be an origin: %s",
	    (int)shown.len, shown.data ? shown.data : "",
	    reason && !shown.failed ? reason : "out of memory");
	base_buffer_clear(&shown);
	return false;
}

static bool
open_origins(struct api *api, char *why, size_t size)
{
	size_t i;

	if (!json_strings_read(api->settings->allowed_origins, &api->origins)) {
		snprintf(why, size,
		    "ALLOWED_ORIGINS: should be a JSON list of at most %d "
		    "origins such as [\"https://app.example\"]",
		    JSON_STRINGS_MAX);
		return false;
	}
	for (i = 0; i < api->origins.count; i++) {
		if (!open_origin(&api->origins.items[i], why, size))
			return false;
	}
	api->cors.origins = (const char *const *)api->origins.items;
	api->cors.count = api->origins.count;
	return true;
}

static bool
open_addresses(struct api *api)
{
	struct json_strings *list = &api->metrics_addresses;
	unsigned char address[ADDRESS_SIZE];
	size_t i;

	if (!json_strings_read(api->settings->metrics_addresses, list))
		return false;
	for (i = 0; i < list->count; i++) {
		if (!http_address_read(base_text_of(list->items[i]), address))
			return false;
	}
	return true;
}

static bool
open_proxies(struct api *api)
{
	struct json_strings list = {0};
	bool ok = json_strings_read(api->settings->trusted_proxies, &list);
	size_t i;

	for (i = 0; ok && i < list.count; i++)
		ok = http_address_read_network(
		    base_text_of(list.items[i]), &api->proxies[i]);
	api->proxy_count = ok ? list.count : 0;
	json_strings_clear(&list);
	return ok;
}

static bool
open_database(struct api *api, bool prepare, char *why, size_t size)
{
	const struct db_options options = {
	    .url = api->settings->database_url,
	    .timeout_ms = api->settings->statement_timeout_ms,
	    .prepare = prepare,
	    .shuffle = api->settings->host_order == HOST_ORDER_RANDOM,
	};
	char reason[128];

	if (!db_conn_check_url(options.url, reason, sizeof(reason))) {
		snprintf(why, size, "DATABASE_URL: %s", reason);
		return false;
	}
	api->db = db_conn_open(&options);
	api->parser = json_parser_new();
	if (prepare)
		api->cache = auth_cache_new();
	if (!api->db || !api->parser || (prepare && !api->cache)) {
		snprintf(why, size, "out of memory");
		return false;
	}
	if (!api->settings->database_prepare)
		db_conn_pool(api->db);
	return true;
}

/* What new passwords have to be, and the sentence that tells clients. */
static bool
open_rule(struct api *api, char *why, size_t size)
{
	const char *path = api->settings->password_common_file;
	bool by_length = api->settings->password_rule == PASSWORD_LENGTH;

	json_credentials_set_rule(by_length);
	if (!by_length || auth_rule_open(&api->rule, path))
		return true;
	snprintf(why, size,
	    "PASSWORD_COMMON_FILE: cannot read %s: %s (Debian's package "
	    "cracklib-runtime has a list)",
	    path, strerror(errno));
	return false;
}

bool
api_service_open(struct api *api, const struct settings *settings, bool prepare,
    char *why, size_t size)
{
	bool ok = false;

	*api = (struct api){.settings = settings};
	if (prepare && !auth_verdict_is_possible())
		snprintf(why, size, "libjwt verifies no token: out of memory");
	else if (!open_keys(api))
		snprintf(why, size,
		    "JWT_PREVIOUS_KEYS: should be a JSON list of "
		    "at most %d secrets of %d to %d bytes",
		    JSON_STRINGS_MAX, AUTH_KEY_MIN, AUTH_KEY_MAX);
	else if (!open_issuer(api))
		snprintf(why, size, "JWT_ISSUER: should be a name, in UTF-8");
	else if (!open_addresses(api))
		snprintf(why, size,
		    "METRICS_ADDRESSES: should be a JSON list of "
		    "IP addresses such as [\"127.0.0.1\"]");
	else if (!open_proxies(api))
		snprintf(why, size,
		    "TRUSTED_PROXIES: should be a JSON list of IP addresses "
		    "and networks such as [\"127.0.0.1\",\"10.0.0.0/8\"]");
	else
		ok = open_rule(api, why, size) &&
		    open_origins(api, why, size) &&
		    open_database(api, prepare, why, size);
	if (!ok)
		api_service_close(api);
	return ok;
}

/* Says what could be better of a schema that is good; always true. */
static bool
advise(const struct db_schema *schema, char *why, size_t size)
{
	snprintf(why, size, "%s",
	    schema->changeable ?
		"DATABASE_URL: the role may change the schema, too; workers "
		"need one of their own that may not (todo-api-hosting(7))" :
		schema->temporary ?
		"DATABASE_URL: the role may make temporary tables and "
		"functions, which workers need not; \"todo-admin migrate up\" "
		"takes that away, or the database's owner by REVOKE TEMPORARY "
		"(todo-api-hosting(7))" :
		"");
	return true;
}

/* Whether the database can serve; why is a remark then, or empty. */
static bool
check_database(struct api *api, char *why, size_t size)
{
	bool connected = db_conn_check(api->db);
	struct db_schema schema;
	int i;

	/* Nobody waits: a machine that stood still for a second is asked again. */
	for (i = 0; connected && i < LOOKS_MAX; i++) {
		db_schema_look(api->db, &schema);
		if (schema.answers)
			break;
	}
	if (!connected)
		db_schema_explain(api->db, &schema);
	/* Who lacks rights may see no schema either. */
	if (schema.cure[0] != '\0')
		snprintf(why, size, "DATABASE_URL: the role lacks rights: %s",
		    schema.cure);
	else if (!connected)
		snprintf(
		    why, size, "DATABASE_URL: %s", db_conn_reason(api->db));
	else if (!schema.answers)
		snprintf(why, size,
		    "DATABASE_URL: the database does not answer in time");
	else if (schema.version < DB_SCHEMA_VERSION)
		snprintf(why, size,
		    "DATABASE_URL: the schema is at version %d, "
		    "%d is needed: run \"todo-admin migrate up\"",
		    schema.version, DB_SCHEMA_VERSION);
	else
		return advise(&schema, why, size);
	return false;
}

bool
api_service_check(struct api *api, char *why, size_t size)
{
	const struct settings *settings = api->settings;

	if (*settings->log_file && !base_path_is_writable(settings->log_file)) {
		snprintf(why, size,
		    "LOG_FILE: cannot be opened for writing: %s",
		    strerror(errno));
		return false;
	}
	if (!check_database(api, why, size))
		return false;
	/* Requests are served all the same. */
	if (!base_path_is_writable(settings->metrics_file)) {
		int reason = errno;
		size_t said = strlen(why);

		snprintf(why + said, size - said,
		    "%sMETRICS_FILE: nothing will be counted: %s",
		    said ? "; " : "", strerror(reason));
	}
	return true;
}

void
api_service_close(struct api *api)
{
	db_conn_close(api->db);
	json_parser_free(api->parser);
	auth_cache_free(api->cache);
	auth_rule_clear(&api->rule);
	json_strings_clear(&api->previous_keys);
	json_strings_clear(&api->origins);
	json_strings_clear(&api->metrics_addresses);
	api_openapi_cache_clear(&api->document);
	*api = (struct api){0};
}
