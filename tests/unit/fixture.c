/* fixture.c: connections and people for the suites of lib/db/. */
#include "unit/fixture.h"

#include "base/log.h"
#include "db/session.h"
#include "db/todo.h"
#include "db/user.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static struct db *under_test;
static PGconn *beside;

const char *
fixture_url(const char *more)
{
	static char url[4096];
	const char *base = getenv("TEST_DATABASE_URL");

	ck_assert_ptr_nonnull(base);
	/* There is a "?" in it: a unix socket's directory is a parameter. */
	snprintf(url, sizeof(url), "%s%s", base, more);
	return url;
}

struct db *
fixture_open_with(const char *url, long timeout_ms, bool prepare)
{
	const struct db_options options = {url, timeout_ms, prepare, false};

	/* What the library logs of provoked faults is nobody's business. */
	if (!getenv("UNIT_VERBOSE"))
		base_log_open("/dev/null", LOG_CRITICAL, true);
	under_test = db_conn_open(&options);
	ck_assert_ptr_nonnull(under_test);
	return under_test;
}

bool
fixture_keep(struct db *db)
{
	int i;

	for (i = 0; i < 100; i++) {
		if (db_conn_keep(db))
			return true;
	}
	return false;
}

enum error
fixture_ping(struct db *db)
{
	enum error err = SERVER_001;
	int i;

	for (i = 0; i < 10 && err == SERVER_001; i++) {
		err = db_schema_ping(db);
		db->next_attempt = 0;
	}
	return err;
}

void
fixture_look(struct db *db, struct db_schema *schema)
{
	int i;

	for (i = 0; i < 10; i++) {
		db_schema_look(db, schema);
		if (schema->answers)
			return;
	}
}

struct db *
fixture_open(void)
{
	return fixture_open_with(fixture_url(""), PATIENCE, true);
}

void
fixture_close(void)
{
	db_conn_close(under_test);
	PQfinish(beside);
	under_test = NULL;
	beside = NULL;
	base_log_close();
}

PGconn *
fixture_beside(void)
{
	if (!beside) {
		beside = PQconnectdb(fixture_url(""));
		ck_assert_msg(PQstatus(beside) == CONNECTION_OK, "%s",
			PQerrorMessage(beside));
		PQclear(PQexec(beside, "SET client_min_messages = warning"));
	}
	return beside;
}

const char *
sql(const char *format, ...)
{
	static char value[4096];
	char text[4096];
	PGresult *result;
	va_list args;

	va_start(args, format);
	vsnprintf(text, sizeof(text), format, args);
	va_end(args);
	result = PQexec(fixture_beside(), text);
	ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK ||
			PQresultStatus(result) == PGRES_TUPLES_OK,
		"%s: %s", text, PQerrorMessage(beside));
	value[0] = '\0';
	if (PQntuples(result) > 0)
		snprintf(value, sizeof(value), "%s",
			PQgetisnull(result, 0, 0) ? "null" :
						    PQgetvalue(result, 0, 0));
	PQclear(result);
	return value;
}

struct caller
holder_log_in(struct db *db, const struct holder *holder)
{
	struct session session = {.id = base_id_new(),
		.user_id = holder->id,
		.issued_at = NOW,
		.expires_at = NOW + 7 * TIME_DAY};
	struct caller caller = {
		.user_id = holder->id, .expires_at = NOW + 60 * TIME_MINUTE};
	struct id jti = base_id_new();

	base_id_format(&jti, caller.jti);
	base_id_format(&session.id, session.jti);
	memcpy(caller.session_jti, session.jti, sizeof(caller.session_jti));
	assert_error(
		db_session_begin(db, &session, base_text_of(holder->hash), 0),
		OK);
	db_conn_release(db);
	return caller;
}

struct holder
holder_new(struct db *db)
{
	struct holder holder = {.id = base_id_new()};
	struct login login = {.id = holder.id, .created_at = NOW};

	base_id_format(&holder.id, holder.name);
	snprintf(holder.email, sizeof(holder.email), "P-%s@Example.org",
		holder.name);
	snprintf(holder.hash, sizeof(holder.hash), "hash of %s", holder.name);
	login.email = base_text_of(holder.email);
	login.password_hash = base_text_of(holder.hash);
	assert_error(db_user_insert(db, &login), OK);
	holder.caller = holder_log_in(db, &holder);
	return holder;
}

enum error
holder_find(struct db *db, const struct holder *holder)
{
	struct login login;

	return db_user_find_login(db, base_text_of(holder->email), &login);
}

enum error
holder_insert(struct db *db, const struct holder *holder,
	const struct todo_change *change, struct todo *todo)
{
	*todo = db_todo_new(&holder->caller, change, NOW);
	return db_todo_insert(db, &holder->caller, todo, NULL);
}

enum error
holder_add_todo(struct db *db, const struct holder *holder)
{
	struct todo_change change = {.title = base_text_of("t")};
	struct todo todo;

	return holder_insert(db, holder, &change, &todo);
}

enum error
holder_begin(struct db *db, const struct holder *holder, const char *hash,
	const char *ip)
{
	struct session session = {.id = base_id_new(),
		.user_id = holder->id,
		.issued_at = NOW + TIME_SECOND,
		.expires_at = NOW + TIME_DAY,
		.ip_address = base_text_of(ip)};

	base_id_format(&session.id, session.jti);
	return db_session_begin(db, &session, base_text_of(hash), 0);
}

enum error
holder_check(struct db *db, const struct holder *holder, const char *jti)
{
	struct refresh token = {.user_id = holder->id};
	struct renewal renewal;
	enum error err;
	struct id ended;

	snprintf(token.session, sizeof(token.session), "%s", jti);
	snprintf(token.jti, sizeof(token.jti), "%s", jti);
	err = db_session_renew(db, &token, NOW, NOW, &renewal, &ended);
	if (err == OK)
		assert_text(renewal.email, holder->email);
	db_conn_release(db);
	return err;
}

enum error
holder_call(struct db *db, const struct caller *caller)
{
	struct login login;

	return db_user_of(db, caller, &login);
}

struct id
caller_session(const struct caller *caller)
{
	struct id id;

	ck_assert(base_id_parse(base_text_of(sql("SELECT id FROM refresh_tokens"
						 " WHERE token_jti = '%s'",
					caller->session_jti)),
		&id));
	return id;
}

void
fixture_go_after(const struct todo_page *page, struct todo_query *query)
{
	const struct todo *last = &page->items[page->count - 1];

	ck_assert_uint_gt(page->count, 0);
	query->has_cursor = true;
	query->after.id = last->id;
	query->after.when = query->sort == SORT_COMPLETED ? last->completed_at :
		query->sort == SORT_UPDATED               ? last->updated_at :
							    last->created_at;
	query->after.rank =
		query->sort == SORT_DUE ? last->due_date : last->priority;
	query->after.title_len = last->title.len;
	memcpy(query->after.title, last->title.data, last->title.len);
}

void
holder_rows(const struct holder *holder, char out[64])
{
	snprintf(out, 64, "%s",
		sql("SELECT md5(string_agg(r, ' ' ORDER BY r))"
		    " FROM (SELECT u::text FROM users u WHERE id = '%s'"
		    " UNION ALL SELECT t::text FROM todos t WHERE user_id = '%s'"
		    " UNION ALL SELECT r::text FROM refresh_tokens r"
		    "  WHERE user_id = '%s'"
		    " UNION ALL SELECT b::text FROM token_blacklist b"
		    "  WHERE user_id = '%s') AS rows (r)",
			holder->name, holder->name, holder->name,
			holder->name));
}

pid_t fixture_start(enum error (*call)(void))
{
	int backend;
	pid_t pid;

	ck_assert(db_conn_ready(under_test, INT64_MAX));
	backend = PQbackendPID(under_test->conn);
	/* The child must not share the connection beside. */
	fixture_beside();
	pid = fork();
	ck_assert_int_ge(pid, 0);
	if (pid == 0)
		exit((int)call());
	while (strcmp(sql("SELECT count(*) FROM pg_stat_activity"
			  " WHERE pid = %d AND wait_event_type = 'Lock'",
			      backend),
		       "1") != 0)
		;
	return pid;
}

enum error
fixture_finish(pid_t pid)
{
	int status;

	ck_assert_int_eq(waitpid(pid, &status, 0), pid);
	ck_assert(WIFEXITED(status));
	return (enum error)WEXITSTATUS(status);
}
