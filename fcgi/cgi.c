/* cgi.c: reads standard input, writes standard output, once. */
#include "cgi.h"

#include "api/exchange.h"
#include "base/log.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

static long
read_stdin(void *context, char *data, size_t len)
{
	ssize_t got;

	(void)context;
	do {
		got = read(STDIN_FILENO, data, len);
	} while (got < 0 && errno == EINTR);
	return got;
}

static bool
write_all(struct text text)
{
	ssize_t put;

	while (text.len) {
		put = write(STDOUT_FILENO, text.data, text.len);
		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return false;
		text.data += put;
		text.len -= (size_t)put;
	}
	return true;
}

/* Writes an answer that begins with the piece; whether it came to its end. */
static bool
write_answer(struct api_exchange *exchange, struct text piece)
{
	for (; piece.len; piece = api_exchange_more(exchange)) {
		if (write_all(piece))
			continue;
		base_log(LOG_WARNING, "cannot write the answer: %s",
		    strerror(errno));
		return false;
	}
	return !exchange->is_cut;
}

int
cgi_run(struct api *api)
{
	const struct http_source source = {read_stdin, NULL};
	struct api_exchange exchange = {0};
	struct http_request req;
	bool ok;

	http_request_init(&req, environ);
	ok = write_answer(
	    &exchange, api_exchange_answer(&exchange, api, &req, source));
	api_exchange_end(&exchange);
	api_exchange_clear(&exchange);
	return ok ? 0 : 1;
}

void
cgi_fail(void)
{
	write_all(api_exchange_failure());
}
