/* curl.c: hands a request to curl by its standard input, reads its answer. */
#include "curl.h"

#include "process.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

bool
admin_curl_is_url(const char *url)
{
	size_t scheme = strncmp(url, "http://", 7) == 0 ? 7 :
	    strncmp(url, "https://", 8) == 0            ? 8 :
							  0;
	const char *c;

	if (!scheme || url[scheme] == '\0' || strlen(url) > 1024)
		return false;
	for (c = url; *c; c++) {
		if (*c <= ' ' || *c > '~' || strchr("\"\\?#@", *c))
			return false;
	}
	return true;
}

/* Appends one line of curl's configuration; see curl(1), --config. */
static void
put_option(struct buffer *out, const char *name, const char *value)
{
	base_buffer_printf(out, "%s = \"", name);
	for (; *value; value++) {
		if (strchr("\"\\", *value))
			base_buffer_putc(out, '\\');
		base_buffer_putc(out, *value);
	}
	base_buffer_puts(out, "\"\n");
}

/* A request may carry a token: not for the command line, which all can see. */
static void
put_request(
    struct buffer *out, const char *url, const struct curl_request *request)
{
	char whole[2048];
	size_t i;

	snprintf(whole, sizeof(whole), "%s%s", url, request->path);
	put_option(out, "url", whole);
	if (strcmp(request->method, "HEAD") == 0)
		base_buffer_puts(out, "head\n");
	else
		put_option(out, "request", request->method);
	for (i = 0; i < CURL_HEADERS_MAX && request->headers[i]; i++)
		put_option(out, "header", request->headers[i]);
	if (request->body)
		put_option(out, "data-binary", request->body);
}

/* Cuts the head off: up to and with the first blank line. */
static struct text
cut_head(struct text *rest)
{
	const char *end = memmem(rest->data, rest->len, "\r\n\r\n", 4);
	struct text head = {
	    rest->data, end ? (size_t)(end - rest->data) + 4 : rest->len};

	rest->data += head.len;
	rest->len -= head.len;
	return head;
}

/* Reads "HTTP/1.1 200"; 0 where there is no such line. */
static int
read_status(struct text head)
{
	const char *blank = memchr(head.data, ' ', head.len);
	size_t i, len = head.len;
	int status = 0;

	if (len < 12 || memcmp(head.data, "HTTP/", 5) != 0 || !blank)
		return 0;
	len -= (size_t)(blank + 1 - head.data);
	for (i = 0; i < 3 && i < len; i++) {
		if (blank[1 + i] < '0' || blank[1 + i] > '9')
			return 0;
		status = 10 * status + (blank[1 + i] - '0');
	}
	return status;
}

static bool
read_answer(struct curl_answer *answer)
{
	struct text rest = {answer->buffer.data, answer->buffer.len};

	/* "100 Continue" and its like come before the answer. */
	do {
		answer->headers = cut_head(&rest);
		answer->status = read_status(answer->headers);
	} while (answer->status / 100 == 1 && rest.len);
	answer->body = rest;
	return answer->status >= 200 && !answer->buffer.failed;
}

/* The length of the first line of what curl said. */
static size_t
first_line(const struct curl_answer *answer)
{
	const struct buffer *said = &answer->buffer;
	const char *end =
	    said->len ? memchr(said->data, '\n', said->len) : NULL;

	return end ? (size_t)(end - said->data) : said->len;
}

bool
admin_curl_send(const char *url, const struct curl_request *request,
    struct curl_answer *answer, char *why, size_t size)
{
	static const char *const argv[] = {"curl", "-q", "-gisS", "--stderr",
	    "-", "--path-as-is", "--noproxy", "*", "--connect-timeout", "10",
	    "--max-time", "20", "--config", "-", NULL};
	struct buffer config = {0};
	struct text input;
	int status;

	*answer = (struct curl_answer){0};
	put_request(&config, url, request);
	input = (struct text){config.data, config.len};
	status = config.failed ?
	    -1 :
	    admin_process_run(argv, input, &answer->buffer);
	if (config.data)
		explicit_bzero(config.data, config.cap);
	base_buffer_clear(&config);
	if (status == PROCESS_NOT_FOUND)
		snprintf(why, size,
		    "the program curl is missing; the Debian package is curl");
	else if (status != 0)
		snprintf(why, size, "no answer: %.*s", (int)first_line(answer),
		    answer->buffer.len ? answer->buffer.data : "");
	if (status != 0)
		return false;
	if (read_answer(answer))
		return true;
	snprintf(why, size, "what came back is no HTTP");
	return false;
}

struct text
admin_curl_header(const struct curl_answer *answer, const char *name)
{
	struct text rest = answer->headers, line;
	size_t len = strlen(name);
	const char *end;

	while (rest.len) {
		end = memchr(rest.data, '\n', rest.len);
		line = (struct text){
		    rest.data, end ? (size_t)(end - rest.data) : rest.len};
		if (line.len > len && line.data[len] == ':' &&
		    strncasecmp(line.data, name, len) == 0) {
			line.data += len + 1;
			line.len -= len + 1;
			if (line.len && line.data[line.len - 1] == '\r')
				line.len--;
			return base_text_trim(line);
		}
		rest.data += line.len + (end != NULL);
		rest.len -= line.len + (end != NULL);
	}
	return (struct text){0};
}
