/* hosts.c: takes the lists of a URI apart. */
#include "db/hosts.h"

#include "base/random.h"

#include <stdint.h>
#include <string.h>

char *
db_hosts_value(PQconninfoOption *options, const char *name)
{
	for (; options->keyword; options++) {
		if (strcmp(options->keyword, name) == 0)
			return options->val;
	}
	return NULL;
}

/* The elements of a list separated by commas. */
static int
length_of(const char *list)
{
	int length = list && *list;

	for (; list && *list; list++)
		length += *list == ',';
	return length;
}

/* Cuts a list down to one element; one element stands for all hosts. */
static void
keep_element(char *list, int place)
{
	char *start = list;
	size_t len;

	if (length_of(list) < 2)
		return;
	while (place-- > 0)
		start += strcspn(start, ",") + 1;
	len = strcspn(start, ",");
	memmove(list, start, len);
	list[len] = '\0';
}

int
db_hosts_count(PQconninfoOption *options)
{
	int hosts = length_of(db_hosts_value(options, "host"));
	int addresses = length_of(db_hosts_value(options, "hostaddr"));
	int ports = length_of(db_hosts_value(options, "port"));

	if (hosts && addresses && hosts != addresses)
		return 1;
	if (!hosts)
		hosts = addresses;
	if (hosts < 2 || (ports > 1 && ports != hosts))
		return 1;
	return hosts;
}

void
db_hosts_keep(PQconninfoOption *options, int place)
{
	static const char *const keys[] = {"host", "hostaddr", "port"};
	size_t i;

	for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		keep_element(db_hosts_value(options, keys[i]), place);
}

void
db_hosts_shuffle(unsigned char places[DB_HOSTS_MAX], int count)
{
	uint16_t random[DB_HOSTS_MAX] = {0};
	unsigned char other;
	int i, j;

	for (i = 0; i < DB_HOSTS_MAX; i++)
		places[i] = (unsigned char)i;
	if (!base_random_take(random, sizeof(random)))
		return;
	/* Fisher and Yates; of 65,536 the remainder's bias is below 0.1 %. */
	for (i = (count < DB_HOSTS_MAX ? count : DB_HOSTS_MAX) - 1; i > 0;
	     i--) {
		j = random[i] % (i + 1);
		other = places[i];
		places[i] = places[j];
		places[j] = other;
	}
}
