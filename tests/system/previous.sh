#!/bin/bash -p
# Proves what an update relies on, for the schema goes first and the programs later, host
# by host: the program of before runs on the schema of now, beside that of now.
#
#   previous.sh    PREVIOUS is the commit of before, if not the last release
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
[ -n "${TEST_DATABASE_URL:-}" ] || exec "$root/tests/shell/with_cluster.sh" "$0" "$@"
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
# shellcheck source=tests/shell/before.sh
. "$root/tests/shell/before.sh"
# shellcheck source=tests/shell/suites.sh
. "$root/tests/shell/suites.sh"
open_work previous
said=$work/said
evidence=("$said")
before='' pools=()

sql() {
	psql -qXAt -v ON_ERROR_STOP=1 -d "$TEST_DATABASE_URL" "$@" 2>"$said"
}

# Whether the schema understands every statement of that program.
understands() {
	awk '/^-- .* \([0-9]+ parameters(, [a-z0-9 ]+)?\)$/ { $0 = "PREPARE statement_" ++count " AS" } 1
		END { print "SELECT count(*) = " count " FROM pg_prepared_statements;" }' \
		"$before/tests/unit/statements.sql" >"$work/prepare" && [ "$(sql -f "$work/prepare")" = t ]
}

# Without faults: that program may lose a request to the end of its connections, in a race that
# has been cured since and that has nothing to do with a schema.
suites_pass() {
	local status=0
	LD_PRELOAD=$(cheap_hashes "$before/build/fcgi/todo.fcgi") API_LEAVE_OUT="faults $no_database_suites" TODO_API_BUILD=$before/build \
		"$before/tests/system/api.sh" lighttpd >"$work/suite" 2>&1 || status=$?
	grep -E ':[FE]:|failed' "$work/suite" >"$said" || true
	return "$status"
}

# Starts a pool of the program of folder $1 and lighttpd; its address is $base.
serves() {
	local state=$work/${1##*/}.state
	(umask 077 && mkdir "$state" && echo "$secret" >"$state/secret")
	root=$1 start_service DATABASE_URL="$TEST_DATABASE_URL" JWT_SECRET_KEY="$secret" TODO_API_STATE="$state" \
		TODO_API_BUILD="$2" METRICS_FILE='' FRONT=lighttpd WORKERS=2 AUTH_WORKERS=1 >"$said" 2>&1 &&
		pools+=("$service") && service=''
}

# Whether the answer to a request at address $2… has the text $1.
tells() {
	ask "${@:2}" >"$said" && grep -qF -- "$1" "$said"
}

id_of() {
	sed -n 's/.*"id": *"\([^"]*\)".*/\1/p' "$said"
}

# What one of them does the other one knows, each way.
check_beside() {
	local old new id since
	holds 'it serves a pool beside one of now' serves "$before" "$before/build"
	old=$base
	holds '… on the same database' serves "$root" "${TODO_API_BUILD:-$root/build}"
	new=$base
	base=$old
	token=$(new_token 'previous@example.org')
	holds 'who logged in there makes a todo here' tells '"title"' -d '{"title":"from now"}' "$new/todos"
	id=$(id_of)
	ask "$new/todos/changes" >"$said" && since=$(sed -n 's/.*"next": *"\([^"]*\)".*/\1/p' "$said")
	holds '… and sees it there' tells '"from now"' "$old/todos/$id"
	holds '… changes it there' tells '"from before"' -X PUT -d '{"title":"from before","completed":true}' "$old/todos/$id"
	holds '… and sees that here' tells '"from before"' "$new/todos?completed=true"
	holds '… and that it changed' tells '"from before"' "$new/todos/changes?since=$since"
	holds '… deletes it here' [ "$(status_of -X DELETE -H "Authorization: Bearer $token" "$new/todos/$id")" = 204 ]
	holds '… and it is gone there' tells RESOURCE_001 "$old/todos/$id"
	holds 'what is made there' tells '"shortly"' -d '{"title":"shortly"}' "$old/todos"
	id=$(id_of)
	holds '… and deleted there' [ "$(status_of -X DELETE -H "Authorization: Bearer $token" "$old/todos/$id")" = 204 ]
	holds '… is told as a deletion here' tells "\"id\":\"$id\",\"change\":\"delete\"" "$new/todos/changes?since=$since"
	holds 'who logs out there' tells 'Logout successful' -d '{}' "$old/auth/logout"
	holds '… is out here' tells AUTH_004 "$new/todos"
}

check_previous() {
	local commit secret=the-secret-of-the-tests-that-signs-tokens
	commit=$(find_before) ||
		{ skip 'the program of before runs on the schema of now' 'history of git that has it' && return; }
	before=$(folder_of_before "$commit")
	holds "the program of before, ${commit:0:9}, builds" build_before "$commit" all tests
	holds 'the schema of now understands each of its statements' understands
	check_beside
	end_pools
	# Last, for it sets the version that the schema tells, to try others.
	holds '… and passes its own suites that ask something of a schema' suites_pass
}

end_pools() {
	local pool
	for pool in "${pools[@]}" $service; do
		kill -TERM "$pool" || true
		wait "$pool" || true
	done 2>/dev/null
	pools=() service=''
}

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	end_pools
	rm -rf "$work"
}

at_exit clean_up
check_previous
tell check-previous
