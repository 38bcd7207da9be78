#!/bin/bash -p
# What the measurements share: a throwaway todo-api with its data, and what its
# processes spend. Sourced by the scripts beside it, after their "set -euo pipefail".
#
# Durability is Postgres' default, logs and metrics are on, throttling is off.
export LC_ALL=C.UTF-8
unset DATABASE_URL JWT_SECRET_KEY TODO_API_CONFIG HOST FRONT LOG_LEVEL METRICS_FILE "${!PG@}"

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
bench=$root/tests/bench
work=$(mktemp -d /tmp/todo-bench.XXXXXX)
log=$work/log/requests
password=Correct-horse-1
# The same on each machine, whose cores make run goes by.
export WORKERS=${WORKERS:-8}
server='' instance='' base='' data=$work/state/postgres

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	trap '' INT TERM HUP
	jobs -p | xargs -r kill -TERM 2>/dev/null || true
	wait || true
	rm -rf "$work"
}

die() {
	echo "${0##*/}: $*" >&2
	exit 1
}

need() {
	local program
	for program; do
		command -v "$program" >/dev/null ||
			die "$program is missing; \"make deps\" installs it"
	done
}

# Serves as "make run" does, with a database of its own or that of DATABASE_URL; sets
# base, its address, database_url, and data, the folder of its cluster. WORKERS and
# AUTH_WORKERS are make run's. Of several, instance is a part of the names of its files.
start_server() {
	local i name=$instance
	trap clean_up EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	# www-data, as whom root's services run, must be able to enter.
	chmod 0755 "$work"
	[ -d "$work/log" ] || mkdir -m 0777 "$work/log"
	data=$work/state$name/postgres
	: >"$work/run$name.log"
	PORT=$(free_port) TODO_API_STATE=$work/state$name LOG_FILE=$log$name LOGIN_FAILURES_PER_MINUTE=0 \
		REGISTRATIONS_PER_MINUTE=0 HASHES_PER_MINUTE=0 ACCOUNT_HASHES_PER_MINUTE=0 "$root/fcgi/host/run.sh" >"$work/run$name.log" 2>&1 &
	server=$!
	for ((i = 0; i < 600; i++)); do
		base=$(sed -n 's/^todo-api is ready at \([^ ]*\).*/\1/p' "$work/run$name.log")
		[ -z "$base" ] || break
		kill -0 "$server" 2>/dev/null || break
		sleep 0.1
	done
	[ -n "$base" ] || { tail -n 5 "$work/run$name.log" >&2; die 'make run does not serve'; }
	database_url=${DATABASE_URL:-$("$root/schema/cluster.sh" url "$data")}
}

database() {
	psql -qAtX -v ON_ERROR_STOP=1 -d "$database_url" "$@"
}

# wrk with the requests of row $1, $2 connections, $3 seconds, by the script $4
# (table.lua) beside this; prints its RESULT.
run_wrk() {
	local said
	said=$(mktemp "$work/wrk.XXXXXX")
	BENCH_ROW=$1 BENCH_DATA=$work/data.lua setpriv --pdeathsig TERM wrk -t "$(($2 < 2 ? 1 : 2))" -c "$2" -d "$3" \
		--timeout 15 -s "$bench/${4:-table.lua}" "$base" >"$said" 2>&1 ||
		{ cat "$said" >&2; die 'wrk failed'; }
	sed -n 's/^RESULT //p' "$said" | grep . || die 'wrk says nothing'
	rm -f "$said"
}

# curl to path $1, as the bearer of token $2 ('' for nobody).
call() {
	local path=$1 token=$2
	shift 2
	[ -z "$token" ] || set -- -H "Authorization: Bearer $token" "$@"
	curl -fsS --noproxy '*' -H 'Content-Type: application/json' "$@" "$base$path"
}

# Makes the accounts numbered $1 to $2, user-N@example.org; each has the id
# number_id N and the same password.
make_users() {
	call /auth/register '' -o /dev/null \
		-d "{\"email\":\"first-$1@example.org\",\"password\":\"$password\"}"
	database -v first="$1" -v last="$2" <<-'SQL'
		INSERT INTO users (id, email, password_hash, created_at, updated_at)
		SELECT lpad(n::text, 32, '0')::uuid, 'user-' || n || '@example.org',
		       password_hash, now(), now()
		FROM generate_series(:first, :last) n, users
		WHERE email = 'first-' || :first || '@example.org';
	SQL
}

# Prints the access token of user $1.
login() {
	call /auth/login '' -d "{\"email\":\"user-$1@example.org\",\"password\":\"$password\"}" |
		jq -er .access_token
}

# Prints the id that user or todo number $1 has.
number_id() {
	printf '00000000-0000-0000-0000-%012d' "$1"
}

# Prints the pids of the children of our make run that are called $1.
service_pids() {
	pgrep -P "$server" -x "$1" | xargs
}

# Prints the CPU time so far in microseconds of the machine, lighttpd, the
# workers and Postgres; children that have ended are in it.
spent() {
	local front workers postgres
	front=$(service_pids lighttpd) workers=$(service_pids multiwatch)
	postgres=$(head -n 1 "$data/data/postmaster.pid")
	{ cat /proc/stat /proc/[0-9]*/stat 2>/dev/null || true; } |
		awk -v tick="$(getconf CLK_TCK)" -v front="$front" -v workers="$workers" \
			-v postgres="$postgres" -f "$bench/spent.awk"
}

# Adds the window that run_wrk measures to the file windows: $1 is the request's
# name, $2 with which data or beside what; the rest is run_wrk's.
add_window() {
	local name=$1 kind=$2 result
	shift 2
	result=$(run_wrk "$@")
	printf '%s\t%s\t%s\n' "$name" "$kind" "${result// /$'\t'}" >>"$work/windows"
}

# Writes the medians of the windows as JSON to file $1, and prints them; $2 is more
# for the JSON.
report_windows() {
	describe_machine >"$work/machine"
	mkdir -p "${1%/*}"
	jq -n -R --slurpfile machine "$work/machine" --argjson more "$2" \
		-f "$bench/windows.jq" <"$work/windows" >"$1"
	print_machine "$work/machine"
	jq -r -f "$bench/windows_text.jq" "$1" | column -t -s $'\t' -o ' | ' | sed 's/^/| /; s/$/ |/'
	echo "also in $1"
}

# Prints what was measured on, as JSON.
describe_machine() {
	local model
	model=$(sed -n '/^model name/ { s/[^:]*: //p; q }' /proc/cpuinfo)
	jq -n --arg cores "$(nproc)" --arg model "${model:-$(uname -m)}" \
		--arg kernel "$(uname -sr)" --arg date "$(date -u +%FT%TZ)" \
		--arg commit "$(git -C "$root" describe --always --dirty 2>/dev/null || echo unknown)" \
		--arg postgres "$(database -c 'SHOW server_version')" \
		--arg fsync "$(database -c "SELECT current_setting('fsync') || ', synchronous_commit '
			|| current_setting('synchronous_commit')")" \
		--arg lighttpd "$(/usr/sbin/lighttpd -v | awk '{ print $1; exit }')" \
		'{date: $date, cores: ($cores | tonumber), model: $model, kernel: $kernel,
		  commit: $commit, postgres: $postgres, fsync: $fsync, lighttpd: $lighttpd}'
}

# Prints the machine in file $1 as one line.
print_machine() {
	jq -r '"\(.cores) cores (\(.model)), \(.kernel), PostgreSQL \(.postgres), " +
		"fsync \(.fsync), \(.lighttpd), commit \(.commit), \(.date)"' "$1"
}
