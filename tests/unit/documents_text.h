/* documents_text.h: a sentence of a row as a manual page has it. */
#ifndef UNIT_DOCUMENTS_TEXT_H
#define UNIT_DOCUMENTS_TEXT_H

#include "base/buffer.h"

/* Appends a sentence, with `code` in it, as whole lines of mdoc(7). */
void documents_text_write(struct buffer *out, const char *sentence);

#endif
