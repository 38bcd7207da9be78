#!/bin/bash -p
# What others see while one address sends slowly, a byte every 3 s: 64 bodies to each
# pool, 4,100 headers, and behind the rule of todo-api.nft more headers than either
# web server has room for. Prints a row for each, and fails on a p99 of 100 ms or more.
#
#   slow.sh [FRONT...]    lighttpd and apache when none is named
#
# The rule is tried in a network of its own, where the kernel gives us one.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
# shellcheck source=tests/shell/network.sh
. "$root/tests/shell/network.sh"
ruled=''
[ "${1:-}" != --ruled ] || { ruled=1 && shift; }
[ $# -gt 0 ] || set -- lighttpd apache
attacker='' account='{"email":"slow@example.org","password":"Correct-horse-1"}'

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	[ -z "$attacker" ] || kill "$attacker" 2>/dev/null || true
	stop_service
	rm -rf "$work"
}

# Prints the row of front $1 and attack $2: others over $3 seconds.
measure() {
	local requests failures p50 p99 most
	read -r requests failures p50 p99 most < <(node "$root/tests/attack/others.mjs" "$3" \
		"${base##*:}" "$token" "$refresh")
	printf '%-9s %-32s %8d %7d %8.1f %8.1f %8.1f ms\n' "$1" "$2" "$requests" "$failures" \
		"$p50" "$p99" "$most"
	[ "$failures" = 0 ] && awk -v p99="$p99" 'BEGIN { exit p99 >= 100 }' || failed=1
}

# The same while $3 clients send slow $2 to path $4.
attack() {
	node "$root/tests/attack/slow.mjs" "$2" "$3" 127.0.0.9 "${base##*:}" "$4" \
		< <(exec sleep 60) >"$work/attacker" &
	attacker=$!
	sleep 6
	measure "$1" "$3 $2 to $4" 10
	kill "$attacker" 2>/dev/null || true
	wait "$attacker" 2>/dev/null || true
	attacker=''
	sleep 1
}

run_front() {
	open_work slow
	token=''
	start_service FRONT="$1" LOG_FILE=/dev/null LOGIN_FAILURES_PER_MINUTE=0 REGISTRATIONS_PER_MINUTE=0 \
		REFRESHES_PER_MINUTE=0 SESSION_REFRESHES_PER_MINUTE=0
	[ -z "$ruled" ] || load_rule "${base##*:}"
	token=$(new_token slow@example.org)
	refresh=$(token='' ask -f -d "$account" "$base/auth/login" | jq -er .refresh_token)
	new_todos 20
	if [ -n "$ruled" ]; then
		attack "$1, ruled" headers 13000 /todos
	else
		measure "$1" nobody 5
		attack "$1" bodies 64 /todos
		attack "$1" bodies 64 /auth/refresh
		attack "$1" headers 4100 /todos
	fi
	stop_service
	rm -rf "$work"
}

work=/nonexistent
at_exit clean_up
ulimit -n "$(ulimit -Hn)"
[ -n "$ruled" ] || printf '%-9s %-32s %8s %7s %8s %8s %11s\n' front 'one address sends' requests \
	failed p50 p99 longest
for front; do
	run_front "$front"
done
[ -n "$ruled" ] || ! has_network 'the rule of todo-api.nft' ||
	in_network "$0" --ruled "$@" || failed=1
[ "$failed" = 0 ] || { echo 'bench-slow: p99 was 100 ms or more, or requests failed' >&2; exit 1; }
