#!/bin/bash -p
# Starts and stops a private Postgres cluster that listens on a unix socket only.
#
#   cluster.sh start DIR [SOCKETDIR]    creates it when new, waits until it answers
#   cluster.sh stop DIR [fast|immediate]
#   cluster.sh url DIR [todo_app]       prints the libpq URI of its database: of the
#                                       owner's role, or of the workers'
#   cluster.sh bin DIR                  prints the folder of the programs for its data
#
# DIR holds data/ and postgres.log; the socket is in SOCKETDIR, else in DIR.
# Root hands the cluster to www-data, for Postgres refuses to run as root.
# Data stay with the version of Postgres that made them; a new cluster gets the newest.
# TODO_API_CLUSTER_FAST=1 trades safety for speed, for throwaway clusters.
# TODO_API_POSTGRESQL is for tests: the folder of the versions, /usr/lib/postgresql.
set -euo pipefail
# shellcheck source=schema/environment.sh
. "$(dirname "$0")/environment.sh"

AS=()
[ "$(id -u)" != 0 ] || AS=(setpriv --reuid=www-data --regid=www-data --init-groups)

die() {
	echo "cluster: $*" >&2
	exit 1
}

# Whether directory $1 has every program that we run.
is_complete() {
	local name
	for name in initdb postgres pg_ctl psql createdb; do
		[ -x "$1/$name" ] || return 1
	done
}

# Sets $bin, the directory of the data's programs, or of the newest for new data.
find_bin() {
	local version
	if [ -s "$data/PG_VERSION" ]; then
		version=$(cat "$data/PG_VERSION")
		bin=$installed/$version/bin
		is_complete "$bin" && return
		die "the data in $data are of Postgres $version, whose programs are not in $bin;" \
			"install the Debian package postgresql-$version. The data are safe, nothing was changed"
	fi
	while read -r bin; do
		! is_complete "$bin" || return 0
	done < <(printf '%s\n' "$installed"/*/bin | sort -rV)
	die "no PostgreSQL server in $installed; the Debian package is postgresql"
}

# Refuses another user's data: Postgres would, but after we had taken the folder.
check_owner() {
	local file=$data
	[ -e "$file" ] || file=$dir
	[ -e "$file" ] && [ "$(stat -c %u "$file")" != "$("${AS[@]}" id -u)" ] || return 0
	# An empty folder is taken.
	[ "$file" = "$data" ] || [ "${#AS[@]}" = 0 ] || return 0
	die "$file belongs to $(stat -c %U "$file"), and Postgres would run as $("${AS[@]}" id -un);" \
		"run it as $(stat -c %U "$file"), or choose another folder"
}

# Makes directory $1 the cluster user's alone.
private_dir() {
	mkdir -p "$1"
	chmod 0700 "$1"
	[ "${#AS[@]}" = 0 ] || chown www-data:www-data "$1"
	"${AS[@]}" test -w "$1" ||
		die "the user www-data cannot get to $1; choose a directory that it may enter"
}

# Prints the postmaster's pid if this very cluster is running.
running_pid() {
	local pid
	pid=$(head -n 1 "$data/postmaster.pid" 2>/dev/null) || return 1
	[ -n "$pid" ] && [ "/proc/$pid/cwd" -ef "$data" ] && echo "$pid"
}

create() {
	local options=(--encoding=UTF8 --locale=C.UTF-8 --username=todo --auth-local=trust
		--auth-host=reject)
	[ -z "${TODO_API_CLUSTER_FAST:-}" ] || options+=(--no-sync)
	rm -rf "$data.new"
	"${AS[@]}" "$bin/initdb" -D "$data.new" "${options[@]}" >"$dir/initdb.log" 2>&1 ||
		{ cat "$dir/initdb.log" >&2; die "cannot create a cluster in $dir"; }
	echo "include 'todo-api.conf'" | "${AS[@]}" tee -a "$data.new/postgresql.conf" >/dev/null
	rm -f "$dir/initdb.log"
	mv "$data.new" "$data"
}

# Writes $1 as a quoted string of postgresql.conf.
conf_string() {
	local text=${1//\\/\\\\}
	printf "'%s'" "${text//\'/\'\'}"
}

# Whether its setting of that name takes the value.
takes() {
	"${AS[@]}" "$bin/postgres" -D "$data" -c config_file=/dev/null -c "$1=$2" -C "$1" >/dev/null 2>&1
}

configure() {
	{
		echo '# Written by cluster.sh at each start.'
		echo "listen_addresses = ''"
		echo 'port = 5432'
		echo "unix_socket_directories = $(conf_string "\"${sockets//\"/\"\"}\"")"
		echo 'unix_socket_permissions = 0700'
		echo 'max_connections = 200'
		# The whole pages that follow a checkpoint: a tenth of what a write costs.
		! takes wal_compression lz4 || echo 'wal_compression = lz4'
		if [ -n "${TODO_API_CLUSTER_FAST:-}" ]; then
			printf '%s = off\n' fsync synchronous_commit full_page_writes
		fi
	} | "${AS[@]}" tee "$data/todo-api.conf" >/dev/null
}

launch() {
	# A crash leaves these, and the pid may be another process by now.
	rm -f "$data/postmaster.pid" "$sockets/.s.PGSQL.5432" "$sockets/.s.PGSQL.5432.lock"
	# pg_ctl gives paths to a shell, in quotes that these characters would end.
	local path=$data
	[[ $path != *[\"\$\`\\]* ]] || path=.
	(cd "$data" && "${AS[@]}" "$bin/pg_ctl" start -w -s -t 120 -D "$path" \
		-l "$path/../postgres.log" </dev/null)
}

start() {
	local socket="$sockets/.s.PGSQL.5432"
	[[ $dir$sockets != *[[:cntrl:]]* ]] ||
		die "the folder's path has a control character: $(printf %q "$dir")"
	[[ $sockets != *,* ]] ||
		die "the path of the socket, $socket, has a comma, which libpq takes for the end of it"
	[ "${#socket}" -le 107 ] ||
		die "the path of the socket, $socket, is longer than the 107 bytes a socket's may have"
	find_bin
	check_owner
	private_dir "$dir"
	private_dir "$sockets"
	[ -d "$data" ] || create
	if ! running_pid >/dev/null; then
		configure
		# Backends of a crashed postmaster may take a moment to leave.
		launch 2>/dev/null || { sleep 2; launch; } ||
			{ tail -n 5 "$dir/postgres.log" >&2; die "Postgres does not start in $dir"; }
	fi
	prepare
}

# Makes the database of the role todo, which owns all, and the workers' role; a
# standby has what its primary has.
prepare() {
	"${AS[@]}" "$bin/psql" -qAtX -v ON_ERROR_STOP=1 -h "$sockets" -U todo -d postgres <<-'SQL'
		SELECT pg_is_in_recovery() AS standby \gset
		\if :standby
		\quit
		\endif
		SELECT 'CREATE DATABASE todo' WHERE NOT EXISTS
			(SELECT FROM pg_database WHERE datname = 'todo') \gexec
		SELECT 'CREATE ROLE todo_app LOGIN' WHERE NOT EXISTS
			(SELECT FROM pg_roles WHERE rolname = 'todo_app') \gexec
		REVOKE TEMPORARY ON DATABASE todo FROM PUBLIC
	SQL
}

# Needs no program of Postgres, whose package may have been replaced meanwhile.
stop() {
	local pid signal=INT i
	[ "${1:-fast}" = fast ] || signal=QUIT
	pid=$(running_pid) || return 0
	kill "-$signal" "$pid"
	for ((i = 0; i < 600; i++)); do
		running_pid >/dev/null || return 0
		sleep 0.1
	done
	die "Postgres, process $pid, does not end in $dir"
}

url() {
	local path i char encoded=
	running_pid >/dev/null || die "no cluster is running in $dir"
	path=$(sed -n 5p "$data/postmaster.pid")
	LC_ALL=C
	for ((i = 0; i < ${#path}; i++)); do
		char=${path:i:1}
		case $char in
		[A-Za-z0-9/._-]) encoded+=$char ;;
		*) encoded+=$(printf '%%%02X' "'$char") ;;
		esac
	done
	echo "postgresql://${1:-todo}@/todo?host=$encoded&port=5432"
}

command=${1:-}
[ $# -ge 2 ] || { sed -n '4,8s/^# *//p' "$0" >&2; exit 2; }
dir=$(realpath -m "$2")
data=$dir/data
sockets=$(realpath -m "${3:-$dir}")
installed=${TODO_API_POSTGRESQL:-/usr/lib/postgresql} bin=
# The directory we were called in may be closed to www-data.
cd /
case $command in
start) start ;;
stop) stop "${3:-}" ;;
url) url "${3:-}" ;;
bin) find_bin && echo "$bin" ;;
*) die "there is no command $command" ;;
esac
