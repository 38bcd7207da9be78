#!/bin/bash -p
# Serves from a folder of an ordinary user's, which "todo-admin setup" has made.
#
#   serve.sh start DIR     starts what does not run
#   serve.sh watch DIR     the same, unless it was stopped: what cron calls
#   serve.sh reload DIR    another program or settings, losing no request
#   serve.sh restart DIR   the web server, too
#   serve.sh stop DIR      until the next start
#   serve.sh run DIR       starts it and stays, as a container's first process: TERM
#                          stops it, and so does a part that has ended for good
#
# DIR holds settings, the web server's configuration, run/ with the sockets and
# what is written there, and postgres/ if the database is ours.
set -euo pipefail
share=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=schema/environment.sh
. "$share/schema/environment.sh"

die() {
	echo "todo-api: $*" >&2
	exit 1
}

# Prints the pid of $1, if it runs.
pid_of() {
	local pid
	pid=$(cat "$dir/run/$1.pid" 2>/dev/null) || return 1
	# Of a machine that was started anew the number is another's.
	grep -qzxF "TODO_API_SERVES=$dir" "/proc/$pid/environ" 2>/dev/null && echo "$pid"
}

# Starts a command under the name $1, unless it runs.
keep() {
	local name=$1
	shift
	! pid_of "$name" >/dev/null || return 0
	(cd / && exec env TODO_API_SERVES="$dir" TODO_API_CONFIG="$dir/settings" setsid "$@" \
		</dev/null >&8 2>&8 8>&- 9>&-) &
	started+=("$!")
	echo $! >"$dir/run/$name.pid"
}

# Starts $2 workers, at niceness $3, on the socket of the pool named $1.
keep_pool() {
	keep "$1" nice -n "$3" spawn-fcgi -n -s "$dir/run/$1.sock" -M 0600 -b 4096 -- \
		/usr/bin/multiwatch -f "$2" -r 1000 -t 1000 -- "$share/../../lib/todo-api/todo.fcgi"
}

start() {
	[ ! -d "$dir/postgres" ] || "$share/schema/cluster.sh" start "$dir/postgres" "$dir/run" 9>&-
	keep_pool api "${WORKERS:-4}" 0
	keep_pool auth "${AUTH_WORKERS:-2}" 5
	if [ -e "$dir/lighttpd.conf" ]; then
		keep front lighttpd -D -f "$dir/lighttpd.conf"
	elif [ -e "$dir/apache.conf" ]; then
		keep front apache2 -D FOREGROUND -f "$dir/apache.conf"
	fi
}

# Ends what is named $1, by signal $2; after 30 s without asking.
end() {
	local pid i
	pid=$(pid_of "$1") || return 0
	kill "-$2" "$pid" || return 0
	for ((i = 0; i < 300; i++)); do
		pid_of "$1" >/dev/null || return 0
		sleep 0.1
	done
	kill -KILL -- "-$pid" || true
}

# First the web server, so that what is in flight gets its answer.
stop() {
	end front "$([ -e "$dir/apache.conf" ] && echo WINCH || echo INT)"
	end api TERM
	end auth TERM
	[ ! -d "$dir/postgres" ] || "$share/schema/cluster.sh" stop "$dir/postgres"
}

# What we were told ends us well. What a part says goes where we say things.
run() {
	trap 'trap "" TERM INT; stop; exit 0' TERM INT
	exec 8>&1
	start
	flock -u 9
	wait -n "${started[@]}" || true
	stop
	die 'a part of it has ended, see above; stopped the rest'
}

reload() {
	local name
	for name in api auth; do
		! pid=$(pid_of "$name") || kill -USR2 "$pid"
	done
}

command=${1:-}
[ $# = 2 ] || { sed -n '4,10s/^# *//p' "$0" >&2; exit 2; }
dir=$(realpath -- "$2")
started=()
install -d -m 0700 "$dir/run"
exec 8>>"$dir/run/log" 9>"$dir/run/lock"
case $command in
watch)
	# Whatever takes longer than a minute is not done twice.
	flock -n 9 && [ ! -e "$dir/stopped" ] || exit 0
	start
	;;
start | stop | restart | reload | run)
	flock -w 60 9 || die "$dir is being started or stopped by somebody else"
	case $command in
	start | restart | run) rm -f "$dir/stopped" ;;
	esac
	case $command in
	restart) stop && start ;;
	stop) stop && touch "$dir/stopped" ;;
	*) "$command" ;;
	esac
	;;
*) die "there is no command $command" ;;
esac
