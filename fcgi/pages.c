/* pages.c: writes what a web server serves itself: errors, and what /docs lists. */
#include "api/route.h"
#include "base/buffer.h"
#include "base/error.h"
#include "base/time.h"
#include "json/answer.h"

#include <stdio.h>
#include <string.h>

/* The statuses lighttpd and Apache answer with on their own. */
/* clang-format off */
static const struct {
	int status;
	enum error error;
} errors[] = {
	{400, REQUEST_001}, {403, AUTHZ_002}, {404, REQUEST_002},
	{405, REQUEST_003}, {408, REQUEST_001}, {411, REQUEST_001_LENGTH},
	{413, REQUEST_004}, {414, REQUEST_001}, {417, REQUEST_001},
	{431, REQUEST_001}, {500, SERVER_002}, {501, REQUEST_003},
	{502, SERVER_002}, {503, SERVER_002}, {504, SERVER_002},
	{505, REQUEST_001},
};
/* clang-format on */

static bool
write_error(const char *folder, int status, enum error error)
{
	static const struct fault none;
	struct buffer body = {0};
	char path[4096];
	FILE *file;
	bool ok;

	/* A page made once knows neither the moment nor the request. */
	json_answer_error(&body, error, &none, NULL, TIME_NONE);
	snprintf(path, sizeof(path), "%s/err-%d.html", folder, status);
	file = fopen(path, "w");
	if (!file || body.failed) {
		perror(path);
		return false;
	}
	ok = fwrite(body.data, 1, body.len, file) == body.len;
	ok = fclose(file) == 0 && ok;
	base_buffer_clear(&body);
	return ok;
}

static int
write_errors(const char *folder)
{
	size_t i;

	for (i = 0; i < sizeof(errors) / sizeof(errors[0]); i++) {
		if (!write_error(folder, errors[i].status, errors[i].error))
			return 1;
	}
	return 0;
}

/* Text as HTML has it. */
static void
print_escaped(const char *text)
{
	for (; *text; text++) {
		if (*text == '&' || *text == '<')
			printf("&#%d;", *text);
		else
			putchar(*text);
	}
}

static int
print_endpoints(void)
{
	const struct http_route *route;

	for (route = api_routes; route < api_routes + api_route_count;
	     route++) {
		printf("<li><b>%s</b> %s<br>", http_method_name(route->method),
		    route->pattern);
		print_escaped(route->operation->about);
		puts(".</li>");
	}
	return fflush(stdout) == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	if (argc != 2) {
		fputs("usage: pages FOLDER, for errors; pages --endpoints\n",
		    stderr);
		return 2;
	}
	if (strcmp(argv[1], "--endpoints") == 0)
		return print_endpoints();
	return write_errors(argv[1]);
}
