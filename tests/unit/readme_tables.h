/* readme_tables.h: README with the tables that the sources' rows make. */
#ifndef UNIT_README_TABLES_H
#define UNIT_README_TABLES_H

#include "base/buffer.h"

/* Appends README.md as it should be: its text, and the tables of the rows. */
void readme_tables_write(struct buffer *out);

/* Puts that into README.md; false when it cannot be written. */
bool readme_tables_renew(void);

#endif
