#!/bin/bash
# Measures what a flood of logins does to GET /todos: its p99 without and with.
#
#   isolation.sh    FRONT, WORKERS and AUTH_WORKERS are make run's
#
# At most twice the time is what the pool of its own for /auth/* is to keep. The
# windows alternate, so that what else the machine does falls on both kinds alike;
# each pair is printed, and the median of their ratios.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d /tmp/todo-api-bench.XXXXXX)
# www-data, as whom root's services run, must be able to enter.
chmod 0755 "$work"
account='{"email":"bench@example.org","password":"Correct-horse-1"}'
server='' flood=''

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	trap '' INT TERM HUP
	[ -z "$flood" ] || kill "$flood" 2>/dev/null || true
	[ -z "$server" ] || kill -TERM "$server" 2>/dev/null || true
	wait
	rm -rf "$work"
}

die() {
	echo "isolation: $*" >&2
	tail -n 5 "$work/log" >&2
	exit 1
}

start_server() {
	local i port
	port=$(perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(
		LocalAddr => "127.0.0.1", Listen => 1)->sockport')
	url=http://127.0.0.1:$port
	: >"$work/log"
	env -u DATABASE_URL TODO_API_STATE="$work/state" HOST=127.0.0.1 PORT="$port" \
		LOG_LEVEL=ERROR "$root/fcgi/run.sh" >"$work/log" 2>&1 &
	server=$!
	for ((i = 0; i < 300; i++)); do
		! grep -q 'is ready at' "$work/log" || return 0
		kill -0 "$server" 2>/dev/null || break
		sleep 0.1
	done
	die 'make run does not serve'
}

post() {
	curl -fsS -H 'Content-Type: application/json' "$@" -w '\n'
}

# An account with a page of todos; sets its token.
make_todos() {
	post "$url/auth/register" -d "$account" >/dev/null
	token=$(post "$url/auth/login" -d "$account" |
		sed 's/.*"access_token": *"\([^"]*\)".*/\1/')
	for _ in {1..20}; do
		post "$url/todos" -H "Authorization: Bearer $token" -d '{"title":"a todo"}' >/dev/null
	done
}

# Logs in again and again over 16 connections, for $1 seconds.
start_flood() {
	cat >"$work/login.lua" <<LUA
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '$account'
LUA
	wrk -t 1 -c 16 -d "$1" --timeout 10 -s "$work/login.lua" "$url/auth/login" \
		>"$work/flood" &
	flood=$!
}

# Reads todos over 4 connections for 3 s; prints the p99 in microseconds.
measure() {
	wrk -t 1 -c 4 -d 3 --latency -H "Authorization: Bearer $token" "$url/todos" >"$work/wrk"
	! grep -E 'Non-2xx|Socket errors' "$work/wrk" >&2 || die 'not every answer was a page of todos'
	awk '$1 == "99%" {
		factor = $2 ~ /us$/ ? 1 : $2 ~ /ms$/ ? 1000 : 1000000
		printf "%d\n", $2 * factor
	}' "$work/wrk"
}

# One window alone and one beside the flood; prints both and keeps their ratio.
measure_pair() {
	local quiet flooded
	quiet=$(measure)
	start_flood 5
	sleep 1
	flooded=$(measure)
	wait "$flood" || true
	flood=''
	# The logins still in the queue are hashed; they are no part of what follows.
	sleep 2
	! grep -E 'Non-2xx' "$work/flood" >&2 || die 'not every login succeeded'
	awk -v quiet="$quiet" -v flooded="$flooded" -v ratios="$work/ratios" \
		-v logins="$(sed -n 's/^Requests\/sec: *//p' "$work/flood")" 'BEGIN {
		printf "GET /todos, p99: %.2f ms alone, %.2f ms beside %s logins a second: %.2f times\n",
			quiet / 1000, flooded / 1000, logins, flooded / quiet
		printf "%.2f\n", flooded / quiet >>ratios
	}'
}

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
command -v wrk >/dev/null || { echo 'isolation: wrk is missing; "make deps" installs it' >&2; exit 1; }
start_server
make_todos
for _ in 1 2 3; do
	measure_pair
done
echo "median: $(sort -n "$work/ratios" | sed -n 2p) times"
