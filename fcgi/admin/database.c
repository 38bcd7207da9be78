/* database.c: tells of primary and standbys, and what would be lost with it. */
#include "database.h"

#include "base/text.h"
#include "db/conn.h"
#include "db/server.h"
#include "say.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#define LINE_SIZE 1200
#define LOST "lost if the primary died now: "

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

static const char *
role_of(const struct db_server *server)
{
	if (server->is_standby)
		return "a standby";
	return server->takes_writes ? "the primary" :
				      "a primary that takes no writes";
}

static void
print_server(const struct db_server *server)
{
	bool elsewhere =
	    *server->address && strcmp(server->address, server->name) != 0;

	if (*server->why)
		print("FAILED", "%s cannot be asked: %s", server->name,
		    server->why);
	else
		print("ok", "%s is %s%s%s", server->name, role_of(server),
		    elsewhere ? ", at " : "", elsewhere ? server->address : "");
}

static void
print_standby(const struct db_standby *standby)
{
	if (standby->bytes == DB_STANDBY_UNSEEN)
		return;
	print(standby->bytes == 0 ? "ok" : "warning",
	    "standby %s is %s, %s: it lacks %" PRId64 " bytes, since %.1f s",
	    standby->name, standby->state, standby->sync, standby->bytes,
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
print_loss_after(const struct db_server *primary)
{
	const struct db_standby *best = &primary->standbys[0];
	size_t synchronous = count_synchronous(primary);
	char why[DB_SERVER_TEXT + 64];

	if (waits(primary) && synchronous) {
		print("ok",
		    LOST
		    "nothing acknowledged: %zu of %zu standby%s %s synchronous",
		    synchronous, primary->standby_count,
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
		    best->bytes, best->heard, why);
	else
		print("warning",
		    LOST "what was acknowledged in the last moment: %s", why);
}

static void
print_loss(const struct db_server *primary)
{
	if (primary->standby_count == 0)
		print("warning",
		    LOST
		    "everything since the last backup: there is no standby");
	else if (!primary->may_see)
		print("skipped",
		    LOST "of %zu standby%s the role %s may see no more; "
			 "GRANT pg_monitor TO %s",
		    primary->standby_count,
		    primary->standby_count == 1 ? "" : "s", primary->role,
		    primary->role);
	else
		print_loss_after(primary);
}

static void
print_primary(const struct db_server *primary)
{
	size_t i;

	for (i = 0; i < primary->standby_count && i < DB_STANDBYS_MAX; i++)
		print_standby(&primary->standbys[i]);
	print("ok",
	    "synchronous_commit is %s, synchronous_standby_names is '%s'",
	    primary->commit, primary->names);
	print_loss(primary);
}

/* Tells of each server; *primary becomes the first that takes writes. */
static bool
print_servers(const struct db *db, struct db_server *primary)
{
	struct db_server server;
	bool ok = true, found = false;
	int place, count = db_server_count(db);

	for (place = 0; place < count; place++) {
		db_server_look(db, place, &server);
		print_server(&server);
		ok &= *server.why == '\0';
		if (found || *server.why || !server.takes_writes)
			continue;
		*primary = server;
		found = true;
	}
	if (!found)
		print("FAILED",
		    "none of DATABASE_URL takes writes, and so what "
		    "would be lost cannot be told");
	else
		print("ok", "requests go to %s, the primary", primary->name);
	return found && ok;
}

bool
admin_database_tell(const struct admin_call *call)
{
	const struct db_options options = {
	    .url = call->settings.database_url,
	    .timeout_ms = call->settings.statement_timeout_ms,
	};
	struct db_server primary = {0};
	struct db *db;
	bool ok;

	if (!options.url) {
		print("skipped",
		    "the servers of the database: "
		    "no settings name one");
		return true;
	}
	db = db_conn_open(&options);
	if (!db) {
		admin_say("out of memory");
		return false;
	}
	ok = print_servers(db, &primary);
	if (*primary.name)
		print_primary(&primary);
	db_conn_close(db);
	return ok;
}
