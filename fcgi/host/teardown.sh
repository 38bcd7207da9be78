#!/bin/bash -p
# Takes away what "todo-admin setup" has put into a host for the programs beside us:
# what "make uninstall" and the removal of the package do first.
#
#   teardown.sh         the site, the pools at each boot or cron's lines; stops the pools
#   teardown.sh site    the site alone
#
# Settings, database, logs and the workers' user stay. TODO_API_ROOT is as in setup.sh.
set -euo pipefail
share=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=schema/environment.sh
. "$share/schema/environment.sh"
# shellcheck source=fcgi/host/front.sh
. "$share/front.sh"
base=${share%/share/todo-api}
unit=$base/lib/systemd/system/todo-api@.service
top=${TODO_API_ROOT:-} dir=''
# No site is to be kept.
front=none

say() {
	echo "teardown: $*"
}

# The pools that are enabled by the unit of these programs.
list_pools() {
	local link
	for link in "$top"/etc/systemd/system/multi-user.target.wants/todo-api@*.service; do
		[ "$(readlink "$link")" != "$unit" ] || basename "$link"
	done
}

leave_systemd() {
	local pools
	mapfile -t pools < <(list_pools)
	[ "${#pools[@]}" != 0 ] || return 0
	say "stopping ${pools[*]}, which start at boot no more"
	! has_systemd || systemctl stop "${pools[@]}"
	rm -f "${pools[@]/#/"$top/etc/systemd/system/multi-user.target.wants/"}" \
		"$top/etc/systemd/system/todo-api@.service.d/database.conf"
	rmdir "$top/etc/systemd/system/todo-api@.service.d" 2>/dev/null || true
	! has_systemd || systemctl daemon-reload
}

# What is made anew by each setup, and cron's lines.
leave_user() {
	[ -e "$base/settings" ] || return 0
	say "stopping what serves from $base"
	"$share/serve.sh" stop "$base"
	drop_cron
	rm -rf "$base/lighttpd.conf" "$base/apache.conf" "$base/stopped" "$base/run"
}

if [ "$(id -u)" != 0 ]; then
	dir=$base
	leave_user
	exit
fi
drop_others
reload_dropped
[ "${1:-}" = site ] || leave_systemd
