#!/bin/bash -p
# Proves on nodes of Citus, where it is installed, what check-spread proves on a stand-in:
# the tables are spread, the suites of the API pass through the coordinator, through a node
# of the tables, and through HAProxy over all entries, a node that is away keeps nobody out
# but its users, and writers lose nothing while shards move to one that was added. Elsewhere
# it tells that there is none.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/schemas.sh
. "$root/tests/shell/schemas.sh"
# shellcheck source=tests/shell/away.sh
. "$root/tests/shell/away.sh"
# shellcheck source=tests/shell/populated.sh
. "$root/tests/shell/populated.sh"
# shellcheck source=tests/shell/balancer.sh
. "$root/tests/shell/balancer.sh"
# shellcheck source=tests/shell/writers.sh
. "$root/tests/shell/writers.sh"
balanced=''

# The command $1 on node $2, a folder.
node() {
	TODO_API_CLUSTER_FAST=1 "$root/schema/cluster.sh" "$1" "$work/$2" "${@:3}"
}

on() {
	psql -qXAt -v ON_ERROR_STOP=1 -d "postgresql://todo@/todo?host=$work/$1&port=5432" "${@:2}"
}

# Starts node $1, a folder, with Citus, whose moves of shards count on commits that are
# written, as our promises do.
start_node() {
	[ "$1" = . ] || node start "$1"
	printf '%s\n' "shared_preload_libraries = 'citus'" 'max_prepared_transactions = 200' \
		'wal_level = logical' 'synchronous_commit = on' "citus.local_hostname = '$work/$1'" >>"$work/$1/data/postgresql.conf"
	node stop "$1"
	node start "$1"
}

add_node() {
	start_node "$1"
	on "$1" -c 'CREATE EXTENSION citus'
	on . -o /dev/null -c "SELECT citus_add_node('$work/$1', 5432)"
}

# Citus comes to a database that is in use.
start_nodes() {
	start_node .
	deploy_schema "$(url_of todo)"
	psql -qX -d "$(url_of todo)" -v app=todo_app -f "$root/schema/grant.sql" >/dev/null
	populate
	on . -c 'CREATE EXTENSION citus'
	on . -o /dev/null -c "SELECT citus_set_coordinator_host('$work/.', 5432)"
	add_node 1
	add_node 2
}

runs() {
	psql -qX -d "$(url_of todo)" -f "$root/schema/$1" >"$said" 2>&1
}

# Whether a session may begin by each entry.
are_entries() {
	local n
	for n in . 1 2; do
		DATABASE_URL="postgresql://todo_app@/todo?host=$work/$n&port=5432" "$build/fcgi/todo.fcgi" --check >"$said" 2>&1 || return
	done
}

# There and back, with what it holds, which then goes.
check_rows() {
	local whole
	whole=$(dump todo)
	rows >"$work/before"
	holds 'distribute.sql spreads a populated database over two nodes' runs distribute.sql
	holds '… with every row of every table' has_rows "$work/before"
	holds '… and each node is an entry' are_entries
	holds 'undistribute.sql brings all back' runs undistribute.sql
	holds '… with every row of every table' has_rows "$work/before"
	holds '… and the schema as it was' [ "$(dump todo)" = "$whole" ]
	sql todo -c 'SET client_min_messages = warning' -c 'TRUNCATE users, invitations CASCADE'
}

# The suite $1 of the API, whose program comes by $2, and whose own SQL by the node $3: what
# is counted of attempts each entry has for itself. The schema is the coordinator's.
suite_passes() {
	[ "$1" != health ] || set -- "$1" "$2" .
	TEST_CLUSTER=$work TEST_DATABASE_URL="postgresql://todo@/todo?host=$work/$3&port=5432" \
		TEST_POOLER_URL=$2 CK_RUN_SUITE=$1 CK_DEFAULT_TIMEOUT=600 \
		"$root/tests/system/api.sh" process >"$said" 2>&1
}

# All suites by $2, called $1, and the node $3; with $4, those alone that match it. But not
# faults, which stops the one server: check_away stops one of several.
check_suites() {
	local suite
	while read -r suite; do
		[ "$suite" = faults ] || [[ ! $suite =~ ${4:-.} ]] ||
			holds "by $1: the suite $suite passes" suite_passes "$suite" "$2" "$3"
	done < <(sed -n 's/^\tX(\([a-z_]*\)).*/\1/p' "$root/tests/api/suites.h")
}

# Sets balanced to the address of HAProxy over all entries.
balance() {
	local port n script=''
	port=$(free_port)
	for n in . 1 2; do
		script+="; s|10\.0\.0\.3$((${n/./0} + 1)):5432|unix@$work/$n/.s.PGSQL.5432|"
	done
	start_balancer todo_entries "$port" "$script"
	balanced="postgresql://todo_app@127.0.0.1:$port/todo?sslmode=disable"
}

# The second node is that which goes away.
take_away() {
	node stop 2 immediate
}

bring_back() {
	node start 2
}

is_there() {
	local name
	name=$(on . -c "SELECT nodename FROM citus_shards
		WHERE shardid = get_shard_id_for_distribution_column('users', '$1')")
	[ "${name##*/}" = 2 ]
}

# All processes of the second node are given the signal $1.
signal_node() {
	local main
	main=$(head -n 1 "$work/2/data/postmaster.pid")
	kill "-$1" "$main"
	pkill "-$1" -P "$main"
}

fall_silent() {
	signal_node STOP
}

speak() {
	signal_node CONT
}

# Whether the doctor tells that both entries take writes, and finds nothing in it.
are_one_database() {
	service_url="postgresql://todo_app@/todo?host=$work,$work/1&port=5432" admin 0 doctor "$base" --database || true
	grep -q 'the first of 2 that take writes' "$said" && ! grep -q 'none may have' "$said"
}

check_away() {
	start_service DATABASE_URL="$service_url" WORKERS=2 AUTH_WORKERS=1 METRICS_FILE='' DATABASE_STATEMENT_TIMEOUT_MS=2000 TODOS_PER_USER=60
	holds 'a service runs on it' make_users
	holds 'doctor --database: its nodes take writes, and are one' are_one_database
	check_users
	check_all_users
	check_silence
	stop_service
	check_workers_upkeep
}

count_moved() {
	on . -c "SELECT count(*) FROM citus_shards WHERE nodename = '$work/3'"
}

keeps_promises() {
	lost_or_twice sql todo -c "SELECT title FROM todos WHERE title LIKE 'moved%'" >"$said"
	[ -s "$work/promised" ] && [ ! -s "$said" ]
}

# While clients write, shards move to a node that is added. A write may wait for a shard as
# long as its move takes on this machine.
check_moves() {
	start_service DATABASE_URL="$balanced" WORKERS=6 AUTH_WORKERS=2 METRICS_FILE='' DATABASE_STATEMENT_TIMEOUT_MS=50000
	: >"$work/refused"
	for i in {1..8}; do
		token=''
		token=$(new_token "moved$i@example.org")
		start_writers "moved$i-" 1
	done
	add_node 3
	holds 'distribute.sql gives a new node what each has' runs distribute.sql
	holds 'shards move to it while clients write' on . -o /dev/null -c "SELECT citus_rebalance_start()" \
		-c 'SELECT citus_rebalance_wait()'
	holds '… a third of them' [ "$(count_moved)" -gt 60 ]
	sleep 1
	stop_writers
	holds '… nothing that was promised is lost, or there twice' keeps_promises
	holds '… and nobody was refused' [ ! -s "$work/refused" ]
	echo "      ($(count_moved) shards moved; $(wc -l <"$work/promised") promised, refused: $(refusals))"
	stop_service
}

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	local i
	stop_writers
	stop_service
	speak 2>/dev/null || true
	[ -z "$balancer" ] || kill "$balancer" || true
	for i in . 1 2 3; do
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
check_rows
holds 'an empty database is spread, too' runs distribute.sql
balance
service_url="postgresql://todo_app@/todo?host=$work&port=5432"
node_url="postgresql://todo_app@/todo?host=$work/1&port=5432"
check_away
check_moves
check_suites coordinator "$service_url" .
check_suites 'a node' "$node_url" 1
check_suites HAProxy "$balanced" . 'login|todo_life|lists|bulk|rotation|find|etags|admin|export'
holds 'undistribute.sql brings all back' runs undistribute.sql
deploy_schema "$(url_of todo)"
tell check-citus
