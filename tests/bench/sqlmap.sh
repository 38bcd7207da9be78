#!/bin/bash -p
# Lets sqlmap look for SQL injection in each parameter: of queries, paths, bodies and
# headers. First it has to find one in a program that has it, or its word is worth nothing.
#
#   sqlmap.sh [NAME...]    the targets, by their names below; all when none is named
#
# LEVEL (2) and RISK (1) are sqlmap's; more takes longer.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
command -v sqlmap >/dev/null || { skip 'sqlmap finds nothing' sqlmap && exit; }
open_work sqlmap
evidence=("$work/found")
log=$work/log/requests
names=" $* " level=${LEVEL:-2} risk=${RISK:-1}
# Who logs in, again and again: a user has so many sessions, and the one that asks is another's.
account='{"email":"login@example.org","password":"Correct-horse-1"}'
nobody=5f0c4b9e-6a55-4f0e-8f3a-123456789abc
unsafe=''

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	[ -z "$unsafe" ] || kill "$unsafe" 2>/dev/null || true
	stop_service
	rm -rf "$work"
}

# Runs sqlmap with its arguments; what it says is in file $1.
run_sqlmap() {
	local said=$1
	shift
	HOME=$work timeout 900 sqlmap --batch --disable-coloring --flush-session \
		--output-dir "$said.sqlmap" --dbms postgresql --threads 4 --level "$level" --risk "$risk" \
		"$@" </dev/null >"$said" 2>&1
}

# One that puts its parameter into SQL.
start_unsafe() {
	unsafe_url=http://127.0.0.1:$(free_port)/
	node -e '
		const {execFile} = require("child_process");
		require("http").createServer((req, res) => {
			const flag = new URL(req.url, "http://a").searchParams.get("flag");
			execFile("psql", ["-XAtq", "-d", process.argv[2], "-c",
				"SELECT title FROM todos WHERE is_completed = " + flag],
				(failed, out, said) => res.end(failed ? said : out));
		}).listen(+process.argv[1], "127.0.0.1", () => console.log("ready"));' \
		"$(tr -dc 0-9 <<<"${unsafe_url##*:}")" "$("$root/schema/cluster.sh" url "$work/state/postgres")" \
		>"$work/unsafe" 2>&1 &
	unsafe=$!
	eventually test -s "$work/unsafe"
}

finds() {
	run_sqlmap "$work/found" --technique BE -u "$unsafe_url?flag=false"
	grep -q 'identified the following injection point' "$work/found"
}

# What is tried: a name, the path, and sqlmap's arguments. An asterisk marks a parameter
# where sqlmap would not see one, or holds it for a token that is none of its business.
targets() {
	try_queries
	try_paths
	try_bodies
	try_headers
}

try_queries() {
	try list '/todos?limit=20&skip=0&sort_by=title&sort_order=asc&is_completed=false&include_total=true'
	try filters '/todos?q=kept&due_after=2026-01-01&due_before=2026-12-31&priority=1&updated_since=2026-01-01T00:00:00Z'
	try cursor '/todos?cursor=abc*'
	try changes "/todos/changes?limit=1&since=$since"
	try export '/auth/me/export?format=json'
	try users '/admin/users?email=a&limit=20&skip=0'
}

# Those who delete name what their table has not, so that each request asks it.
try_paths() {
	try show "/todos/$id*"
	try delete "/todos/$nobody*" --method DELETE
	try end "/auth/sessions/$id*" --method DELETE
	try end-token "/auth/tokens/$id*" --method DELETE
	try user "/admin/users/$id*"
	try revoke "/admin/users/$id*/revoke-tokens" --method POST
}

try_bodies() {
	local todo='"title":"a","description":"b","is_completed":false,"due_date":"2026-11-29","priority":2'
	try_body create POST /todos "{$todo}"
	try_body update PUT "/todos/$id" "{$todo}"
	try_body patch PATCH "/todos/$id" "{$todo}"
	try_body bulk POST /todos/bulk '{"atomic":false,"operations":[{"op":"create","title":"a","priority":2},
		{"op":"update","id":"'"$id"'","description":"b","due_date":"2026-11-29"},{"op":"delete","id":"'"$nobody"'"}]}'
	try_body login POST /auth/login "$account"
	try_body register POST /auth/register '{"email":"new@example.org","password":"weak","invitation":"abc"}'
	try_body refresh POST /auth/refresh '{"refresh_token":"abc*"}'
	# Each request ends a session, and needs another.
	try_body logout POST /auth/logout '{"refresh_token":"abc*"}' --eval "$log_in"
	try_body password POST /auth/change-password '{"current_password":"wrong","new_password":"Correct-horse-2"}'
	try_body reset POST /auth/reset-password '{"token":"abc*","new_password":"Correct-horse-2*"}'
	try_body leave DELETE /auth/me '{"password":"wrong"}'
	try_body make-token POST /auth/tokens '{"name":"a","access":"read","expires_at":"2099-11-29T20:30:00Z","password":"Correct-horse-1"}'
	try_body change PUT "/admin/users/$id" '{"is_active":true,"is_admin":false}'
}

try_body() {
	try "$1" "$3" -H 'Content-Type: application/json' --method "$2" --data "$4" "${@:5}"
}

# A login keeps its address, as a proxy tells it.
try_headers() {
	try request-id /todos -H 'X-Request-ID: abc*'
	try trace /todos -H 'traceparent: abc*'
	try origin /todos -H 'Origin: https://a.example*'
	try_body address POST /auth/login "$account" -H 'X-Forwarded-For: 10.0.0.1*'
	try_body forwarded POST /auth/login "$account" -H 'Forwarded: for=10.0.0.1*'
	try etag /openapi.json -H 'If-None-Match: abc*'
	try_body key POST /todos '{"title":"a"}' -H 'Idempotency-Key: "abc*"'
	try_body match PUT "/todos/$id" '{"title":"a"}' -H 'If-Match: "abc*"'
	try prefer /todos -H 'Prefer: handling=strict*'
	try token /todos -H "Authorization: Bearer abc*"
	try cookie /auth/refresh --method POST --cookie 'refresh_token=abc*'
}

# Three at once: each waits for the other end most of the time.
try() {
	local name=$1 path=$2
	shift 2
	[[ $names = *[a-z]* && $names != *" $name "* ]] && return
	run_sqlmap "$work/said.$name" -u "$base$path" --ignore-code '*' -H "Authorization: Bearer $token" "$@" &
	running+=("$!")
	[ "${#running[@]}" -lt 3 ] || { wait "${running[0]}" || true && running=("${running[@]:1}"); }
}

# Whether sqlmap looked at all of target $1 and found nothing.
finds_nothing() {
	cp "$1" "$work/found"
	grep -q 'testing for SQL injection on' "$1" && ! grep -q ' ignoring ' "$1" &&
		grep -q 'all tested parameters do not appear to be injectable' "$1" &&
		! grep -q 'identified the following injection' "$1"
}

at_exit clean_up
mkdir -m 0777 "$work/log"
# Limits that are never reached, where those of 0 would not be asked the database for.
start_service LOG_FILE="$log" TRUSTED_PROXIES='["127.0.0.1"]' LOGIN_FAILURES_PER_MINUTE=1000000 \
	REGISTRATIONS_PER_MINUTE=1000000 HASHES_PER_MINUTE=1000000 ACCOUNT_HASHES_PER_MINUTE=1000000 \
	ACCOUNT_FAILURES=1000 ACCOUNT_ADDRESS_FAILURES=1000 REFRESHES_PER_MINUTE=1000000 \
	SESSION_REFRESHES_PER_MINUTE=1000000 EXPORTS_PER_MINUTE=1000000 \
	BCRYPT_COST_FACTOR=10 JWT_SECRET_KEY=the-secret-of-the-tests-that-signs-tokens
new_token login@example.org >/dev/null
log_in="import json, urllib.request as web; _locals['auxHeaders']['Authorization'] = 'Bearer ' + json.load(
	web.urlopen(web.Request('$base/auth/login', b'$account', {'Content-Type': 'application/json'})))['access_token']"
token=$(new_token sqlmap@example.org)
url=$("$root/schema/cluster.sh" url "$work/state/postgres")
psql -qX -d "$url" -c "UPDATE users SET is_admin = true WHERE email = 'sqlmap@example.org'"
since=$(ask -f "$base/todos/changes" | jq -r .next)
ask -f -o /dev/null -d '{"title":"kept","due_date":"2026-06-01","priority":1}' "$base/todos"
id=$(ask -f -d '{"title":"a todo"}' "$base/todos" | jq -r .id)
start_unsafe
holds 'sqlmap finds an injection where there is one' finds
running=()
targets
wait "${running[@]}" || true
for said in "$work"/said.*; do
	[ ! -d "$said" ] || continue
	holds "it finds none in ${said##*.}" finds_nothing "$said"
done
holds 'no answer was a failure of ours' test "$(grep -c '"status":5' "$log")" = 0
echo "$(grep -hc '' "$log") requests of sqlmap to $(cat "$work"/said.*[a-z] 2>/dev/null | grep -c 'testing for SQL injection on')" \
	"parameters, level $level, risk $risk, in $SECONDS s"
tell sqlmap
