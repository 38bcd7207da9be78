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
# shellcheck source-path=SCRIPTDIR source=rows.sh
. "$bench/rows.sh"
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

# One window of row $1 for us and one for the limit, whose scripts are $3…, each warmed
# up for a second.
measure_row() {
	local name=$1
	measure_ours "$1" "$2"
	shift 2
	[ $# -gt 0 ] || return 0
	run_limit 1 "$@" >/dev/null
	reset_data
	echo "limit $name $clients $(measure run_limit "$seconds" "$@")" >>"$windows"
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
	windows_json "{\"requests\": $count, \"private_kib\": $(private_memory "$pid")}" >"$json"
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
