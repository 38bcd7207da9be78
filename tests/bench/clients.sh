#!/bin/bash -p
# 1,000 clients at once, on lighttpd and on Apache, by wrk; prints the figures.
#
#   clients.sh [FRONT...]    lighttpd and apache when none is named
#
# Fails on a 5xx, and on lighttpd on a connection that was dropped. CLIENTS and
# SECONDS_EACH set another number or time.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
open_work bench
clients=${CLIENTS:-1000} seconds=${SECONDS_EACH:-5}

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	stop_service
	rm -rf "$work"
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
	token=''
	start_service FRONT="$1" TODO_API_STATE="$work/$1" LOG_FILE=/dev/null
	token=$(new_token bench@example.org)
	new_todos 20
	measure "$1" 'GET /health' /health
	measure "$1" 'GET /todos' /todos
	measure "$1" 'POST /todos' /todos '{"title":"one of a thousand"}'
	stop_service
}

at_exit clean_up
command -v wrk >/dev/null || { echo 'wrk is missing; "make deps" installs it' >&2; exit 1; }
write_script
echo "$clients clients on $(nproc) processors, which clients, web server, pool and Postgres share"
printf '%-9s %-12s %8s %9s %8s %8s %11s %6s %8s %6s\n' front request answers rate p50 p99 \
	longest errors dropped late
[ $# -gt 0 ] || set -- lighttpd apache
for front; do
	run_front "$front"
done
[ "$failed" = 0 ] || { echo 'bench-clients: there were errors' >&2; exit 1; }
