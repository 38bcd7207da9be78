#!/bin/bash -p
# Proves on three nodes, where Citus is installed, what check-spread proves on a stand-in:
# the tables are spread, the suites of the API pass through the coordinator, and a node
# that is away keeps nobody out but its users. Elsewhere it tells that there is none.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/schemas.sh
. "$root/tests/shell/schemas.sh"
# What these look at is not the same on many nodes: they stop the server, count sessions
# of all programs, hold a lock at the entry, or use SQL of their own that Citus does not plan.
apart='faults|fronts|failing_memory|failing_statements|shortage|quota|sessions|idempotency|changes'

# The command $1 on node $2, a folder.
node() {
	TODO_API_CLUSTER_FAST=1 "$root/schema/cluster.sh" "$1" "$work/$2" "${@:3}"
}

on() {
	psql -qXAt -v ON_ERROR_STOP=1 -d "postgresql://todo@/todo?host=$work/$1&port=5432" "${@:2}"
}

start_nodes() {
	local i
	for i in 1 2; do
		node start "$i"
	done
	for i in . 1 2; do
		printf '%s\n' "shared_preload_libraries = 'citus'" 'max_prepared_transactions = 200' \
			>>"$work/$i/data/postgresql.conf"
		node stop "$i"
		node start "$i"
		on "$i" -c 'CREATE EXTENSION citus'
	done
	on . -o /dev/null -c "SELECT citus_set_coordinator_host('$work/.', 5432)" \
		-c "SELECT citus_add_node('$work/1', 5432)" -c "SELECT citus_add_node('$work/2', 5432)"
}

runs() {
	psql -qX -d "$(url_of todo)" -f "$root/schema/$1" >"$said" 2>&1
}

suite_passes() {
	TEST_CLUSTER=$work TEST_DATABASE_URL=$(url_of todo) CK_RUN_SUITE=$1 CK_DEFAULT_TIMEOUT=600 \
		"$root/tests/system/api.sh" process >"$said" 2>&1
}

# Whether a request with token $1 is answered status $2 (and what $3 matches).
answers() {
	token=$1 ask -o "$said" -w '%{http_code}' "${@:4}" >"$work/status"
	[ "$(cat "$work/status")" = "$2" ] && grep -q "$3" "$said"
}

# Sets here and there to tokens of a user of node 1 and one of node 2.
make_users() {
	local i name
	there='' here=''
	for i in {1..30}; do
		token=''
		token=$(new_token "away$i@example.org")
		name=$(on . -c "SELECT nodename FROM citus_shards WHERE shardid = get_shard_id_for_distribution_column(
			'users', '$(ask "$base/auth/me" | jq -r .id)')")
		if [ "${name##*/}" = 2 ]; then there=$token; else here=$token; fi
		[ -z "$there" ] || [ -z "$here" ] || return 0
	done
	return 1
}

check_away() {
	local theirs
	start_service DATABASE_URL="$(url_of todo)" WORKERS=1 AUTH_WORKERS=1 METRICS_FILE=''
	holds 'a service runs on it' make_users
	theirs=$(token=$there ask -d '{"title":"theirs"}' "$base/todos" | jq -r .id)
	token=$here ask -o /dev/null -d '{"title":"mine"}' "$base/todos"
	node stop 2 immediate
	holds 'a node is away: its users are told so' answers "$there" 500 SERVER_001 "$base/todos"
	holds 'everybody else goes on' answers "$here" 200 mine "$base/todos"
	holds '… and writes' answers "$here" 201 more -d '{"title":"more"}' "$base/todos"
	holds "a todo that may be another's is not found" answers "$here" 404 RESOURCE_001 "$base/todos/$theirs"
	node start 2
	holds 'the node is back, and its users are' eventually answers "$there" 200 theirs "$base/todos"
	stop_service
}

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	local i
	stop_service
	for i in . 1 2; do
		node stop "$i" immediate || true
	done
	rm -rf "$work"
}

at_exit clean_up
if [ "$(sql todo -c "SELECT count(*) FROM pg_available_extensions WHERE name = 'citus'")" = 0 ]; then
	echo 'skipped: no Citus here (pg_available_extensions lists none)'
	exit 0
fi
start_nodes
deploy_schema "$(url_of todo)"
holds 'distribute.sql spreads the tables over two nodes' runs distribute.sql
while read -r suite; do
	[[ $suite =~ ^($apart)$ ]] || holds "the suite $suite passes" suite_passes "$suite"
done < <(sed -n 's/^\tX(\([a-z_]*\)).*/\1/p' "$root/tests/api/suites.h")
check_away
holds 'undistribute.sql brings all back' runs undistribute.sql
deploy_schema "$(url_of todo)"
tell check-citus
