/* map.c: lays the counters out in the file, and maps it. */
#include "metric/map.h"

#include "base/error.h"
#include "base/hash.h"
#include "metric/file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#define STATUS(status) status,
static const int statuses[METRIC_STATUSES] = {METRIC_STATUS_LIST(STATUS)};
#undef STATUS

#define BOUND(bound) bound,
static const uint64_t bounds[METRIC_BOUNDS] = {METRIC_BOUND_LIST(BOUND)};
#undef BOUND

int
metric_map_status(size_t place)
{
	return statuses[place];
}

uint64_t
metric_map_bound(size_t place)
{
	return bounds[place];
}

metric_cell *
metric_map_request(
    const struct metric_map *map, size_t method, size_t endpoint, int status)
{
	size_t place = 0;

	if (method >= map->names.methods.count)
		method = map->names.methods.count - 1;
	if (endpoint >= map->names.endpoints.count)
		endpoint = map->names.endpoints.count - 1;
	while (place < METRIC_STATUS_OTHER && statuses[place] != status)
		place++;
	return &map->requests[(method * map->names.endpoints.count + endpoint) *
		METRIC_STATUSES +
	    place];
}

/* Cuts the next part, of whole cells, off the mapping. */
static void *
cut(const struct metric_map *map, size_t *used, size_t size)
{
	void *part = map->start ? (char *)map->start + *used : NULL;

	*used += size;
	return part;
}

/* Lays the parts out, in the order of the struct; the size of all. */
static size_t
lay_out(struct metric_map *map)
{
	const struct metric_names *n = &map->names;
	size_t used = sizeof(struct metric_header);

	map->slots = cut(map, &used, METRIC_SLOTS * sizeof(*map->slots));
	map->requests = cut(map, &used,
	    n->methods.count * n->endpoints.count * METRIC_STATUSES *
		sizeof(*map->requests));
	map->errors = cut(map, &used, ERROR_COUNT * sizeof(*map->errors));
	map->events = cut(map, &used, EVENT_COUNT * sizeof(*map->events));
	map->reconnects = cut(map, &used, sizeof(*map->reconnects));
	map->endpoints =
	    cut(map, &used, n->endpoints.count * sizeof(*map->endpoints));
	map->statements =
	    cut(map, &used, n->statements.count * sizeof(*map->statements));
	map->hashes = cut(map, &used, sizeof(*map->hashes));
	return used;
}

/* Goes on from a sum with a string and its end. */
static uint64_t
mix(uint64_t hash, const char *str)
{
	return base_hash(hash, str, strlen(str) + 1);
}

static uint64_t
mix_list(uint64_t hash, const struct metric_list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++)
		hash = mix(hash, list->names[i]);
	return mix(hash, "");
}

/* Names all that a mapping holds, and so its layout. */
static uint64_t
fingerprint_of(const struct metric_names *names)
{
#define NAME_OF_VALUE(value) #value "\n"
#define NAME_OF_ERROR(name, ...) #name "\n"
#define NAME_OF_EVENT(name, label) label "\n"
	static const char own[] =
	    METRIC_BOUND_LIST(NAME_OF_VALUE) METRIC_STATUS_LIST(NAME_OF_VALUE)
		ERROR_LIST(NAME_OF_ERROR) METRIC_EVENT_LIST(NAME_OF_EVENT);
	uint64_t hash = mix(HASH_START, own);

	hash = mix_list(hash, &names->methods);
	hash = mix_list(hash, &names->endpoints);
	return mix_list(hash, &names->statements);
}

bool
metric_map_open(struct metric_map *map, const char *path,
    const struct metric_names *names, char *why, size_t size)
{
	struct metric_header header = {.fingerprint = fingerprint_of(names)};
	int fd;

	*map = (struct metric_map){.names = *names};
	map->size = lay_out(map);
	header.size = map->size;
	fd = metric_file_open(path, header, why, size);
	if (fd < 0) {
		*map = (struct metric_map){0};
		return false;
	}
	map->start =
	    mmap(NULL, map->size, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map->start == MAP_FAILED) {
		snprintf(why, size, "%s: %s", path, strerror(errno));
		*map = (struct metric_map){0};
	}
	metric_file_close(fd);
	if (!map->start)
		return false;
	lay_out(map);
	return true;
}

void
metric_map_close(struct metric_map *map)
{
	if (map->start)
		munmap(map->start, map->size);
	*map = (struct metric_map){0};
}
