#!/bin/bash -p
# Proves that workers clean up: 100,000 rows of each table that have run out go in
# bounded batches while requests are served, and nothing else goes.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
[ -n "${TEST_DATABASE_URL:-}" ] || exec "$root/tests/shell/with_cluster.sh" "$0" "$@"
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
open_work upkeep
evidence=("$work/said")
expired=100000 living=2000 batch=500 clients=2
log=$work/logs/worker.log
tables=(token_blacklist refresh_tokens attempts idempotency_keys)
asking=()
# What a worker says when a batch is not done in its 2 s, as on a machine that pauses;
# what it deleted it does not know then.
too_late='"database: UPKEEP_[A-Z]*: (no answer in time|57014 )'

sql() {
	psql -XAtq -v ON_ERROR_STOP=1 -d "$TEST_DATABASE_URL" "$@"
}

# Notes how many rows each DELETE takes, by the database itself.
watch_deletes() {
	local table
	sql -c 'CREATE SCHEMA watch' -c 'CREATE TABLE watch.deletes (of text, count bigint)' \
		-c 'CREATE FUNCTION watch.note() RETURNS trigger LANGUAGE plpgsql AS $$
			BEGIN INSERT INTO watch.deletes SELECT TG_TABLE_NAME, count(*) FROM gone
				HAVING count(*) > 0; RETURN NULL; END $$'
	for table in "${tables[@]}"; do
		sql -c "CREATE TRIGGER watch AFTER DELETE ON $table REFERENCING OLD TABLE AS gone
			FOR EACH STATEMENT EXECUTE FUNCTION watch.note()"
	done
}

# Rows that have run out among rows that have not, all at once. Those of sessions
# are needed for a day longer: half of the living ran out an hour ago.
add_rows() {
	sql -c "WITH rows AS (SELECT gen_random_uuid() AS id, i % $((expired / living + 1)) = 0 AS lives,
				i * interval '1 s' AS age FROM generate_series(1, $((expired + living))) i),
			blacklisted AS (INSERT INTO token_blacklist SELECT id, NULL, 'test ' || id, 'access',
				now(), 'logout', now() - age + CASE WHEN lives THEN '60 days' ELSE '-1 hour' END::interval
				FROM rows),
			tried AS (INSERT INTO attempts SELECT 'test ' || id, now(), 1,
				now() - CASE WHEN lives THEN '-60 days' ELSE '1 hour' END::interval - age FROM rows),
			kept AS (INSERT INTO idempotency_keys SELECT users.id, 'test ' || rows.id, rows.id, sha256(''), '', '', 0,
				now() - CASE WHEN lives THEN '-60 days' ELSE '1 hour' END::interval - age
				FROM rows, (SELECT id FROM users LIMIT 1) users)
		INSERT INTO refresh_tokens SELECT rows.id, users.id, 'test ' || rows.id, now(),
			now() - CASE WHEN lives THEN '1 hour' ELSE age + '2 days' END::interval
			FROM rows, (SELECT id FROM users LIMIT 1) users"
}

# How many test rows table $1 has.
rows_of() {
	local column=token_jti
	case $1 in attempts | idempotency_keys) column=key ;; esac
	sql -c "SELECT count(*) FROM $1 WHERE $column LIKE 'test %'"
}

# Asks for todos until the file "stop" is there, 60,000 times at most; prints how
# many answers were no 200, and how many came.
keep_asking() {
	local bad=0 count=0 status round
	for ((round = 0; round < 1200; round++)); do
		[ ! -e "$work/stop" ] || break
		while read -r status; do
			count=$((count + 1))
			[ "$status" = 200 ] || bad=$((bad + 1))
		done < <(ask -o /dev/null -w '%{http_code}\n' "$base/todos?skip=[1-50]")
	done
	echo "$bad $count"
}

# Whether only living rows are left, within 3 minutes.
are_gone() {
	local i table left
	for ((i = 0; i < 360; i++)); do
		left=0
		for table in "${tables[@]}"; do
			left=$((left + $(rows_of "$table") - living))
		done
		[ "$left" -gt 0 ] || return 0
		sleep 0.5
	done
	return 1
}

check_requests() {
	local i bad count total=0
	touch "$work/stop"
	wait "${asking[@]}"
	for ((i = 0; i < clients; i++)); do
		read -r bad count <"$work/asked.$i"
		total=$((total + count))
		holds "client $i saw nothing but 200" test "$bad" = 0
		holds '… and was served' test "$count" -gt 0
	done
	echo "      ($total requests)"
}

check_batches() {
	local table most count late
	late=$(grep -cE "$too_late" "$log") || true
	for table in "${tables[@]}"; do
		IFS='|' read -r most count <<<"$(sql -c "SELECT max(count), sum(count)
			FROM watch.deletes WHERE of = '$table'")"
		holds "$table: no DELETE took more than $batch rows" test "$most" = "$batch"
		holds '… and together they took all' test "$count" -ge "$expired"
		holds '… the living rows are there' test "$(rows_of "$table")" = "$living"
		holds '… and the log has counted the same' \
			lies_within "$(logged "$table")" $((count - batch * late)) "$count"
	done
}

# The sum of what the log says was deleted of table $1.
logged() {
	sed -n "s/.*\"cleaned up:.* \([0-9]*\) of $1[,\"].*/\1/p" "$log" | awk '{ sum += $1 } END { print sum + 0 }'
}

# Prints the status of /todos by token $1.
status_by() {
	token=$1 ask -o "$work/said" -w '%{http_code}' "$base/todos"
}

is_revoked() {
	[ "$(status_by "$1")" = 401 ] && grep -q AUTH_004 "$work/said"
}

# Whether no session holds a lock at this moment; workers go on looking for rows, each
# second, and hold one while they do.
no_lock() {
	[ "$(sql -c "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory'")" = 0 ]
}

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	touch "$work/stop"
	stop_service
	wait
	rm -rf "$work"
}

at_exit clean_up
mkdir -m 0777 "$work/logs"
export JWT_SECRET_KEY=the-secret-of-the-tests-that-signs-tokens
start_service DATABASE_URL="$TEST_DATABASE_URL" LOG_FILE="$log" CLEANUP_INTERVAL_SECONDS=1 \
	WORKERS=8 LOG_SLOW_MS=0
token=$(new_token gone@example.org)
revoked=$token
ask -f -o /dev/null -d '{}' "$base/auth/logout"
token=$(new_token here@example.org)
holds 'a token that was revoked is refused' is_revoked "$revoked"
# Whether all workers had their connections in time at the start is not the question.
: >"$log"
watch_deletes
add_rows
for ((i = 0; i < clients; i++)); do
	keep_asking >"$work/asked.$i" &
	asking+=("$!")
done
holds "$expired expired rows of each table go" are_gone
check_requests
check_batches
holds 'the revoked token is still refused' is_revoked "$revoked"
holds 'the other one still serves' test "$(status_by "$token")" = 200
holds 'no lock is left' eventually no_lock
grep -E '"level":"(WARNING|ERROR|CRITICAL)"' "$log" | grep -vE "$too_late" >"$work/said" || true
holds 'nobody complains' test ! -s "$work/said"
tell check-upkeep
