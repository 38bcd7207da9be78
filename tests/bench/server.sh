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
server='' base=''

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	trap '' INT TERM HUP
	[ -z "$server" ] || kill -TERM "$server" 2>/dev/null || true
	[ -z "$server" ] || wait "$server" || true
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
# base, its address. WORKERS and AUTH_WORKERS are make run's.
start_server() {
	local i
	trap clean_up EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	# www-data, as whom root's services run, must be able to enter.
	chmod 0755 "$work"
	mkdir -p -m 0777 "$work/log"
	: >"$work/run.log"
	PORT=$(free_port) TODO_API_STATE=$work/state LOG_FILE=$log LOGIN_FAILURES_PER_MINUTE=0 \
		REGISTRATIONS_PER_MINUTE=0 HASHES_PER_MINUTE=0 ACCOUNT_HASHES_PER_MINUTE=0 "$root/fcgi/host/run.sh" >"$work/run.log" 2>&1 &
	server=$!
	for ((i = 0; i < 600; i++)); do
		base=$(sed -n 's/^todo-api is ready at \([^ ]*\).*/\1/p' "$work/run.log")
		[ -z "$base" ] || break
		kill -0 "$server" 2>/dev/null || break
		sleep 0.1
	done
	[ -n "$base" ] || { tail -n 5 "$work/run.log" >&2; die 'make run does not serve'; }
	database_url=${DATABASE_URL:-$("$root/schema/cluster.sh" url "$work/state/postgres")}
}

database() {
	psql -qAtX -v ON_ERROR_STOP=1 -d "$database_url" "$@"
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
	postgres=$(head -n 1 "$work/state/postgres/data/postmaster.pid")
	{ cat /proc/stat /proc/[0-9]*/stat 2>/dev/null || true; } |
		awk -v tick="$(getconf CLK_TCK)" -v front="$front" -v workers="$workers" \
			-v postgres="$postgres" -f "$bench/spent.awk"
}

# Prints what was measured on, as JSON.
describe_machine() {
	local model
	model=$(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1)
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
