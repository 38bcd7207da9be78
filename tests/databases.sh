#!/bin/bash
# Postgres servers of several kinds and the program that uses them, for tests of
# what lies between the two. To be sourced, with $root set.
# shellcheck disable=SC2034,SC2154 # used there; $root is the caller's

work=$(mktemp -d /tmp/todo-db.XXXXXX)
# www-data, as whom root's services run, must be able to enter.
chmod 0755 "$work"
program=${TODO_API_BUILD:-$root/build}/fcgi/todo.fcgi
bin=$(dirname "$(printf '%s\n' /usr/lib/postgresql/*/bin/initdb | sort -V | tail -n 1)")
passed=0 failed=0 started=() service='' base=''
AS=()
[ "$(id -u)" != 0 ] || AS=(setpriv --reuid=www-data --regid=www-data --init-groups)
unset DATABASE_URL DATABASE_PREPARE TODO_API_CONFIG LOG_FILE METRICS_FILE "${!PG@}"
export PATH="$PATH:/usr/sbin:/sbin" TODO_API_CLUSTER_FAST=1
export JWT_SECRET_KEY=the-secret-of-the-tests-that-signs-tokens

# Counts and tells: $1 the sentence, the rest a command that proves it.
holds() {
	local sentence=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
		echo "ok    $sentence"
	else
		failed=$((failed + 1))
		echo "FAIL  $sentence"
		tail -qn 5 "$work/said" 2>/dev/null | sed 's/^/      | /'
	fi
}

# Waits, at most 30 s, until the command succeeds.
eventually() {
	local i
	for ((i = 0; i < 300; i++)); do
		! "$@" || return 0
		sleep 0.1
	done
	return 1
}

free_port() {
	perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(
		LocalAddr => "127.0.0.1", Listen => 1)->sockport'
}

# Starts server $1, which is the folder of its data and its socket.
start_server() {
	"$root/schema/cluster.sh" start "$work/$1"
	[[ " ${started[*]} " = *" $1 "* ]] || started+=("$1")
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

deploy_schema() {
	local change files=()
	while read -r change; do
		files+=(-f "$root/schema/deploy/$change.sql")
	done < <(sed -n 's/^\([a-z][a-z_]*\) .*/\1/p' "$root/schema/sqitch.plan")
	PGOPTIONS='-c client_min_messages=warning' psql -qX -v ON_ERROR_STOP=1 \
		-h "$work/$1" -U todo -d todo "${files[@]}"
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

# Serves by make run's script with the settings NAME=value given.
start_service() {
	local port
	port=$(free_port)
	base=http://127.0.0.1:$port
	(exec env TODO_API_STATE="$work/state" HOST=127.0.0.1 PORT="$port" AUTH_WORKERS=2 \
		"$@" "$root/fcgi/run.sh") >"$work/run.log" 2>&1 &
	service=$!
	eventually is_ready || { cat "$work/run.log" >&2; return 1; }
}

# Whether it serves; ends the test when it never will.
is_ready() {
	grep -q 'is ready at' "$work/run.log" && return
	kill -0 "$service" 2>/dev/null && return 1
	cat "$work/run.log" >&2
	exit 1
}

stop_service() {
	[ -n "$service" ] || return 0
	kill -TERM "$service" 2>/dev/null || true
	wait "$service" || true
	service=''
}

# The service's workers, in both pools.
worker_pids() {
	pgrep -f "^$work/state/app/lib/todo-api/todo.fcgi" | sort | xargs
}

# curl with the account's token; arguments are curl's.
ask() {
	curl -s --noproxy '*' -m 25 -H 'Content-Type: application/json' \
		-H "Authorization: Bearer ${token:-}" "$@"
}

account='{"email":"db@example.org","password":"Correct-horse-1"}'

# Makes an account and sets $token.
make_account() {
	ask -f -o /dev/null -d "$account" "$base/auth/register"
	log_in
}

log_in() {
	token=$(ask -f -d "$account" "$base/auth/login" |
		sed 's/.*"access_token": *"\([^"]*\)".*/\1/')
}

# shellcheck disable=SC2317 # the callers' traps call it
tear_down() {
	local server
	trap '' INT TERM HUP
	stop_service
	for server in "${started[@]}"; do
		"$root/schema/cluster.sh" stop "$work/$server" immediate || true
	done
	rm -rf "$work"
}

tell() {
	echo "$1: $passed passed, $failed failed"
	[ "$failed" = 0 ]
}
