#!/bin/bash -p
# Proves that a pool spreads over several entries to its database that all take writes, by an
# order of its own of each worker or by HAProxy with our example; and that one which dies
# takes along nothing that was promised. The entries are three ways to one server.
#
# What of the example is for a primary and its standbys check-patroni has.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/databases.sh
. "$root/tests/shell/databases.sh"
# shellcheck source=tests/shell/balancer.sh
. "$root/tests/shell/balancer.sh"
# shellcheck source=tests/shell/writers.sh
. "$root/tests/shell/writers.sh"
names=(1 2 3) spread='' since=''
declare -A port=() entry=()

start_entry() {
	cat >"$work/entry.$1" <<-CONF
		defaults
			mode tcp
			timeout connect 2s
			timeout client 1h
			timeout server 1h
		listen entry
			bind 127.0.0.1:${port[$1]}
			server pg unix@$work/pg/.s.PGSQL.5432
	CONF
	run_haproxy "$work/entry.$1"
	entry[$1]=$haproxy
	eventually is_open "${port[$1]}"
}

kill_entry() {
	[ -n "${entry[$1]:-}" ] || return 0
	kill -KILL "${entry[$1]}"
	wait "${entry[$1]}" || true
	entry[$1]=''
} 2>/dev/null

# Prints how many connections entry $1 has.
sessions_of() {
	awk -v port="$(printf ':%04X$' "${port[$1]}")" '$2 ~ port && $4 == "01"' /proc/net/tcp | wc -l
}

# Whether the entries have each between $1 and $2 sessions, and $3 in all.
are_spread() {
	local n count sum=0 within=0 all=()
	for n in "${names[@]}"; do
		count=$(sessions_of "$n")
		all+=("$count")
		sum=$((sum + count))
		! lies_within "$count" "$1" "$2" || within=$((within + 1))
	done
	spread=${all[*]}
	echo "sessions: $spread" >"$work/said"
	[ "$within" = 3 ] && [ "$sum" = "$3" ]
}

# Whether entry $1 has none, and the others all of $2.
is_left() {
	are_spread 0 999 "$2" && [ "$(sessions_of "$1")" = 0 ]
}

keeps_promises() {
	lost_or_twice sql_on pg 'SELECT title FROM todos' >"$work/said"
	[ -s "$work/promised" ] && [ ! -s "$work/said" ]
}

# Kills entry $3 of a pool named $1, of $2 workers, that clients write to.
test_death() {
	local died
	: >"$work/refused"
	since=${EPOCHREALTIME/./}
	start_writers "$1" 4
	eventually has_promised_since "$since"
	sleep 0.5
	kill_entry "$3"
	died=${EPOCHREALTIME/./}
	holds "$1: an entry dies, and its workers go to the others" eventually is_left "$3" "$2"
	eventually has_promised_since "$died"
	sleep 1
	stop_writers
	holds "$1: … nothing that was promised is lost, or there twice" keeps_promises
	holds "$1: … and who had begun alone was refused" lies_within "$(refused_since "$died")" 0 39
	echo "      (sessions: $spread; $(wc -l <"$work/promised") promised, refused: $(refusals); longest without a promise: $(longest_gap "$since") ms)"
}

# With 30 workers none of three is left out once in 60,000 times.
test_order() {
	local url="postgresql://todo@/todo?host=127.0.0.1,127.0.0.1,127.0.0.1&port=${port[1]},${port[2]},${port[3]}"
	start_service DATABASE_URL="$url" WORKERS=6 AUTH_WORKERS=2
	holds 'in the order of DATABASE_URL all workers go to the first entry' eventually is_left_to_first 8
	stop_service
	start_service DATABASE_URL="$url" DATABASE_HOST_ORDER=random WORKERS=28 AUTH_WORKERS=2
	holds 'DATABASE_HOST_ORDER=random spreads them' eventually are_spread 1 28 30
	echo "      (sessions: $spread)"
	token=$(new_token random@example.org)
	test_death random 30 2
	stop_service
	start_entry 2
}

is_left_to_first() {
	are_spread 0 "$1" "$1" && [ "$(sessions_of 1)" = "$1" ]
}

test_haproxy() {
	local n port_of_all script=''
	port_of_all=$(free_port)
	for n in "${names[@]}"; do
		script+="; s/10\.0\.0\.3$n:5432/127.0.0.1:${port[$n]}/"
	done
	start_balancer todo_entries "$port_of_all" "$script"
	start_service DATABASE_URL="postgresql://todo@127.0.0.1:$port_of_all/todo" WORKERS=6 AUTH_WORKERS=2
	holds 'HAProxy spreads 8 workers evenly' eventually are_spread 2 3 8
	echo "      (sessions: $spread)"
	token=$(new_token haproxy@example.org)
	test_death haproxy 8 1
	start_entry 1
	eventually is_up 1
	kill_entry 2
	holds '… one that is back gets the next' eventually is_taken_over
	stop_service
}

# Whether the last that HAProxy said of entry $1 is that it is there.
is_up() {
	[[ "$(grep -a "Server todo_entries/entry$1 is " "$work/haproxy.log" | tail -n 1)" = *" is UP"* ]]
}

# Whether entry 1 has the sessions that entry 2 had.
is_taken_over() {
	[ "$(sessions_of 2)" = 0 ] && [ "$(sessions_of 1)" -ge 2 ]
}

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	local n
	stop_writers
	[ -z "$balancer" ] || kill "$balancer" 2>/dev/null || true
	for n in "${names[@]}"; do
		kill_entry "$n"
	done
	tear_down
}

command -v haproxy >/dev/null || { skip 'a pool spreads over the entries to its database' haproxy && exit 0; }
at_exit clean_up
evidence=("$work/said" "$work/haproxy.log")
start_server pg
deploy_schema "postgresql://todo@/todo?host=$work/pg"
for name in "${names[@]}"; do
	port[$name]=$(free_port)
	start_entry "$name"
done
test_order
test_haproxy
tell check-entries
