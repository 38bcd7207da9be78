/* traits.c: asks each statement of a round trip for its traits. */
#include "db/traits.h"

bool
db_traits_all(const struct db_query *queries, size_t count, unsigned int traits)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (!(db_statement_traits(queries[i].statement) & traits))
			return false;
	}
	return true;
}

bool
db_traits_any(const struct db_query *queries, size_t count, unsigned int traits)
{
	size_t i;

	for (i = 0; i < count; i++) {
		if (db_statement_traits(queries[i].statement) & traits)
			return true;
	}
	return false;
}

bool
db_traits_are_local(const struct db_query *queries, size_t count)
{
	return db_traits_all(queries, count, READS | LOCAL) &&
	    db_traits_any(queries, count, LOCAL);
}
