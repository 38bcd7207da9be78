/* documents_text.c: a sentence of a row as a manual page has it. */
#include "unit/documents_text.h"

#include <ctype.h>
#include <string.h>

#define WIDTH 78
#define OPENING "(["
#define CLOSING ".,;:)]"

/* What is written: the line that has begun, as long as it is plain text. */
struct page {
	struct buffer *out;
	size_t column;
};

static void
end_line(struct page *page)
{
	if (page->column > 0)
		base_buffer_putc(page->out, '\n');
	page->column = 0;
}

/* Appends a word as roff reads it. */
static void
write_escaped(struct buffer *out, const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++) {
		if (word[i] == '"')
			base_buffer_puts(out, "\\(dq");
		else if (word[i] == '\\')
			base_buffer_puts(out, "\\e");
		else
			base_buffer_putc(out, word[i]);
	}
}

static void
write_word(struct page *page, const char *word, size_t len)
{
	if (page->column > 0 && page->column + 1 + len > WIDTH)
		end_line(page);
	if (page->column > 0)
		base_buffer_putc(page->out, ' ');
	else if (word[0] == '.' || word[0] == '\'')
		base_buffer_puts(page->out, "\\&");
	write_escaped(page->out, word, len);
	page->column += len + 1;
	/* A sentence begins a line. */
	if (word[len - 1] == '.')
		end_line(page);
}

/* Each closing mark is a word of its own on a macro's line. */
static const char *
write_closing(struct page *page, const char *text)
{
	for (; *text && strchr(CLOSING, *text); text++)
		base_buffer_printf(page->out, " %c", *text);
	base_buffer_putc(page->out, '\n');
	return text;
}

/* Whether it is a name of the environment. */
static bool
is_setting(const char *code, size_t len)
{
	return memchr(code, '_', len) &&
		strspn(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_") >= len;
}

/* Writes what stands in backticks, the first of which is at text, and goes on. */
static const char *
write_code(struct page *page, const char *text, char opening)
{
	const char *code = text + 1;
	size_t len = strcspn(code, "`");

	end_line(page);
	base_buffer_puts(page->out, is_setting(code, len) ? ".Ev " : ".Ql ");
	if (opening)
		base_buffer_printf(page->out, "%c ", opening);
	write_escaped(page->out, code, len);
	return write_closing(page, code + len + (code[len] == '`'));
}

/* The length of a manual page's name, todo-api(7), at text; 0: it is none. */
static size_t
page_name(const char *text)
{
	size_t len = strspn(text, "abcdefghijklmnopqrstuvwxyz-.");
	bool named = len > 0 && text[len] == '(' &&
		isdigit((unsigned char)text[len + 1]) && text[len + 2] == ')';

	return named ? len : 0;
}

static const char *
write_page_name(struct page *page, const char *text, size_t len)
{
	end_line(page);
	base_buffer_printf(
		page->out, ".Xr %.*s %c", (int)len, text, text[len + 1]);
	return write_closing(page, text + len + 3);
}

void
documents_text_write(struct buffer *out, const char *sentence)
{
	struct page page = {.out = out};
	size_t len;

	while (*(sentence += strspn(sentence, " "))) {
		len = strcspn(sentence, " `");
		if (len == 0)
			sentence = write_code(&page, sentence, '\0');
		else if (len == 1 && sentence[1] == '`' &&
			strchr(OPENING, sentence[0]))
			sentence = write_code(&page, sentence + 1, *sentence);
		else if (page_name(sentence))
			sentence = write_page_name(
				&page, sentence, page_name(sentence));
		else {
			write_word(&page, sentence, len);
			sentence += len;
		}
	}
	end_line(&page);
}
