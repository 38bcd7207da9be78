#!/bin/bash -p
# Proves that /health and /health/ready tell the truth within 2 s of the database
# going and coming, however it goes, and that /health/live needs none.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/stack.sh
. "$root/tests/shell/stack.sh"
truth=8000 # milliseconds: the 2 s, and six for a machine that is busy
stopped=() holder=''

# Asks every worker at once for path $1; prints what they said, each once.
ask_all() {
	local i pids=()
	for ((i = 0; i < pool_workers[api]; i++)); do
		curl -s --noproxy '*' -m 30 -o "$work/said.$i" -w '%{http_code}\n' "$base$1" \
			>"$work/status.$i" &
		pids+=("$!")
	done
	wait "${pids[@]}"
	sort -u "$work"/status.*
}

# Whether, in time, all say status $2 at path $1; each answer has to be in time.
soon() {
	local start=${EPOCHREALTIME//./} said
	while said=$(ask_all "$1"); do
		ms=$(((${EPOCHREALTIME//./} - start) / 1000))
		[ "$ms" -le "$truth" ] || { echo "      $1 took $ms ms to say $said"; return 1; }
		[ "$said" != "$2" ] || return 0
		sleep 0.05
	done
}

# Whether each worker is not ready, and its checks match $1.
told() {
	soon /health/ready 503 &&
		[ "$(grep -lE "$1" "$work"/said.* | wc -l)" = "${pool_workers[api]}" ]
}

# After $1 happened all paths should say status $2 soon; the first to be asked,
# which alone meets the change, is /health or /health/ready by turns.
tells() {
	holds "$1: $3 says $2" soon "$3" "$2"
	echo "      (after $ms ms)"
	holds "$1: $4 too" soon "$4" "$2"
	holds "$1: /health/live says 200" soon /health/live 200
}

goes() {
	tells "$1" 503 "${@:2}"
}

comes() {
	tells "$1" 200 "${@:2}"
}

# The processes that serve the workers.
backend_pids() {
	sql -c "SELECT pid FROM pg_stat_activity WHERE application_name = 'todo-api'"
}

stop_backends() {
	mapfile -t stopped < <(backend_pids)
	kill -STOP "${stopped[@]}"
}

# The server first, so that it makes no more processes.
stop_server() {
	local server children
	server=$(head -n 1 "$cluster/data/postmaster.pid")
	kill -STOP "$server"
	mapfile -t children < <(pgrep -P "$server")
	kill -STOP "${children[@]}"
	stopped=("$server" "${children[@]}")
}

continue_processes() {
	[ "${#stopped[@]}" = 0 ] || kill -CONT "${stopped[@]}" 2>/dev/null || true
	stopped=()
}

# New workers have no connection yet.
replace_workers() {
	# shellcheck disable=SC2046 # a list of pids
	kill -KILL $(workers_of api)
	eventually is_full api
}

# Each worker has its connection, which it makes in an idle moment.
warm_up() {
	holds 'all is well' eventually all_well
}

all_well() {
	[ "$(ask_all /health/ready)" = 200 ] &&
		[ "$(backend_pids | wc -l)" = "${pool_workers[api]}" ]
}

check_restart() {
	warm_up
	stop_postgres fast
	goes 'Postgres ended' /health /health/ready
	holds '… and the check that fails is named' told '"db_connection":false'
	start_postgres
	comes 'Postgres started' /health/ready /health
}

check_crash() {
	warm_up
	stop_postgres immediate
	goes 'Postgres crashed' /health/ready /health
	start_postgres
	comes 'Postgres recovered' /health /health/ready
}

check_silence() {
	warm_up
	stop_server
	goes 'Postgres silent' "$@"
	continue_processes
	comes 'Postgres awake' "$@"
	# Workers that were started meanwhile get no connection, or no answer.
	stop_server
	replace_workers
	goes 'Postgres silent to new workers' "$@"
	continue_processes
	comes 'Postgres awake to them' "$@"
}

# Only what serves the workers is silent: new connections are to be had.
check_silent_backends() {
	warm_up
	stop_backends
	comes 'the sessions silent' "$@"
	continue_processes
}

# Takes table $1 away until it is let go of.
hold() {
	mkfifo "$work/hold"
	psql -XAtq -d "$database_url" -c 'BEGIN' -c "LOCK TABLE $1" -c '\! cat <'"$work/hold" \
		>"$work/held" &
	holder=$!
	eventually is_held
}

is_held() {
	[ "$(sql -c "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock'
		AND relation = 'todos'::regclass")" = 1 ]
}

let_go() {
	: >"$work/hold"
	wait "$holder"
	holder=''
	rm "$work/hold"
}

# New workers wait for a lock when they prepare their statements.
check_lock() {
	warm_up
	hold todos
	replace_workers
	goes 'a table locked before new workers' "$@"
	let_go
	comes 'the lock gone' "$@"
}

check_schema() {
	warm_up
	sql -c 'ALTER VIEW schema_version RENAME TO elsewhere' -o /dev/null
	holds 'the schema gone: /health/ready says 503' soon /health/ready 503
	holds '… and the check that fails is named' eventually told '"db_connection":true,.*"schema":false'
	sql -c 'ALTER VIEW elsewhere RENAME TO schema_version' -o /dev/null
	comes 'the schema back' /health/ready /health
}

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	continue_processes
	[ -z "$holder" ] || : >"$work/hold"
	tear_down_stack
}

at_exit clean_up
set_up_stack
start_pool api
start_front
check_restart
check_crash
check_silence /health /health/ready
check_silence /health/ready /health
check_silent_backends /health /health/ready
check_silent_backends /health/ready /health
check_lock /health /health/ready
check_lock /health/ready /health
check_schema
tell check-health
