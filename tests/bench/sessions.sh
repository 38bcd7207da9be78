#!/bin/bash -p
# Measures logins, refreshes and logouts among ten million sessions and ten million
# revoked tokens, against the same in an almost empty database.
#
#   sessions.sh [JSON]    build/bench-sessions.json
#
# SESSIONS_ROWS (10000000) is how many of both there are, SESSIONS_SECONDS (3) a window's
# length and SESSIONS_ROUNDS (5) how often each is measured; the medians count. One
# client asks one worker; the windows alternate between two services, each with a
# cluster of its own.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=server.sh
. "$(dirname "$0")/server.sh"
rows=${SESSIONS_ROWS:-10000000} seconds=${SESSIONS_SECONDS:-3} rounds=${SESSIONS_ROUNDS:-5}
json=$(realpath -m "${1:-${SESSIONS_JSON:-$root/build/bench-sessions.json}}")
# Each has ten sessions; more logouts than a window has time for.
users=100 logouts=$((seconds * 4000)) first=0
kinds=(few many)
declare -A names=([few]='almost empty' [many]="$rows of both") bases=() urls=() folders=()

start_servers() {
	local kind
	for kind in "${kinds[@]}"; do
		instance=.$kind start_server
		bases[$kind]=$base urls[$kind]=$database_url folders[$kind]=$data
	done
}

# From here on kind $1 is meant.
choose() {
	base=${bases[$1]} database_url=${urls[$1]} data=${folders[$1]}
}

# Begins the next sessions, $1 of them.
begin_sessions() {
	database -v users="$users" -v first="$first" -v last=$((first + $1 - 1)) -f "$bench/session_rows.sql"
}

load_data() {
	local kind start
	for kind in "${kinds[@]}"; do
		choose "$kind"
		make_users 1 "$users"
		first=0
		begin_sessions $((10 * users))
		[ "$kind" = many ] || continue
		start=$SECONDS
		database -v rows="$rows" -f "$bench/sessions.sql"
		echo "$rows sessions and revoked tokens loaded in $((SECONDS - start)) s, $(database -c "
			SELECT string_agg(pg_size_pretty(pg_total_relation_size(t)), ' and ' ORDER BY t)
			FROM unnest('{refresh_tokens,token_blacklist}'::regclass[]) t")"
	done
	first=$((10 * users))
}

# Writes new tokens of a user as the scripts read them.
get_tokens() {
	call /auth/login '' -d "{\"email\":\"user-1@example.org\",\"password\":\"$password\"}" |
		jq -er --arg password "$password" --argjson users "$users" '
			"return { todos = 0, password = \"\($password)\", refresh = \"\(.refresh_token)\", readers = {\n" +
			([range($users) as $_ | "\"\(.access_token)\""] | join(",\n")) + " }, writers = {} }"' >"$work/data.lua"
}

# Begins sessions to end, and gets a token of each.
get_logouts() {
	begin_sessions "$logouts"
	database -v users="$users" -v first="$first" -v count="$logouts" -v rate=1000000 -v life=3600 \
		-v at="$(date +%s)" -v secret="$(cat "${data%/*}/secret")" -f "$bench/tokens.sql" >"$work/tokens"
	export BENCH_TOKENS=$work/tokens
}

# One window of each request for kind $1.
measure() {
	local kind=${names[$1]}
	choose "$1"
	get_tokens
	get_logouts
	database -c CHECKPOINT
	add_window login "$kind" login 1 "$seconds"
	add_window 'refresh, each token once' "$kind" refresh 1 "$seconds" sessions.lua
	add_window 'list of the sessions' "$kind" sessions 1 "$seconds" sessions.lua
	add_window 'todos, so a token checked' "$kind" first 1 "$seconds"
	add_window logout "$kind" logout 1 "$seconds" sessions.lua
}

export WORKERS=1 AUTH_WORKERS=1 REFRESHES_PER_MINUTE=0 SESSION_REFRESHES_PER_MINUTE=0 SESSIONS_PER_USER=0
need wrk curl jq
start_servers
load_data
for ((round = 0; round < rounds; round++)); do
	for kind in "${kinds[@]}"; do
		measure "$kind"
	done
	first=$((first + logouts))
done
report_windows "$json" "{\"rows\": $rows}"
