#!/bin/bash -p
# Proves that a failure of the service is never the client's fault: each allocation
# of each kind of request fails in turn in a worker, the libraries' own among them, and
# each statement; as CGI every 311th allocation does, from another one in each kind.
#
# API_STEP=1 also lets all allocations fail from each one on, not from every eighth.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
[ -n "${TEST_DATABASE_URL:-}" ] || exec "$root/tests/shell/with_cluster.sh" "$0" "$@"
build=${TODO_API_BUILD:-$root/build}
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
open_work shortage
shares=6 # at once: most of the time a worker waits for a database that it lost

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	rm -rf "$work"
}

# Share $1 of the kinds of requests.
run_share() {
	local API_SHARE=$1/$shares
	export API_SHARE
	CK_RUN_SUITE=failing_memory "$build/tests/api" worker &&
		CK_RUN_SUITE=failing_statements "$build/tests/api" worker &&
		CK_RUN_SUITE=failing_memory "$build/tests/api" cgi
}

# The sum of the numbers before these words.
sum() {
	sed -n "s/.* \([0-9]*\) $1.*/\1/p" "$work"/share.* | awk '{ n += $1 } END { print n + 0 }'
}

at_exit clean_up
if is_sanitized "$build/fcgi/todo.fcgi"; then
	skip 'a failure of the service is never anybody else'"'"'s' \
		'allocator but the sanitizer'"'"'s own'
	exit 0
fi
API_PRELOAD="$build/tests/shortage.so $(cheap_hashes "$build/fcgi/todo.fcgi")"
export API_PRELOAD API_PROGRAM=$build/fcgi/todo.fcgi
export DATABASE_URL=$TEST_DATABASE_URL METRICS_FILE=$work/metrics
export JWT_SECRET_KEY=the-secret-of-the-tests-that-signs-tokens
export LOGIN_FAILURES_PER_MINUTE=0 REGISTRATIONS_PER_MINUTE=0 HASHES_PER_MINUTE=0 \
	ACCOUNT_HASHES_PER_MINUTE=0 ACCOUNT_FAILURES=0 ACCOUNT_ADDRESS_FAILURES=0 \
	EXPORTS_PER_MINUTE=0 REFRESHES_PER_MINUTE=0 SESSION_REFRESHES_PER_MINUTE=0 LOG_SLOW_MS=0
# The filter of system calls takes memory of its own, by a library that a request never asks.
export SANDBOX=false LOG_LEVEL=CRITICAL CLEANUP_INTERVAL_SECONDS=0
export CK_DEFAULT_TIMEOUT=${CK_DEFAULT_TIMEOUT:-300}
running=()
for ((share = 0; share < shares; share++)); do
	run_share "$share" >"$work/share.$share" 2>"$work/errors.$share" &
	running+=("$!")
done
for ((share = 0; share < shares; share++)); do
	status=0
	wait "${running[share]}" || status=$?
	cat "$work/share.$share"
	evidence=("$work/errors.$share")
	holds "share $share of the requests" test "$status" = 0
done
allocations=$(sum 'allocations failed') statements=$(sum 'statements failed')
echo "      in all: $allocations failed allocations, $statements failed statements"
holds 'thousands of allocations did fail' test "$allocations" -ge 10000
holds '… and hundreds of statements' test "$statements" -ge 400
tell shortage
