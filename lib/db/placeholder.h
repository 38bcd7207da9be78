/* placeholder.h: names for the parameters of a statement. */
#ifndef DB_PLACEHOLDER_H
#define DB_PLACEHOLDER_H

#include <stdbool.h>

/* Whether a text names any of its parameters: $title, not $5. */
bool db_placeholder_is_named(const char *sql);

/*
 * The text with numbers for the names, which follow the highest number in it
 * in the order in which they are first used: "$4 $b $a $b" is "$4 $5 $6 $5".
 * To be freed; NULL when memory ran out.
 */
char *db_placeholder_number(const char *sql);

#endif
