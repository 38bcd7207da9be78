#!/bin/bash -p
# Attacks the service as those do who have tools for it: slow bodies, refused logins, a
# crowd of connections from one address. (Forged tokens and smuggling go through each
# front end: tests/system/api.sh. What takes long or measures are targets of their own.)
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
# shellcheck source=tests/shell/network.sh
. "$root/tests/shell/network.sh"
open_work attack
: >"$work/said"
evidence=("$work/said")

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	stop_service
	rm -rf "$work"
}

attack() {
	timeout 120 node "$root/tests/attack/$1.mjs" "${@:2}" >"$work/said" 2>&1
}

# One worker in each pool: whatever holds one up holds up all.
test_bodies() {
	start_service FRONT="$1" WORKERS=1 AUTH_WORKERS=1 LOG_FILE=/dev/null
	holds "$1: bodies that come slowly hold up nobody" attack bodies "$base"
	stop_service
}

# How many passwords were hashed.
hashes() {
	curl -s --noproxy '*' "$base/metrics" | sed -n 's/^password_hash_duration_seconds_count //p'
}

# Whether a login with email $1 and password $2 is refused, after as much work as any.
is_refused_by_hash() {
	local before
	before=$(hashes)
	[ "$(ask -d "{\"email\":\"$1\",\"password\":\"$2\"}" "$base/auth/login" | jq -r .error_code)" = "$3" ] &&
		[ "$(hashes)" = $((before + 1)) ]
}

test_logins() {
	local name long
	long=$(printf '%01000d' 0)
	start_service LOG_FILE=/dev/null BCRYPT_COST_FACTOR=10 LOGIN_FAILURES_PER_MINUTE=0
	for name in active disabled; do
		new_token "$name@example.org" >"$work/said"
	done
	psql -qX -d "$("$root/schema/cluster.sh" url "$work/state/postgres")" \
		-c "UPDATE users SET is_active = false WHERE email = 'disabled@example.org'"
	holds 'a wrong password costs a hash' is_refused_by_hash active@example.org Wrong-horse-1 AUTH_001
	holds 'so does an unknown email' is_refused_by_hash nobody@example.org Correct-horse-1 AUTH_001
	holds 'and a disabled user' is_refused_by_hash disabled@example.org Correct-horse-1 AUTH_007
	holds 'and an over-long password' is_refused_by_hash active@example.org "$long" AUTH_001
	holds '… of nobody' is_refused_by_hash nobody@example.org "$long" AUTH_001
	stop_service
}

# Run in a network of its own: what the rule lets through to port $1, from two addresses.
crowd() {
	local listener crowded other
	load_rule "$1"
	node -e 'require("net").createServer(() => {}).listen(+process.argv[1], "127.0.0.1",
		() => console.log("ready"))' "$1" >"$work/listener" &
	listener=$!
	eventually test -s "$work/listener"
	node "$root/tests/attack/crowd.mjs" 150 127.0.0.9 "$1" >"$work/crowded" &
	wait $!
	crowded=$(cat "$work/crowded")
	other=$(node "$root/tests/attack/crowd.mjs" 50 127.0.0.8 "$1")
	kill "$listener"
	echo "$crowded of 150, $other of 50"
}

test_crowd() {
	has_network 'one address has at most 100 connections' || return 0
	in_network "$0" --crowd 18000 >"$work/said" 2>&1 || true
	holds 'one address has at most 100 connections, by todo-api.nft, and others their own' \
		grep -qx '100 of 150, 50 of 50' "$work/said"
}

at_exit clean_up
[ "${1:-}" != --crowd ] || { crowd "$2" && exit; }
holds 'mixed requests leave memory as it was, and no fault' env REQUESTS=300 TODOS=50000 "$root/tests/bench/memory.sh"
holds 'sqlmap finds nothing in a list, a path and a login' \
	env LEVEL=1 "$root/tests/bench/sqlmap.sh" list show login
test_bodies lighttpd
test_bodies apache
test_logins
test_crowd
tell check-attack
