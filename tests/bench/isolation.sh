#!/bin/bash -p
# Measures what a flood of logins does to others: the p99 of GET /todos without and
# beside 16 clients that log in, and that of POST /auth/refresh beside 200.
#
#   isolation.sh    FRONT, WORKERS and AUTH_WORKERS are make run's
#
# At most twice the time is what the pool of its own for hashes is to keep; more fails.
# The clients have right passwords and no limits but HASH_QUEUE_MAX, and do as
# Retry-After says. The windows alternate, so that what else the machine does falls
# on both kinds alike; each pair is printed, and the median of their ratios counts.
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

# Logs in again and again over $2 connections, for $1 seconds.
start_flood() {
	cat >"$work/login.lua" <<-LUA
		local wait, done_in, busy = 0, 0, 0
		wrk.method = "POST"
		wrk.headers["Content-Type"] = "application/json"
		wrk.body = '$account'
		response = function(status, headers)
			wait = status == 503 and tonumber(headers["Retry-After"]) * 1000 or 0
			if status == 200 then done_in = done_in + 1 elseif status == 503 then busy = busy + 1 end
			local file = io.open("$work/logins", "w")
			file:write(done_in, " ", busy, "\n")
			file:close()
		end
		delay = function() return wait end
	LUA
	wrk -t 1 -c "$2" -d "$1" --timeout 30 -s "$work/login.lua" "$base/auth/login" \
		>"$work/flood" &
	flood=$!
}

write_request() {
	case $1 in
	todos) : >"$work/request.lua" ;;
	refresh) cat >"$work/request.lua" <<-LUA ;;
		wrk.method = "POST"
		wrk.headers["Content-Type"] = "application/json"
		wrk.body = '{"refresh_token":"$refresh"}'
	LUA
	esac
}

# Asks for path $1 over 4 connections for 3 s; prints the p99 in microseconds.
measure() {
	wrk -t 1 -c 4 -d 3 --latency -s "$work/request.lua" -H "Authorization: Bearer $token" \
		"$base$1" >"$work/wrk"
	! grep -E 'Non-2xx|Socket errors' "$work/wrk" >&2 || die 'not every answer was 200'
	awk '$1 == "99%" {
		factor = $2 ~ /us$/ ? 1 : $2 ~ /ms$/ ? 1000 : 1000000
		printf "%d\n", $2 * factor
	}' "$work/wrk"
}

# One window of path $2 alone and one beside the flood of $1 clients; prints both
# and keeps their ratio.
measure_pair() {
	local quiet flooded
	quiet=$(measure "$2")
	start_flood 5 "$1"
	sleep 1
	flooded=$(measure "$2")
	wait "$flood" || true
	flood=''
	# The logins still in the queue are hashed; they are no part of what follows.
	sleep 3
	awk -v quiet="$quiet" -v flooded="$flooded" -v ratios="$work/ratios" -v path="$2" \
		-v clients="$1" 'BEGIN {
		getline logins <"'"$work"'/logins"
		split(logins, count, " ")
		printf "%s, p99: %.2f ms alone, %.2f ms beside %d clients (%d logins, %d SERVER_005): %.2f times\n",
			path, quiet / 1000, flooded / 1000, clients, count[1], count[2], flooded / quiet
		printf "%.2f\n", flooded / quiet >>ratios
	}'
}

# Measures path $3, by the request $2, beside $1 clients.
measure_pairs() {
	local median
	: >"$work/ratios"
	write_request "$2"
	for _ in 1 2 3; do
		measure_pair "$1" "$3"
	done
	median=$(sort -n "$work/ratios" | sed -n 2p)
	echo "$3 beside $1 clients, median: $median times"
	awk -v median="$median" 'BEGIN { exit median > 2 }' || failed=1
}

at_exit clean_up
command -v wrk >/dev/null || { echo 'isolation: wrk is missing; "make deps" installs it' >&2; exit 1; }
start_service LOG_LEVEL=ERROR HASHES_PER_MINUTE=0 ACCOUNT_HASHES_PER_MINUTE=0 REFRESHES_PER_MINUTE=0 \
	SESSION_REFRESHES_PER_MINUTE=0 SESSIONS_PER_USER=0 || die 'make run does not serve'
token=$(new_token bench@example.org)
refresh=$(ask -f -d "$account" "$base/auth/login" | sed 's/.*"refresh_token": *"\([^"]*\)".*/\1/')
new_todos 20
measure_pairs 16 todos /todos
measure_pairs 200 refresh /auth/refresh
[ "$failed" = 0 ] || { echo 'bench-isolation: p99 was more than 2 times that without logins' >&2; exit 1; }
