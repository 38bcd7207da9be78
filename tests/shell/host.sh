#!/bin/bash -p
# Runs commands that serve in clones and states of all kinds, as us and as another
# user, for tests of the host. To be sourced, with $root set.
# shellcheck disable=SC2016,SC2034,SC2154 # used there; $root is the caller's

# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
open_work host
build=${TODO_API_BUILD:-$root/build}
log=$work/log said=$work/said
evidence=("$log" "$said")
job=''
# What make gave us of this clone is not for others.
unset TODO_API_BUILD BUILD FRONT MAKEFLAGS MFLAGS MAKELEVEL TODO_API_POSTGRESQL XDG_STATE_HOME
export WORKERS=1 AUTH_WORKERS=1 TODO_API_CLUSTER_FAST=1 HOME=$work/home
state=$work/state
PORT=$(free_port)
export PORT
# An ordinary user: we, or where we are root, another. They have a home of their own.
user=() user_name=$(id -un)
if [ "$(id -u)" = 0 ]; then
	user_name=nobody
	user=(setpriv --reuid=nobody "--regid=$(id -g nobody)" --clear-groups)
fi
mkdir "$HOME"
chown "$(id -u "$user_name")" "$HOME"

# Makes a clone at path $1, with what is built.
clone_to() {
	mkdir -p "$1/build"
	cp -a "$root"/{Makefile,configure.ac,fcgi,lib,schema,tests,*.example} "$1"
	cp -a "$build"/{configure,configure.ac,config.*,flags,obj,fcgi,libtodo.a} "$1/build"
	[ ! -e "$build/docs" ] || cp -a "$build/docs" "$1/build"
}

# Starts a command that serves, and waits until it does so; ends it if it has not.
starts() {
	local i
	: >"$said"
	: >"$log"
	perl -e '$SIG{INT} = "DEFAULT"; setpgrp; exec @ARGV or die' "$@" >"$log" 2>&1 </dev/null &
	job=$!
	for ((i = 0; i < 600; i++)); do
		! grep -q '^todo-api is ready at' "$log" || return 0
		is_running "$job" || break
		sleep 0.1
	done
	stops
	return 1
}

stops() {
	local status=0
	[ -n "$job" ] || return 0
	end "$job" TERM || status=1
	job=''
	return "$status"
}

# Whether a command serves in the folder $1, and ends when it is told to.
serves_in() {
	local dir=$1 status=0
	shift
	starts env -C "$dir" "$@" || return
	eventually is_healthy || status=1
	stops || status=1
	return "$status"
}

# The same in this clone, with the state $state; takes what env(1) takes.
serves() {
	local TODO_API_STATE=$state
	export TODO_API_STATE
	serves_in "$root" "$@"
}

# Whether the service is there while it runs with the umask $1.
serves_under() {
	serves sh -c 'umask "$0" && exec "$@"' "$@"
}

is_healthy() {
	[ "$(status_of "http://127.0.0.1:$PORT/health")" = 200 ]
}

# Whether a command in folder $1 fails and says one line, which matches $2. Make may
# add that its target failed, and bash what it thinks of the locale, before we begin.
refuses_in() {
	local text=$2
	(cd "$1" && shift 2 && ! timeout 60 "$@" >"$said" 2>&1 </dev/null) &&
		[ "$(grep -cv '^make: \*\*\* \[\|^/bin/bash: warning: setlocale' "$said")" = 1 ] && grep -q -- "$text" "$said"
}

refuses() {
	refuses_in "$root" "$@"
}

# Runs a command that should succeed and say $1.
says() {
	local text=$1
	shift
	(cd "$root" && timeout 100 "$@") >"$said" 2>&1 </dev/null && grep -q -- "$text" "$said"
}

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	stops || true
	"$root/schema/cluster.sh" stop "$work/pg" immediate || true
	rm -rf "$work"
}

# Whether the web server and the database were given neither what the caller
# exported as "secret" nor ours.
keeps_secret() {
	local pid found=
	for pid in $(pgrep -f "^lighttpd .*$state/run/") $(head -n 1 "$state/postgres/data/postmaster.pid"); do
		found+=.
		! grep -qzE "^secret=|$(cat "$state/secret")" "/proc/$pid/environ" || return 1
	done
	[ "$found" = .. ]
}

# Makes $1 the state; the cluster, which takes long to make, moves along.
move_state() {
	mkdir -p "$1"
	mv "$state/postgres" "$1"
	state=$1
}

not_said() {
	! grep -q "$1" "$log"
}
