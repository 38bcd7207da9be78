#!/bin/bash -p
# Proves what the steps of the schema do with rows that are there: a step deployed
# or reverted beneath data loses none that its other side has a place for, and the
# program of before goes on.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
open_work steps
said=$work/said
evidence=("$said")
mapfile -t steps < <(sed -n 's/^\([a-z][a-z0-9_]*\) .*/\1/p' "$root/schema/sqitch.plan")

sql() {
	psql -qXAt -v ON_ERROR_STOP=1 -d "postgresql://todo@/todo?host=$work&port=5432" "$@" 2>"$said"
}

# Runs the files $1 of the steps $2… on the database.
by_hand() {
	local step
	for step in "${@:2}"; do
		sql -f "$root/schema/$1/$step.sql" >/dev/null || return
	done
}

# Prints the steps before $1, or with it and after it.
before() {
	printf '%s\n' "${steps[@]}" | sed "/^$1\$/,\$d"
}
since() {
	printf '%s\n' "${steps[@]}" | sed -n "/^$1\$/,\$p"
}

# Adds a session of the one user, as programs of before did, under the id and jti $1.
add_session() {
	sql -c "INSERT INTO refresh_tokens (id, user_id, token_jti, issued_at, expires_at)
		SELECT '$1', id, '$1', now(), now() + interval '7 days' FROM users"
}

# Ends it for the reason $2.
end_session() {
	sql -c "INSERT INTO token_blacklist (id, user_id, token_jti, token_type, revoked_at, reason, expires_at)
		SELECT '$1', id, '$1', 'refresh', now(), '$2', now() + interval '8 days' FROM users"
}

# Whether it may not end for that reason.
refuses() {
	! end_session "$1" "$2" && grep -q reason_check "$said"
}

# Prints how many rows of table $1 are such as the condition $2 says.
count() {
	sql -c "SELECT count(*) FROM $1 WHERE $2"
}

check_rotation() {
	local first=11111111-1111-4111-8111-111111111111 second=22222222-2222-4222-8222-222222222222
	local third=33333333-3333-4333-8333-333333333333 whim=44444444-4444-4444-8444-444444444444 forward back
	mapfile -t forward < <(since rotation)
	mapfile -t back < <(since rotation | tac)
	add_session "$first"
	end_session "$second" logout
	holds 'rotation deploys beneath sessions' by_hand deploy "${forward[@]}"
	holds '… which have used no token yet' [ "$(count refresh_tokens 'generation IS NULL AND used_at IS NULL')" = 1 ]
	holds '… and beneath what is revoked' [ "$(count token_blacklist "reason = 'logout'")" = 1 ]
	holds 'a program of before begins sessions on it' add_session "$third"
	holds '… and ends them' end_session "$third" password_change
	sql -c "UPDATE refresh_tokens SET generation = 3, used_at = ARRAY[now()]"
	holds 'a session may end for a reused token' end_session "$first" token_reuse
	holds '… but for no reason that is unknown' refuses "$whim" whim
	holds 'rotation reverts beneath all that' by_hand revert "${back[@]}"
	holds '… and nothing comes back to life' [ "$(count token_blacklist "reason = 'admin_revoke'")" = 1 ]
	holds '… and no session is lost' [ "$(count refresh_tokens true)" = 2 ]
	holds '… and it deploys again' by_hand deploy "${forward[@]}"
}

# Adds a todo of the one user, as programs did before the step revisions, under the id $1.
add_todo() {
	sql -c "INSERT INTO todos (id, user_id, title, created_at, updated_at)
		SELECT '$1', id, 'old', now(), now() FROM users"
}

check_revisions() {
	local first=11111111-1111-4111-8111-111111111111 second=22222222-2222-4222-8222-222222222222 forward back file
	mapfile -t forward < <(since revisions)
	mapfile -t back < <(since revisions | tac)
	by_hand revert "${back[@]}"
	add_todo "$first"
	file=$(sql -c "SELECT pg_relation_filenode('todos')")
	holds 'revisions deploys beneath todos' by_hand deploy "${forward[@]}"
	holds '… writes no row anew' [ "$(sql -c "SELECT pg_relation_filenode('todos')")" = "$file" ]
	holds '… which have no revision yet' [ "$(count todos 'revision = 0')" = 1 ]
	holds 'a program of before adds todos on it' add_todo "$second"
	holds '… and changes them' sql -c "UPDATE todos SET title = 'changed' WHERE id = '$first'"
	holds '… which gives them revisions in that order' \
		[ "$(sql -c 'SELECT id FROM todos WHERE revision > 0 ORDER BY revision' | tr '\n' ' ')" = "$second $first " ]
	holds '… and what it deletes leaves a tombstone' [ "$(sql -c "DELETE FROM todos WHERE id = '$first'" \
		-c "SELECT count(*) FROM todo_tombstones WHERE todo_id = '$first'" | tail -n 1)" = 1 ]
	holds 'revisions reverts beneath all that' by_hand revert "${back[@]}"
	holds '… and no todo is lost' [ "$(count todos "id = '$second'")" = 1 ]
	holds '… and it deploys again' by_hand deploy "${forward[@]}"
}

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	"$root/schema/cluster.sh" stop "$work" immediate || true
	rm -rf "$work"
}

at_exit clean_up
TODO_API_CLUSTER_FAST=1 "$root/schema/cluster.sh" start "$work"
mapfile -t early < <(before rotation)
by_hand deploy "${early[@]}"
sql -c "INSERT INTO users (id, email, password_hash, created_at, updated_at)
	VALUES (gen_random_uuid(), 'a@b.cd', '*', now(), now())"
check_rotation
check_revisions
tell check-steps
