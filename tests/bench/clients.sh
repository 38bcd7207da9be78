#!/bin/bash
# 1,000 clients at once, on lighttpd and on Apache, by wrk; prints the figures.
#
#   clients.sh [FRONT...]    lighttpd and apache when none is named
#
# Fails on a 5xx, and on lighttpd on a connection that was dropped. CLIENTS and
# SECONDS_EACH set another number or time.
set -euo pipefail
export LC_ALL=C.UTF-8

root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d /tmp/todo-bench.XXXXXX)
clients=${CLIENTS:-1000} seconds=${SECONDS_EACH:-5}
server='' base='' failed=0
unset DATABASE_URL JWT_SECRET_KEY TODO_API_CONFIG HOST FRONT "${!PG@}"

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	trap '' INT TERM HUP
	stop_server
	rm -rf "$work"
}

stop_server() {
	[ -n "$server" ] || return 0
	kill -TERM "$server" 2>/dev/null || true
	wait "$server" || true
	server=''
}

free_port() {
	perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(
		LocalAddr => "127.0.0.1", Listen => 1)->sockport'
}

# Serves with front end $1, as "make run" does.
start_server() {
	local i
	: >"$work/run.log"
	FRONT=$1 PORT=$(free_port) TODO_API_STATE=$work/$1 LOG_FILE=/dev/null \
		"$root/fcgi/run.sh" >"$work/run.log" 2>&1 &
	server=$!
	for ((i = 0; i < 600; i++)); do
		base=$(sed -n 's/^todo-api is ready at \([^ ]*\).*/\1/p' "$work/run.log")
		[ -z "$base" ] || return 0
		kill -0 "$server" 2>/dev/null || break
		sleep 0.1
	done
	cat "$work/run.log" >&2
	return 1
}

# Prints the access token of a new account with 20 todos.
prepare() {
	local i token json='Content-Type: application/json'
	local account='{"email":"bench@example.org","password":"Correct-horse-1"}'
	curl -fsS --noproxy '*' -o /dev/null -H "$json" -d "$account" "$base/auth/register"
	token=$(curl -fsS --noproxy '*' -H "$json" -d "$account" "$base/auth/login" |
		sed 's/.*"access_token": *"\([^"]*\)".*/\1/')
	for ((i = 0; i < 20; i++)); do
		curl -fsS --noproxy '*' -o /dev/null -H "$json" -H "Authorization: Bearer $token" \
			-d "{\"title\":\"todo $i\"}" "$base/todos"
	done
	echo "$token"
}

# What wrk reports in one line at the end, beside its own text.
write_script() {
	cat >"$work/report.lua" <<-'LUA'
		if os.getenv("BODY") then
			wrk.method = "POST"
			wrk.body = os.getenv("BODY")
			wrk.headers["Content-Type"] = "application/json"
		end
		done = function(summary, latency)
			local e = summary.errors
			io.write(string.format("RESULT %d %d %.1f %.1f %.1f %d %d %d\n", summary.requests,
				summary.requests * 1e6 / summary.duration, latency:percentile(50) / 1000,
				latency:percentile(99) / 1000, latency.max / 1000, e.status,
				e.connect + e.read + e.write, e.timeout))
		end
	LUA
}

# Runs $2 (a name) against path $3, with the body $4 if there is one.
measure() {
	local requests rate p50 p99 most bad dropped late
	[ -z "${4:-}" ] || local -x BODY=$4
	wrk -t 2 -c "$clients" -d "$seconds" --timeout 30 -s "$work/report.lua" \
		-H "Authorization: Bearer $token" "$base$3" >"$work/wrk" 2>&1 ||
		{ cat "$work/wrk" >&2; return 1; }
	read -r requests rate p50 p99 most bad dropped late < <(sed -n 's/^RESULT //p' "$work/wrk")
	printf '%-9s %-12s %8d %7d/s %8.1f %8.1f %8.1f ms %6d %8d %6d\n' "$1" "$2" "$requests" \
		"$rate" "$p50" "$p99" "$most" "$bad" "$dropped" "$late"
	[ "$requests" -gt 0 ] && [ "$bad" = 0 ] && [ "$late" = 0 ] || failed=1
	[ "$1" != lighttpd ] || [ "$dropped" = 0 ] || failed=1
}

run_front() {
	local token
	start_server "$1"
	token=$(prepare)
	measure "$1" 'GET /health' /health
	measure "$1" 'GET /todos' /todos
	measure "$1" 'POST /todos' /todos '{"title":"one of a thousand"}'
	stop_server
}

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
command -v wrk >/dev/null || { echo 'wrk is missing; "make deps" installs it' >&2; exit 1; }
chmod 0755 "$work"
write_script
echo "$clients clients on $(nproc) processors, which clients, web server, pool and Postgres share"
printf '%-9s %-12s %8s %9s %8s %8s %11s %6s %8s %6s\n' front request answers rate p50 p99 \
	longest errors dropped late
[ $# -gt 0 ] || set -- lighttpd apache
for front; do
	run_front "$front"
done
[ "$failed" = 0 ] || { echo 'bench-clients: there were errors' >&2; exit 1; }
