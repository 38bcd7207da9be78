#!/bin/bash -p
# Measures how one client reads the todos of a user with a million of them while 16
# writers, of whom this user is one, create and update todos through all workers.
#
#   writers.sh [JSON]    build/bench-writers.json
#
# WRITERS_TODOS (1000000) is how many the user has, WRITERS_SECONDS (3) a window's length
# and WRITERS_ROUNDS (5) how often each is measured; the medians count. The windows
# alternate: alone, beside the writers, and beside as many clients that only read, which
# take the processors as well but write nothing. WORKERS (8) is make run's.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=server.sh
. "$(dirname "$0")/server.sh"
todos=${WRITERS_TODOS:-1000000} seconds=${WRITERS_SECONDS:-3} rounds=${WRITERS_ROUNDS:-5}
json=$(realpath -m "${1:-${WRITERS_JSON:-$root/build/bench-writers.json}}")
writers=16 own=1000
rows=(first middle get)
declare -A names=([first]='first page, no total' [middle]='in the middle, by cursor' [get]='one todo')

# The todos are numbered: the user's first, then own ones of each writer.
load_data() {
	local start=$SECONDS
	make_users 1 "$writers"
	database -v unindex="$bench/unindex.sql" -v todos="$todos" -v writers="$writers" -v own="$own" <<-'SQL'
		SET synchronous_commit = off;
		SET maintenance_work_mem = '512MB';
		SET session_replication_role = replica; -- no check of each foreign key
		\set tables '{todos}'
		\i :unindex
		INSERT INTO todos (id, user_id, title, description, is_completed, created_at,
		                   completed_at, updated_at)
		SELECT lpad(n::text, 32, '0')::uuid, lpad(owner::text, 32, '0')::uuid,
		       'Buy groceries ' || n, 'Milk, eggs, bread', is_done, at,
		       CASE WHEN is_done THEN at + interval '1 hour' END, at
		FROM generate_series(1, :todos + :writers * :own) n,
		     LATERAL (SELECT CASE WHEN n > :todos THEN (n - :todos - 1) / :own + 1 ELSE 1 END, n % 2 = 0,
		                     now() - interval '1 year' * random()) made (owner, is_done, at);
		SELECT make_it FROM kept \gexec
		VACUUM ANALYZE;
		CHECKPOINT;
	SQL
	echo "$todos todos of a user and $own of each writer loaded in $((SECONDS - start)) s"
}

# Writes the users' tokens as table.lua reads them.
get_tokens() {
	local n token cursor
	token=$(login 1)
	cursor=$(call "/todos?limit=1&skip=$((todos / 2 - 1))" "$token" | jq -er '.next_cursor | @uri') ||
		die 'there is no cursor in the middle'
	{
		printf 'return { todos = %d, own = %d, cursor = "%s", readers = { "%s" },\nwriters = {\n' \
			"$todos" "$own" "$cursor" "$token"
		for ((n = 1; n <= writers; n++)); do
			printf '"%s",\n' "$(login "$n")"
		done
		echo '} }'
	} >"$work/data.lua"
}

# One window of each row, with the others $2 ("": nobody) meanwhile; $1 names that.
measure_beside() {
	local row beside=''
	if [ -n "$2" ]; then
		add_window "the $writers themselves" "$1" "$2" "$writers" $((${#rows[@]} * seconds + 2)) &
		beside=$!
		sleep 1
	fi
	for row in "${rows[@]}"; do
		add_window "${names[$row]}" "$1" "$row" 1 "$seconds"
	done
	[ -z "$beside" ] || wait "$beside"
}

# A million cannot be counted within the 5 s that a statement has, where much is written.
export TODOS_PER_USER=0
need wrk curl jq
start_server
load_data
get_tokens
for ((round = 0; round < rounds; round++)); do
	measure_beside alone ''
	measure_beside "beside $writers writers" write
	measure_beside "beside $writers readers" read
	database -c CHECKPOINT
done
report_windows "$json" "{\"todos\": $todos, \"writers\": $writers, \"workers\": $WORKERS}"
