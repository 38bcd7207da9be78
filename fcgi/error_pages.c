/* error_pages.c: writes the bodies of the errors a web server makes itself. */
#include "base/buffer.h"
#include "base/error.h"
#include "base/time.h"
#include "json/answer.h"

#include <stdio.h>

/* The statuses lighttpd and Apache answer with on their own. */
/* clang-format off */
static const struct {
	int status;
	enum error error;
} pages[] = {
	{400, REQUEST_001}, {403, AUTHZ_002}, {404, REQUEST_002},
	{405, REQUEST_003}, {408, REQUEST_001}, {411, REQUEST_001},
	{413, REQUEST_004}, {414, REQUEST_001}, {417, REQUEST_001},
	{431, REQUEST_001}, {500, SERVER_002}, {501, REQUEST_003},
	{502, SERVER_002}, {503, SERVER_002}, {504, SERVER_002},
	{505, REQUEST_001},
};
/* clang-format on */

static bool
write_page(const char *folder, int status, enum error error)
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

int
main(int argc, char **argv)
{
	size_t i;

	if (argc != 2) {
		fputs("usage: error-pages FOLDER\n", stderr);
		return 2;
	}
	for (i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		if (!write_page(argv[1], pages[i].status, pages[i].error))
			return 1;
	}
	return 0;
}
