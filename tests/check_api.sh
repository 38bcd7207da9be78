#!/bin/bash
# Runs the API suite over each way: in process, as CGI, and over HTTP.
#
#   check_api.sh [process] [cgi] [http]    all of them when none is named
#
# Over HTTP it is "make run" that serves: fcgi/run.sh with its real lighttpd and
# pool, on a free port and a throwaway state directory and database.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
[ -n "${TEST_DATABASE_URL:-}" ] || exec "$root/tests/with_cluster.sh" "$0" "$@"
build=${TODO_API_BUILD:-$root/build}
work=$(mktemp -d /tmp/todo-api-check.XXXXXX)
server=''

# shellcheck disable=SC2317 # the trap calls it
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

# Starts make run's script on port $1; fails when the port is taken.
try_server() {
	local i
	TODO_API_STATE=$work/state HOST=127.0.0.1 PORT=$1 WORKERS=8 \
		"$root/fcgi/run.sh" >"$work/run.log" 2>&1 &
	server=$!
	for ((i = 0; i < 300; i++)); do
		! grep -q 'is ready at' "$work/run.log" || return 0
		kill -0 "$server" 2>/dev/null || break
		sleep 0.1
	done
	stop_server
	return 1
}

start_server() {
	local port
	for _ in 1 2 3 4 5; do
		port=$((20000 + RANDOM % 12000))
		if try_server "$port"; then
			export API_URL=http://127.0.0.1:$port
			return 0
		fi
		grep -q 'is in use' "$work/run.log" || break
	done
	cat "$work/run.log" >&2
	return 1
}

# What the sanitizers of a worker had to say would otherwise go unseen.
check_reports() {
	local report
	for report in "$work"/logs/sanitizer.*; do
		[ -e "$report" ] || continue
		cat "$report" >&2
		return 1
	done
}

run_way() {
	local status=0
	echo "== the API suite, way: $1"
	export LOG_FILE=$work/logs/$1.log
	[ "$1" != http ] || start_server
	"$build/tests/api" "$1" || status=$?
	stop_server
	[ "$status" = 0 ] || { [ "$1" != http ] || tail -n 20 "$work/run.log" >&2; }
	check_reports || status=1
	return "$status"
}

trap clean_up EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
# Workers that root starts run as www-data and write their log here.
chmod 0755 "$work"
mkdir -m 0777 "$work/logs"
export API_ROOT=$root API_PROGRAM=$build/fcgi/todo.fcgi
export DATABASE_URL=$TEST_DATABASE_URL
export JWT_SECRET_KEY=the-secret-of-the-tests-that-signs-tokens
export JWT_PREVIOUS_KEYS='["the-secret-that-signed-tokens-before-this"]'
export ALLOWED_ORIGINS='["https://app.example"]'
export LOGIN_FAILURES_PER_MINUTE=5 REGISTRATIONS_PER_MINUTE=100
export ASAN_OPTIONS=log_path=$work/logs/sanitizer \
	UBSAN_OPTIONS=log_path=$work/logs/sanitizer
export CK_DEFAULT_TIMEOUT=${CK_DEFAULT_TIMEOUT:-120}

failed=0
for way in "${@:-process cgi http}"; do
	for one in $way; do
		run_way "$one" || failed=1
	done
done
exit "$failed"
