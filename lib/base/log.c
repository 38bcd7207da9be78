/* log.c: formats log lines and hands each to the kernel in one write. */
#include "base/log.h"

#include "base/buffer.h"
#include "base/excerpt.h"
#include "base/time.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <unistd.h>

/* What texts may take of a line, in bytes as they stand there. */
#define TEXT_MAX 3072
#define WORD_MAX 128

/* All that stands in a line beside one long text stays below 1 KiB. */
_Static_assert(LOG_LINE <= PIPE_BUF && TEXT_MAX + 1024 <= LOG_LINE,
    "a line is written in one piece");

/* The process has one log: the only state here that outlives a call. */
static struct {
	const char *path;
	struct log_context context;
	int fd;
	enum log_level level;
	pid_t pid; /* 0: to be asked for */
	bool json;
	bool torn; /* the last line stands there without its end */
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
	out.torn = false;
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
base_log_context(const struct log_context *context)
{
	out.context = context ? *context : (struct log_context){0};
}

static void
put(const char *str)
{
	base_buffer_puts(&out.line, str);
}

/* A member of the object, after lead, which is ",\"name\":". */
static void
put_member(const char *lead, struct text value, size_t max)
{
	put(lead);
	if (value.data)
		base_excerpt_json(&out.line, value, max);
	else
		put("null");
}

/* The same for a short name of our own making, which needs no escapes. */
static void
put_name(const char *lead, const char *value)
{
	put(lead);
	put(value ? "\"" : "null");
	if (!value)
		return;
	put(value);
	put("\"");
}

/* Microseconds as milliseconds, "1.500"; durations are not negative. */
static void
put_ms(const char *lead, int64_t duration)
{
	put(lead);
	base_buffer_number(&out.line, duration / 1000);
	base_buffer_putc(&out.line, '.');
	base_buffer_putc(&out.line, (char)('0' + duration / 100 % 10));
	base_buffer_putc(&out.line, (char)('0' + duration / 10 % 10));
	base_buffer_putc(&out.line, (char)('0' + duration % 10));
}

static void
begin_json(const char *now, enum log_level level, struct text message)
{
	const struct log_context *in = &out.context;

	put("{\"timestamp\":\"");
	put(now);
	put("\",\"level\":\"");
	put(level_names[level]);
	put_member("\",\"message\":", message, TEXT_MAX);
	put_name(",\"request_id\":", *in->request_id ? in->request_id : NULL);
	if (*in->trace_id) {
		put_name(",\"trace_id\":", in->trace_id);
		put_name(",\"parent_id\":", in->parent_id);
	}
}

static void
begin_text(const char *now, enum log_level level, struct text message)
{
	base_buffer_printf(&out.line, "%s %-8s ", now, level_names[level]);
	base_excerpt_plain(&out.line, message, TEXT_MAX);
	if (*out.context.request_id)
		base_buffer_printf(&out.line, " %s", out.context.request_id);
	if (*out.context.trace_id)
		base_buffer_printf(
		    &out.line, " trace=%s", out.context.trace_id);
}

static void
begin_line(enum log_level level, struct text message)
{
	char now[TIME_TEXT];

	base_buffer_reset(&out.line);
	/* What a full disk has cut off shall not spoil this line, too. */
	if (out.torn)
		put("\n");
	base_time_format_ms(base_time_now(), now);
	if (out.json)
		begin_json(now, level, message);
	else
		begin_text(now, level, message);
}

/* Hands a line to the kernel. One that there is no room for is lost. */
static void
write_line(struct text line)
{
	ssize_t written;

	do {
		written = write(out.fd, line.data, line.len);
	} while (written < 0 && errno == EINTR);
	if (written > 0)
		out.torn = (size_t)written < line.len;
}

static void
forget_pid(void)
{
	out.pid = 0;
}

/* Our pid, asked for once; a child asks anew. */
static pid_t
own_pid(void)
{
	static bool watched;

	if (!watched)
		watched = pthread_atfork(NULL, NULL, forget_pid) == 0;
	if (!watched || out.pid == 0)
		out.pid = getpid();
	return out.pid;
}

static void
end_line(void)
{
	static const char lost[] = "{\"level\":\"ERROR\",\"message\":"
				   "\"out of memory: a log line is lost\"}\n";

	if (out.json) {
		put(",\"worker_pid\":");
		base_buffer_number(&out.line, own_pid());
		base_buffer_putc(&out.line, '}');
	}
	base_buffer_putc(&out.line, '\n');
	write_line(out.line.failed ?
		base_text_of(lost) :
		(struct text){out.line.data, out.line.len});
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
	put_member(",\"method\":", r->method, WORD_MAX);
	put_member(",\"path\":", r->path, TEXT_MAX);
	put_name(",\"endpoint\":", r->endpoint);
	put(",\"status\":");
	base_buffer_number(&out.line, r->status);
	put_ms(",\"duration_ms\":", r->duration);
	put(",\"bytes\":");
	base_buffer_number(&out.line, r->bytes);
	put_name(",\"user_id\":", r->user_id);
	put_name(",\"error_code\":", r->error_code);
	put_member(",\"remote_addr\":", r->remote_addr, WORD_MAX);
	if (!r->slow)
		return;
	put_name(",\"statement\":", r->statement);
	if (r->statement)
		put_ms(",\"statement_ms\":", r->statement_time);
	else
		put(",\"statement_ms\":null");
}

/* For people; the path is quoted, as it may hold any byte. */
static void
put_request_text(const struct log_request *r)
{
	put(" ");
	base_excerpt_plain(&out.line, r->method, WORD_MAX);
	put(" ");
	base_excerpt_json(&out.line, r->path, TEXT_MAX);
	put(" ");
	base_buffer_number(&out.line, r->status);
	put_ms(" ", r->duration);
	put("ms");
	if (r->error_code)
		base_buffer_printf(&out.line, " %s", r->error_code);
	if (r->slow && r->statement) {
		base_buffer_printf(&out.line, " %s", r->statement);
		put_ms(" ", r->statement_time);
		put("ms");
	}
}

static enum log_level
level_of(const struct log_request *request)
{
	if (request->status >= 500)
		return LOG_ERROR;
	return request->slow ? LOG_WARNING : LOG_INFO;
}

void
base_log_request(const struct log_request *request)
{
	enum log_level level = level_of(request);

	if (level < out.level)
		return;
	begin_line(level, base_text_of("request"));
	if (out.json)
		put_request_json(request);
	else
		put_request_text(request);
	end_line();
}
