#!/bin/bash -p
# Postgres servers of several kinds and the program that uses them, for tests of
# what lies between the two. To be sourced, with $root set.
# shellcheck disable=SC2034,SC2154 # used there; $root is the caller's

# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
open_work db
evidence=("$work/said")
program=${TODO_API_BUILD:-$root/build}/fcgi/todo.fcgi
bin=$("$root/schema/cluster.sh" bin "$work")
started=()
unset DATABASE_PREPARE
export TODO_API_CLUSTER_FAST=1 JWT_SECRET_KEY=the-secret-of-the-tests-that-signs-tokens

# Starts server $1, which is the folder of its data and its socket.
start_server() {
	"$root/schema/cluster.sh" start "$work/$1"
	[[ " ${started[*]} " = *" $1 "* ]] || started+=("$1")
}

# Makes server $2 a standby of server $1.
make_standby() {
	mkdir -p "$work/$2"
	[ "${#AS[@]}" = 0 ] || chown www-data:www-data "$work/$2"
	(cd / && "${AS[@]}" "$bin/pg_basebackup" -h "$work/$1" -U todo -D "$work/$2/data" \
		-R -X stream --checkpoint=fast --no-sync)
	# Else commits of this one would wait for a standby too, once promoted.
	echo "synchronous_standby_names = ''" |
		"${AS[@]}" tee -a "$work/$2/data/postgresql.auto.conf" >/dev/null
	start_server "$2"
}

# Runs SQL on server $1, each argument a transaction.
sql_on() {
	local server=$1 text args=()
	shift
	for text; do
		args+=(-c "$text")
	done
	psql -XAtq -v ON_ERROR_STOP=1 -h "$work/$server" -U todo -d todo "${args[@]}"
}

# Runs the program with the settings NAME=value given, up to "--".
run_program() {
	local settings=()
	while [ "${1:---}" != -- ]; do
		settings+=("$1")
		shift
	done
	[ $# = 0 ] || shift
	timeout 60 env METRICS_FILE="$work/metrics" "${settings[@]}" "$program" "$@" >"$work/said" 2>&1 </dev/null
}

# Whether the program, as CGI with these settings, answers with status $1.
answers() {
	local status=$1
	shift
	run_program "$@" && grep -qE "^Status: $status( |.?$)" "$work/said"
}

# Whether --check refuses these settings in one line that matches $1.
refuses() {
	local text=$1
	shift
	! run_program "$@" -- --check && [ "$(wc -l <"$work/said")" = 1 ] &&
		grep -qE "$text" "$work/said"
}

# The service's workers, in both pools.
worker_pids() {
	workers_below "$work/state"
}

# Those whose folder of state is $1, a regular expression. A process in which one of
# them cancels a statement (db/cancel) is none.
workers_below() {
	pgrep -P "$(pgrep -d , -x multiwatch)" -f "^$1/app/lib/todo-api/todo.fcgi" | sort | xargs
}

# shellcheck disable=SC2317 # the callers' traps call it
tear_down() {
	local server
	stop_service
	for server in "${started[@]}"; do
		"$root/schema/cluster.sh" stop "$work/$server" immediate || true
	done
	rm -rf "$work"
}
