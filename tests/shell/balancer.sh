#!/bin/bash -p
# HAProxy in front of a database, by our example for it. To be sourced after shell.sh.
#
#   start_balancer SECTION PORT SCRIPT    todo_primary or todo_entries of the example, on
#                                         127.0.0.1 and with its addresses changed by the
#                                         sed script; sets balancer, the process
#   run_haproxy FILE                      by another file; sets haproxy, the process
#
# Each ends with who started it, at the latest. $work/haproxy.log has what they say.
# shellcheck disable=SC2034,SC2154 # used there; $root, $work and AS are theirs

balancer=''

run_haproxy() {
	(cd / && exec setsid "${AS[@]}" setpriv --pdeathsig KILL haproxy -db -f "$1") </dev/null >>"$work/haproxy.log" 2>&1 &
	haproxy=$!
}

start_balancer() {
	local other=todo_primary
	[ "$1" != todo_primary ] || other=todo_entries
	sed -E "/^listen $other/,/^\$/d; s/^(\tbind 127\.0\.0\.1):.*/\1:$2/
		/^\t(user|group|chroot|stats|log \/dev)/d; s|\tlog global|\tlog stdout format raw local0|
		$3" "$root/fcgi/host/proxy/haproxy-database.cfg.example" >"$work/haproxy.cfg"
	run_haproxy "$work/haproxy.cfg"
	balancer=$haproxy
	eventually is_open "$2"
}
