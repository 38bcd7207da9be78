#!/bin/bash -p
# Machines of a test's own: each a network, on a bridge by which they reach each other
# and us, who are 10.0.0.21. Files and processes they share with us. To be sourced before
# all else, with $root set: as root it starts the script anew in a network of its own.
#
#   has_machines                whether there can be some; makes the bridge
#   make_machine NAME ADDRESS   of 10.0.0.0/24
#   on_machine NAME COMMAND…    runs it there, as root
#   unplug NAME, plug NAME      the network, off and on
#   signal_machine NAME SIGNAL  to all processes there
#   end_machines                with all that runs on them
# shellcheck disable=SC2034,SC2154 # used there; $root is the caller's

if [ -z "${TEST_NETWORK:-}" ] && unshare --net true 2>/dev/null; then
	exec unshare --net env TEST_NETWORK=own "$0" "$@"
fi
# A process that keeps the network of each.
declare -A inside=()
bridge=10.0.0.21

has_machines() {
	command -v ip >/dev/null && [ -n "${TEST_NETWORK:-}" ] && ip link add bridge type bridge 2>/dev/null &&
		ip link set lo up && ip addr add "$bridge/24" dev bridge && ip link set bridge up
}

make_machine() {
	unshare --net sleep 3600 &
	inside[$1]=$!
	disown
	eventually is_apart "$1"
	ip link add "port$1" type veth peer name eth0 netns "${inside[$1]}"
	ip link set "port$1" master bridge up
	on_machine "$1" sh -c "ip link set lo up && ip addr add $2/24 dev eth0 && ip link set eth0 up"
}

is_apart() {
	[ "$(readlink "/proc/${inside[$1]}/ns/net")" != "$(readlink /proc/self/ns/net)" ]
}

on_machine() {
	local name=$1
	shift
	nsenter -t "${inside[$name]}" --net "$@"
}

unplug() {
	ip link set "port$1" down
}

plug() {
	ip link set "port$1" up
}

# The processes of machine $1: those of its network.
processes_of() {
	local where
	where=$(readlink "/proc/${inside[$1]}/ns/net")
	# It is of the form net:[NUMBER], to find a pattern.
	find /proc/[0-9]*/ns/net -prune -lname "${where/\[/\\[}" ! -path "/proc/${inside[$1]}/*" 2>/dev/null | cut -d / -f 3
}

signal_machine() {
	processes_of "$1" | xargs -r kill "-$2" 2>/dev/null || true
}

# shellcheck disable=SC2317 # the callers' traps call it
end_machines() {
	local name
	for name in "${!inside[@]}"; do
		signal_machine "$name" KILL
	done
	[ "${#inside[@]}" = 0 ] || kill -KILL "${inside[@]}" || true
	inside=()
} 2>/dev/null
