/* request.c: sorts CGI variables into a request. */
#include "http/request.h"

#include <ctype.h>
#include <string.h>

static const char *const method_names[] = {
    [HTTP_GET] = "GET",
    [HTTP_HEAD] = "HEAD",
    [HTTP_POST] = "POST",
    [HTTP_PUT] = "PUT",
    [HTTP_PATCH] = "PATCH",
    [HTTP_DELETE] = "DELETE",
    [HTTP_OPTIONS] = "OPTIONS",
};

#define METHODS (sizeof(method_names) / sizeof(method_names[0]))

const char *
http_method_name(enum http_method method)
{
	return method < HTTP_OTHER ? method_names[method] : "OTHER";
}

static enum http_method
method_of(struct text name)
{
	size_t i;

	for (i = 0; i < METHODS; i++) {
		if (base_text_is(name, method_names[i]))
			return (enum http_method)i;
	}
	return HTTP_OTHER;
}

struct variable {
	const char *name;
	size_t len;
	size_t offset;
};

#define VARIABLE(name, member)                                                \
	{                                                                     \
		name, sizeof(name) - 1, offsetof(struct http_request, member) \
	}
static const struct variable variables_known[] = {
    VARIABLE("REQUEST_METHOD", method_name),
    VARIABLE("PATH_INFO", path),
    VARIABLE("REQUEST_URI", target),
    VARIABLE("QUERY_STRING", query),
    VARIABLE("CONTENT_LENGTH", content_length),
    VARIABLE("CONTENT_TYPE", content_type),
    VARIABLE("REMOTE_ADDR", remote_addr),
    VARIABLE("HTTPS", https),
    VARIABLE("HTTP_ACCEPT", accept),
    VARIABLE("HTTP_AUTHORIZATION", authorization),
    VARIABLE("HTTP_CONTENT_ENCODING", content_encoding),
    VARIABLE("HTTP_COOKIE", cookie),
    VARIABLE("HTTP_FORWARDED", forwarded),
    VARIABLE("HTTP_HOST", host),
    VARIABLE("HTTP_IDEMPOTENCY_KEY", idempotency_key),
    VARIABLE("HTTP_IF_MATCH", if_match),
    VARIABLE("HTTP_IF_NONE_MATCH", if_none_match),
    VARIABLE("HTTP_ORIGIN", origin),
    VARIABLE("HTTP_PREFER", prefer),
    VARIABLE("HTTP_SEC_FETCH_SITE", fetch_site),
    VARIABLE("HTTP_TRANSFER_ENCODING", transfer_encoding),
    VARIABLE("HTTP_X_FORWARDED_FOR", forwarded_for),
    VARIABLE("HTTP_X_REQUEST_ID", request_id),
    VARIABLE("HTTP_TRACEPARENT", traceparent),
    VARIABLE("HTTP_ACCESS_CONTROL_REQUEST_METHOD", preflight_method),
};
#undef VARIABLE

#define VARIABLES (sizeof(variables_known) / sizeof(variables_known[0]))

/* The member that a variable fills, or NULL. */
static struct text *
member_of(struct http_request *req, const char *name, size_t len)
{
	size_t i;

	for (i = 0; i < VARIABLES; i++) {
		if (variables_known[i].len == len &&
		    memcmp(variables_known[i].name, name, len) == 0)
			return (struct text *)((char *)req +
			    variables_known[i].offset);
	}
	return NULL;
}

/*
 * Whether the text may go into headers as the beginning of a path: "//" would
 * make a Location name another host (RFC 3986, 4.2).
 */
static bool
is_plain_path(struct text text)
{
	size_t i;

	for (i = 0; i < text.len; i++) {
		if (!isalnum((unsigned char)text.data[i]) &&
		    !memchr("/_~.-", text.data[i], 5))
			return false;
	}
	return !memmem(text.data, text.len, "..", 2) &&
	    !memmem(text.data, text.len, "//", 2) &&
	    (text.len == 0 || text.data[text.len - 1] != '/');
}

/*
 * The part of the target before the path. A target with escapes does not end
 * in its path, which is decoded; nothing that needs the prefix has any.
 */
static struct text
prefix_of(struct text target, struct text path)
{
	struct text prefix = {"", 0};
	const char *query = memchr(target.data, '?', target.len);
	size_t len = query ? (size_t)(query - target.data) : target.len;

	/* Not the absolute form, "http://host/path" (RFC 9112, 3.2.2). */
	if (len > path.len && target.data[0] == '/' &&
	    memcmp(target.data + len - path.len, path.data, path.len) == 0)
		prefix = (struct text){target.data, len - path.len};
	return is_plain_path(prefix) ? prefix : (struct text){"", 0};
}

void
http_request_init(struct http_request *req, char *const *variables)
{
	struct text script = {0}, *member;
	const char *equals;
	size_t len;

	*req = (struct http_request){0};
	for (; *variables; variables++) {
		equals = strchr(*variables, '=');
		if (!equals)
			continue;
		len = (size_t)(equals - *variables);
		member = member_of(req, *variables, len);
		if (member && !member->data)
			*member = base_text_of(equals + 1);
		else if (member == &req->forwarded_for ||
		    member == &req->forwarded)
			req->is_forwarded_twice = true;
		else if (len == 11 &&
		    memcmp(*variables, "SCRIPT_NAME", 11) == 0)
			script = base_text_of(equals + 1);
	}
	if (req->path.len == 0)
		req->path = script.len ? script : base_text_of("/");
	req->prefix = (struct text){"", 0};
	if (req->target.len > 0)
		req->prefix = prefix_of(req->target, req->path);
	req->method = method_of(req->method_name);
}

bool
http_request_id_is_valid(struct text id)
{
	size_t i;

	if (id.len < 1 || id.len > 64)
		return false;
	for (i = 0; i < id.len; i++) {
		if (!memchr(
			"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
			"0123456789._-",
			id.data[i], 65))
			return false;
	}
	return true;
}
