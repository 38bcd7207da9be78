#!/bin/bash -p
# What is seen while a node of several is away, on a stand-in and on Citus. To be sourced
# after schemas.sh, by a script that has
#
#   take_away, bring_back    the node whose users are "there"
#   fall_silent, speak       it is there, and says nothing; goes on
#   service_url              the database as the service sees it
#   is_there USER            whether the user of this id is on that node
#
# and a service of two workers or more, whose statements have at most 2 s, and users at most
# 60 todos: so few that each one that a bulk makes is counted, in its transaction.
#
# shellcheck disable=SC2016,SC2034,SC2154 # what is quoted so is for eval; theirs and ours

# Prints the id of the user of token $1.
id_of() {
	token=$1 ask "$base/auth/me" | jq -r .id
}

# Prints the id of the session of token $1.
session_of() {
	token=$1 ask "$base/auth/sessions" | jq -r '.items[0].id'
}

# Sets here and there to tokens of users, of whom the latter's node will be away; and what
# they have: here_email, here_id, here_session, and so on.
make_users() {
	local i id
	there='' here=''
	for i in {1..30}; do
		token=''
		token=$(new_token "away$i@example.org")
		id=$(id_of "$token")
		if is_there "$id"; then
			there=$token there_email=away$i@example.org there_id=$id there_session=$(session_of "$token")
		else
			here=$token here_email=away$i@example.org here_id=$id here_session=$(session_of "$token")
		fi
		[ -z "$there" ] || [ -z "$here" ] || return 0
	done
	return 1
}

# Whether a request with token $1 is answered status $2 and what $3 matches, if anything.
answers() {
	token=$1 ask -o "$said" -w '%{http_code}' "${@:4}" >"$work/status"
	[ "$(cat "$work/status")" = "$2" ] && { [ -z "$3" ] || grep -q "$3" "$said"; }
}

# Whether a request to /auth/$1 with the email $2 is answered status $3 and what matches $4.
enters() {
	answers '' "$3" "$4" -d "$(account_of "$2")" "$base/auth/$1"
}

logs_in() {
	enters login "$@"
}

# todo-admin with the arguments after $1, the status with which it should end.
admin() {
	local status=0
	DATABASE_URL=$service_url TODO_API_CONFIG=/dev/null "$build/fcgi/todo-admin" "${@:2}" >"$said" 2>&1 || status=$?
	[ "$status" = "$1" ]
}

# Gives user $1 a row of each table that ran out long ago.
expire() {
	local then="now() - interval '40 days'"
	sql todo -c "INSERT INTO refresh_tokens (id, user_id, token_jti, issued_at, expires_at)
			VALUES (gen_random_uuid(), '$1', gen_random_uuid(), $then, $then)" \
		-c "INSERT INTO token_blacklist (id, user_id, token_jti, token_type, revoked_at, reason, expires_at)
			VALUES (gen_random_uuid(), '$1', gen_random_uuid(), 'access', $then, 'logout', $then)" \
		-c "INSERT INTO api_tokens (id, user_id, name, token_hash, access, created_at, expires_at)
			VALUES (gen_random_uuid(), '$1', 'old', sha256('$1'), 'read', $then, $then)" \
		-c "INSERT INTO password_resets VALUES ('$1', sha256('$1'), $then, $then)" \
		-c "INSERT INTO idempotency_keys VALUES ('$1', 'old', gen_random_uuid(), sha256('$1'), '', '', 1, $then)" \
		-c "INSERT INTO todo_tombstones VALUES ('$1', 1, gen_random_uuid(), $then)"
}

# Prints how many of them user $1 has.
overdue() {
	local table sum=0
	for table in refresh_tokens token_blacklist api_tokens password_resets idempotency_keys; do
		((sum += $(sql todo -c "SELECT count(*) FROM $table WHERE user_id = '$1' AND expires_at < now() - interval '39 days'"))) || true
	done
	((sum += $(sql todo -c "SELECT count(*) FROM todo_tombstones WHERE user_id = '$1' AND deleted_at < now() - interval '39 days'"))) || true
	echo "$sum"
}

# Eight users who deleted their accounts long ago, and a todo of each.
leave() {
	sql todo -c "INSERT INTO users (id, email, password_hash, created_at, updated_at, is_active, deleted_at)
			SELECT md5('left' || n)::uuid, 'deleted ' || n, '', now(), now(), false, now() - interval '40 days'
			FROM generate_series(1, 8) n" \
		-c "INSERT INTO todos (id, user_id, title, created_at, updated_at)
			SELECT md5('left todo' || n)::uuid, md5('left' || n)::uuid, 'left', now(), now() FROM generate_series(1, 8) n" \
		-c "INSERT INTO invitations VALUES (md5('old')::uuid, sha256('old'), NULL, now(), now() - interval '40 days')"
}

# Prints how much of that is there.
left() {
	sql todo -c "SELECT (SELECT count(*) FROM users WHERE email LIKE 'deleted _') || ' ' ||
		(SELECT count(*) FROM todos WHERE title = 'left')"
}

# Whether what was said is as jq's arguments want it.
judges() {
	jq -e "$@" "$said" >"$work/judged"
}

# Whether an admin is shown no user for each of these parts of an email.
are_none() {
	local part
	for part; do
		answers "$here" 200 '"total":0,' "$base/admin/users?email=$part" || return 1
	done
}

# Sends a bulk of the user who is here, with curl's arguments after $3, atomic or not ($1):
# it deletes the todo $2, and makes one of the title $3, if any.
bulk() {
	local create=${3:+",{\"op\":\"create\",\"title\":\"$3\"}"}
	token=$here ask "${@:4}" -d "{\"operations\":[{\"op\":\"delete\",\"id\":\"$2\"}$create],\"atomic\":$1}" "$base/todos/bulk"
}

# The statuses of what one does that is not atomic.
bulk_says() {
	bulk false "$@" | jq -r '[.results[].status] | join(" ")'
}

# How many todos of title $1 the user has who is here.
count_todos() {
	token=$here ask "$base/todos?limit=100" | jq --arg title "$1" '[.items[] | select(.title == $title)] | length'
}

# What a bulk says of the todo $1, of the node that is away: as it says alone.
check_bulks() {
	local key=(-H "Idempotency-Key: away-$1")
	holds '… in a bulk, too' [ "$(bulk_says "$1" '')" = 404 ]
	holds '… that makes one, which is counted' [ "$(bulk_says "$1" beside)" = '404 201' ]
	holds '… or has a key' [ "$(bulk_says "$1" keyed "${key[@]}")" = '404 201' ]
	holds '… which is kept' [ "$(bulk_says "$1" keyed "${key[@]}") $(count_todos keyed)" = '404 201 1' ]
	holds '… or is atomic' [ "$(bulk true "$1" none -w '%{http_code}' | grep -o 'RESOURCE_001.*operations\[0\].id.*404$')" ]
	holds '… which does nothing then' [ "$(count_todos none)" = 0 ]
}

# What one asks for oneself, with the node there, away, and there again.
check_users() {
	local todo theirs start
	todo=$(token=$here ask -d '{"title":"mine"}' "$base/todos" | jq -r .id)
	theirs=$(token=$there ask -d '{"title":"theirs"}' "$base/todos" | jq -r .id)
	holds "another's todo is forbidden" answers "$here" 403 AUTHZ_001 "$base/todos/$theirs"
	take_away
	start=$(date +%s%N)
	holds 'a node is away: its users are told so' answers "$there" 500 SERVER_001 "$base/todos"
	holds '… when they write, too' answers "$there" 500 SERVER_001 -d '{"title":"lost"}' "$base/todos"
	holds '… and when they log in' logs_in "$there_email" 500 SERVER_001
	holds '… at once' [ $((($(date +%s%N) - start) / 1000000)) -lt 9000 ]
	holds 'everybody else goes on' answers "$here" 200 mine "$base/todos"
	holds '… writes' answers "$here" 200 'done' -X PUT -d '{"title":"done"}' "$base/todos/$todo"
	holds '… finds a state of before refused' answers "$here" 412 REQUEST_006 -X PUT -H 'If-Match: "1"' \
		-d '{"title":"old"}' "$base/todos/$todo"
	holds '… and logs in' logs_in "$here_email" 200 access_token
	holds "a todo that may be another's is not found" answers "$here" 404 RESOURCE_001 "$base/todos/$theirs"
	check_bulks "$theirs"
	holds 'nobody registers' enters register late@example.org 500 SERVER_001
	holds '… leaves' answers "$here" 500 SERVER_001 -X DELETE -d '{"password":"Correct-horse-1"}' "$base/auth/me"
	holds '… is deleted' eval 'admin 1 user delete "$here_email" --yes && grep -q "cannot be reached" "$said"'
	holds '… or, as far as one can tell, invited' eval 'admin 1 user invite && grep -q "may have been applied" "$said"'
	bring_back
	holds 'the node is back, and its users are' eventually answers "$there" 200 theirs "$base/todos"
	holds '… and who could not register does' eventually has_account late@example.org
	holds '… whoever could not leave is there' logs_in "$here_email" 200 access_token
	holds '… leaves' answers "$(new_session late@example.org)" 204 '' -X DELETE -d '{"password":"Correct-horse-1"}' "$base/auth/me"
}

# What is asked of all users: with the node there, away, and there again.
check_all_users() {
	sql todo -c "UPDATE users SET is_admin = true WHERE id = '$here_id'"
	expire "$here_id"
	expire "$there_id"
	leave
	holds 'an admin sees all users' eval 'answers "$here" 200 "\"complete\":true" "$base/admin/users?limit=100&email=away" &&
		grep -q "$there_email" "$said" && grep -q "$here_email" "$said"'
	total=$(jq .total "$said")
	take_away
	holds 'a node is away: an admin sees those of the others' eval '
		answers "$here" 200 "\"complete\":false" "$base/admin/users?limit=100&email=away" &&
		! grep -q "$there_email" "$said" && grep -q "$here_email" "$said"'
	holds '… in the order of all, and their number' judges --argjson total "$total" \
		'[.items[].created_at] == ([.items[].created_at] | sort) and .total == (.items | length) and .total < $total'
	jq -c '.items[-2:]' "$said" >"$work/page"
	total=$(jq .total "$said")
	holds '… by pages' eval 'answers "$here" 200 items "$base/admin/users?limit=2&email=away&skip=$((total > 2 ? total - 2 : 0))" && jq -c .items "$said" | cmp - "$work/page"'
	holds '… by a part of the email' answers "$here" 200 '"total":1,' "$base/admin/users?email=${here_email^^}"
	holds '… whatever that has' are_none nobody%25 nobody%251%24s nobody%27 nobody%5C
	holds '… or none of that email' answers "$here" 200 '"items":\[\],"total":0,' "$base/admin/users?email=nobody-has-this"
	holds 'so does the operator, who is told' eval 'admin 0 user list --limit 1000 && grep -q "$here_email" "$said" && grep -q "is away" "$said"'
	holds 'upkeep goes on without it' eval 'admin 0 token cleanup && [ "$(overdue "$here_id")" = 0 ]'
	holds '… which the operator is told' grep -q 'warns: without ' "$said"
	holds 'an operator ends a session' admin 0 session revoke "$here_session"
	holds '… but none that is away' eval 'admin 1 session revoke "$there_session" && grep -q "cannot be reached" "$said"'
	bring_back
	holds 'the node is back, and what waited there' eventually eval '[ "$(overdue "$there_id")" = 6 ]'
	holds '… which upkeep does then' eval 'admin 0 token cleanup && [ "$(overdue "$there_id")" = 0 ]'
	holds '… with what is left of accounts, and invitations' eval 'admin 0 token cleanup && [ "$(left)" = "0 0" ] &&
		[ "$(sql todo -c "SELECT count(*) FROM invitations WHERE expires_at < now()")" = 0 ]'
	holds '… and tells who asks for changes what it forgot' [ "$(sql todo -c "SELECT forgotten_revision >= 1
		FROM users WHERE id = '$there_id'")" = t ]
	holds '… and the session can be ended' admin 0 session revoke "$there_session"
	holds '… which no other has' eval 'admin 3 session revoke "$here_id" && grep -q "no session" "$said"'
}

# Whether a request with token $1 is answered while one with $2 waits; of three on a busy
# machine one.
is_not_held() {
	local i waits
	for i in 1 2 3; do
		token=$2 ask -o /dev/null "$base/todos" &
		waits=$!
		sleep 0.3
		! answers "$1" 200 items "$base/todos" || ! kill -0 "$waits" || { wait "$waits" && return; }
		wait "$waits"
	done 2>/dev/null
	return 1
}

# With a node that takes connections, and what is asked of sessions that there are, and
# answers none.
check_silence() {
	local theirs
	here=$(new_session "$here_email") there=$(new_session "$there_email")
	theirs=$(token=$there ask -d '{"title":"silent"}' "$base/todos" | jq -r .id)
	fall_silent
	holds 'a node is silent: its users are told so' answers "$there" 500 'SERVER_00[13]' "$base/todos"
	holds '… and when they log in' logs_in "$there_email" 500 'SERVER_00[12]'
	holds '… and other workers answer meanwhile' is_not_held "$here" "$there"
	holds '… let in' logs_in "$here_email" 200 access_token
	holds "… a todo that may be another's is not found" answers "$here" 404 RESOURCE_001 "$base/todos/$theirs"
	holds '… in a bulk, too' [ "$(bulk_says "$theirs" beside)" = '404 201' ]
	holds '… and an admin sees the users of the others' eval 'answers "$here" 200 "\"complete\":false" "$base/admin/users?email=away" &&
		grep -q "$here_email" "$said"'
	speak
	holds 'it speaks again, and its users are answered' eventually answers "$there" 200 silent "$base/todos"
}

# What workers do by themselves, in less than 2 s at a time, while a node is silent.
check_workers_upkeep() {
	start_service DATABASE_URL="$service_url" WORKERS=1 AUTH_WORKERS=1 METRICS_FILE='' CLEANUP_INTERVAL_SECONDS=1
	fall_silent
	expire "$here_id"
	holds 'a node is silent: workers clean up the others' patiently eval '[ "$(overdue "$here_id")" = 0 ]'
	speak
	stop_service
}
