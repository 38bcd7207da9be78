#!/bin/bash -p
# Proves that three hosts on one database are one service to its clients, through HAProxy by
# our example: while they are updated one after the other, schema and program, while one
# is cut off and comes back, and in what the API suite asks.
#
# As root: each host is a network of its own, on a bridge of ours, where HAProxy and
# Postgres are. PREVIOUS is the commit of before, if not the last release.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/machines.sh
. "$root/tests/shell/machines.sh"
# shellcheck source=tests/shell/proxies.sh
. "$root/tests/shell/proxies.sh"
# shellcheck source=tests/shell/writers.sh
. "$root/tests/shell/writers.sh"
# shellcheck source=tests/shell/before.sh
. "$root/tests/shell/before.sh"
build=${TODO_API_BUILD:-$root/build} names=(1 2 3) since=''
# shellcheck source=tests/shell/api_settings.sh
. "$root/tests/shell/api_settings.sh"
url="postgresql://todo@$bridge/todo?password=$database_password"
said=$work/said

# The suites that are left out, and why.
left_out() {
	cat <<-LIST
		fronts front_docs front_errors front_cors	they look after one web server
		faults	it takes the database from all hosts, and HAProxy says so: check-balance
		metrics metrics_guard	each host counts for itself, which no test asks for here
		proxies	it is the only proxy itself: check-proxies has it
	LIST
}

make_network() {
	local n
	for n in "${names[@]}"; do
		make_machine "$n" "10.0.0.$n"
		host_at[$n]=10.0.0.$n:8000
	done
}

# A server with the schema of folder $1, which the hosts reach by the network.
make_database() {
	start_server pg
	deploy_schema "postgresql://todo@/todo?host=$work/pg" "$1"
	echo 'host all all 10.0.0.0/24 trust' | "${AS[@]}" tee -a "$work/pg/data/pg_hba.conf" >/dev/null
	sql_on pg "ALTER SYSTEM SET listen_addresses = '$bridge'"
	"$root/schema/cluster.sh" stop "$work/pg"
	start_server pg
}

# Starts the program of folder $2 on host $1; further arguments are settings.
start_host() {
	local n=$1 from=$2 built=$2/build
	shift 2
	[ "$from" != "$root" ] || built=$build
	: >"$work/run.$n"
	touch "$work/log.$n"
	[ "${#AS[@]}" = 0 ] || chown www-data "$work/log.$n"
	(exec nsenter -t "${inside[$n]}" --net env TODO_API_STATE="$work/host$n" TODO_API_BUILD="$built" \
		HOST="10.0.0.$n" PORT=8000 WORKERS=3 AUTH_WORKERS=1 DATABASE_URL="$url" LOG_FILE="$work/log.$n" \
		TRUSTED_PROXIES="[\"$bridge\",\"127.255.0.0/16\"]" METRICS_FILE= "$@" "$from/fcgi/host/run.sh") >"$work/run.$n" 2>&1 &
	host_pid[$n]=$!
}

# Whether all hosts come to be ready.
are_ready() {
	local n
	for n in "${names[@]}"; do
		patiently has_started "$n" || true
		grep '^todo-api is ready' "$work/run.$n" >"$said" || { cp "$work/run.$n" "$said" && return 1; }
	done
}

start_hosts() {
	local n
	for n in "${names[@]}"; do
		start_host "$n" "$@"
	done
	are_ready
}

stop_hosts() {
	local n
	for n in "${names[@]}"; do
		stop_host "$n"
	done
}

# The example for three hosts. Clients speak without TLS here, for which check-proxies is.
start_balancer() {
	start_proxy haproxy "$(several_of haproxy); s/^(\tserver )host2 .*/&\n\1host3 ${host_at[3]}/; /redirect scheme/d
		s/timeout server 40s/timeout server 5s/; $1"
	base=http://127.0.0.1:$plain
}

# Takes host $1 out of the balancer's file, and puts it back.
take_out() {
	reload_proxy "s/^\t(server host$1 )/\t#\1/"
	sleep 1.5
}

put_back() {
	reload_proxy "s/^\t#(server host$1 )/\t\1/"
	sleep 0.5
}

# As todo-api-hosting(7) has it: the host is taken out, stopped, and comes back with the
# program of now. Requests are under way at it meanwhile, for 0.7 s.
update_host() {
	hold_todos 0.7
	take_out "$1"
	stop_host "$1"
	start_host "$1" "$root" TODOS_PER_USER=100000
	are_ready && put_back "$1"
}

# Whether host $1 has the worker of folder $2.
runs_program() {
	cmp -s "$work/host$1/app/lib/todo-api/todo.fcgi" "$2/fcgi/todo.fcgi"
}

version_of_schema() {
	sql_on pg 'SELECT version FROM schema_version'
}

# The requests for todos that host $1 has logged.
count_of() {
	grep -c '"path":"/todos"' "$work/log.$1" || true
}

# Whether host $1 has got more than $2.
gets_more() {
	[ "$(count_of "$1")" -gt "$2" ]
}

get_all() {
	local n
	for n in "${names[@]}"; do
		gets_more "$n" 0 || return
	done
}

keeps_promises() {
	lost_or_twice sql_on pg 'SELECT title FROM todos' >"$said"
	[ -s "$work/promised" ] && [ ! -s "$said" ]
}

begin_load() {
	: >"$work/refused"
	since=${EPOCHREALTIME/./}
	start_writers "$1" 3
	start_readers "$1" 2
	eventually has_promised_since "$since"
	sleep 1
}

end_load() {
	sleep 1
	stop_writers
	evidence=("$work/refused" "$said")
}

writes_since() {
	cat "$work"/promised.* | awk -v since="$1" '$1 > since' | wc -l
}

tell_load() {
	echo "      ($(writes_since "$since") writes and $(reads_since "$since") reads answered, $(wc -l <"$work/refused") failed" \
		"$(refusals); longest without a write: $(longest_gap "$since") ms)"
}

test_update() {
	local n old
	old=$(version_of_schema)
	holds "three hosts of the program of before serve on its schema ($old)" eventually get_all
	begin_load update
	holds '… the schema is brought up to date beneath them' deploy_schema "postgresql://todo@/todo?host=$work/pg"
	for n in "${names[@]}"; do
		holds "… host $n gets the program of now" update_host "$n"
	done
	end_load
	holds "… which is another, on another schema ($(version_of_schema))" test "$(version_of_schema)" -gt "$old"
	for n in "${names[@]}"; do
		holds "… on host $n" runs_program "$n" "$build"
	done
	holds '… no request failed' test ! -s "$work/refused"
	holds '… and nothing that was promised is lost, or there twice' keeps_promises
	tell_load
}

# Whether host $1 has had no request for 2 s.
is_left_alone() {
	local before
	before=$(count_of "$1")
	sleep 2
	[ "$(count_of "$1")" = "$before" ]
}

test_cut_off() {
	local cut before
	begin_load cut
	unplug 2
	cut=${EPOCHREALTIME/./}
	# Those under way have 5 s to fail.
	sleep 7
	holds 'a host that is cut off: no request that was begun later failed' test "$(refused_since "$cut")" = 0
	holds '… and writes and reads went on' test "$(writes_since "$cut")" -gt 20 -a "$(reads_since "$cut")" -gt 20
	holds '… which it saw nothing of' eventually is_left_alone 2
	before=$(count_of 2)
	plug 2
	holds '… it comes back, and gets requests again' eventually gets_more 2 "$before"
	end_load
	holds '… nothing that was promised is lost, or there twice' keeps_promises
	tell_load
}

# Which host got a request says HAProxy's log alone, for the suite reads one of all hosts.
# The suite is many clients, by addresses of their own and as proxies of others.
test_suite() {
	local suites why omitted='' n
	stop_proxy
	stop_hosts
	start_hosts "$root" LOG_FILE="$work/log.1" LD_PRELOAD="$(cheap_hashes "$build/fcgi/todo.fcgi")" || return
	start_balancer 's/set-header X-Forwarded-For/add-header X-Forwarded-For/; s/^\tno log$/\toption httplog/'
	while IFS=$'\t' read -r suites why; do
		echo "      (left out: $suites; $why)"
		omitted+="$suites "
	done < <(left_out)
	holds 'the API suite passes through the balancer' passes_suite "${omitted% }"
	for n in "${names[@]}"; do
		holds "… host $n answered $(count_balanced "$n") of its requests" test "$(count_balanced "$n")" -gt 500
	done
}

count_balanced() {
	grep -c " todo_api/host$1 " "$work/proxy.log" || true
}

passes_suite() {
	TEST_API_URL=$base TEST_API_LOG=$work/log.1 API_LEAVE_OUT=$1 API_UNSCRAPED=1 TEST_CLUSTER=$work/pg \
		TEST_DATABASE_URL="postgresql://todo@/todo?host=$work/pg" "$root/tests/system/api.sh" there
}

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	stop_writers
	stop_proxy
	stop_hosts
	end_machines
	tear_down
}

what='three hosts on one database are one service'
command -v haproxy >/dev/null || { skip "$what" haproxy && exit 0; }
has_machines || { skip "$what" 'right to make networks, which root has,' && exit 0; }
commit=$(find_before) || { skip "$what" 'history of git that has the program of before' && exit 0; }
at_exit clean_up
evidence=("$said" "$work/proxy.log")
before=$(folder_of_before "$commit")
holds "the program of before, ${commit:0:9}, builds" build_before "$commit" all
make_network
make_certificate
install -d "${AS[@]:+-owww-data}" "$work/home" "$work/temp"
make_database "$before/schema"
holds '… and serves on three hosts' start_hosts "$before" TODOS_PER_USER=100000
start_balancer ''
token=$(new_token hosts@example.org)
new_todos 6
test_update
test_cut_off
test_suite
tell check-hosts
