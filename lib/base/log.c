/* log.c: formats log lines and hands each to the kernel in one write. */
#include "base/log.h"

#include "base/buffer.h"
#include "base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

/* The process has one log: the only state here that outlives a call. */
static struct {
	const char *path;
	const char *request_id;
	int fd;
	enum log_level level;
	bool json;
	struct buffer line;
} out = {.fd = STDERR_FILENO, .level = LOG_INFO, .json = true};

static const char *const level_names[] = {
    [LOG_DEBUG] = "DEBUG",
    [LOG_INFO] = "INFO",
    [LOG_WARNING] = "WARNING",
    [LOG_ERROR] = "ERROR",
    [LOG_CRITICAL] = "CRITICAL",
};

static bool
open_file(void)
{
	int fd;

	if (!out.path || *out.path == '\0')
		return true;
	fd = open(out.path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
	if (fd < 0)
		return false;
	if (out.fd != STDERR_FILENO)
		close(out.fd);
	out.fd = fd;
	return true;
}

bool
base_log_open(const char *path, enum log_level level, bool json)
{
	out.path = path;
	out.level = level;
	out.json = json;
	return open_file();
}

void
base_log_reopen(void)
{
	/* On failure the old file stays in use, so that no line is lost. */
	if (!open_file())
		base_log(LOG_ERROR, "cannot reopen the log file");
}

void
base_log_close(void)
{
	if (out.fd != STDERR_FILENO)
		close(out.fd);
	out.fd = STDERR_FILENO;
	out.path = NULL;
	base_buffer_clear(&out.line);
}

void
base_log_context(const char *request_id)
{
	out.request_id = request_id;
}

static void
put_member(const char *name, struct text value)
{
	base_buffer_printf(&out.line, ",\"%s\":", name);
	if (value.data)
		base_buffer_json(&out.line, value.data, value.len);
	else
		base_buffer_puts(&out.line, "null");
}

/* Text for a terminal, where a control character could forge a line. */
static void
put_plain(struct text text)
{
	size_t i;

	for (i = 0; i < text.len; i++)
		base_buffer_putc(&out.line,
		    (unsigned char)text.data[i] < 0x20 || text.data[i] == 0x7f ?
			'?' :
			text.data[i]);
}

static void
begin_line(enum log_level level, struct text message)
{
	char now[TIME_TEXT];

	base_buffer_reset(&out.line);
	base_time_format_ms(base_time_now(), now);
	if (out.json) {
		base_buffer_printf(&out.line,
		    "{\"timestamp\":\"%s\",\"level\":\"%s\"", now,
		    level_names[level]);
		put_member("message", message);
		put_member("request_id", base_text_of(out.request_id));
		return;
	}
	base_buffer_printf(&out.line, "%s %-8s ", now, level_names[level]);
	put_plain(message);
	if (out.request_id)
		base_buffer_printf(&out.line, " %s", out.request_id);
}

static void
end_line(void)
{
	static const char lost[] = "{\"level\":\"ERROR\",\"message\":"
				   "\"out of memory: a log line is lost\"}\n";
	ssize_t put;

	if (out.json)
		base_buffer_printf(
		    &out.line, ",\"worker_pid\":%d}", (int)getpid());
	base_buffer_putc(&out.line, '\n');
	do {
		if (out.line.failed)
			put = write(out.fd, lost, sizeof(lost) - 1);
		else
			put = write(out.fd, out.line.data, out.line.len);
	} while (put < 0 && errno == EINTR);
}

void
base_log(enum log_level level, const char *format, ...)
{
	char message[1024];
	va_list args;
	int saved = errno;

	if (level < out.level)
		return;
	va_start(args, format);
	vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	begin_line(level, base_text_of(message));
	end_line();
	errno = saved;
}

static void
put_request_json(const struct log_request *r)
{
	put_member("method", r->method);
	put_member("path", r->path);
	put_member("endpoint", base_text_of(r->endpoint));
	base_buffer_printf(&out.line, ",\"status\":%d,\"duration_ms\":%.3f",
	    r->status, (double)r->duration / 1000);
	put_member("user_id", base_text_of(r->user_id));
	put_member("error_code", base_text_of(r->error_code));
	put_member("remote_addr", r->remote_addr);
}

/* For people; the path is quoted, as it may hold any byte. */
static void
put_request_text(const struct log_request *r)
{
	base_buffer_putc(&out.line, ' ');
	put_plain(r->method);
	base_buffer_putc(&out.line, ' ');
	base_buffer_json(&out.line, r->path.data, r->path.len);
	base_buffer_printf(&out.line, " %d %.3fms %s", r->status,
	    (double)r->duration / 1000, r->error_code ? r->error_code : "");
}

void
base_log_request(const struct log_request *request)
{
	enum log_level level = request->status >= 500 ? LOG_ERROR : LOG_INFO;

	if (level < out.level)
		return;
	begin_line(level, base_text_of("request"));
	if (out.json)
		put_request_json(request);
	else
		put_request_text(request);
	end_line();
}
