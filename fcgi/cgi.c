/* cgi.c: reads standard input, writes standard output, once. */
#include "cgi.h"

#include "base/log.h"
#include "output.h"

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

int
cgi_run(struct api *api)
{
	const struct http_source source = {read_stdin, NULL};
	struct output output = {0};
	struct http_request req;
	bool ok;

	http_request_init(&req, environ);
	ok = write_all(output_answer(&output, api, &req, source));
	if (!ok)
		base_log(LOG_WARNING, "cannot write the answer: %s",
			strerror(errno));
	output_clear(&output);
	return ok ? 0 : 1;
}

void
cgi_fail(void)
{
	write_all(output_failure());
}
