#!/bin/bash -p
# Proves that the API works through pgbouncer: in session mode as it is, by what relies on
# sessions, in transaction mode with DATABASE_PREPARE=false, and that --check says so.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
[ -n "${TEST_DATABASE_URL:-}" ] || exec "$root/tests/shell/with_cluster.sh" "$0" "$@"
# shellcheck source=tests/shell/databases.sh
. "$root/tests/shell/databases.sh"
# shellcheck source=tests/shell/suites.sh
. "$root/tests/shell/suites.sh"
pooler=''

# Starts pgbouncer in pool mode $1, in the folder $work/$1.
start_pooler() {
	local dir=$work/$1
	mkdir "$dir"
	cat >"$dir/pgbouncer.ini" <<-SETTINGS
		[databases]
		todo = host=$TEST_CLUSTER port=5432 dbname=todo user=todo
		[pgbouncer]
		pool_mode = $1
		listen_addr =
		listen_port = 5432
		unix_socket_dir = $dir
		auth_type = trust
		auth_file = $dir/users
		default_pool_size = 60
		max_client_conn = 300
		server_login_retry = 0.2
		log_connections = 0
		log_disconnections = 0
	SETTINGS
	echo '"todo" ""' >"$dir/users"
	[ "${#AS[@]}" = 0 ] || chown -R www-data:www-data "$dir"
	(cd / && exec "${AS[@]}" pgbouncer -q "$dir/pgbouncer.ini") >"$dir/log" 2>&1 &
	pooler=$!
	url="postgresql://todo@/todo?host=$dir"
	eventually psql -qXAt -d "$url" -c '' 2>"$work/said"
}

stop_pooler() {
	[ -z "$pooler" ] || { kill "$pooler" 2>/dev/null && wait "$pooler"; } || true
	pooler=''
}

# The API suite through the pooler, by the ways given.
suite_passes() {
	TEST_POOLER_URL=$url "$root/tests/system/api.sh" "$@"
}

# Whether the pooler's session is as it was before we used it.
is_left_clean() {
	psql -qXAt -d "$url" -c 'SELECT count(*) FROM pg_prepared_statements' \
		-c 'SHOW statement_timeout' | xargs >"$work/said"
	[ "$(cat "$work/said")" = '0 0' ]
}

test_session_mode() {
	start_pooler session
	holds 'session mode: --check is content' run_program DATABASE_URL="$url" -- --check
	API_ONLY='order faults login rotation sessions admin limits todos idempotency bulk changes find crowd' \
		holds 'session mode: the suites that rely on a session pass' suite_passes lighttpd
	stop_pooler
}

test_transaction_mode() {
	start_pooler transaction
	export DATABASE_PREPARE=false
	holds 'transaction mode: without prepared statements --check is content' \
		run_program DATABASE_URL="$url" -- --check
	holds 'transaction mode: … it still misses the schema' refuses 'migrate up' \
		DATABASE_URL="$TEST_DATABASE_URL&dbname=postgres"
	API_LEAVE_OUT=$no_database_suites \
		holds 'transaction mode: … the suites that ask something of a database pass' suite_passes lighttpd
	API_ONLY='faults standby' holds 'transaction mode: … and faults in process, timeouts included' \
		suite_passes process
	holds 'transaction mode: … and nothing is left in the sessions of others' is_left_clean
	unset DATABASE_PREPARE
	holds 'transaction mode: with prepared statements --check names the setting' \
		refuses DATABASE_PREPARE DATABASE_URL="$url"
	stop_pooler
}

at_exit 'stop_pooler; tear_down'
test_session_mode
test_transaction_mode
tell check-pooler
