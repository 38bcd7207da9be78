/* idle.c: what of libpq says the same whatever a script has. */
#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

/* Of a URI it knows the hosts, by their commas; one with a "%" it refuses. */
PQconninfoOption *
PQconninfoParse(const char *uri, char **message)
{
	PQconninfoOption *options;

	if (message)
		*message = NULL;
	if (strchr(uri, '%'))
		return NULL;
	options = calloc(3, sizeof(*options));
	if (!options)
		return NULL;
	options[0].keyword = strdup("host");
	options[0].val = strdup(uri);
	options[0].dispchar = strdup("");
	options[1].keyword = strdup("connect_timeout");
	options[1].dispchar = strdup("");
	return options;
}

void
PQconninfoFree(PQconninfoOption *options)
{
	PQconninfoOption *option;

	for (option = options; option && option->keyword; option++) {
		free(option->keyword);
		free(option->val);
		free(option->dispchar);
	}
	free(options);
}

void
PQfreemem(void *memory)
{
	free(memory);
}

char *
PQhost(const PGconn *conn)
{
	static char host[] = "host";

	(void)conn;
	return host;
}

char *
PQport(const PGconn *conn)
{
	static char port[] = "5432";

	(void)conn;
	return port;
}

PQnoticeReceiver
PQsetNoticeReceiver(PGconn *conn, PQnoticeReceiver receiver, void *arg)
{
	(void)conn;
	(void)receiver;
	(void)arg;
	return NULL;
}

/* Nobody is told to cancel anything. */
PGcancel *
PQgetCancel(PGconn *conn)
{
	(void)conn;
	return NULL;
}

void
PQfreeCancel(PGcancel *cancel)
{
	(void)cancel;
}

int
PQcancel(PGcancel *cancel, char *error, int size)
{
	(void)cancel;
	(void)error;
	(void)size;
	return 0;
}
