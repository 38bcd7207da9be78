#!/bin/bash -p
# Measures todo-api behind lighttpd, and what Postgres does with the same
# statements and nothing in front. Prints a table and writes it as JSON.
#
#   table.sh [JSON]    build/bench.json when no file is named
#
# BENCH_SECONDS (5) is a window's length and BENCH_ROUNDS (1) how often each is
# measured; the medians count. WORKERS (8) and AUTH_WORKERS are make run's. A
# worker's memory is read after BENCH_REQUESTS (100000) requests. PEERS names a folder
# that peers.sh beside this takes: then others are measured as well.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=server.sh
. "$(dirname "$0")/server.sh"
readers=64 writers=32 todos=50
# shellcheck source-path=SCRIPTDIR source=limit.sh
. "$bench/limit.sh"

seconds=${BENCH_SECONDS:-5} rounds=${BENCH_ROUNDS:-1} requests=${BENCH_REQUESTS:-100000}
json=$(realpath -m "${1:-${BENCH_JSON:-$root/build/bench.json}}")

# Each row: its name, wrk's connections, and the limit's scripts with their weights.
rows='health 32 ping
list 32 list
search 32
changes 32
get 32 get
create 32 create
keyed 32
bulk 32
patch 32
update 32 complete open
mixed 32 list@8 get@8 create@2 complete@1 open@1
login 8'

# The todos are numbered; reader 1 has the first ones. The revoked tokens are
# the readers' too.
load_data() {
	make_users 1 "$((readers + writers))"
	database -v readers=$readers -v todos=$todos <<-'SQL'
		INSERT INTO todos (id, user_id, title, description, created_at, updated_at)
		SELECT lpad(((u - 1) * :todos + k)::text, 32, '0')::uuid, lpad(u::text, 32, '0')::uuid,
		       'Buy groceries ' || k, 'Milk, eggs, bread', at, at
		FROM generate_series(1, :todos) k, generate_series(1, :readers) u,
		     LATERAL (SELECT now() - interval '1 day' + k * interval '1 minute') a (at);
		INSERT INTO token_blacklist (id, user_id, token_jti, token_type, revoked_at, reason,
		                             expires_at)
		SELECT gen_random_uuid(), lpad((n % :readers + 1)::text, 32, '0')::uuid,
		       gen_random_uuid()::text, 'access', now(), 'logout', now() + interval '1 day'
		FROM generate_series(1, 10000) n;
	SQL
}

# Gets every user's token, and writes all as table.lua reads it.
get_tokens() {
	local n
	mkdir "$work/token" "$work/login"
	# shellcheck disable=SC2016 # no expansion: {} is xargs'
	seq $((readers + writers)) | xargs -P 4 -I{} curl -fsS --noproxy '*' -o "$work/login/{}" \
		-H 'Content-Type: application/json' \
		-d '{"email":"user-{}@example.org","password":"'"$password"'"}' "$base/auth/login"
	{
		printf 'return { todos = %d, password = "%s",\nreaders = {\n' "$todos" "$password"
		for ((n = 1; n <= readers + writers; n++)); do
			[ "$n" != $((readers + 1)) ] || printf '},\nwriters = {\n'
			jq -er .access_token "$work/login/$n" >"$work/token/$n"
			printf '"%s",\n' "$(cat "$work/token/$n")"
		done
		printf '},\nchanges = {\n'
		for ((n = 1; n <= readers; n++)); do
			call /todos/changes "$(cat "$work/token/$n")" | jq -e .next
			echo ,
		done
		printf '} }\n'
	} >"$work/data.lua"
}

# That what is measured is what is meant.
check_answers() {
	local token
	token=$(cat "$work/token/2")
	call '/todos?limit=20' "$token" | jq -e ".total == $todos and (.items | length) == 20" >/dev/null ||
		die 'GET /todos is not a page of 20'
	call '/todos?q=milk+bre' "$token" | jq -e ".total == $todos" >/dev/null || die 'GET /todos?q= does not find all'
	call "/todos/$(number_id $((todos + 1)))" "$token" |
		jq -e '.title == "Buy groceries 1"' >/dev/null || die 'GET /todos/{id} is not the todo'
}

# Every window begins with the same todos, and pays for no other's writes.
reset_data() {
	database -v readers=$readers <<-'SQL'
		DELETE FROM todos WHERE user_id > lpad(:readers::text, 32, '0')::uuid;
		VACUUM ANALYZE;
		CHECKPOINT;
	SQL
}

# Runs a command; prints its line, and what was spent meanwhile: microseconds of
# wall time, and the CPU time of machine, lighttpd, workers, Postgres.
measure() {
	local before after line start=${EPOCHREALTIME/./} wall
	read -ra before < <(spent)
	line=$("$@")
	read -ra after < <(spent)
	wall=$((${EPOCHREALTIME/./} - start))
	echo "$line $wall $((after[0] - before[0])) $((after[1] - before[1]))" \
		"$((after[2] - before[2])) $((after[3] - before[3]))"
}

# One window of row $1 for us and one for the limit, each warmed up for a second;
# a line each to the file windows.
measure_row() {
	local name=$1 connections=$2
	shift 2
	run_wrk "$name" "$connections" 1 >/dev/null
	reset_data
	echo "ours $name $connections $(measure run_wrk "$name" "$connections" "$seconds")" >>"$work/windows"
	[ $# -gt 0 ] || return 0
	run_limit 1 "$@" >/dev/null
	reset_data
	echo "limit $name $clients $(measure run_limit "$seconds" "$@")" >>"$work/windows"
}

# Prints the pid of the busiest worker and how many requests it has answered.
busiest_worker() {
	awk 'match($0, /"worker_pid": *[0-9]+/) {
		pid = substr($0, RSTART + 13, RLENGTH - 13) + 0
		if (++count[pid] > count[most])
			most = pid
	}
	END { print most, count[most] }' "$log"
}

# The same, once it has answered $requests.
worn_worker() {
	local pid count i
	for ((i = 0; i < 100; i++)); do
		read -r pid count < <(busiest_worker)
		[ "$count" -lt "$requests" ] || break
		run_wrk get 32 5 >/dev/null
	done
	echo "$pid $count"
}

# Prints the private memory of process $1, in KiB: to others than root what it shows.
private_memory() {
	local file=/proc/$1/smaps_rollup
	cat "$file" >"$work/memory" 2>/dev/null || cat "/proc/$1/status" >"$work/memory"
	awk '/^(Private_(Clean|Dirty)|RssAnon):/ { sum += $2 } END { print sum }' "$work/memory"
}

write_json() {
	local pid count
	read -r pid count < <(worn_worker)
	describe_machine >"$work/machine"
	mkdir -p "$(dirname "$json")"
	jq -n -R --slurpfile machine "$work/machine" --argjson seconds "$seconds" \
		--argjson rounds "$rounds" --argjson workers "$WORKERS" \
		--argjson memory "{\"requests\": $count, \"private_kib\": $(private_memory "$pid")}" \
		-f "$bench/table.jq" <"$work/windows" >"$json"
}

print_table() {
	print_machine "$work/machine"
	jq -r -f "$bench/table_text.jq" "$json" | column -t -s $'\t' -o ' | ' \
		-R 2,3,4,5,6,7,8,9,10,11,12,13 | sed 's/^/| /; s/$/ |/'
	jq -r '"private memory of a worker after \(.memory.requests) requests: " +
		"\(.memory.private_kib / 10.24 | round / 100) MiB"' "$json"
	echo "also in $json"
	jq -e '[.rows[].errors] | add == 0' "$json" >/dev/null || die 'there were errors'
}

need wrk pgbench jq curl
start_server
load_data
get_tokens
check_answers
make_limit
for ((round = 0; round < rounds; round++)); do
	while read -ra row; do
		measure_row "${row[@]}" </dev/null
	done <<<"$rows"
done
write_json
print_table
[ -z "${PEERS:-}" ] || "$bench/peers.sh" "$PEERS"
