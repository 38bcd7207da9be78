/* race.c: forks a process for each request and lets all go at once. */
#include "race.h"

#include "person.h"

#include <check.h>
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* The child: waits until the gate closes, sends, and writes the code. */
static void
run_child(const struct ask *ask, const int gate[2], int results)
{
	struct answer answer;
	char code[16] = "", byte;
	const char *given;

	close(gate[1]);
	if (read(gate[0], &byte, 1) != 0)
		_exit(1);
	answer = client_send(ask);
	given = client_member(&answer, "error_code");
	snprintf(code, sizeof(code), "%s",
		given                       ? given :
			answer.status < 300 ? "" :
					      "no code");
	_exit(write(results, code, sizeof(code)) != sizeof(code));
}

struct race
race_send(const struct ask *ask, size_t count)
{
	struct race race = {.count = count};
	int gate[2], results[2], status;
	pid_t child;
	size_t i;

	ck_assert_uint_le(count, RACE_MAX);
	ck_assert_int_eq(pipe(gate), 0);
	ck_assert_int_eq(pipe(results), 0);
	for (i = 0; i < count; i++) {
		child = fork();
		ck_assert_int_ge(child, 0);
		if (child == 0)
			run_child(ask, gate, results[1]);
	}
	close(gate[1]);
	close(gate[0]);
	for (i = 0; i < count; i++) {
		ck_assert_int_gt(wait(&status), 0);
		ck_assert_msg(WIFEXITED(status) && WEXITSTATUS(status) == 0,
			"a request of the race had no answer");
	}
	/* A pipe holds them all, and 16 bytes are never torn (POSIX). */
	for (i = 0; i < count; i++)
		ck_assert_int_eq(read(results[0], race.codes[i], 16), 16);
	close(results[0]);
	close(results[1]);
	return race;
}

size_t
race_count(const struct race *race, const char *code)
{
	size_t i, n = 0;

	for (i = 0; i < race->count; i++)
		n += strcmp(race->codes[i], code) == 0;
	return n;
}

static void
run_on(PGconn *conn, const char *text)
{
	PGresult *result = PQexec(conn, text);

	ck_assert_msg(PQresultStatus(result) == PGRES_COMMAND_OK, "%s: %s",
		text, PQerrorMessage(conn));
	PQclear(result);
}

const char *
race_after(const struct ask *ask, const char *text)
{
	static char code[16];
	PGconn *conn = PQconnectdb(getenv("TEST_DATABASE_URL"));
	int gate[2], results[2], status;
	pid_t child;

	run_on(conn, "BEGIN");
	run_on(conn, text);
	ck_assert_int_eq(pipe(gate), 0);
	ck_assert_int_eq(pipe(results), 0);
	child = fork();
	ck_assert_int_ge(child, 0);
	if (child == 0)
		run_child(ask, gate, results[1]);
	close(gate[1]);
	close(gate[0]);
	while (strcmp(psql("SELECT count(*) FROM pg_stat_activity WHERE"
			   " wait_event_type = 'Lock' AND %d = ANY"
			   " (pg_blocking_pids(pid))",
			      PQbackendPID(conn)),
		       "0") == 0)
		;
	run_on(conn, "COMMIT");
	PQfinish(conn);
	ck_assert_int_eq(waitpid(child, &status, 0), child);
	ck_assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	ck_assert_int_eq(read(results[0], code, sizeof(code)), sizeof(code));
	close(results[0]);
	close(results[1]);
	return code;
}
