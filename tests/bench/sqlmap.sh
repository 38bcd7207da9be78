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
account='{"email":"sqlmap@example.org","password":"Correct-horse-1"}'
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
# where sqlmap would not see one.
targets() {
	local json=(-H 'Content-Type: application/json')
	try list '/todos?limit=20&skip=0&sort_by=title&sort_order=asc&is_completed=false&include_total=true'
	try cursor '/todos?cursor=abc*'
	try show "/todos/$id*"
	try end "/auth/sessions/$id*" --method DELETE
	try create /todos "${json[@]}" --data '{"title":"a","description":"b","is_completed":false}'
	try update "/todos/$id" "${json[@]}" --method PUT --data '{"title":"a","description":"b","is_completed":false}'
	try login /auth/login "${json[@]}" --data "$account"
	try register /auth/register "${json[@]}" --data '{"email":"other@example.org","password":"weak"}'
	try refresh /auth/refresh "${json[@]}" --data '{"refresh_token":"abc"}'
	try users '/admin/users?email=a&limit=20&skip=0'
	try user "/admin/users/$id*"
	try change "/admin/users/$id" "${json[@]}" --method PUT --data '{"is_active":true,"is_admin":false}'
	try request-id /todos -H 'X-Request-ID: abc*'
	try trace /todos -H 'traceparent: abc*'
	try origin /todos -H 'Origin: https://a.example*'
	try address /todos -H 'X-Forwarded-For: 10.0.0.1*'
	try etag /openapi.json -H 'If-None-Match: abc*'
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
	grep -q 'all tested parameters do not appear to be injectable' "$1" &&
		! grep -q 'identified the following injection' "$1"
}

at_exit clean_up
mkdir -m 0777 "$work/log"
start_service LOG_FILE="$log" LOGIN_FAILURES_PER_MINUTE=0 REGISTRATIONS_PER_MINUTE=0 \
	BCRYPT_COST_FACTOR=10 JWT_SECRET_KEY=the-secret-of-the-tests-that-signs-tokens
token=$(new_token sqlmap@example.org)
url=$("$root/schema/cluster.sh" url "$work/state/postgres")
psql -qX -d "$url" -c "UPDATE users SET is_admin = true WHERE email = 'sqlmap@example.org'"
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
