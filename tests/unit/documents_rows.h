/* documents_rows.h: the lists in README and the manual pages that the sources' rows make. */
#ifndef UNIT_DOCUMENTS_ROWS_H
#define UNIT_DOCUMENTS_ROWS_H

#include "base/buffer.h"

#include <stddef.h>

/* The documents' paths, and how many there are. */
extern const char *const documents[];
extern const size_t documents_count;

/*
 * Appends the document as it should be: its text, and between a line that ends in
 * "rows: NAME" and the next one with "rows end" the list of that name.
 */
void documents_rows_write(const char *path, struct buffer *out);

/* Puts that into each document; false when one cannot be written. */
bool documents_rows_renew(void);

/* The default of a setting, "" for none; NULL when there is no such setting. */
const char *documents_rows_default(const char *setting);

#endif
