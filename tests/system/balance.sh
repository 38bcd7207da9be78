#!/bin/bash -p
# Proves that behind nginx, HAProxy and Caddy by our examples a host of two may stop, die
# or lose its database, that it costs no more than what was under way, and that nothing
# is done twice, not even where it is sent fifty times at once.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/proxies.sh
. "$root/tests/shell/proxies.sh"
loads=()

# Prints curl's configuration for $2 requests, half of which make todos named after $1.
plan_load() {
	local i
	for ((i = 0; i < $2; i++)); do
		[ "$i" = 0 ] || echo next
		printf '%s = "%s"\n' resolve "$site:$tls:127.0.0.1" cacert "$work/etc/ssl/todo.pem" noproxy '*' \
			header "Authorization: Bearer $token" max-time 30 output /dev/null write-out '%{http_code} %{method} %{errormsg}\n' \
			url "https://$site:$tls/todos?limit=1"
		[ $((i % 2)) = 0 ] || printf '%s = "%s"\n' header "$json" data "{\\\"title\\\":\\\"$1-$i\\\"}"
	done
}

# Four clients, each of 20 requests a second for 6 s, while command $2… is run.
with_load() {
	local i name=$1
	shift
	rm -f "$work"/load.*
	for i in 1 2 3 4; do
		plan_load "$name-$i" 120 >"$work/load.$i"
		command curl -q -s --rate 20/s -K "$work/load.$i" >"$work/load.$i.said" &
		loads+=("$!")
	done
	sleep 1.5
	"$@"
	wait "${loads[@]}" || true
	loads=()
	cat "$work"/load.*.said >"$work/said"
	failures=$(grep -cvE '^20[01]' "$work/said") || true
	grep -vE '^20[01]' "$work/said" | sort | uniq -c | sed 's/^/      /' || true
}

# Whether of the todos named after $1 each that was promised is there, and none twice.
keeps_promises() {
	[ "$(sql_on pg "SELECT count(*) = count(DISTINCT title) AND
		count(*) >= $(grep -c '^201' "$work/said") FROM todos WHERE title LIKE '$1-%'")" = t ]
}

test_stops() {
	local most=4
	# It loses the body of what it could not bring to a host, too (its issue 7546).
	[ "$1" != caddy ] || most=8
	: >"$work/log.1"
	: >"$work/log.2"
	with_load "stop-$1" stop_host 2
	holds "$1: a host that is stopped costs no more than was under way ($failures of 480)" lies_within "$failures" 0 "$most"
	holds "$1: … and no todo is lost or there twice" keeps_promises "stop-$1"
	holds "$1: both hosts had been asked" test "$(grep -l '"path":"/todos"' "$work"/log.[12] | wc -l)" = 2
	start_host 2
	sleep 3
	with_load "kill-$1" kill_host 2
	holds "$1: one that is killed costs no more than was under way ($failures of 480)" lies_within "$failures" 0 "$most"
	holds "$1: … and no todo is lost or there twice" keeps_promises "kill-$1"
	start_host 2
	sleep 3
}

# The sed script that takes host 2 out of example $1.
without_host() {
	case $1 in
	nginx) echo "s/server 127.0.0.1:${host_port[2]}/& down/" ;;
	haproxy) echo '/server host2/d' ;;
	caddy) echo "s/ 127.0.0.1:${host_port[2]}//" ;;
	esac
}

# What was under way gets its answer meanwhile.
take_host() {
	reload_proxy "$(without_host "$1")"
	sleep 2
	stop_host 2
}

test_leave() {
	with_load "leave-$1" take_host "$1"
	# Caddy's reload has been seen to cost one; the others nothing, on a machine that is idle.
	holds "$1: a host that was taken out before costs next to nothing ($failures of 480)" \
		lies_within "$failures" 0 "$([ "$1" = caddy ] && echo 2 || echo 1)"
	holds "$1: … and no todo is lost or there twice" keeps_promises "leave-$1"
	start_host 2
}

# Takes the database from hosts $1…, and waits until they and the proxy know.
bar_hosts() {
	local n
	for n; do
		sql_on pg "ALTER ROLE host$n NOLOGIN" \
			"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'host$n'" >/dev/null
		eventually is_ready_as 503 "$n"
	done
	sleep 3
}

admit_hosts() {
	local n
	for n; do
		sql_on pg "ALTER ROLE host$n LOGIN"
		eventually is_ready_as 200 "$n"
	done
}

is_ready_as() {
	[ "$(status_of "http://127.0.0.1:${host_port[$2]}/health/ready")" = "$1" ]
}

serves_todos() {
	gives 200 -H "Authorization: Bearer $token" /todos >/dev/null
}

# Whether host 2 gets none of ten reads.
is_spared() {
	local i
	: >"$work/log.2"
	for i in 1 2 3 4 5 6 7 8 9 10; do
		serves_todos || return
	done
	! grep -q '"path":"/todos"' "$work/log.2"
}

# nginx asks no host how it is, and learns only by reads that fail.
test_unready() {
	bar_hosts 2
	[ "$1" = nginx ] || eventually is_spared || true
	: >"$work/log.2"
	with_load "bar-$1" true
	holds "$1: a host that is not ready costs no read" test "$(grep -cE '^5.. GET' "$work/said")" = 0
	if [ "$1" != nginx ]; then
		holds "$1: … and no write ($failures of 480)" test "$failures" = 0
		holds "$1: … for it gets none" lies_within "$(grep -c '"path":"/todos"' "$work/log.2")" 0 0
	else
		holds "$1: … and a write in four at most ($failures of 240)" lies_within "$failures" 0 60
	fi
	admit_hosts 2
	with_load "back-$1" sleep 1
	holds "$1: … until it is ready again" grep -q '"path":"/todos","endpoint":"/todos","status":20' "$work/log.2"
	bar_hosts 1 2
	holds "$1: where none is ready an error in our form says so" gives '50[0-3]' -H "Authorization: Bearer $token" /todos
	holds "$1: … which has a code" grep -q '"error_code":"SERVER_00' "$work/said"
	admit_hosts 1 2
	back=${EPOCHREALTIME/./}
	holds "$1: when they are again, it goes on" eventually serves_todos
	echo "      (after $(((${EPOCHREALTIME/./} - back) / 1000)) ms)"
}

# Kills the web server that a POST is at, which waits in the database.
test_twice() {
	local n title="twice-$1" client
	eventually are_warm
	hold_todos 60
	gives '50[24]' -H "Authorization: Bearer $token" -H "$json" -H "X-Request-ID: $title" \
		-d "{\"title\":\"$title\"}" /todos &
	client=$!
	eventually waits_somewhere
	n=${waiter#host}
	kill -KILL "$(front_of "$n")"
	holds "$1: what was sent to a host that dies has failed" wait "$client"
	# A worker ends what it has in hand before its host does.
	free_todos
	kill_host "$n"
	sleep 1
	holds "$1: … and was sent to no other" test "$(sql_on pg "SELECT count(*) FROM todos WHERE title = '$title'")" = 1
	start_host "$n"
}

# Whether each worker for todos has its connection: to make one takes the table, too.
are_warm() {
	local n
	for n in 1 2; do
		seq 40 | xargs -P 8 -I{} curl -qs --noproxy '*' -m 30 -o "$work/warm.{}" -H "Authorization: Bearer $token" \
			"http://127.0.0.1:${host_port[$n]}/todos?limit=1" || return
		[ "$(sql_on pg "SELECT count(*) FROM pg_stat_activity WHERE usename = 'host$n'")" -ge 4 ] || return
	done
}

# Sets waiter to the role of the host that waits for the table.
waits_somewhere() {
	waiter=$(sql_on pg "SELECT usename FROM pg_stat_activity
		WHERE wait_event_type = 'Lock' AND usename LIKE 'host_'")
	[[ $waiter =~ ^host.$ ]]
}

for_two() {
	start_proxy "$1" "$(several_of "$1")"
	test_stops "$1"
	test_unready "$1"
	test_twice "$1"
	test_leave "$1"
	stop_proxy
}

# One secret is all that hosts share besides the database.
test_tokens() {
	local other=http://127.0.0.1:${host_port[2]}
	start_host 2
	holds 'an access token of one host is good at the other' test \
		"$(status_of -H "Authorization: Bearer $token" "$other/todos")" = 200
}

# Fifty requests at once with one key, half of them at each host.
test_retries() {
	local i
	for ((i = 0; i < 50; i++)); do
		[ "$i" = 0 ] || echo next
		printf '%s = "%s"\n' url "http://127.0.0.1:${host_port[$((1 + i % 2))]}/todos" noproxy '*' max-time 30 \
			header "Authorization: Bearer $token" header "$json" header 'Idempotency-Key: \"fifty\"' \
			data '{\"title\":\"fifty\"}' output /dev/null write-out '%{http_code} %{url}\n'
	done >"$work/retries"
	command curl -qsZ --parallel-immediate --parallel-max 50 -K "$work/retries" >"$work/said"
	holds 'fifty retries at once at two hosts make one todo' \
		test "$(sql_on pg "SELECT count(*) FROM todos WHERE title = 'fifty'")" = 1
	holds '… and each is answered with it, or told to come again' \
		test "$(grep -cE '^(201|409) ' "$work/said")" = 50
	holds '… which at least one is at each host' test "$(grep '^201' "$work/said" | sort -u | wc -l)" = 2
}

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	[ "${#loads[@]}" = 0 ] || kill "${loads[@]}" || true
	close_hosts
}

at_exit clean_up
open_site
test_tokens
test_retries
for name in "${proxies[@]}"; do
	for_two "$name"
done
tell check-balance
