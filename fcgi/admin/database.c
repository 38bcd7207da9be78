/* database.c: tells of primaries and standbys, and what would be lost with them. */
#include "database.h"

#include "base/text.h"
#include "db/conn.h"
#include "db/server.h"
#include "say.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LINE_SIZE 1200
#define LOST "lost if %s died now: "

/* The servers of the URI, each at its place. */
struct servers {
	struct db_server *all;
	int count;
	int primaries;                 /* how many take writes */
	const struct db_server *first; /* of these; NULL: there is none */
};

/* Prints a line of the doctor's; servers have chosen parts of it. */
static void __attribute__((format(printf, 2, 3)))
print(const char *verdict, const char *format, ...)
{
	char line[LINE_SIZE];
	va_list args;

	va_start(args, format);
	vsnprintf(line, sizeof(line), format, args);
	va_end(args);
	printf("%-8s ", verdict);
	admin_say_text(base_text_of(line), 0);
	putchar('\n');
	fflush(stdout);
}

static bool
takes_writes(const struct db_server *server)
{
	return !*server->why && server->takes_writes;
}

static const char *
role_of(const struct db_server *server, int primaries)
{
	if (server->is_standby)
		return "a standby";
	if (!server->takes_writes)
		return "a primary that takes no writes";
	return primaries > 1 ? "a primary" : "the primary";
}

static void
print_server(const struct db_server *server, int primaries)
{
	bool elsewhere =
	    *server->address && strcmp(server->address, server->name) != 0;

	if (*server->why)
		print("FAILED", "%s cannot be asked: %s", server->name,
		    server->why);
	else
		print("ok", "%s is %s%s%s", server->name,
		    role_of(server, primaries), elsewhere ? ", at " : "",
		    elsewhere ? server->address : "");
}

static void
print_standby(const struct db_standby *standby, const char *of)
{
	if (standby->bytes == DB_STANDBY_UNSEEN)
		return;
	print(standby->bytes == 0 ? "ok" : "warning",
	    "standby %s%s is %s, %s: it lacks %" PRId64 " bytes, since %.1f s",
	    standby->name, of, standby->state, standby->sync, standby->bytes,
	    standby->seconds);
}

/* Whether commits of our role wait for a standby, if one is synchronous. */
static bool
waits(const struct db_server *primary)
{
	return strcmp(primary->commit, "off") != 0 &&
	    strcmp(primary->commit, "local") != 0;
}

static size_t
count_synchronous(const struct db_server *primary)
{
	size_t i, count = 0;

	for (i = 0; i < primary->standby_count && i < DB_STANDBYS_MAX; i++)
		count += primary->standbys[i].is_waited_for;
	return count;
}

/* What a primary with standbys would take with it; the best of them is first. */
static void
print_loss_after(const struct db_server *primary, const char *name)
{
	const struct db_standby *best = &primary->standbys[0];
	size_t synchronous = count_synchronous(primary);
	char why[DB_SERVER_TEXT + 64];

	if (waits(primary) && synchronous) {
		print("ok",
		    LOST
		    "nothing acknowledged: %zu of %zu standby%s %s synchronous",
		    name, synchronous, primary->standby_count,
		    primary->standby_count == 1 ? "" : "s",
		    synchronous == 1 ? "is" : "are");
		return;
	}
	snprintf(why, sizeof(why),
	    synchronous ? "synchronous_commit is %s" :
			  "no standby is synchronous",
	    primary->commit);
	if (best->bytes > 0)
		print("warning",
		    LOST "up to %" PRId64 " bytes, written since %s UTC: %s",
		    name, best->bytes, best->heard, why);
	else
		print("warning",
		    LOST "what was acknowledged in the last moment: %s", name,
		    why);
}

static void
print_loss(const struct db_server *primary, const char *name)
{
	if (primary->standby_count == 0)
		print("warning",
		    LOST
		    "everything since the last backup: there is no standby",
		    name);
	else if (!primary->may_see)
		print("skipped",
		    LOST "of %zu standby%s the role %s may see no more; "
			 "GRANT pg_monitor TO %s",
		    name, primary->standby_count,
		    primary->standby_count == 1 ? "" : "s", primary->role,
		    primary->role);
	else
		print_loss_after(primary, name);
}

static void
print_primary(const struct db_server *primary, int primaries)
{
	char of[DB_SERVER_TEXT + 8] = "";
	size_t i;

	if (primaries > 1)
		snprintf(of, sizeof(of), " of %s", primary->name);
	for (i = 0; i < primary->standby_count && i < DB_STANDBYS_MAX; i++)
		print_standby(&primary->standbys[i], of);
	print("ok",
	    "synchronous_commit%s is %s, synchronous_standby_names is '%s'", of,
	    primary->commit, primary->names);
	print_loss(primary, primaries > 1 ? primary->name : "the primary");
}

/* Asks all that the URI names; false when out of memory. */
static bool
look(const struct db *db, struct servers *servers)
{
	int place, count = db_server_count(db);

	servers->all = calloc((size_t)count + 1, sizeof(*servers->all));
	if (!servers->all)
		return false;
	servers->count = count;
	for (place = 0; place < count; place++) {
		struct db_server *server = &servers->all[place];

		db_server_look(db, place, server);
		if (!takes_writes(server))
			continue;
		servers->primaries++;
		if (!servers->first)
			servers->first = server;
	}
	return true;
}

/*
 * Why of two that take writes none may have the other's rows, or NULL: they are one server
 * by two ways, as through poolers, or nodes of Citus.
 */
static const char *
compare(const struct db_server *one, const struct db_server *other)
{
	if (strcmp(one->since, other->since) == 0)
		return NULL;
	if (!one->is_node || !other->is_node)
		return "they are no nodes of Citus";
	if (*one->system && strcmp(one->system, other->system) == 0)
		return "they are of one node of Citus, as a primary and its "
		       "standby that was promoted";
	return NULL;
}

/* The same of any two of those that take writes. */
static const char *
compare_all(const struct servers *servers)
{
	const struct db_server *one, *other,
	    *end = servers->all + servers->count;
	const char *why = NULL;

	for (one = servers->all; !why && one < end; one++) {
		for (other = one + 1; !why && other < end; other++) {
			if (takes_writes(one) && takes_writes(other))
				why = compare(one, other);
		}
	}
	return why;
}

/* To which of those that take writes; false when there is none. */
static bool
print_way(const struct servers *servers, enum host_order order)
{
	const char *why;

	if (!servers->first)
		print("FAILED",
		    "none of DATABASE_URL takes writes, and so what "
		    "would be lost cannot be told");
	else if (servers->primaries == 1)
		print("ok", "requests go to %s, the primary",
		    servers->first->name);
	else if (order == HOST_ORDER_RANDOM)
		print("ok",
		    "requests go to each of %d that take writes: "
		    "DATABASE_HOST_ORDER is random",
		    servers->primaries);
	else
		print("ok",
		    "requests go to %s, the first of %d that take writes",
		    servers->first->name, servers->primaries);
	why = compare_all(servers);
	if (why)
		print("warning",
		    "of %d that take writes none may have what is written to "
		    "another: %s",
		    servers->primaries, why);
	return servers->first;
}

static bool
print_servers(const struct servers *servers, enum host_order order)
{
	const struct db_server *server;
	bool ok = true;
	int i;

	for (i = 0; i < servers->count; i++) {
		server = &servers->all[i];
		print_server(server, servers->primaries);
		ok &= *server->why == '\0';
	}
	ok &= print_way(servers, order);
	for (i = 0; i < servers->count; i++) {
		server = &servers->all[i];
		if (takes_writes(server))
			print_primary(server, servers->primaries);
	}
	return ok;
}

bool
admin_database_tell(const struct admin_call *call)
{
	const struct db_options options = {
	    .url = call->settings.database_url,
	    .timeout_ms = call->settings.statement_timeout_ms,
	};
	struct servers servers = {0};
	struct db *db;
	bool ok = false;

	if (!options.url) {
		print("skipped",
		    "the servers of the database: "
		    "no settings name one");
		return true;
	}
	db = db_conn_open(&options);
	if (db && look(db, &servers))
		ok = print_servers(
		    &servers, (enum host_order)call->settings.host_order);
	else
		admin_say("out of memory");
	free(servers.all);
	db_conn_close(db);
	return ok;
}
