#!/bin/bash -p
# Measures what a flood of logins does to GET /todos: its p99 without and with.
#
#   isolation.sh    FRONT, WORKERS and AUTH_WORKERS are make run's
#
# At most twice the time is what the pool of its own for /auth/* is to keep. The
# windows alternate, so that what else the machine does falls on both kinds alike;
# each pair is printed, and the median of their ratios.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
open_work bench
account='{"email":"bench@example.org","password":"Correct-horse-1"}'
flood=''

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	[ -z "$flood" ] || kill "$flood" 2>/dev/null || true
	stop_service
	wait
	rm -rf "$work"
}

die() {
	echo "isolation: $*" >&2
	tail -n 5 "$work/run.log" >&2
	exit 1
}

# Logs in again and again over 16 connections, for $1 seconds.
start_flood() {
	cat >"$work/login.lua" <<LUA
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '$account'
LUA
	wrk -t 1 -c 16 -d "$1" --timeout 10 -s "$work/login.lua" "$base/auth/login" \
		>"$work/flood" &
	flood=$!
}

# Reads todos over 4 connections for 3 s; prints the p99 in microseconds.
measure() {
	wrk -t 1 -c 4 -d 3 --latency -H "Authorization: Bearer $token" "$base/todos" >"$work/wrk"
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

at_exit clean_up
command -v wrk >/dev/null || { echo 'isolation: wrk is missing; "make deps" installs it' >&2; exit 1; }
start_service LOG_LEVEL=ERROR || die 'make run does not serve'
token=$(new_token bench@example.org)
new_todos 20
for _ in 1 2 3; do
	measure_pair
done
echo "median: $(sort -n "$work/ratios" | sed -n 2p) times"
