#!/bin/bash -p
# Breaks the running service in every way we know while clients create todos
# through lighttpd, and proves that no todo that a client was promised is lost.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/stack.sh
. "$root/tests/shell/stack.sh"
# shellcheck source=tests/shell/verdict.sh
. "$root/tests/shell/verdict.sh"
clients=12 burst=2000
ledger=$work/ledger
kills=0 stalled=() writer=''

start_writer() {
	coproc "${TODO_API_BUILD:-$root/build}/tests/faults" "$base/todos" "$clients" "$ledger"
	writer=$COPROC_PID
}

# Gives the writer a command and waits until it is done.
writer_does() {
	local reply
	echo "$*" >&"${COPROC[1]}"
	read -r -t 60 -u "${COPROC[0]}" reply && [ "$reply" = "$*" ]
}

# Begins phase $1 when no request of the last one is under way, and lets it flow.
phase() {
	holds "$1: all that was under way is answered" writer_does "phase $1"
	writer_does todos 200
}

# Ends what a phase broke: todos are created again.
recovers() {
	holds "$1: todos are created again" writer_does todos 500
}

random_worker() {
	local pids
	read -ra pids <<<"$(workers_of api)"
	echo "${pids[RANDOM % ${#pids[@]}]}"
}

kill_workers() {
	local pid
	phase kill
	for ((kills = 0; kills < 15; kills++)); do
		pid=$(random_worker)
		kill -KILL "$pid"
		writer_does todos 50
	done
	holds 'kill: every worker killed is replaced' eventually is_full api
	recovers kill
}

restart_postgres() {
	phase "$1"
	stop_postgres "$1"
	sleep 0.3
	start_postgres
	recovers "$1"
}

terminate_backends() {
	local i
	phase terminate
	for ((i = 0; i < 10; i++)); do
		sql -o /dev/null -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
			WHERE application_name = 'todo-api'"
		writer_does todos 100
	done
	recovers terminate
}

# Sets the standby without which no commit is answered, or '' for none.
await_standby() {
	sql -o /dev/null -c "ALTER SYSTEM SET synchronous_standby_names = '$1'" \
		-c 'SELECT pg_reload_conf()'
}

# Whether all workers wait for a commit that is already done.
are_committed() {
	[ "$(sql -c "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'
		AND application_name = 'todo-api'")" = "${pool_workers[api]}" ]
}

# The one case in which a todo is there although its request failed: connections
# end after the commit, before its answer. To try again would make a second one.
lose_answers() {
	phase unsure
	await_standby nobody
	holds 'unsure: all workers wait for the end of a commit' eventually are_committed
	sql -o /dev/null -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE wait_event = 'SyncRep' AND application_name = 'todo-api'"
	await_standby ''
	recovers unsure
}

# Connections to the pool's socket, and the listening one.
is_queued() {
	[ "$(grep -c "$run/api.sock" /proc/net/unix)" -gt "$1" ]
}

# While all workers are stopped, the backlog takes what comes.
fill_backlog() {
	local pids
	phase backlog
	read -ra pids <<<"$(workers_of api)"
	kill -STOP "${pids[@]}"
	writer_does "burst $burst"
	holds "backlog: $burst requests wait for the workers" eventually is_queued "$burst"
	kill -CONT "${pids[@]}"
	recovers backlog
}

# Whether no worker of pool $1 is one of those that there were, ${olds[@]}.
is_renewed() {
	local pid
	is_full "$1" || return
	for pid in $(workers_of "$1"); do
		[[ " ${olds[*]} " != *" $pid "* ]] || return
	done
}

reload_pools() {
	local i olds
	phase reload
	for i in 1 2 3; do
		cp "$app/lib/todo-api/todo.fcgi" "$app/lib/todo-api/todo.fcgi.new"
		mv "$app/lib/todo-api/todo.fcgi.new" "$app/lib/todo-api/todo.fcgi"
		read -ra olds <<<"$(workers_of api) $(workers_of auth)"
		kill -USR2 "${pool[api]}" "${pool[auth]}"
		holds "reload $i: all workers run the new binary" eventually is_renewed api
		holds "reload $i: … in the other pool too" eventually is_renewed auth
		writer_does todos 500
		# A worker that lived for less than a second counts as one that failed.
		sleep 1
	done
	recovers reload
}

restart_pool() {
	phase pool-stop
	holds 'pool-stop: TERM ends the pool' stop_pool api
	sleep 0.3
	start_pool api
	recovers pool-stop
}

restart_front() {
	phase "$1"
	holds "$1: $2 ends lighttpd" stop_front "$2"
	sleep 0.3
	start_front
	recovers "$1"
}

# Opens a connection to lighttpd that stays open, sends it $1 and reads nothing.
stall() {
	local fd
	exec {fd}<>"/dev/tcp/127.0.0.1/$port"
	stalled+=("$fd")
	printf '%b' "$1" >&"$fd"
}

# Whether lighttpd, within 30 s, has no more to say on the first of them.
is_given_up() {
	timeout 30 cat <&"${stalled[0]}" >/dev/null
}

release_stalled() {
	local fd
	for fd in "${stalled[@]}"; do
		exec {fd}>&-
	done
	stalled=()
}

stall_bodies() {
	local i
	phase half-body
	for ((i = 0; i < 40; i++)); do
		stall "POST /todos HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer $TOKEN\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{\"title\":"
	done
	recovers half-body
	holds 'half-body: … while the clients still stall' writer_does todos 2000
	holds 'half-body: lighttpd gives up on them' is_given_up
	release_stalled
}

# More answers than any socket holds, to clients that read none of them.
never_read() {
	local i request pids=()
	phase never-read
	request="GET /todos?limit=100 HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer $TOKEN\r\n\r\n"
	for ((i = 0; i < 8; i++)); do
		stall "$request"
		(yes "$request" | head -n 500 | while read -r line; do printf '%b' "$line"; done \
			>&"${stalled[-1]}") 2>/dev/null &
		pids+=("$!")
	done
	recovers never-read
	holds 'never-read: … while the clients still do not read' writer_does todos 2000
	release_stalled
	for i in "${pids[@]}"; do
		end "$i" TERM || true
	done
}

# Whoever can reach the pool's socket may say nothing there.
silent_peers() {
	local peer
	phase silent-peer
	perl -MIO::Socket::UNIX -e '@s = map { IO::Socket::UNIX->new(Peer => $ARGV[0]) or die } 1 .. 2;
		$| = 1; print "ready\n"; sleep 120' "$run/api.sock" >"$work/peer" &
	peer=$!
	eventually test -s "$work/peer"
	recovers silent-peer
	holds 'silent-peer: the log tells of connections without a request' \
		patiently grep -q 'brought no request' "$log"
	end "$peer" KILL || true
}

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	[ -z "$writer" ] || kill -KILL "$writer" 2>/dev/null || true
	tear_down_stack
}

break_everything() {
	kill_workers
	restart_postgres fast
	restart_postgres immediate
	terminate_backends
	lose_answers
	fill_backlog
	reload_pools
	restart_pool
	restart_front front-stop INT
	restart_front front-kill KILL
	stall_bodies
	never_read
	silent_peers
	holds 'all that was under way is answered' writer_does phase end
}

finish_writer() {
	local input=${COPROC[1]}
	exec {input}>&-
	wait "$writer"
	writer=''
}

at_exit clean_up
set_up_stack
start_pool api
start_pool auth
start_front
TOKEN=$(new_token fault@example.org)
export TOKEN
start_writer
break_everything
holds 'the writer ends' finish_writer
check_alive
load_ledger
check_todos
check_refusals
check_log
report
tell check-faults
