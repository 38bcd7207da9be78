#!/bin/bash -p
# Sends a worker mixed requests, good and bad ones: its memory stays as large as it was
# after the first of them, and valgrind, where it is, finds no fault and no leak.
#
# Then it exports very many todos of one user, in the memory that it had.
#
#   memory.sh    REQUESTS (10,000) is how many, TODOS (1,000,000) are exported
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
[ -n "${TEST_DATABASE_URL:-}" ] || exec "$root/tests/shell/with_cluster.sh" "$0" "$@"
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
# shellcheck source=tests/shell/lighttpd.sh
. "$root/tests/shell/lighttpd.sh"
open_work memory
evidence=("$work/said" "$work/valgrind")
requests=${REQUESTS:-10000} todos=${TODOS:-1000000}
# The first are a fifth, but each kind at its largest at least: four times all 137 of mixed.mjs.
first=$((requests / 5 > 548 ? requests / 5 : 548))
program=${TODO_API_BUILD:-$root/build}/fcgi/todo.fcgi
worker='' admin=''

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	[ -z "$worker" ] || kill "$worker" 2>/dev/null || true
	[ -z "$front" ] || stop_lighttpd
	wait
	rm -rf "$work"
}

# Starts one worker, by command $@, for both of lighttpd's sockets.
start_worker() {
	rm -f "$work"/*.sock
	DATABASE_URL=$TEST_DATABASE_URL JWT_SECRET_KEY=0123456789abcdef0123456789abcdef BCRYPT_COST_FACTOR=10 \
		LOG_FILE=$work/log METRICS_FILE=$work/metrics LOGIN_FAILURES_PER_MINUTE=0 REGISTRATIONS_PER_MINUTE=0 \
		EXPORTS_PER_MINUTE=0 spawn-fcgi -n -s "$work/api.sock" -M 0666 -b 4096 -- "$@" >"$work/said" 2>&1 &
	worker=$!
	eventually test -S "$work/api.sock"
	ln -s api.sock "$work/auth.sock"
	eventually is_healthy || { cat "$work/said" >&2; return 1; }
	admin=$(new_token "admin-$worker@example.org")
	psql -qXd "$TEST_DATABASE_URL" -c "UPDATE users SET is_admin = true WHERE email = 'admin-$worker@example.org'"
}

is_healthy() {
	[ "$(status_of "$base/health")" = 200 ]
}

stop_worker() {
	local status=0
	kill -TERM "$worker"
	wait "$worker" || status=$?
	worker=''
	return "$status"
}

send() {
	timeout 900 node "$root/tests/attack/mixed.mjs" "$base" "$1" "$admin" >"$work/said" 2>&1 && cat "$work/said"
}

# The worker's memory in KiB.
size() {
	sed -n 's/^VmRSS:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$worker/status"
}

test_size() {
	local before after
	start_worker "$program"
	holds 'the first are answered' send "$first"
	before=$(size)
	holds 'all are answered' send "$requests"
	after=$(size)
	holds "a worker's memory stays: $before KiB, then $after KiB" test "$after" -le $((before + 512))
	holds 'it ends well' stop_worker
}

test_valgrind() {
	command -v valgrind >/dev/null || { skip 'no fault and no leak is found' valgrind && return; }
	case ${SANITIZE:-}${TODO_API_BUILD:-} in
	*address*) skip 'no fault and no leak is found' 'valgrind beside sanitizers' && return ;;
	esac
	# valgrind's own calls would be the program's, of which the sandbox knows none.
	SANDBOX=false start_worker "$(command -v valgrind)" --quiet --leak-check=full --show-leak-kinds=definite,indirect,possible \
		--errors-for-leak-kinds=definite,indirect,possible --error-exitcode=99 --log-file="$work/valgrind" "$program"
	holds 'all are answered under valgrind' send "$requests"
	holds 'which finds no fault and no leak' stop_worker
	holds 'and says nothing' test ! -s "$work/valgrind"
}

# The most memory that the worker has had, in KiB.
peak() {
	sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' "/proc/$worker/status"
}

fill() {
	psql -qXd "$TEST_DATABASE_URL" -v ON_ERROR_STOP=1 -c "INSERT INTO todos
		(id, user_id, title, description, created_at, updated_at)
		SELECT gen_random_uuid(), u.id, 'todo ' || i, repeat('x', i % 200), now(), now()
		FROM users u, generate_series(1, $todos) i WHERE u.email = 'export@example.org'"
}

# Exports in form $1; what that took is in the file took.
export_all() {
	curl -fsS --noproxy '*' -m 900 -o "$work/export.$1" -w '%{time_total} s, %{size_download} bytes' \
		-H "Authorization: Bearer $(cat "$work/token")" "$base/auth/me/export?format=$1" >"$work/took"
}

test_export() {
	local before after
	start_worker "$program"
	new_token export@example.org >"$work/token"
	export_all json
	before=$(peak)
	holds "$todos todos are put into the table" fill
	holds 'they are exported as JSON' export_all json
	holds "each is there: $(cat "$work/took")" test "$(grep -c '"title":' "$work/export.json")" = "$todos"
	holds 'and as CSV' export_all csv
	holds "each is there: $(cat "$work/took")" test "$(wc -l <"$work/export.csv")" = $((todos + 1))
	after=$(peak)
	holds "the worker had $before KiB at most before, and $after KiB then" test "$after" -le $((before + 2048))
	holds 'it ends well' stop_worker
}

at_exit clean_up
start_lighttpd ''
test_size
test_valgrind
test_export
tell memory
