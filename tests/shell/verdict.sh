#!/bin/bash -p
# What has to be true after the faults: of the ledger that clients kept, of the
# database, of the logs, and of the service. To be sourced after stack.sh, with
# $ledger and $kills set.
# shellcheck disable=SC2154 # these are the caller's

# What requests of a phase may fail with, as a regular expression over "status
# word" of the ledger; a phase that is not named loses none.
declare -A allowed=(
	[kill]='^500 SERVER_002$'
	[fast]='^500 SERVER_001$'
	[immediate]='^500 SERVER_001$'
	[terminate]='^500 SERVER_001$'
	[unsure]='^500 SERVER_001$'
	[pool-stop]='^50[03] SERVER_002$'
	[front-stop]='^0 curl-(7|52|55|56)$'
	[front-kill]='^0 curl-(7|52|55|56)$'
)

# Takes the ledger to the database, beside what the log says of each request.
load_ledger() {
	sql -c 'CREATE SCHEMA IF NOT EXISTS faults' \
		-c 'CREATE TABLE faults.ledger (phase text, number int, status int, word text, ms int)' \
		-c 'CREATE TABLE faults.logged (line jsonb)' \
		-c "\\copy faults.ledger FROM '$ledger'" \
		-c "\\copy faults.logged FROM '$log' WITH (FORMAT csv, QUOTE e'\\x01', DELIMITER e'\\x02')" \
		-c 'CREATE INDEX ON faults.ledger (word)' \
		-c 'ANALYZE faults.ledger'
}

# The query $1 should give 0.
none() {
	local count
	count=$(sql -c "SELECT count(*) FROM $1")
	[ "$count" = 0 ] || { echo "      $count: $1"; return 1; }
}

check_todos() {
	local promised="faults.ledger l WHERE l.status = 201"
	local row="SELECT FROM todos t WHERE t.id::text = l.word AND t.title = 'fault ' || l.number"
	holds 'every request has its line in the ledger' \
		none "(SELECT max(number) - count(*) FROM faults.ledger HAVING max(number) <> count(*)) a"
	holds 'every 201 that a client saw is in the database' none "$promised AND NOT EXISTS ($row)"
	holds 'no id was answered twice' \
		none "(SELECT FROM $promised GROUP BY word HAVING count(*) > 1) a"
	holds 'no request was applied twice' \
		none "(SELECT FROM todos GROUP BY title HAVING count(*) > 1) a"
	holds 'nothing was created that nobody asked for' \
		none "todos t WHERE NOT EXISTS (SELECT FROM faults.ledger l WHERE t.title = 'fault ' || l.number)"
	holds 'no request hung longer than 30 s' none 'faults.ledger WHERE ms > 30000'
}

check_refusals() {
	local name
	for name in $(cut -f 1 "$ledger" | uniq); do
		holds "$name: failures were of the kind ${allowed[$name]:-that does not exist}" none \
			"faults.ledger WHERE phase = '$name' AND status <> 201
			AND status || ' ' || word !~ '${allowed[$name]:-^$}'"
	done
	holds 'unsure: todos of requests that failed are there' test "$(sql -c "SELECT count(*)
		FROM faults.ledger l JOIN todos t ON t.title = 'fault ' || number
		WHERE phase = 'unsure' AND status <> 201")" -ge "${pool_workers[api]}"
	holds 'kill: no more requests failed than workers were killed' lies_within \
		"$(sql -c "SELECT count(*) FROM faults.ledger WHERE phase = 'kill' AND status <> 201")" 0 "$kills"
}

# Whether the log has $1 lines that match $2 in file $3.
tells() {
	[ "$(grep -c "$2" "$3")" -ge "$1" ]
}

check_log() {
	local refused="faults.ledger l WHERE l.word = 'SERVER_001'"
	local line="SELECT FROM faults.logged WHERE line->>'request_id' = 'fault-' || l.number"
	sql -c "CREATE INDEX ON faults.logged ((line->>'request_id'))" -c 'ANALYZE faults.logged'
	holds 'the log has the request of every SERVER_001' none \
		"$refused AND NOT EXISTS ($line AND line->>'error_code' = 'SERVER_001')"
	holds 'the log tells that Postgres went' tells 1 'cannot connect' "$log"
	holds 'the log tells that connections were terminated' \
		tells 1 'connection was lost\|57P01\|terminating' "$log"
	holds 'the log tells of every worker that was started' \
		tells $((kills + 4 + 4 * 3 + 4)) 'worker started' "$log"
	holds "lighttpd's log tells of every request that a worker left" tells \
		"$(sql -c "SELECT count(*) FROM faults.ledger WHERE status = 500 AND word = 'SERVER_002'")" \
		'response not received' "$work/logs/front.err"
	holds "lighttpd's log tells that the pool was not there" \
		tells 1 'all handlers .* are down' "$work/logs/front.err"
}

# Whether worker $1 answers, while the others of its pool are stopped.
answers_alone() {
	local others pid status
	others=()
	for pid in $(workers_of api); do
		[ "$pid" = "$1" ] || others+=("$pid")
	done
	kill -STOP "${others[@]}"
	status=$(status_of "$base/health")
	kill -CONT "${others[@]}"
	[ "$status" = 200 ] && tail -n 1 "$log" | grep -q "\"worker_pid\":$1}"
}

check_alive() {
	local pid
	holds '/health says 200' is_healthy
	holds 'no worker is missing' is_full api
	holds 'no worker is missing in the other pool' is_full auth
	for pid in $(workers_of api); do
		holds "worker $pid answers" answers_alone "$pid"
	done
}

report() {
	sql -P border=0 -A -t -F ' ' -c "SELECT rpad(phase, 12), lpad(count(*)::text, 7) || ' requests',
		lpad(count(*) FILTER (WHERE status = 201)::text, 7) || ' created',
		lpad(max(ms)::text, 6) || ' ms at most',
		coalesce((SELECT string_agg(n || ' x ' || code, ', ') FROM (SELECT count(*) n,
			status || ' ' || word AS code FROM faults.ledger e
			WHERE e.phase = l.phase AND status <> 201 GROUP BY 2) a), '')
		FROM faults.ledger l GROUP BY phase ORDER BY min(number)"
	sql -c "SELECT count(*) || ' requests, ' || count(*) FILTER (WHERE status = 201) || ' of them 201, '
		|| count(*) FILTER (WHERE status <> 201) || ' failed; ' || (SELECT count(*) FROM todos)
		|| ' rows, ' || count(*) FILTER (WHERE status <> 201 AND EXISTS (SELECT FROM todos t
			WHERE t.title = 'fault ' || number)) || ' of them of requests that failed' FROM faults.ledger"
}
