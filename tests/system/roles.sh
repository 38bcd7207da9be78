#!/bin/bash -p
# Proves the two roles of a database: the owner migrates, and the workers' role
# has the rights to rows alone, on a database of old too.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/databases.sh
. "$root/tests/shell/databases.sh"
said=$work/said
todo_admin=${TODO_API_BUILD:-$root/build}/fcgi/todo-admin
cluster=$work/state/postgres
export TODO_API_STATE=$work/state

url_of() {
	"$root/schema/cluster.sh" url "$cluster" "$@"
}

sql_as() {
	psql -XAtq -v ON_ERROR_STOP=1 -d "$(url_of "$1")" -c "$2" >"$said" 2>&1
}

# Whether the workers' role may not do $1.
is_denied() {
	! sql_as todo_app "$1" && grep -qE 'permission denied|must be ' "$said"
}

# Runs todo-admin with the workers' settings alone.
admin() {
	DATABASE_URL=$(url_of todo_app) timeout 60 "$todo_admin" "$@" >"$said" 2>&1
}

migrate() {
	DATABASE_URL=$(url_of todo_app) MIGRATE_URL=$(url_of todo) \
		timeout 120 "$root/schema/migrate.sh" "$1" >"$said" 2>&1
}

roles_connected() {
	sql_as todo "SELECT DISTINCT usename FROM pg_stat_activity WHERE application_name = 'todo-api'" &&
		cat "$said"
}

check_run() {
	holds 'make run serves' start_service WORKERS=2 AUTH_WORKERS=1
	token=$(new_token first@example.org)
	new_todos 2
	holds '… as the role todo_app alone' [ "$(roles_connected)" = todo_app ]
}

check_denials() {
	local what
	for what in 'CREATE TABLE mine ()' 'CREATE TEMPORARY TABLE mine ()' 'ALTER TABLE todos ADD extra text' \
		'DROP TABLE todos' 'TRUNCATE todos' 'CREATE INDEX ON todos (title)' 'DROP VIEW schema_version' \
		'CREATE FUNCTION mine() RETURNS int LANGUAGE sql RETURN 1' 'CREATE SCHEMA mine' \
		'ALTER TABLE todos DISABLE TRIGGER ALL' \
		"COPY todos TO PROGRAM 'true'"; do
		holds "the workers' role may not: $what" is_denied "$what"
	done
	holds '… but has what its own statements need' eval \
		'admin settings check && grep -q "its role the rights" "$said" && ! grep -q "change the schema" "$said"'
	holds 'of the owner, --check says that it may do more' eval \
		'run_program "DATABASE_URL=$(url_of todo)" -- --check && grep -q "may change the schema" "$said"'
}

check_admin() {
	local email=second@example.org
	holds 'todo-admin works with it: creates' eval 'echo Correct-horse-1 | admin user create "$email"'
	holds '… disables' admin user disable "$email"
	holds '… deletes' admin user delete "$email" --yes
	holds '… and cleans up' admin token cleanup
	holds '… but does not migrate' eval '! admin migrate down && grep -qE "permission denied|must be owner" "$said"'
	holds 'with MIGRATE_URL it does' eval 'MIGRATE_URL=$(url_of todo) admin migrate down'
	holds '… both ways' eval 'MIGRATE_URL=$(url_of todo) admin migrate up'
	holds '… and the role has its rights to what is new' admin settings check
	holds 'make rollback and make migrate have both' eval \
		'make -s -C "$root" rollback >"$said" 2>&1 && make -s -C "$root" migrate >"$said" 2>&1 && admin settings check'
	holds 'a later step'"'"'s table is its, too' eval \
		'sql_as todo "CREATE TABLE later ()" && sql_as todo_app "SELECT count(*) FROM later" && sql_as todo "DROP TABLE later"'
}

# A state of a version that had one role.
check_older() {
	stop_service
	"$root/schema/cluster.sh" start "$cluster" "$work/state/run"
	holds 'a state with one role' sql_as todo 'DROP OWNED BY todo_app; DROP ROLE todo_app'
	"$root/schema/cluster.sh" stop "$cluster" fast
	holds '… is served' start_service WORKERS=2 AUTH_WORKERS=1
	holds '… as the new one' [ "$(roles_connected)" = todo_app ]
	holds '… with its data' eval '[ "$(ask "$base/todos" | jq .total)" = 2 ]'
}

# On an older Postgres everybody may make tables.
check_public() {
	sql_as todo 'GRANT CREATE ON SCHEMA public TO PUBLIC'
	holds 'that everybody may make tables is said' eval \
		'admin settings check && grep -q "may change the schema" "$said"'
	holds '… and migrating cures it' migrate up
	holds '… for good' is_denied 'CREATE TABLE mine ()'
	holds 'a role that is not there is named' eval \
		'! DATABASE_URL="$(url_of nobody)" MIGRATE_URL="$(url_of todo)" "$root/schema/migrate.sh" up >"$said" 2>&1 &&
			grep -q "role \"nobody\" does not exist" "$said"'
}

at_exit tear_down
check_run
check_denials
check_admin
check_older
check_public
tell check-roles
