#!/bin/bash -p
# A throwaway cluster whose databases have the schema in whole or in part, for
# tests of the ways there. To be sourced, with $root set.
# shellcheck disable=SC2034,SC2154 # used there; $root is the caller's

# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
open_work schema
said=$work/said
build=${TODO_API_BUILD:-$root/build}
evidence=("$said")
mapfile -t steps < <(sed -n 's/^\([a-z][a-z0-9_]*\) .*/\1/p' "$root/schema/sqitch.plan")
last=${#steps[@]}
export JWT_SECRET_KEY=the-secret-of-the-tests-that-signs-tokens

# The URL of database $1 in the throwaway cluster.
url_of() {
	echo "postgresql://todo@/$1?host=$work&port=5432"
}

sql() {
	psql -qXAt -v ON_ERROR_STOP=1 -d "$(url_of "$1")" "${@:2}"
}

# Makes database $1, with what database $2 has if that is given.
create() {
	sql todo -c "CREATE DATABASE \"$1\"" ${2:+-c "ALTER DATABASE \"$1\" SET search_path = public"}
	[ $# = 1 ] || pg_dump -n public -d "$(url_of "$2")" | sed '/^CREATE SCHEMA public/d' | sql "$1" >/dev/null
}

# Makes database $1 a copy of $2, with sqitch's records.
copy() {
	sql postgres -c "CREATE DATABASE \"$1\" TEMPLATE \"$2\""
}

# The schema of database $1, as SQL without comments.
dump() {
	pg_dump -s -N sqitch -d "$(url_of "$1")" | grep -Ev '^(--|\\|$)'
}

alike() {
	[ "$(dump "$1")" = "$(dump "$2")" ]
}

migrate() {
	DATABASE_URL=$(url_of "$1") timeout 120 "$root/schema/migrate.sh" "$2" >"$said" 2>&1
}

# Deploys by the one file, to database $1; its exit status should be $2.
by_file() {
	local status=0
	psql -d "$(url_of "$1")" -f "$root/schema/deploy.sql" >"$said" 2>&1 || status=$?
	[ "$status" = "$2" ]
}

# Runs the files $2 of the steps $3… one by one on database $1.
by_hand() {
	local change files=()
	for change in "${@:3}"; do
		files+=(-f "$root/schema/$2/$change.sql")
	done
	[ $# = 2 ] ||
		psql -qX -v ON_ERROR_STOP="${stop:-1}" -d "$(url_of "$1")" "${files[@]}" >/dev/null 2>"$said"
}

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	"$root/schema/cluster.sh" stop "$work" immediate || true
	rm -rf "$work"
}

at_exit clean_up
TODO_API_CLUSTER_FAST=1 "$root/schema/cluster.sh" start "$work"
