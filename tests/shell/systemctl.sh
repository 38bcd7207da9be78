#!/bin/bash -p
# Stands in for systemctl where no systemd runs: in the Debian of a test's own, see
# tests/shell/debian.sh. What units say of commands, users, environment and folders is
# done, and "reboot" does what one would do to them: it stops what runs, forgets /run,
# and starts what is enabled, in no order. Their sandbox, limits and restarts are not.
# shellcheck disable=SC2317 # the verb calls them
set -uo pipefail
shopt -s nullglob

pids=/run/systemctl
# What stays is of no terminal's session.
session=()
places=(/etc/systemd/system /usr/local/lib/systemd/system /usr/lib/systemd/system /lib/systemd/system)

# Sets $unit and, of an instance, $instance and $template; fails if there is no such unit.
find_unit() {
	local place
	unit=${1%.service}.service instance='' template=$unit fragment=''
	if [[ $unit = *@* ]]; then
		instance=${unit#*@} instance=${instance%.service} template=${unit%@*}@.service
	fi
	for place in "${places[@]}"; do
		[ -z "$fragment" ] && [ -s "$place/$template" ] && fragment=$place/$template
	done
	[ -n "$fragment" ]
}

# The values of directive $1 of the unit, and of its drop-ins.
values() {
	local place files=("$fragment")
	for place in "${places[@]}"; do
		files+=("$place/$template.d/"*.conf)
		[ "$unit" = "$template" ] || files+=("$place/$unit.d/"*.conf)
	done
	sed -n "s/^$1=//p" "${files[@]}" | sed "s/%i/$instance/g"
}

last() {
	values "$1" | tail -n 1
}

# Runs the command line $1 as the unit does: its variables, its user, its words.
as_unit() {
	local line=$1 command=() names as=()
	line=${line//\$\$/\$}
	read -rd '' -a names < <(values Environment)
	[ "${#names[@]}" = 0 ] || export "${names[@]}"
	[ -z "$(last User)" ] || as=(setpriv --reuid="$(last User)" --regid="$(last Group)" --init-groups)
	eval "command=($line)"
	cd / && umask "$(last UMask | grep . || echo 0022)" && exec "${session[@]}" "${as[@]}" "${command[@]}"
}

# Runs what directive $1 says; a command after "-" may fail.
run_each() {
	local line
	while read -r line; do
		(MAINPID=$(main_pid) as_unit "${line#-}" </dev/null) || [[ $line = -* ]] || return
	done < <(values "$1")
}

main_pid() {
	head -n 1 "$(last PIDFile | grep . || echo "$pids/$unit")" 2>/dev/null
}

is_active() {
	local pid
	pid=$(main_pid) && [ -n "$pid" ] && [ -d "/proc/$pid" ]
}

# Makes the folder of directive $1 below $2.
make_folder() {
	[ -z "$(last "$1")" ] || install -d -o "$(last User)" -g "$(last Group)" -m "$(last "$1Mode")" "$2/$(last "$1")"
}

start() {
	local condition
	! is_active || return 0
	condition=$(last ExecCondition)
	[ -z "$condition" ] || (as_unit "$condition") || return 0
	make_folder RuntimeDirectory /run
	make_folder LogsDirectory /var/log
	mkdir -p "$pids"
	case $(last Type) in
	forking | oneshot)
		run_each ExecStart </dev/null >>"/var/log/$unit.log" 2>&1
		;;
	*)
		run_each ExecStartPre </dev/null >>"/var/log/$unit.log" 2>&1 || return
		(session=(setsid) && as_unit "$(last ExecStart)") </dev/null >>"/var/log/$unit.log" 2>&1 &
		echo "$!" >"$pids/$unit"
		;;
	esac
}

reload() {
	is_active || return
	run_each ExecReload
}

reload_or_restart() {
	if is_active && [ -n "$(values ExecReload)" ]; then reload; else restart; fi
}

stop() {
	local i
	is_active || return 0
	if [ -n "$(values ExecStop)" ]; then run_each ExecStop; else kill -TERM "$(main_pid)"; fi
	for ((i = 0; i < 400; i++)); do
		is_active || return 0
		sleep 0.1
	done
	return 1
}

restart() {
	stop && start
}

try_restart() {
	! is_active || restart
}

try_reload_or_restart() {
	! is_active || reload_or_restart
}

# The units that are started with $1: Postgres has an instance for each cluster.
with_instances() {
	local cluster
	echo "$1"
	[ "${1%.service}" = postgresql ] || return 0
	for cluster in /etc/postgresql/*/*/start.conf; do
		! grep -q ^auto "$cluster" || { cluster=${cluster%/*} && echo "postgresql@$(basename "${cluster%/*}")-${cluster##*/}"; }
	done
}

# Prints what runs, then what starts at boot.
list_running() {
	local file
	for file in "$pids"/*; do
		echo "${file##*/}"
	done
	with_instances postgresql | sed 1d
}
list_enabled() {
	local file
	for file in /etc/systemd/system/*.target.wants/*.service; do
		with_instances "${file##*/}"
	done
}

# Calls $1 for each unit that standard input names and that is there.
for_each() {
	local name
	while read -r name; do
		! find_unit "$name" || "$1"
	done
}

reboot() {
	list_running | for_each stop
	find /run -mindepth 1 -maxdepth 1 ! -name systemd -exec rm -rf {} +
	systemd-tmpfiles --create --remove --boot 2>/dev/null
	list_enabled | grep "^\(lighttpd\|apache2\|postgresql\|todo-api\)" | for_each start
}

# Links of units to targets are systemctl's own, which needs no systemd for them.
for word; do
	case $word in
	preset | enable | disable | is-enabled | mask | unmask | cat) exec /usr/bin/systemctl.real "$@" ;;
	esac
done

verb='' status=0
for word; do
	case $word in
	-*) ;;
	# It is up, they ask.
	*.target) ;;
	reboot) reboot ;;
	daemon-reload) ;;
	*)
		[ -n "$verb" ] || { verb=${word//-/_} && continue; }
		case $verb in
		start | stop | restart | try_restart | reload | reload_or_restart | try_reload_or_restart | is_active) ;;
		*) exit 0 ;;
		esac
		while read -r name; do
			if find_unit "$name"; then "$verb" || status=$?; else status=5; fi
		done < <(with_instances "$word")
		;;
	esac
done
exit "$status"
