#!/bin/bash -p
# A network of a test's own, with a loopback device and a firewall. To be sourced
# after shell.sh.
#
#   has_network WHAT    whether there can be one; if not, says that WHAT is skipped
#   in_network COMMAND  runs it there
#   load_rule PORT      there: todo-api.nft, for this port
# shellcheck disable=SC2154 # $root is the caller's

# As root we may make one; others become nobody else, but with the rights over it.
network=(unshare --net --)
[ "$(id -u)" = 0 ] || network=(unshare --user --map-current-user --keep-caps --net --)

has_network() {
	command -v nft >/dev/null || { skip "$1" nftables && return 1; }
	in_network nft list ruleset 2>/dev/null ||
		{ skip "$1" 'right to a network namespace with nftables' && return 1; }
}

in_network() {
	# shellcheck disable=SC2016 # the inner shell's
	"${network[@]}" bash -pc 'ip link set lo up && exec "$@"' network "$@"
}

load_rule() {
	sed "s/^define ports = .*/define ports = { $1 }/" "$root/fcgi/host/todo-api.nft" | nft -f -
}
