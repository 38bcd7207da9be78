/* probe.c: requests that a web server with a gap in its configuration spoils. */
#include "probe.h"

#define CODE(name) "\"error_code\":\"" name "\""
#define HEALTHY "\"status\":\"healthy\""
#define JSON "Content-Type: application/json"
/* The pages that web servers have for errors know no id. */
#define OWN "\"request_id\":\""
#define SOME_TODO "/todos/00000000-0000-4000-8000-000000000000"
/* Refused by what it says, which a body that was lost could not. */
#define BODY "{\"email\":7}"

/* clang-format off */
const struct probe probes[] = {
	{"workers answer, and their database",
	 {"GET", "/health", {0}, NULL}, PROBE_NONE, 200, HEALTHY, NULL, NULL,
	 "503: no pool is running on the sockets that the web server has, or its database is away; "
	 "404: the path does not reach the program as PATH_INFO (lighttpd: fix-root-scriptname and "
	 "check-local; Apache: ProxyFCGISetEnvIf PATH_INFO; .htaccess: RewriteRule)"},
	{"other paths arrive",
	 {"GET", "/todos", {0}, NULL}, PROBE_NONE, 401, CODE("AUTH_005"), NULL, NULL,
	 "only some paths reach the workers; lighttpd: fastcgi.server = ( \"/\" => …, Apache: ProxyPass \"/\""},
	{"the Authorization header arrives",
	 {"GET", "/todos", {"Authorization: Bearer garbage"}, NULL}, PROBE_NONE,
	 401, CODE("AUTH_005"), "WWW-Authenticate", "error=\"invalid_token\"",
	 "the header is stripped, and nobody can use a token; Apache: CGIPassAuth On"},
	{"the workers have the secret of these settings",
	 {"GET", "/todos", {0}, NULL}, PROBE_NOBODY, 401, CODE("AUTH_007"), NULL, NULL,
	 "AUTH_006: the workers have another JWT_SECRET_KEY, reload them or see which file they use; "
	 "AUTH_005: see above, or the clocks differ by more than 30 s"},
	{"the query string arrives",
	 {"GET", "/todos?limit=0", {0}, NULL}, PROBE_SOMEBODY, 422, CODE("VALIDATION_002"), NULL, NULL,
	 "it is dropped, and lists have one page; .htaccess: the flag QSA of RewriteRule"},
	{"a percent-encoded path arrives decoded",
	 {"GET", "/%68ealth", {0}, NULL}, PROBE_NONE, 200, HEALTHY, NULL, NULL,
	 "the path arrives as it was typed; hand it over as PATH_INFO"},
	{"… and is not decoded twice",
	 {"GET", "/%2568ealth", {0}, NULL}, PROBE_NONE, 404, CODE("REQUEST_002"), NULL, NULL,
	 "a path may become another one; .htaccess: the flag B of RewriteRule"},
	{"X-Request-ID arrives, and comes back",
	 {"GET", "/health", {"X-Request-ID: todo-admin.doctor"}, NULL}, PROBE_NONE, 200, NULL,
	 "X-Request-ID", "todo-admin.doctor",
	 "a request cannot be followed from the client to the log; the server, or what stands before it, replaces the header"},
	{"cookies arrive",
	 {"POST", "/auth/refresh", {JSON, "Cookie: refresh_token=garbage"}, "{}"}, PROBE_NONE,
	 401, CODE("AUTH_005"), "WWW-Authenticate", "error=\"invalid_token\"",
	 "the Cookie header is stripped, and browsers cannot refresh; look for RequestHeader unset Cookie or a cache before the server"},
	{"the Origin header arrives",
	 {"POST", "/auth/refresh", {JSON, "Cookie: refresh_token=garbage", "Origin: https://doctor.invalid"}, "{}"},
	 PROBE_NONE, 403, CODE("AUTHZ_002"), NULL, NULL,
	 "without it no foreign page can be told from ours; look for RequestHeader unset Origin"},
	{"PUT arrives",
	 {"PUT", SOME_TODO, {JSON}, "{}"}, PROBE_NONE, 401, CODE("AUTH_005"), NULL, NULL,
	 "the method is refused or handled by the server; look for Limit, LimitExcept, mod_dav, url.access-deny"},
	{"DELETE arrives",
	 {"DELETE", SOME_TODO, {0}, NULL}, PROBE_NONE, 401, CODE("AUTH_005"), NULL, NULL,
	 "the method is refused or handled by the server; look for Limit, LimitExcept, mod_dav, url.access-deny"},
	{"OPTIONS arrives",
	 {"OPTIONS", "/todos", {0}, NULL}, PROBE_NONE, 204, NULL, "Allow", "POST",
	 "the server answers CORS preflights itself; look for Header set Access-Control-…, setenv.add-response-header"},
	{"HEAD arrives",
	 {"HEAD", "/health", {0}, NULL}, PROBE_NONE, 200, NULL, "Content-Type", "application/json",
	 "the method is refused or handled by the server; look for Limit, LimitExcept, url.access-deny"},
	{"a body arrives, and its type",
	 {"POST", "/auth/login", {JSON}, BODY}, PROBE_NONE, 422, CODE("VALIDATION_001"), NULL, NULL,
	 "REQUEST_001: the body is lost; REQUEST_005: Content-Type is; 413: a limit below ours "
	 "(lighttpd: server.max-request-size, Apache: LimitRequestBody, FcgidMaxRequestLen)"},
	{"a chunked body arrives",
	 {"POST", "/auth/login", {JSON, "Transfer-Encoding: chunked"}, BODY}, PROBE_NONE,
	 422, CODE("VALIDATION_001"), NULL, NULL,
	 "clients that do not know a body's length are refused; lighttpd: server.stream-request-body = 0"},
	{"errors are the workers' own, 404",
	 {"GET", "/todo-admin-doctor", {0}, NULL}, PROBE_NONE, 404, OWN, NULL, NULL,
	 "the server puts its own page in place of answers; lighttpd: server.error-intercept, Apache: ProxyErrorOverride Off"},
	{"… and 405, with Allow",
	 {"DELETE", "/todos", {0}, NULL}, PROBE_NONE, 405, OWN, "Allow", "GET",
	 "the server puts its own page in place of answers; lighttpd: server.error-intercept, Apache: ProxyErrorOverride Off"},
	{"answers keep Cache-Control",
	 {"GET", "/health", {0}, NULL}, PROBE_NONE, 200, NULL, "Cache-Control", "no-store",
	 "answers with tokens might be kept by a cache; look for mod_expires, Header set Cache-Control"},
	{"answers keep X-Content-Type-Options",
	 {"GET", "/health", {0}, NULL}, PROBE_NONE, 200, NULL, "X-Content-Type-Options", "nosniff",
	 "browsers may take JSON for a page; look for Header unset X-Content-Type-Options"},
};
/* clang-format on */

const size_t probe_count = sizeof(probes) / sizeof(probes[0]);
