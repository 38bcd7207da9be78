/* request.c: requests through the whole service, over a database that lies. */
#include "api/exchange.h"
#include "api/route.h"
#include "auth/code.h"
#include "db/conn.h"
#include "fuzz/answer.h"
#include "fuzz/fuzz.h"
#include "fuzz/server.h"
#include "fuzz/service.h"
#include "http/address.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define REQUESTS_MAX 4 /* of one input */
#define VARIABLES_MAX 40
#define PIECES_MAX 8 /* of one answer */
#define TAKES_ANY_API_TOKEN (TAKES_API_TOKEN | TAKES_FULL_API_TOKEN)

/* A request as a web server hands it over. */
struct visit {
	char *variables[VARIABLES_MAX + 1];
	size_t count;
	char *body; /* from here on unread */
	size_t len;
};

static void
add(struct visit *visit, const char *name, struct text value)
{
	struct buffer line = {0};

	if (visit->count == VARIABLES_MAX)
		return;
	base_buffer_puts(&line, name);
	base_buffer_add(&line, value.data, value.len);
	fuzz_must(!line.failed);
	visit->variables[visit->count++] =
		fuzz_copy((struct text){line.data, line.len});
	base_buffer_clear(&line);
}

/* The path as servers decode it: any byte but NUL may come out. */
static void
add_path(struct visit *visit, struct text raw)
{
	char *path = fuzz_copy(raw);
	unsigned int byte;
	size_t i, len = 0;

	for (i = 0; i < raw.len; i++) {
		if (raw.data[i] == '%' && i + 2 < raw.len &&
			isxdigit((unsigned char)raw.data[i + 1]) &&
			sscanf(path + i + 1, "%2x", &byte) == 1 && byte > 0) {
			path[len++] = (char)byte;
			i += 2;
		} else {
			path[len++] = raw.data[i];
		}
	}
	add(visit, "PATH_INFO=", (struct text){path, len});
	free(path);
}

/* "METHOD TARGET" */
static void
add_line(struct visit *visit, struct text line)
{
	add(visit, "REQUEST_METHOD=", fuzz_cut(&line, ' '));
	add(visit, "REQUEST_URI=", line);
	add_path(visit, fuzz_cut(&line, '?'));
	add(visit, "QUERY_STRING=", line);
}

/* A variable; a byte 1 in it is a line break, which no server lets through. */
static void
add_header(const struct api *api, struct visit *visit, struct text line)
{
	struct buffer text = {0};
	size_t i;

	fuzz_service_expand(api, line, &text);
	for (i = 0; i < text.len; i++) {
		if (text.data[i] == 1)
			text.data[i] = i % 2 ? '\r' : '\n';
	}
	add(visit, "", (struct text){text.data, text.len});
	base_buffer_clear(&text);
}

static void
add_body(const struct api *api, struct visit *visit, struct text text)
{
	struct buffer body = {0};
	char length[24];

	fuzz_service_expand(api, text, &body);
	fuzz_must(!body.failed);
	snprintf(length, sizeof(length), "%zu", body.len);
	visit->body = fuzz_copy((struct text){body.data, body.len});
	visit->len = body.len;
	base_buffer_clear(&body);
	add(visit, "CONTENT_LENGTH=", base_text_of(length));
	add(visit, "CONTENT_TYPE=", base_text_of("application/json"));
	add(visit, "REMOTE_ADDR=", base_text_of(FUZZ_PROXY));
}

/* The request line, the variables up to an empty line, and the body. */
static void
read_visit(const struct api *api, struct visit *visit, struct text text)
{
	struct text first = fuzz_cut(&text, '\n'), line;

	*visit = (struct visit){0};
	while (text.len > 0) {
		line = fuzz_cut(&text, '\n');
		if (line.len == 0)
			break;
		add_header(api, visit, line);
	}
	/* Of a variable given twice the first counts. */
	add_line(visit, first);
	add_body(api, visit, text);
}

static void
free_visit(struct visit *visit, char *body)
{
	while (visit->count > 0)
		free(visit->variables[--visit->count]);
	free(body);
}

/* Gives the body in pieces. */
static long
read_body(void *context, char *data, size_t len)
{
	struct visit *visit = context;

	if (len > 100)
		len = 100;
	if (len > visit->len)
		len = visit->len;
	memcpy(data, visit->body, len);
	visit->body += len;
	visit->len -= len;
	return (long)len;
}

/* Whether the header ends in what may be an API token: the database says if it is. */
static bool
has_api_token(struct text header)
{
	static const char begin[] = "todo_pat_";
	const char *at = header.data ?
		memmem(header.data, header.len, begin, strlen(begin)) :
		NULL;
	struct text token = {at, 0};
	struct id id;

	if (!at)
		return false;
	token.len = (size_t)(header.data + header.len - at);
	return auth_code_read(CODE_API_TOKEN, base_text_trim(token), &id);
}

/* Whether the request brings a genuine refresh token; its body is wiped later. */
static bool
has_refresh(const struct api *api, const struct visit *visit,
	const struct http_request *req)
{
	const char *refresh = fuzz_service_token(api, TOKEN_REFRESH);

	return fuzz_has((struct text){visit->body, visit->len}, refresh) ||
		fuzz_has(req->cookie, refresh);
}

/* Nobody is served who has not shown a genuine token. */
static void
check_right(
	const struct api *api, const struct http_request *req, bool refreshes)
{
	const char *access = fuzz_service_token(api, TOKEN_ACCESS);
	const struct http_route *route;
	struct http_match match;

	fuzz_must(http_router_find(api_routes, api_route_count, req->method,
			  req->path, &match) == OK);
	route = match.route;
	if (!route)
		return;
	if (route->needs & NEEDS_TOKEN)
		fuzz_must(fuzz_has(req->authorization, access) ||
			(route->needs & TAKES_ANY_API_TOKEN &&
				has_api_token(req->authorization)));
	if (route->handle == api_metrics_show && *api->settings->metrics_token)
		fuzz_must(fuzz_has(req->authorization, FUZZ_METRICS));
	if (route->handle == api_login_refresh)
		fuzz_must(refreshes);
}

static bool
is_proxy(const struct api *api, struct text address)
{
	size_t i;

	for (i = 0; i < api->proxy_count; i++)
		if (http_address_is_within(address, &api->proxies[i]))
			return true;
	return false;
}

/*
 * Nobody but a trusted proxy says whose request it is; and of the addresses that
 * X-Forwarded-For has right of the client's each is such a proxy's.
 */
static void
check_client(
	const struct api *api, const struct http_request *req, struct text peer)
{
	const struct text client = req->remote_addr, hops = req->forwarded_for;
	unsigned char address[ADDRESS_SIZE];
	struct text right, hop;

	if (client.data == peer.data)
		return;
	fuzz_must(is_proxy(api, peer) && !req->is_hidden);
	if (!hops.data)
		return;
	right.data = client.data + client.len;
	fuzz_must(
		client.data >= hops.data && right.data <= hops.data + hops.len);
	right.len = (size_t)(hops.data + hops.len - right.data);
	fuzz_cut(&right, ',');
	while (right.len > 0) {
		hop = base_text_trim(fuzz_cut(&right, ','));
		fuzz_must(
			!http_address_read(hop, address) || is_proxy(api, hop));
	}
}

/*
 * Whether the answer may be one that the database kept for a key: each byte of
 * it is the database's word, and sent as it is.
 */
static bool
may_be_given_again(
	const struct api_exchange *exchange, const struct http_request *req)
{
	return req->idempotency_key.data && exchange->res.status < 300 &&
		exchange->call.match.route &&
		exchange->call.match.route->needs & TAKES_KEY;
}

/*
 * Gathers an answer that begins with the piece; of one that breaks off, or to which
 * this database has no end, the head alone. *head is set then.
 */
static void
gather(struct api_exchange *exchange, struct text piece, struct buffer *whole,
	bool *head)
{
	const char *end;
	int i;

	for (i = 0; piece.len > 0 && i < PIECES_MAX; i++) {
		base_buffer_add(whole, piece.data, piece.len);
		piece = api_exchange_more(exchange);
	}
	fuzz_must(!whole->failed);
	if (piece.len == 0 && !exchange->is_cut)
		return;
	end = memmem(whole->data, whole->len, "\r\n\r\n", 4);
	fuzz_must(end != NULL);
	whole->len = (size_t)(end - whole->data) + 4;
	*head = true;
}

static void
run(struct api *api, struct api_exchange *exchange, struct text text)
{
	struct visit visit;
	struct http_source source = {read_body, &visit};
	struct http_request req;
	struct buffer whole = {0};
	struct text peer;
	bool head, refreshes;
	char *body;
	int status;

	read_visit(api, &visit, text);
	body = visit.body;
	http_request_init(&req, visit.variables);
	peer = req.remote_addr;
	refreshes = has_refresh(api, &visit, &req);
	head = req.method == HTTP_HEAD;
	gather(exchange, api_exchange_answer(exchange, api, &req, source),
		&whole, &head);
	check_client(api, &req, peer);
	status = exchange->res.status;
	if (!may_be_given_again(exchange, &req))
		status = fuzz_answer_check(
			(struct text){whole.data, whole.len}, head);
	base_buffer_clear(&whole);
	if (status < 300)
		check_right(api, &req, refreshes);
	api_exchange_end(exchange);
	free_visit(&visit, body);
}

/* The database's script and requests, with a NUL before each. */
int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct text rest = {(const char *)data, size}, script;
	struct api_exchange exchange = {0};
	struct api api;
	int i;

	script = fuzz_cut(&rest, '\0');
	fuzz_service_open(&api, script.len > 0 && *script.data == 'P');
	if (script.len > 0 && *script.data == 'P')
		fuzz_cut(&script, '\n');
	fuzz_server_begin(script);
	for (i = 0; i < REQUESTS_MAX && rest.len > 0; i++)
		run(&api, &exchange, fuzz_cut(&rest, '\0'));
	api_exchange_clear(&exchange);
	api_service_close(&api);
	return 0;
}
