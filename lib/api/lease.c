/* lease.c: a table of users by the ends of their ids. */
#include "api/lease.h"

#include "base/time.h"

#define LIFE TIME_MINUTE
#define WORKERS 64 /* that may have a lease of the same user */
#define LEASE_MAX 256

/* The last byte: it is random in a UUID, and tells counted ids apart, too. */
static size_t
row_of(const struct id *user_id)
{
	return user_id->bytes[ID_SIZE - 1] % API_LEASES;
}

bool
api_lease_take(
    struct api_leases *leases, const struct id *user_id, int count, int64_t now)
{
	size_t row = row_of(user_id);

	if (leases->rows[row].left < count || leases->rows[row].until <= now ||
	    !base_id_equal(&leases->rows[row].user_id, user_id))
		return false;
	leases->rows[row].left -= count;
	return true;
}

void
api_lease_give(struct api_leases *leases, const struct id *user_id,
    int64_t held, long limit, int64_t now)
{
	size_t row = row_of(user_id);
	int64_t share = (limit - held) / WORKERS;

	leases->rows[row].user_id = *user_id;
	leases->rows[row].left = share < LEASE_MAX ? (int)share : LEASE_MAX;
	leases->rows[row].until = now + LIFE;
}
