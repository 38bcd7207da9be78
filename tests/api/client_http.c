/* client_http.c: sends requests through the web server that API_URL names. */
#include "client.h"

#include "base/text.h"

#include <check.h>
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void
open_http(void)
{
	ck_assert_ptr_nonnull(getenv("API_URL"));
	curl_global_init(CURL_GLOBAL_DEFAULT);
}

static void
close_http(void)
{
	curl_global_cleanup();
}

static size_t
take_header(char *data, size_t size, size_t count, void *answer)
{
	client_add_header(answer, data, size * count);
	return size * count;
}

static size_t
take_body(char *data, size_t size, size_t count, void *answer)
{
	base_buffer_add(&((struct answer *)answer)->body, data, size * count);
	return size * count;
}

static struct curl_slist *
add_header(struct curl_slist *list, const char *name, const char *value)
{
	char *line;

	ck_assert_int_ge(asprintf(&line, "%s%s", name, value), 0);
	list = curl_slist_append(list, line);
	free(line);
	return list;
}

static struct curl_slist *
headers_of(const struct ask *ask)
{
	struct curl_slist *list = NULL;
	const char *type = ask->content_type;
	size_t i;

	if (!type && ask->body)
		type = "application/json";
	/* A name without a value takes curl's own header away. */
	list = add_header(list, "Expect:", "");
	list = add_header(list,
		type && *type ? "Content-Type: " : "Content-Type:",
		type ? type : "");
	if (ask->token)
		list = add_header(list, "Authorization: Bearer ", ask->token);
	if (ask->chunked)
		list = add_header(list, "Transfer-Encoding: ", "chunked");
	for (i = 0; i < ASK_HEADERS && ask->headers[i]; i++)
		list = add_header(list, ask->headers[i], "");
	return list;
}

/* The part of a chunked body that is still to be sent. */
static struct text upload;

static size_t
give_body(char *data, size_t size, size_t count, void *context)
{
	/* Less than there is room for, so that there are several chunks. */
	size_t len = size * count < 5000 ? size * count : 5000;

	(void)context;
	if (len > upload.len)
		len = upload.len;
	memcpy(data, upload.data, len);
	upload.data += len;
	upload.len -= len;
	return len;
}

static void
set_body(CURL *curl, const struct ask *ask)
{
	const char *method = ask->method ? ask->method : "GET";

	if (ask->chunked) {
		upload = (struct text){ask->body, client_body_len(ask)};
		curl_easy_setopt(curl, CURLOPT_POST, 1L);
		curl_easy_setopt(curl, CURLOPT_READFUNCTION, give_body);
	} else if (ask->body || strcmp(method, "POST") == 0 ||
		strcmp(method, "PUT") == 0) {
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
			(curl_off_t)client_body_len(ask));
		curl_easy_setopt(
			curl, CURLOPT_POSTFIELDS, ask->body ? ask->body : "");
	}
	if (strcmp(method, "HEAD") == 0)
		curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
	curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
}

static void
send_http(const struct ask *ask, struct answer *answer)
{
	struct curl_slist *headers = headers_of(ask);
	CURL *curl = curl_easy_init();
	char *url, *from;
	CURLcode code;
	long status = 0;

	ck_assert_int_ge(
		asprintf(&url, "%s%s", getenv("API_URL"), ask->target), 0);
	ck_assert_int_ge(asprintf(&from, "host!%s",
				 ask->from ? ask->from : client_address()),
		0);
	curl_easy_setopt(curl, CURLOPT_URL, url);
	curl_easy_setopt(curl, CURLOPT_INTERFACE, from);
	curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, 60L);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, answer);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, answer);
	set_body(curl, ask);
	code = curl_easy_perform(curl);
	ck_assert_msg(
		code == CURLE_OK, "%s: %s", url, curl_easy_strerror(code));
	curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	answer->status = (int)status;
	curl_easy_cleanup(curl);
	curl_slist_free_all(headers);
	free(url);
	free(from);
}

const struct client_way client_http = {
	"http", open_http, close_http, send_http};
