#!/bin/bash -p
# Stands in for systemctl where no systemd runs: in the Debian that tests/package/deb.sh
# makes, for the units of todo-api. What a unit says of commands, user, environment and
# folders is done; its sandbox, limits, restarts, and the order at boot are not.
# shellcheck disable=SC2317 # the verb calls them
set -uo pipefail

pids=/run/systemctl

# The values of directive $1 of the unit, and of its drop-ins.
values() {
	cat "/usr/lib/systemd/system/$template" "/usr/lib/systemd/system/$unit.d/"*.conf 2>/dev/null |
		sed -n "s/^$1=//p"
}

last() {
	values "$1" | tail -n 1
}

# Runs the command line $1 as the unit does: its variables, its user, its words.
as_unit() {
	local line=${1//%i/$instance} command=() names
	line=${line//\$\$/\$}
	read -rd '' -a names < <(values Environment)
	export "${names[@]}"
	eval "command=($line)"
	cd / && umask "$(last UMask)" &&
		exec setpriv --reuid="$(last User)" --regid="$(last Group)" --init-groups "${command[@]}"
}

is_active() {
	[ -s "$pids/$unit" ] && [ -d "/proc/$(<"$pids/$unit")" ]
}

start() {
	local condition
	! is_active || return 0
	condition=$(last ExecCondition)
	[ -z "$condition" ] || (as_unit "$condition") || return 0
	install -d -o "$(last User)" -g "$(last Group)" -m "$(last RuntimeDirectoryMode)" "/run/$(last RuntimeDirectory)"
	install -d -o "$(last User)" -g "$(last Group)" -m "$(last LogsDirectoryMode)" "/var/log/$(last LogsDirectory)"
	(as_unit "$(last ExecStart)") </dev/null >>"/var/log/$unit.log" 2>&1 &
	mkdir -p "$pids"
	echo "$!" >"$pids/$unit"
}

reload() {
	is_active || return
	MAINPID=$(<"$pids/$unit") sh -c "$(last ExecReload)"
}

stop() {
	local i
	is_active || return 0
	kill -TERM "$(<"$pids/$unit")"
	for ((i = 0; i < 400; i++)); do
		is_active || return 0
		sleep 0.1
	done
	return 1
}

# Links of units to targets are systemctl's own, which needs no systemd for them.
for word; do
	case $word in
	preset | enable | disable | is-enabled) exec /usr/bin/systemctl.real "$@" ;;
	esac
done

verb='' status=0
for word; do
	case $word in
	-*) ;;
	todo-api@*)
		unit=${word%.service}.service
		instance=${unit#*@} instance=${instance%.service} template=todo-api@.service
		"${verb//-/_}" || status=$?
		;;
	*)
		verb=${verb:-$word}
		;;
	esac
done
exit "$status"
