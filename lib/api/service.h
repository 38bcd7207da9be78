/* service.h: what a process keeps from request to request. */
#ifndef API_SERVICE_H
#define API_SERVICE_H

#include "api/lease.h"
#include "api/openapi_cache.h"
#include "auth/rule.h"
#include "auth/token.h"
#include "base/setting.h"
#include "http/address.h"
#include "http/cors.h"
#include "json/strings.h"

struct auth_cache;
struct db;
struct json_parser;

/* What a server can tell of the request in hand. */
struct api_peer {
	bool (*has_gone)(void *context);      /* nobody waits for its answer */
	long (*count_waiting)(void *context); /* requests behind it */
	void *context;
};

struct api {
	const struct settings *settings; /* borrowed */
	struct json_strings previous_keys;
	struct json_strings origins;
	struct json_strings metrics_addresses;
	struct http_network proxies[JSON_STRINGS_MAX]; /* TRUSTED_PROXIES */
	size_t proxy_count;
	struct auth_keys keys;
	struct auth_cache *cache; /* NULL where one request is all there is */
	struct auth_rule rule;    /* of new passwords */
	struct http_cors cors;
	struct json_parser *parser;
	struct db *db;
	struct api_leases leases;
	struct id searcher; /* who searched last, if has_searcher */
	bool has_searcher;
	struct api_openapi document;
	const struct api_peer *peer; /* NULL: nothing can be told */
};

/*
 * Makes an api from checked settings, which must outlive it. No connection is
 * made yet; prepare says whether later ones prepare their statements, as a
 * worker's should. False when a setting is wrong: why names it and says what
 * it should be; the api is closed then.
 */
bool api_service_open(struct api *api, const struct settings *settings,
    bool prepare, char *why, size_t size);

/*
 * Whether the log can be written, and the database answers and has the schema;
 * otherwise why says what is wrong. When all is well why is empty, or a remark.
 * Takes as long as the hosts of the URL take: for a check by hand.
 */
bool api_service_check(struct api *api, char *why, size_t size);

/* Frees everything. */
void api_service_close(struct api *api);

#endif
