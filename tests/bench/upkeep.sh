#!/bin/bash -p
# Measures whether upkeep keeps up with logouts that come without pause: a line for
# each minute with their p50 and p99, and what is in the tables.
#
#   upkeep.sh [JSON]    build/bench-upkeep.json
#
# UPKEEP_RATE (1000) is how many sessions begin and how many log out in a second, for
# UPKEEP_SECONDS (600), of which a line has UPKEEP_WINDOW (60). Each logout adds two rows
# to token_blacklist. The one of the access token goes UPKEEP_LIFE (120) seconds later.
# The one of the session has to stay for days: as many, of logouts days ago, are there
# from the start and run out at the same rate, so that the table has its steady state.
# UPKEEP_INTERVAL (30) is CLEANUP_INTERVAL_SECONDS. WORKERS and AUTH_WORKERS are make run's.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=server.sh
. "$(dirname "$0")/server.sh"
rate=${UPKEEP_RATE:-1000} seconds=${UPKEEP_SECONDS:-600} window=${UPKEEP_WINDOW:-60}
life=${UPKEEP_LIFE:-120} interval=${UPKEEP_INTERVAL:-30}
json=$(realpath -m "${1:-${UPKEEP_JSON:-$root/build/bench-upkeep.json}}")
users=10000 clients=16 ahead=15

# What an earlier steady state left, and a window more, for the tokens take a while to
# make: upkeep deletes a row a minute after its moment.
load_data() {
	make_users 1 "$users"
	database -v count=$((rate * (seconds + window))) -v rate="$rate" -v users="$users" <<-'SQL'
		SET synchronous_commit = off;
		INSERT INTO token_blacklist (id, user_id, token_jti, token_type, revoked_at, reason, expires_at)
		SELECT gen_random_uuid(), lpad((n % :users + 1)::text, 32, '0')::uuid, md5('old ' || n)::uuid::text,
		       'refresh', at - interval '8 days', 'logout', at
		FROM generate_series(1, :count) n,
		     LATERAL (SELECT now() - interval '1 minute' + n * interval '1 second' / :rate) made (at);
	SQL
	database -v users="$users" -v first=1 -v last=$((rate * ahead)) -f "$bench/session_rows.sql"
	# After all: what is planned for an empty table is slow until it is analyzed again.
	database -c 'VACUUM ANALYZE' -c CHECKPOINT
}

# A token for each logout, in a file for each window.
make_tokens() {
	local start
	start=$(date +%s)
	database -v users="$users" -v first=1 -v count=$((rate * seconds)) -v rate="$rate" -v life="$life" \
		-v at="$start" -v secret="$(cat "$work/state/secret")" -f "$bench/tokens.sql" |
		split -l $((rate * window)) -d -a 4 - "$work/tokens."
	echo "$((rate * seconds)) tokens made in $(($(date +%s) - start)) s"
}

# Begins sessions as fast as they end, so many seconds before.
feed() {
	local begun=$((rate * ahead)) start=$SECONDS until
	while [ "$begun" -lt $((rate * seconds)) ]; do
		until=$((rate * (ahead + SECONDS - start)))
		until=$((until < rate * seconds ? until : rate * seconds))
		database -v users="$users" -v first=$((begun + 1)) -v last="$until" -f "$bench/session_rows.sql"
		begun=$until
		sleep 1
	done
}

# Prints what is in the tables, as JSON: rows, those that upkeep should have deleted by
# now, dead tuples, bytes with the indexes, and how many rows went so far.
look() {
	database <<-'SQL'
		SELECT json_object_agg(relname, json_build_object('rows', rows, 'overdue', overdue,
			'dead', n_dead_tup, 'bytes', pg_total_relation_size(relid), 'deleted', n_tup_del))
		FROM pg_stat_user_tables JOIN (
			SELECT 'token_blacklist', count(*), count(*) FILTER (WHERE expires_at < now() - interval '1 minute')
			FROM token_blacklist
			UNION ALL
			SELECT 'refresh_tokens', count(*),
			       count(*) FILTER (WHERE expires_at < now() - interval '1 day 1 minute')
			FROM refresh_tokens
		) counted (relname, rows, overdue) USING (relname);
	SQL
}

# Measures a window of logouts, the one numbered $1; prints its line, and keeps it.
measure() {
	local result
	BENCH_TOKENS=$work/tokens.$(printf %04d "$1")
	export BENCH_TOKENS
	result=$(BENCH_RATE=$rate run_wrk logout "$clients" "$window" sessions.lua)
	jq -n -c --arg result "$result" --argjson tables "$(look)" --argjson second $((($1 + 1) * window)) '
		($result | split(" ") | map(tonumber)) as $n
		| {second: $second, per_second: ($n[1] | round), p50_ms: ($n[2] / 1000), p99_ms: ($n[3] / 1000),
		   errors: ($n[4] + $n[5]), tables: $tables}' >>"$work/lines"
	tail -n 1 "$work/lines" | print_line
}

# Prints lines of JSON for a table.
print_line() {
	jq -r '[.second, .per_second, .p50_ms, .p99_ms, .errors,
		(.tables | .token_blacklist, .refresh_tokens
		  | .rows, .overdue, .dead, (.bytes / 104857.6 | round / 10), .deleted)] | @tsv' |
		awk -F'\t' '{ printf "%6d %8d %7.2f %8.2f %7d", $1, $2, $3, $4, $5
			for (i = 6; i <= 15; i += 5)
				printf " | %8d %8d %8d %6.1f %8d", $i, $(i + 1), $(i + 2), $(i + 3), $(i + 4)
			printf "\n" }'
}

print_head() {
	local table='    rows  overdue     dead    MiB  deleted'
	echo "                                         | token_blacklist                            | refresh_tokens"
	echo "second logouts/s p50 ms   p99 ms  errors | $table | $table"
}

write_json() {
	describe_machine >"$work/machine"
	mkdir -p "$(dirname "$json")"
	jq -n --slurpfile machine "$work/machine" --slurpfile lines "$work/lines" --argjson rate "$rate" \
		--argjson life "$life" --argjson interval "$interval" \
		'{machine: $machine[0], rate: $rate, life: $life, interval: $interval, lines: $lines}' >"$json"
	print_machine "$work/machine"
	echo "also in $json"
}

export CLEANUP_INTERVAL_SECONDS=$interval
need wrk curl jq
start_server
load_data
make_tokens
feed &
feeder=$!
print_head
for ((number = 0; number < seconds / window; number++)); do
	kill -0 "$feeder" 2>/dev/null || wait "$feeder" || die 'no sessions begin any more'
	measure "$number"
done
write_json
