/* db_connect.c: a connection in the making waits, goes on, is lost or given up. */
#include "db/connect.h"

#include "db/schema.h"
#include "support/temp.h"
#include "unit/fixture.h"

#include <stdio.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

/* Begins to connect, as far as the set-up, which waits for a lock. */
static void
begin(struct db *db)
{
	while (!db->settling)
		ck_assert(!db_conn_keep(db));
}

START_TEST(a_setup_that_waits_goes_on_later)
{
	struct db *db = fixture_open();

	/* As in the middle of a migration. The deadline is not the server's. */
	sql("BEGIN");
	sql("LOCK TABLE todos");
	ck_assert(!db_conn_ready(db, base_time_steady() + 100000));
	begin(db);
	/* Its own 5 s are not the question. */
	db->until = base_time_steady() + TIME_MINUTE;
	ck_assert(!db_conn_keep(db));
	db->next_attempt = 0;
	/* Nobody takes it for a connection, nor waits for its 5 s. */
	assert_error(db_schema_ping(db), SERVER_001);
	ck_assert(db->settling);
	ck_assert_str_eq(db_conn_reason(db), "");
	sql("COMMIT");
	/* It is not given up, though the last need was long ago. */
	db->used = base_time_steady() - 2 * TIME_MINUTE;
	ck_assert(fixture_keep(db));
	ck_assert(!db->settling);
	assert_error(fixture_ping(db), OK);
	fixture_close();
}
END_TEST

/* In its set-up, seen by a request or in an idle moment. */
START_TEST(one_that_was_lost_in_the_making_costs_no_request)
{
	struct db *db = fixture_open();

	sql("BEGIN");
	sql("LOCK TABLE todos");
	begin(db);
	sql("SELECT pg_terminate_backend(%d, 10000)", PQbackendPID(db->conn));
	sql("COMMIT");
	if (_i == 0)
		assert_error(db_schema_ping(db), OK);
	else
		ck_assert(db_conn_keep(db) || db->coming || db->settling);
	fixture_close();
}
END_TEST

START_TEST(nor_does_one_that_was_lost_before_its_server_answered)
{
	struct db *db = fixture_open();

	db->coming = PQconnectStart(db->url);
	db->step = PGRES_POLLING_WRITING;
	db->until = base_time_steady() + TIME_MINUTE;
	ck_assert_int_eq(shutdown(PQsocket(db->coming), SHUT_RDWR), 0);
	assert_error(db_schema_ping(db), OK);
	fixture_close();
}
END_TEST

/* The first has a second, and one more that the kernel may need. */
START_TEST(hosts_that_are_silent_or_gone_are_waited_for_once)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0), i;
	char folder[TEMP_PATH], url[512];
	struct db *db;

	temp_path("hosts", folder);
	ck_assert_int_eq(mkdir(folder, 0700), 0);
	ck_assert_int_lt(snprintf(address.sun_path, sizeof(address.sun_path),
				 "%.80s/.s.PGSQL.5432", folder),
		sizeof(address.sun_path));
	ck_assert_int_eq(
		bind(listener, (struct sockaddr *)&address, sizeof(address)),
		0);
	ck_assert_int_eq(listen(listener, 8), 0);
	snprintf(url, sizeof(url),
		"postgresql://h@/d?host=%s,/nonexistent&connect_timeout=1",
		folder);
	db = fixture_open_with(url, PATIENCE, true);
	for (i = 0; i < 30 && !db->failed; i++)
		ck_assert(!db_conn_keep(db));
	ck_assert(db->failed);
	ck_assert(!db_conn_keep(db));
	ck_assert(db->failed);
	fixture_close();
	close(listener);
	unlink(address.sun_path);
	rmdir(folder);
}
END_TEST

START_TEST(a_setup_that_waits_for_ever_is_given_up)
{
	struct db *db = fixture_open_with(fixture_url(""), 10000, true);

	sql("BEGIN");
	sql("LOCK TABLE todos");
	ck_assert(!db_conn_ready(db, INT64_MAX));
	ck_assert(!db->settling);
	ck_assert_ptr_null(db->conn);
	ck_assert_str_eq(db_conn_reason(db), "set-up: no answer in time");
	sql("COMMIT");
	fixture_close();
}
END_TEST

Suite *
db_connect_suite(void)
{
	/* clang-format off */
	const struct suite_test tests[] = {
		ONCE(a_setup_that_waits_goes_on_later),
		{one_that_was_lost_in_the_making_costs_no_request, 2},
		ONCE(nor_does_one_that_was_lost_before_its_server_answered),
		ONCE(hosts_that_are_silent_or_gone_are_waited_for_once),
		ONCE(a_setup_that_waits_for_ever_is_given_up),
	};
	/* clang-format on */

	return suite_of("db_connect", tests, COUNT(tests));
}
