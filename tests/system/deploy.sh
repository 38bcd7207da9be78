#!/bin/bash -p
# Proves that psql alone brings any database up to date, by many hosts at once,
# and that a backup is one.
# shellcheck disable=SC2016 # what is quoted so is for eval
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/schemas.sh
. "$root/tests/shell/schemas.sh"
# shellcheck source=tests/shell/typed.sh
. "$root/tests/shell/typed.sh"

# Whether the file stops at what $2 matches on database $1, which is at step $3
# then, whatever ~/.psqlrc says.
stops_at() {
	printf '\\set %s\n' 'ON_ERROR_STOP off' 'ON_ERROR_ROLLBACK on' 'AUTOCOMMIT off' >"$work/.psqlrc"
	HOME=$work by_file "$1" 3 && grep -q "$2" "$said" && deploys status "$1" "at step $3 of $last"
}

# Whether deploy.sh $1 says of database $2 what $3 matches.
deploys() {
	DATABASE_URL=$(url_of "$2") timeout 60 "$root/schema/deploy.sh" "$1" >"$said" 2>&1 && grep -q -- "$3" "$said"
}

# Deploys to database $1 from $2 hosts at once; all are content, and each step
# was deployed by one of them.
deploy_at_once() {
	local i pids=()
	for ((i = 0; i < $2; i++)); do
		psql -d "$(url_of "$1")" -f "$root/schema/deploy.sql" >"$work/host$i" 2>&1 &
		pids+=($!)
	done
	for i in "${pids[@]}"; do
		wait "$i" || return
	done
	cat "$work"/host? >"$said"
	[ "$(grep -c '^+ ' "$said")" = "$last" ] && [ "$(grep -c 'up to date' "$said")" = "$2" ]
}

# Whoever would deploy to database $1 waits for $2 s.
hold_deployment() {
	sql "$1" -o /dev/null -c "SELECT pg_advisory_lock(hashtext('todo-api schema')), pg_sleep($2)" 2>/dev/null &
	eventually is_held "$1"
}

# Whether file $2 stops when its wait for others at database $1 is ended, as an operator may.
stops_waiting() {
	local waiter status=0
	psql -d "$(url_of "$1")" -v app=rows_only -f "$root/schema/$2" >"$said" 2>&1 &
	waiter=$!
	eventually ends_wait "$1"
	wait "$waiter" || status=$?
	[ "$status" = 3 ] && [[ "$(<"$said")" = *'due to user request' ]]
}

ends_wait() {
	[ "$(sql todo -c "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity
		WHERE datname = '$1' AND wait_event_type = 'Lock'")" = 1 ]
}

check_lock() {
	local file
	create held && by_hand held deploy "${steps[@]:0:6}"
	hold_deployment held 600
	for file in deploy grant distribute undistribute; do
		holds "$file.sql does nothing without its lock" stops_waiting held "$file.sql"
	done
	holds '… not a step' [ -z "$(sql held -c "SELECT to_regclass('schema_version')")" ]
	sql todo -o /dev/null -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'held'"
}

is_held() {
	[ "$(sql "$1" -c "SELECT count(*) FROM pg_locks JOIN pg_database d ON d.oid = database
		WHERE locktype = 'advisory' AND granted AND datname = '$1'")" = 1 ]
}

check_file() {
	local i
	holds 'deployed twice it says so' deploys up todo "up to date, at step $last"
	holds '… and does nothing' eval '! grep -q "^+" "$said"'
	for i in $(seq 0 $((last - 1))); do
		create "at$i" && by_hand "at$i" deploy "${steps[@]:0:i}"
		holds "a database that has $i steps is at step $i" deploys status "at$i" "at step $i of"
		holds '… and brought up to date' by_file "at$i" 0
		holds '… to the same end' alike "at$i" todo
	done
	create before && migrate before up && migrate before down
	holds 'so is one that sqitch deployed' by_file before 0
	holds '… to the same end' alike before todo
	create six
	holds 'six hosts at once deploy each step once' deploy_at_once six 6
	holds '… to the same end' alike six todo
	create clash
	sql clash -c 'CREATE TABLE token_blacklist ()'
	holds 'an error in a step leaves those before it' stops_at clash 'already exists' 2
	holds '… and nothing of its own' [ -z "$(sql clash -c "SELECT to_regclass('refresh_tokens')")" ]
	sql clash -c 'DROP TABLE token_blacklist'
	holds '… and once it is cured the rest follows' deploys up clash '^+ 3 '
	holds '… to the same end' alike clash todo
	create torn && by_hand torn deploy "${steps[@]:0:6}"
	sql torn -c 'DROP INDEX todos_user_created'
	holds 'a database at no step is told and left alone' eval \
		'by_file torn 3 && grep -q "not what earlier ones did: nothing was done" "$said"'
	create foreign2
	sql foreign2 -c 'CREATE TABLE users ()'
	holds "another program's table is left alone" stops_at foreign2 '"users" already exists' 0
	create ahead && by_file ahead 0
	sql ahead -c 'CREATE OR REPLACE VIEW schema_version AS SELECT 99 AS version'
	holds 'a later schema is told, and is no error' deploys up ahead 'step 99, a later one'
	sql todo -c 'CREATE ROLE rows_only LOGIN'
	HOME=$work psql -d "$(url_of todo)" -v app=rows_only -f "$root/schema/grant.sql" >"$said" 2>&1 || true
	holds 'what grant.sql gives lasts, whatever ~/.psqlrc says' \
		[ "$(sql todo -c "SELECT has_table_privilege('rows_only', 'todos', 'DELETE')")" = t ]
	create hasty
	hold_deployment hasty 3
	sql hasty -c 'ALTER DATABASE hasty SET statement_timeout = 1000'
	holds 'a time limit of the database does not hold' by_file hasty 0
	create closed
	sql todo -c 'CREATE ROLE stranger LOGIN'
	holds 'a role that may not is told' eval \
		'! psql -qX -d "postgresql://stranger@/closed?host=$work" -f "$root/schema/deploy.sql" >"$said" 2>&1 &&
		grep -q "permission denied" "$said"'
	holds '… and leaves nothing' [ -z "$(sql closed -c "SELECT 1 FROM pg_tables WHERE schemaname = 'public'")" ]
}

# A dump of database $1 is what database $2 is made of, by what README has typed.
restore() {
	sql todo -c "CREATE DATABASE \"$2\"" && DATABASE_URL=$(url_of "$1") NEW_DATABASE_URL=$(url_of "$2") \
		env -C "$work" bash -ec "$(typed "$root/README.md" backup)"
}

check_backup() {
	sql todo -o /dev/null -c "INSERT INTO users VALUES (gen_random_uuid(), 'kept@example.org', 'x', now(), now())" \
		-c "INSERT INTO todos SELECT gen_random_uuid(), id, 'Kept', NULL, false, now(), NULL, now() FROM users"
	holds 'a backup is restored, as README has it' restore todo backup
	holds '… with its schema' alike backup todo
	holds '… its data' [ "$(sql backup -c 'SELECT title FROM todos')" = Kept ]
	holds '… its step' deploys status backup "up to date, at step $last"
	DATABASE_URL=$(url_of backup) holds '… and is served' "$build/fcgi/todo.fcgi" --check
	sql todo -o /dev/null -c 'DELETE FROM users'
}

by_file todo 0
check_file
check_lock
check_backup
tell check-deploy
