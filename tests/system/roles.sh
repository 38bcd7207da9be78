#!/bin/bash -p
# Proves the two roles of a database: the owner migrates, and the workers' role
# has the rights to rows alone, on a database of old too.
# shellcheck disable=SC2016 # what is quoted so is for eval
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
		'CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql RETURN 1' \
		"COPY todos TO PROGRAM 'true'"; do
		holds "the workers' role may not: $what" is_denied "$what"
	done
	holds '… but has what its own statements need' eval \
		'admin settings check && grep -q "its role the rights" "$said" &&
			! grep -qE "change the schema|temporary" "$said"'
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

# Runs SQL $3 as role $2 in database $1.
sql_in() {
	psql -XAtq -v ON_ERROR_STOP=1 -d "$(url_of "$2" | sed "s|/todo?|/$1?|")" -c "$3" >"$said" 2>&1
}

# Whether role $2 can make temporary tables and functions in database $1.
makes_temporary() {
	sql_in "$1" "$2" 'CREATE TEMPORARY TABLE t (); CREATE FUNCTION pg_temp.f() RETURNS int LANGUAGE sql RETURN 1'
}

# Makes the schema as role $2 in database $1.
deploy() {
	psql -qX -d "$(url_of "$2" | sed "s|/todo?|/$1?|")" -f "$root/schema/deploy.sql" >"$said" 2>&1
}

# Runs grant.sql as role $2 in database $1.
grant() {
	psql -qX -d "$(url_of "$2" | sed "s|/todo?|/$1?|")" -v app=todo_app -f "$root/schema/grant.sql" >"$said" 2>&1
}

check_in() {
	DATABASE_URL=$(url_of todo_app | sed "s|/todo?|/$1?|") timeout 60 "$todo_admin" settings check >"$said" 2>&1
}

# Databases that cluster.sh did not make: the first is the role's that migrates.
check_temporary() {
	local role
	for role in keeper reader named; do
		sql_as todo "CREATE ROLE $role LOGIN"
	done
	sql_as todo 'CREATE DATABASE plain OWNER keeper'
	holds "a role's own database has the schema" deploy plain keeper
	sql_in plain keeper 'GRANT TEMPORARY ON DATABASE plain TO named'
	holds '… where everybody may make temporary tables' makes_temporary plain todo_app
	sql_in plain keeper 'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO todo_app'
	holds '… which --check says, with the cure' eval \
		'check_in plain && grep -q "temporary tables and functions.*REVOKE TEMPORARY" "$said"'
	holds '… until grant.sql has run' eval 'grant plain keeper && ! makes_temporary plain todo_app'
	holds '… then --check says nothing of it' eval 'check_in plain && ! grep -q temporary "$said"'
	holds '… another role may not either' eval '! makes_temporary plain reader'
	holds '… the owner may' makes_temporary plain keeper
	holds '… and who has it by name' makes_temporary plain named
	holds '… after a second time, too' eval 'grant plain keeper && makes_temporary plain keeper && makes_temporary plain named'
}

# The role that migrates owns the tables, and somebody else the database.
check_hosted() {
	sql_as todo 'CREATE DATABASE hosted'
	sql_in hosted todo 'ALTER SCHEMA public OWNER TO keeper'
	holds "somebody else's database has the schema" deploy hosted keeper
	holds '… and the rights by grant.sql' grant hosted keeper
	holds '… without a word' [ ! -s "$said" ]
	holds '… and leaves that right, which --check says' eval 'check_in hosted && grep -q "REVOKE TEMPORARY" "$said"'
	sql_as todo 'REVOKE TEMPORARY ON DATABASE hosted FROM PUBLIC'
	holds '… until the owner took it' eval 'check_in hosted && ! grep -q temporary "$said"'
}

at_exit tear_down
check_run
check_denials
check_admin
check_older
check_public
check_temporary
check_hosted
tell check-roles
