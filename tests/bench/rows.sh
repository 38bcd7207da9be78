#!/bin/bash -p
# The data of the table's rows (see table.lua), and a window of a row with what was spent
# in it. Sourced by table.sh and scale.sh, after server.sh.
# shellcheck disable=SC2154 # the variables of who sources it
readers=64 writers=32 todos=50
windows=$work/windows

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
	mkdir -p "$work/token" "$work/login"
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

# One window of row $1 over $2 connections, warmed up for a second; a line to the file
# windows.
measure_ours() {
	run_wrk "$1" "$2" 1 >/dev/null
	reset_data
	echo "ours $1 $2 $(measure run_wrk "$1" "$2" "$seconds")" >>"$windows"
}

# Prints the windows' medians as JSON; $1 is what is known of a worker's memory. The
# machine is in a file.
windows_json() {
	jq -n -R --slurpfile machine "$work/machine" --argjson seconds "$seconds" \
		--argjson rounds "$rounds" --argjson workers "$WORKERS" --argjson memory "$1" \
		-f "$bench/table.jq" <"$windows"
}
