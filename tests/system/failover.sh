#!/bin/bash -p
# Proves that a running pool follows the database: a primary that dies and its
# standby that is promoted, a demoted primary, a host that says nothing.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/databases.sh
. "$root/tests/shell/databases.sh"
# shellcheck source=tests/shell/writers.sh
. "$root/tests/shell/writers.sh"
clients=() listener=''

# Makes server $2 a standby of $1, whose commits wait for it from then on.
follow() {
	make_standby "$1" "$2"
	sql_on "$1" "ALTER SYSTEM SET synchronous_commit = on" \
		"ALTER SYSTEM SET synchronous_standby_names = '*'" 'SELECT pg_reload_conf()' >/dev/null
	eventually is_followed "$1"
}

is_followed() {
	[ "$(sql_on "$1" 'SELECT sync_state FROM pg_stat_replication' \
		'SHOW synchronous_standby_names' | xargs)" = 'sync *' ]
}

promote() {
	sql_on "$1" 'SELECT pg_promote()' >"$work/said"
}

# Whether every promised todo is on server $1, and no todo is there twice.
keeps_promises() {
	lost_or_twice sql_on "$1" 'SELECT title FROM todos' >"$work/said"
	[ -s "$work/promised" ] && [ ! -s "$work/said" ]
}

# Whether 40 requests to all workers see as many todos as server $1 holds.
all_see() {
	local count
	count=$(sql_on "$1" 'SELECT count(*) FROM todos')
	seq 40 | xargs -P 4 -I{} curl -s --noproxy '*' -m 25 -o - -w '\n' \
		-H "Authorization: Bearer $token" "$base/todos?limit=1" |
		grep -o '"total":[0-9]*' | sort | uniq -c >"$work/said"
	[ "$(xargs <"$work/said")" = "40 total:$count" ]
}

creates() {
	[ "$(ask -o "$work/said" -w '%{http_code}' -d "{\"title\":\"$1\"}" "$base/todos")" = 201 ]
}

test_primary_dies() {
	local died promise workers
	: >"$work/refused"
	workers=$(worker_pids)
	start_writers first 3
	holds 'todos are created on the primary' eventually has_promised_since 0
	sleep 1
	"$root/schema/cluster.sh" stop "$work/a" immediate
	died=${EPOCHREALTIME/./}
	# No promise can be made before there is a primary again.
	sleep 0.5
	promote b
	holds 'the pool goes on with the promoted standby' eventually has_promised_since "$died"
	promise=$(first_promise "$died")
	echo "      (first todo $(((${promise:-died} - died) / 1000)) ms after the primary died," \
		"which includes 500 ms until the standby was promoted)"
	sleep 0.5
	stop_writers
	holds 'every todo that was promised is there, and none twice' keeps_promises b
	holds 'no worker was restarted for it' [ "$workers" = "$(worker_pids)" ]
	echo "      ($(wc -l <"$work/promised") promised," \
		"$(wc -l <"$work/refused") refused: $(refusals))"
}

# Promotes the standby a, and makes its primary b read-only without a restart.
demote() {
	promote a
	sql_on b 'ALTER SYSTEM SET default_transaction_read_only = on' \
		'SELECT pg_reload_conf()' >"$work/said"
	eventually is_read_only b
}

# Whether a new session of server $1 is, and so all of them.
is_read_only() {
	[ "$(sql_on "$1" 'SHOW default_transaction_read_only')" = on ]
}

# What is revoked at the primary comes to a standby later, or while it waits, never.
test_standby_alone() {
	local alone="DATABASE_URL=postgresql://todo@/todo?host=$work/a"
	holds 'a standby is refused where it is the only server, too' \
		refuses 'the server is a standby' "$alone"
	holds '… and no request is answered from it' answers 500 "$alone" REQUEST_METHOD=GET \
		PATH_INFO=/todos "HTTP_AUTHORIZATION=Bearer $token"
	holds '… nor /health' answers 503 "$alone" REQUEST_METHOD=GET PATH_INFO=/health
}

test_primary_is_demoted() {
	local demoted workers
	# The primary that died comes back as a standby of the new one.
	rm -rf "$work/a/data"
	follow b a
	test_standby_alone
	workers=$(worker_pids)
	start_writers second 3
	sleep 1
	stop_writers
	demote
	demoted=${EPOCHREALTIME/./}
	holds 'a write finds the new primary at once' creates 'after the demotion'
	echo "      (in $(((${EPOCHREALTIME/./} - demoted) / 1000)) ms)"
	holds 'and no worker reads from the old one any more' all_see a
	holds 'every todo that was promised is there, and none twice' keeps_promises a
	holds 'no worker was restarted for it' [ "$workers" = "$(worker_pids)" ]
}

# Commits on server a wait for a standby that never comes, or no longer.
lose_standby() {
	sql_on a "ALTER SYSTEM SET synchronous_commit = on" \
		"ALTER SYSTEM SET synchronous_standby_names = '$1'" 'SELECT pg_reload_conf()' >"$work/said"
	eventually [ "$(sql_on a 'SHOW synchronous_standby_names')" = "$1" ]
	sleep 0.3
}

# Whether no more backends serve the pool than it has workers (6), and none is
# at work any more.
has_a_backend_a_worker() {
	sql_on a "SELECT count(*) || ' backends' FROM pg_stat_activity
		WHERE application_name = 'todo-api'" "SELECT count(*) || ' busy' FROM
		pg_stat_activity WHERE application_name = 'todo-api' AND state <> 'idle'" >"$work/said"
	[ "$(sed -n 's/ backends//p' "$work/said")" -le 6 ] && grep -q '^0 busy$' "$work/said"
}

# Creates $1 todos at once, and keeps what each was answered.
write_at_once() {
	local i
	rm -f "$work"/answer.*
	clients=()
	for ((i = 0; i < $1; i++)); do
		ask -o "$work/answer.$i" -d "{\"title\":\"lost $i\"}" "$base/todos" &
		clients+=($!)
	done
}

# Whether that says of every one that it may have been applied, as it was.
all_are_unsure() {
	wait "${clients[@]}" || true
	cat "$work"/answer.* >"$work/said"
	[ "$(grep -o 'SERVER_001","message":"[^"]*may have been applied' "$work/said" | wc -l)" = "$1" ] &&
		[ "$(sql_on a "SELECT count(*) FROM todos WHERE title LIKE 'lost %'")" = "$1" ]
}

# Logs in with the password $1, and keeps the answer.
log_in() {
	token='' ask -o "$work/said" -d "{\"email\":\"db@example.org\",\"password\":\"$1\"}" "$base/auth/login"
}

# Prints the token of this kind, access or refresh, of the answer.
kept() {
	sed -n "s/.*\"$1_token\": *\"\([^\"]*\)\".*/\1/p" "$work/said"
}

# Whether a login with the password $1 is answered by what matches $2.
is_told() {
	log_in "$1" && grep -q "$2" "$work/said"
}

refreshes() {
	token='' ask -f -o "$work/said" -d "{\"refresh_token\":\"$1\"}" "$base/auth/refresh"
}

reads() {
	ask -f -o "$work/said" "$base/todos?limit=1"
}

test_standby_is_gone() {
	local session
	start_service WORKERS=4 AUTH_WORKERS=2 DATABASE_STATEMENT_TIMEOUT_MS=1000 \
		DATABASE_URL="postgresql://todo@/todo?host=$work/a"
	log_in Correct-horse-1
	session=$(kept refresh)
	lose_standby nobody
	# More at once than workers: each is cancelled in its turn.
	write_at_once 9
	holds 'the standby is gone: a login waits for it like a write, and says so' \
		is_told Correct-horse-1 'SERVER_001.*may have been applied'
	holds '… that a password is wrong is told all the same' is_told Wrong-horse-1 AUTH_001
	holds '… a session goes on' refreshes "$session"
	holds '… reads go on' reads
	holds '… a write says that it may have been applied' all_are_unsure 9
	holds '… and leaves no backend behind' eventually has_a_backend_a_worker
	lose_standby ''
	holds 'a write succeeds at once when none is waited for' in_three creates 'after the loss'
	stop_service
}

# Ends the wait of commits on server a, as an operator may; whether there was one.
end_waits() {
	[ "$(sql_on a "SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity
		WHERE wait_event = 'SyncRep'")" != 0 ]
}

test_wait_is_ended() {
	sql_on a "DELETE FROM todos WHERE title LIKE 'lost %'" >"$work/said"
	start_service WORKERS=1 AUTH_WORKERS=1 DATABASE_STATEMENT_TIMEOUT_MS=60000 \
		DATABASE_URL="postgresql://todo@/todo?host=$work/a"
	lose_standby nobody
	write_at_once 1
	eventually end_waits
	holds 'a commit whose wait somebody ends may have been applied, is not promised' all_are_unsure 1
	lose_standby ''
	stop_service
}

# Logs in, and adds the access token to acknowledged if there is one.
begin_session() {
	local access
	log_in Correct-horse-1
	access=$(kept access)
	[ -z "$access" ] || acknowledged+=("$access")
}

# The session of the access token $1, by its claim.
session_of() {
	local claims
	claims=$(cut -d. -f2 <<<"$1" | tr '_-' '/+')
	while [ $((${#claims} % 4)) != 0 ]; do claims+='='; done
	base64 -d <<<"$claims" | sed 's/.*"sid": *"\([^"]*\)".*/\1/'
}

# Whether server $1 has the session of every token that was acknowledged.
has_sessions() {
	local access sessions=()
	for access in "${acknowledged[@]}"; do
		sessions+=("$(session_of "$access")")
	done
	sql_on "$1" 'SELECT token_jti FROM refresh_tokens' >"$work/kept"
	printf '%s\n' "${sessions[@]}" | grep -vxFf "$work/kept" >"$work/said" || [ ! -s "$work/said" ]
}

# Whether each of them is answered by what matches $1.
all_are() {
	local access
	for access in "${acknowledged[@]}"; do
		token=$access ask -o "$work/said" "$base/todos?limit=1"
		grep -q "$1" "$work/said" || return 1
	done
}

# Server c with its standby d, which hears nothing of the last login.
lose_last_login() {
	local receiver
	begin_session
	receiver=$(sql_on d 'SELECT pid FROM pg_stat_wal_receiver')
	kill -STOP "$receiver"
	begin_session
	"$root/schema/cluster.sh" stop "$work/c" immediate
	kill -KILL "$receiver"
	"$root/schema/cluster.sh" stop "$work/d" immediate
	start_server d
	promote d
}

test_login_is_lost() {
	local token='' acknowledged=()
	start_server c
	deploy_schema "postgresql://todo@/todo?host=$work/c"
	follow c d
	start_service WORKERS=2 AUTH_WORKERS=1 DATABASE_STATEMENT_TIMEOUT_MS=1000 \
		DATABASE_URL="postgresql://todo@/todo?host=$work/c,$work/d&target_session_attrs=read-write"
	token=$(new_token db@example.org)
	acknowledged+=("$token")
	lose_last_login
	holds 'a primary dies when its standby has heard nothing of a login: the pool goes on' \
		eventually creates 'after the login'
	holds '… of the sessions that were acknowledged, the standby has each' has_sessions d
	holds '… which go on' all_are '"total"'
	holds '… until their user ends all' ask -f -o "$work/said" -d '{}' "$base/auth/logout-all"
	holds '… and then none is let in' all_are AUTH_004
	stop_service
}

# A host that takes connections and never says a word.
start_listener() {
	local port
	port=$(free_port)
	# shellcheck disable=SC2016 # Perl's variables
	perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1",
		LocalPort => $ARGV[0], Listen => 64, ReuseAddr => 1) or die; sleep 300' "$port" &
	listener=$!
	eventually is_open "$port"
	silent=127.0.0.1 silent_port=$port
}

test_silent_host() {
	local alone both
	start_listener
	alone="DATABASE_URL=postgresql://todo@$silent:$silent_port/todo?sslmode=disable"
	both="DATABASE_URL=postgresql://todo@/todo?host=$silent,$work/a&port=$silent_port,5432"
	holds 'a host that says nothing is passed by' run_program "$both" -- --check
	holds 'by a single request too' answers 200 "$both" REQUEST_METHOD=GET \
		PATH_INFO=/todos "HTTP_AUTHORIZATION=Bearer $token"
	holds 'and named when there is no other' refuses "$silent_port does not answer" "$alone"
	holds '/health does not wait for it' answers 503 "$alone" REQUEST_METHOD=GET PATH_INFO=/health
	holds 'a server that is read-only is none of several hosts' refuses read-only \
		"DATABASE_URL=postgresql://todo@/todo?host=$work/b,$work/b"
	holds 'but serves where it is the only one' run_program \
		"DATABASE_URL=postgresql://todo@/todo?host=$work/b" -- --check
}

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	stop_writers
	[ -z "$listener" ] || kill "$listener" 2>/dev/null || true
	tear_down
}

at_exit clean_up
start_server a
deploy_schema "postgresql://todo@/todo?host=$work/a"
follow a b
start_service WORKERS=4 AUTH_WORKERS=2 \
	DATABASE_URL="postgresql://todo@/todo?host=$work/a,$work/b&target_session_attrs=read-write"
token=$(new_token db@example.org)
test_primary_dies
test_primary_is_demoted
test_silent_host
stop_service
test_standby_is_gone
test_wait_is_ended
test_login_is_lost
tell check-failover
