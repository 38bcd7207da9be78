#!/bin/bash -p
# Moves the schema of the database that DATABASE_URL names, by sqitch.
#
#   migrate.sh up|down|status    all steps, one step back, or tell
#
# DATABASE_URL is any libpq URI. sqitch has URIs of its own, so the parts are
# handed to libpq as a connection service, which takes every option and keeps
# the password off the command line.
set -euo pipefail
# shellcheck source=schema/environment.sh
. "$(dirname "$0")/environment.sh"

die() {
	echo "migrate: $*" >&2
	exit 1
}

# Undoes the %XX of URI part $1.
decode() {
	local text=${1//\\/\\\\}
	printf '%b' "${text//%/\\x}"
}

# Prints host= and port= for the comma-separated hosts of URI part $1.
print_hosts() {
	local host port hosts='' ports='' item items
	IFS=, read -ra items <<<"$1"
	for item in "${items[@]}"; do
		port=
		case $item in
		\[*\]:*) host=${item%%\]*} host=${host#\[} port=${item##*\]:} ;;
		\[*\]) host=${item#\[} host=${host%\]} ;;
		*:*) host=${item%%:*} port=${item#*:} ;;
		*) host=$item ;;
		esac
		hosts+=,$(decode "$host") ports+=,$port
	done
	[ -z "${hosts//,/}" ] || echo "host=${hosts#,}"
	[ -z "${ports//,/}" ] || echo "port=${ports#,}"
}

# Prints user= and password= of URI part $1.
print_user() {
	local user=${1%%:*}
	[ -z "$user" ] || echo "user=$(decode "$user")"
	[ "$user" = "$1" ] || echo "password=$(decode "${1#*:}")"
}

# Prints the libpq URI $1 as a section of a connection service file.
print_service() {
	local rest=${1#*://} query='' authority name item
	case $rest in *\?*) query=${rest#*\?} rest=${rest%%\?*} ;; esac
	authority=${rest%%/*}
	name=${rest#"$authority"}
	echo '[todo-api]'
	case $authority in *@*) print_user "${authority%%@*}" ;; esac
	print_hosts "${authority#*@}"
	[ -z "${name#/}" ] || echo "dbname=$(decode "${name#/}")"
	while IFS= read -r -d '&' item; do
		[ -z "$item" ] || echo "$(decode "${item%%=*}")=$(decode "${item#*=}")"
	done <<<"$query&"
}

# The steps of the plan, or those the database has, as one line.
planned() {
	sed -n 's/^\([a-z][a-z0-9_]*\) .*/\1/p' sqitch.plan | sort | xargs
}

deployed() {
	psql -qAtX -c "SELECT change FROM sqitch.changes WHERE project = 'todo-api'" \
		2>/dev/null | sort | xargs
}

up() {
	# Asking psql is much quicker than starting sqitch.
	if [ "$(deployed || true)" = "$(planned)" ]; then
		echo 'The schema is up to date.'
	else
		sqitch deploy --verify --target database
	fi
}

down() {
	local steps
	steps=$(deployed) || steps=
	case $steps in
	*' '*) sqitch revert -y --target database --to '@HEAD^' ;;
	*) sqitch revert -y --target database ;;
	esac
}

[ -n "${DATABASE_URL:-}" ] || die 'DATABASE_URL says which database; it is not set'
case $DATABASE_URL in
postgres://* | postgresql://* | postgresql+asyncpg://*) ;;
*) die 'DATABASE_URL must begin with postgresql://' ;;
esac
command -v sqitch >/dev/null || die 'sqitch is missing; the Debian package is sqitch'
cd "$(dirname "$0")"
PGSERVICEFILE=$(mktemp)
trap 'rm -f "$PGSERVICEFILE"' EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
print_service "$DATABASE_URL" >"$PGSERVICEFILE"
export PGSERVICEFILE PGSERVICE=todo-api

case ${1:-} in
up) up ;;
down) down ;;
status) sqitch status --target database ;;
*) die 'say up, down or status' ;;
esac
