/* traits.h: what the statements of one round trip are together. */
#ifndef DB_TRAITS_H
#define DB_TRAITS_H

#include "db/params.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether each of the queries has one of these traits, enum db_trait or'ed. */
bool db_traits_all(
    const struct db_query *queries, size_t count, unsigned int traits);

/* Whether one of them has one of these traits. */
bool db_traits_any(
    const struct db_query *queries, size_t count, unsigned int traits);

/* Whether none that writes needs to outlive the primary (LOCAL), and one writes. */
bool db_traits_are_local(const struct db_query *queries, size_t count);

#endif
