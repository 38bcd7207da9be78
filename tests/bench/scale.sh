#!/bin/bash -p
# Measures what a request and a todo cost here, and says what machines of other sizes, and
# more of them, carry by that, and what is in the way first as todos become many.
#
#   scale.sh [JSON]    build/bench-scale.json
#
# Measured: CPU time by kind of request as in "make bench" (BENCH_JSON names a JSON of that
# to take instead), in windows of SCALE_SECONDS (2); the same on a database that
# schema/distribute.sql spread, over stand-ins of Citus' functions; a backend's memory; and
# on SCALE_TODOS (200000) todos, and five times as many to check what is extrapolated:
# bytes, vacuum, dump, copy and the making of indexes.
#
# Assumed: SCALE_CORES and SCALE_RAM_GIB (this machine's) of each node and host, busy to
# SCALE_BUSY (60) %; SCALE_MIX, requests by kind; SCALE_DAILY (100) requests of a user a
# day, and SCALE_PEAK (3) times the day's mean in its busiest time; SCALE_CONNECTIONS, by
# default this cluster's max_connections. SCALE_LARGE (10) % of the todos are of a user with
# so many that their words are in the index. Allowed: SCALE_BACKUP_HOURS (8),
# SCALE_VACUUM_HOURS (1), and SCALE_PAUSE_SECONDS (60) in which a migration makes an index.
# What Citus costs is not measured: scale_citus.json has it from a study.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=server.sh
. "$(dirname "$0")/server.sh"
# shellcheck source-path=SCRIPTDIR source=rows.sh
. "$bench/rows.sh"

json=$(realpath -m "${1:-${SCALE_JSON:-$root/build/bench-scale.json}}")
given=${BENCH_JSON:+$(realpath "$BENCH_JSON")}
mix=${SCALE_MIX:-list@350 get@300 changes@100 patch@100 create@80 update@39 search@30 login@1}
rounds=1 seconds=${SCALE_SECONDS:-2} size=${SCALE_TODOS:-200000} large=${SCALE_LARGE:-10}
spread=$root/schema/distribute.sql stand_in=$root/tests/support/spread.sql
declare -A servers=() bases=() urls=() folders=()

# A server whose database is of kind $1, one or spread.
start_kind() {
	instance=.$1 start_server
	servers[$1]=$server bases[$1]=$base urls[$1]=$database_url folders[$1]=$data
	load_data
	[ "$1" = one ] || spread_tables
	get_tokens
	check_answers
	mv "$work/data.lua" "$work/data.$1.lua"
}

# From here on kind $1 is meant.
choose() {
	server=${servers[$1]} base=${bases[$1]} database_url=${urls[$1]} data=${folders[$1]}
	windows=$work/windows.$1
	ln -sf "data.$1.lua" "$work/data.lua"
}

# As on Citus, but that each table is four partitions on one node; the workers connect anew.
spread_tables() {
	{ database -f "$stand_in" && database -f "$spread"; } >"$work/spread.log" 2>&1 ||
		{ tail -n 5 "$work/spread.log" >&2; die 'the tables cannot be spread'; }
	database -c "SELECT pg_terminate_backend(pid) FROM pg_stat_activity
		WHERE datname = current_database() AND pid <> pg_backend_pid()" >/dev/null
}

# A window of row $1. Of logins few are answered in a second.
measure_kind() {
	local seconds=$seconds
	[ "$1" != login ] || seconds=$((3 * seconds))
	measure_ours "$1" "$([ "$1" = login ] && echo 8 || echo 32)"
}

# A window of each row of the mix for each kind that is not given, in turn.
measure_rows() {
	local part kind
	for part in $mix; do
		for kind in "$@"; do
			choose "$kind"
			measure_kind "${part%@*}"
		done
	done
}

# Prints the windows of kind $1 as table.jq's JSON, or what BENCH_JSON has.
rows_of() {
	windows=$work/windows.$1
	if [ "$1" = one ] && [ -n "$given" ]; then
		cat "$given"
	elif [ -s "$windows" ]; then
		windows_json null
	else
		echo null
	fi
}

# Prints how much a worker's backend has for itself, the median in KiB.
# shellcheck disable=SC2016 # awk's variables
backend_memory() {
	database -c "SELECT pid FROM pg_stat_activity WHERE datname = current_database()
		AND backend_type = 'client backend' AND pid <> pg_backend_pid()" |
		sed 's|.*|/proc/&/status|' | xargs -r awk '/^RssAnon:/ { print $2 }' | sort -n |
		awk '{ kib[NR] = $1 } END { print kib[int((NR + 1) / 2)] + 0 }'
}

# Runs a command; prints the seconds that it took. What it says goes to the file said.
seconds_of() {
	local start=${EPOCHREALTIME/./}
	"$@" >"$work/said" || die "failed: $*"
	echo "$((${EPOCHREALTIME/./} - start))" | awk '{ print $1 / 1e6 }'
}

count_bytes() {
	"$@" | wc -c
}

# Loads $1 todos anew. They come into the indexes as by requests, row by row.
load_todos() {
	database -c 'TRUNCATE todos' -c "DELETE FROM users WHERE email LIKE 'other-%'"
	database -v grown=true -v others=$(($1 * (100 - large) / 100)) -v sizes="{$(($1 * large / 100))}" \
		-f "$bench/growth.sql"
}

# Prints the bytes of the todos' indexes by name, as JSON.
index_bytes() {
	database -c "SELECT json_object_agg(indexrelid::regclass, pg_relation_size(indexrelid))
		FROM pg_index WHERE indrelid = 'todos'::regclass"
}

# Changes as many todos as make autovacuum begin, and prints how long it takes then, at the
# pace that it keeps.
vacuum_seconds() {
	database -c "UPDATE todos SET updated_at = now() WHERE
		abs(hashtext(id::text)::bigint) % 10000 < $1 * 10000" -c CHECKPOINT
	PGOPTIONS="-c vacuum_cost_delay=$(database -c 'SHOW autovacuum_vacuum_cost_delay')" \
		seconds_of database -c 'VACUUM todos'
}

# Prints how long each of the indexes takes to be made, by name, as JSON.
index_seconds() {
	local name
	database -c "SELECT indexrelid::regclass FROM pg_index WHERE indrelid = 'todos'::regclass" |
		while read -r name; do
			echo "\"$name\" $(seconds_of database -c "REINDEX INDEX $name" </dev/null)"
		done | jq -s '[range(0; length; 2) as $i | {key: .[$i], value: .[$i + 1]}] | from_entries'
}

# Measures $1 todos; a line of JSON to the file sizes.
measure_size() {
	local grown vacuum made dump copy bin load
	bin=$("$root/schema/cluster.sh" bin "$data")
	load=$(seconds_of load_todos "$1")
	grown=$(index_bytes)
	vacuum=$(vacuum_seconds "$(jq -r .vacuum_share "$work/settings")")
	made=$(index_seconds)
	dump=$(seconds_of count_bytes "$bin/pg_dump" -Fc -d "$database_url")
	jq -n --argjson dumped "$(cat "$work/said")" --argjson seconds "$dump" '{seconds: $seconds, written: $dumped}' >"$work/dump"
	copy=$(PGOPTIONS='-c client_min_messages=warning' seconds_of count_bytes "$bin/pg_basebackup" -d "$database_url" -D - -Ft -X none -c fast)
	jq -n -c --argjson todos "$1" --argjson load "$load" --argjson grown "$grown" --argjson made "$made" \
		--argjson built "$(index_bytes)" --argjson table "$(database -c "SELECT pg_table_size('todos')")" \
		--argjson vacuum "$vacuum" --slurpfile dump "$work/dump" --argjson copy "$copy" \
		--argjson copied "$(cat "$work/said")" \
		'{todos: $todos, load_seconds: $load, table_bytes: $table, vacuum_seconds: $vacuum,
		  indexes: [$grown | to_entries[] | {name: .key, grown_bytes: .value, built_bytes: $built[.key],
		    seconds: $made[.key]}],
		  dump: $dump[0], copy: {seconds: $copy, written: $copied}}' >>"$work/sizes"
}

# What the cluster has that limits the numbers of connections, changes and dead rows.
get_settings() {
	database -c "SELECT json_build_object(
		'max_connections', current_setting('max_connections')::int,
		'vacuum_share', coalesce((SELECT split_part(o, '=', 2)::float FROM pg_class, unnest(reloptions) o
			WHERE oid = 'todos'::regclass AND o LIKE 'autovacuum\_vacuum\_scale\_factor=%'),
			current_setting('autovacuum_vacuum_scale_factor')::float),
		'vacuum_memory', pg_size_bytes(CASE current_setting('autovacuum_work_mem') WHEN '-1'
			THEN current_setting('maintenance_work_mem') ELSE current_setting('autovacuum_work_mem') END),
		'freeze_max_age', current_setting('autovacuum_freeze_max_age')::bigint)" >"$work/settings"
}

# What is said of other machines, as JSON.
assumed() {
	local memory
	memory=$(awk '/^MemTotal:/ { print $2 / 1048576 }' /proc/meminfo)
	jq -n --arg mix "$mix" --argjson cores "${SCALE_CORES:-$(nproc)}" --argjson ram "${SCALE_RAM_GIB:-$memory}" \
		--argjson busy "${SCALE_BUSY:-60}" --argjson daily "${SCALE_DAILY:-100}" --argjson peak "${SCALE_PEAK:-3}" \
		--argjson connections "${SCALE_CONNECTIONS:-$(jq .max_connections "$work/settings")}" \
		--argjson large "$large" --argjson backup "${SCALE_BACKUP_HOURS:-8}" \
		--argjson vacuum "${SCALE_VACUUM_HOURS:-1}" --argjson pause "${SCALE_PAUSE_SECONDS:-60}" \
		'{cores: $cores, ram_gib: $ram, busy: ($busy / 100), daily: $daily, peak: $peak, connections: $connections,
		  large: ($large / 100), backup_hours: $backup, vacuum_hours: $vacuum, pause_seconds: $pause,
		  workers: ([4 * $cores, 64] | min), auth_workers: 2,
		  mix: ($mix | split(" ") | map(split("@") | {kind: .[0], weight: (.[1] | tonumber)}))}'
}

write_json() {
	mkdir -p "$(dirname "$json")"
	rows_of one >"$work/one"
	rows_of spread >"$work/two"
	assumed >"$work/assumed"
	jq -n --slurpfile machine "$work/machine" --slurpfile one "$work/one" --slurpfile spread "$work/two" \
		--slurpfile citus "$bench/scale_citus.json" --slurpfile sizes "$work/sizes" --slurpfile settings "$work/settings" \
		--slurpfile assumed "$work/assumed" --argjson backend "$backend" -f "$bench/scale.jq" >"$json"
}

print_tables() {
	local part
	print_machine "$work/machine"
	for part in requests nodes todos ahead; do
		echo
		jq -r --arg part "$part" -f "$bench/scale_text.jq" "$json" >"$work/text"
		sed -n 's/^# //p' "$work/text"
		grep -v '^[#-] ' "$work/text" | column -t -s $'\t' -o ' | ' \
			-R "$(awk -F'\t' '/^:--/ { for (i = 2; i < NF; i++) printf "%d,", i; print NF }' "$work/text")" |
			sed 's/^/| /; s/$/ |/'
		sed -n '/^- /p' "$work/text"
	done
	echo
	jq -r --arg part notes -f "$bench/scale_text.jq" "$json"
	echo "also in $json"
	jq -e '.errors == 0' "$json" >/dev/null || die 'there were errors'
}

export TODOS_PER_USER=0
need wrk jq curl
kinds=(one)
[ -z "$given" ] || kinds=()
start_kind one
if [ -s "$spread" ] && [ -s "$stand_in" ]; then
	start_kind spread
	kinds+=(spread)
fi
measure_rows "${kinds[@]}"
choose one
[ -z "$given" ] || run_wrk list 8 1 >/dev/null
backend=$(backend_memory)
for kind in "${!servers[@]}"; do
	[ "$kind" = one ] || kill -TERM "${servers[$kind]}"
done
describe_machine >"$work/machine"
get_settings
for count in "$size" $((5 * size)); do
	measure_size "$count"
done
write_json
print_tables
