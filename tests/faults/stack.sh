#!/bin/bash
# The service in pieces, for tests to break one at a time: a Postgres cluster that
# keeps its promises, pools by the command of the systemd unit, and lighttpd by
# the example file. To be sourced, with $root set.
# shellcheck disable=SC2154 # $root is the caller's

work=$(mktemp -d /tmp/todo-faults.XXXXXX)
app=$work/app run=$work/run cluster=$work/cluster log=$work/logs/worker.log
passed=0 failed=0 front='' base=''
declare -A pool=() pool_workers=([api]=4 [auth]=2)
AS=()
[ "$(id -u)" != 0 ] || AS=(setpriv --reuid=www-data --regid=www-data --init-groups)
unset DATABASE_URL JWT_SECRET_KEY LOG_FILE TODO_API_CLUSTER_FAST "${!PG@}"
export PATH="$PATH:/usr/sbin:/sbin"

# Counts and tells: $1 the sentence, the rest a command that proves it.
holds() {
	local sentence=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
		echo "ok    $sentence"
	else
		failed=$((failed + 1))
		echo "FAIL  $sentence"
	fi
}

# Waits, at most 30 s, until the command succeeds.
eventually() {
	local i
	for ((i = 0; i < 300; i++)); do
		! "$@" || return 0
		sleep 0.1
	done
	return 1
}

lies_within() {
	[ "$1" -ge "$2" ] && [ "$1" -le "$3" ]
}

free_port() {
	perl -MIO::Socket::INET -e 'print IO::Socket::INET->new(
		LocalAddr => "127.0.0.1", Listen => 1)->sockport'
}

start_postgres() {
	"$root/schema/cluster.sh" start "$cluster"
}

stop_postgres() {
	"$root/schema/cluster.sh" stop "$cluster" "$1"
}

sql() {
	psql -XAtq -v ON_ERROR_STOP=1 -d "$database_url" "$@"
}

# Installs to the working folder, makes a database with the schema and writes
# the settings file.
set_up_stack() {
	chmod 0755 "$work"
	mkdir -p "$run/uploads" "$work/logs"
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make --no-print-directory -s -C "$root" install \
		BUILD="${TODO_API_BUILD:-$root/build}" DESTDIR= prefix="$app" >/dev/null
	start_postgres
	database_url=$("$root/schema/cluster.sh" url "$cluster")
	PGOPTIONS='-c client_min_messages=warning' sql >/dev/null \
		-f "$app/share/todo-api/schema/deploy/users.sql" \
		-f "$app/share/todo-api/schema/deploy/todos.sql" \
		-f "$app/share/todo-api/schema/deploy/tokens.sql" \
		-f "$app/share/todo-api/schema/deploy/attempts.sql" \
		-f "$app/share/todo-api/schema/deploy/lists.sql"
	cat >"$work/settings" <<-SETTINGS
		DATABASE_URL=$database_url
		JWT_SECRET_KEY=the-secret-of-the-tests-that-signs-tokens
		LOG_FILE=$log
	SETTINGS
	[ "${#AS[@]}" = 0 ] || chown -R www-data:www-data "$run" "$work/logs" "$work/settings"
}

# Prints the unit's command for pool $1, in this folder in place of /run.
pool_command() {
	sed -n 's/^ExecStart=//p' "$app/lib/systemd/system/todo-api@.service" |
		sed "s|/run/todo-api|$run|; s|%i|$1|; s|\${WORKERS}|${pool_workers[$1]}|"
}

# Starts pool $1; further arguments are settings, NAME=value.
start_pool() {
	local command name=$1
	shift
	read -ra command <<<"$(pool_command "$name")"
	(cd / && exec setsid "${AS[@]}" setpriv --pdeathsig TERM env \
		TODO_API_CONFIG="$work/settings" "$@" "${command[@]}") \
		</dev/null >>"$work/logs/$name.err" 2>&1 &
	pool[$name]=$!
	eventually is_full "$name"
}

# The pids of pool $1's workers.
workers_of() {
	cat "/proc/${pool[$1]}/task/${pool[$1]}/children"
}

is_worker() {
	[[ $(readlink "/proc/$1/exe") = */todo.fcgi* ]]
}

# Whether all workers of pool $1 are there and run the program.
is_full() {
	local pids pid
	read -ra pids <<<"$(workers_of "$1")"
	[ "${#pids[@]}" = "${pool_workers[$1]}" ] || return
	for pid in "${pids[@]}"; do
		is_worker "$pid" 2>/dev/null || return
	done
}

is_running() {
	kill -0 "$1" 2>/dev/null
}

# Ends process $1 by signal $2 and waits for it; fails when it does not end by
# itself within 30 s, and what is left of its group then has to go.
end() {
	local i status=1
	kill "-$2" "$1" || true
	for ((i = 0; i < 300; i++)); do
		is_running "$1" || { status=0 && break; }
		sleep 0.1
	done
	kill -KILL -- "-$1" || true
	wait "$1" || true
	return "$status"
} 2>/dev/null

stop_pool() {
	[ -n "${pool[$1]:-}" ] || return 0
	local pid=${pool[$1]}
	unset "pool[$1]"
	end "$pid" TERM
}

# Writes the example's configuration with its variables set.
render() {
	[ -n "$base" ] || { port=$(free_port) && base=http://127.0.0.1:$port; }
	sed "s|^var.port .*|var.port = $port|; s|^var.run .*|var.run = \"$run\"|
		s|^var.share .*|var.share = \"$app/share/todo-api\"|
		s|^var.uploads .*|var.uploads = \"$run/uploads\"|" \
		"$app/share/todo-api/lighttpd.conf.example" >"$work/lighttpd.conf"
}

start_front() {
	render
	(cd / && exec setsid "${AS[@]}" setpriv --pdeathsig TERM \
		lighttpd -D -f "$work/lighttpd.conf") </dev/null >>"$work/logs/front.err" 2>&1 &
	front=$!
	eventually listens
}

listens() {
	kill -0 "$front" && curl -s --noproxy '*' -m 30 -o /dev/null "$base/health"
}

stop_front() {
	local pid=$front
	front=''
	[ -z "$pid" ] || end "$pid" "$1"
}

# Prints the status of a request; arguments are curl's.
status_of() {
	curl -s --noproxy '*' -m 60 -o /dev/null -w '%{http_code}' "$@" || true
}

is_healthy() {
	[ "$(status_of "$base/health")" = 200 ]
}

# Makes an account and prints its access token.
new_token() {
	local json='Content-Type: application/json'
	local account='{"email":"fault@example.org","password":"Correct-horse-1"}'
	curl -fsS --noproxy '*' -o /dev/null -H "$json" -d "$account" "$base/auth/register"
	curl -fsS --noproxy '*' -H "$json" -d "$account" "$base/auth/login" |
		sed 's/.*"access_token": *"\([^"]*\)".*/\1/'
}

# shellcheck disable=SC2317 # the callers' traps call it
tear_down_stack() {
	local name
	trap '' INT TERM HUP
	stop_front TERM || true
	for name in "${!pool[@]}"; do
		# shellcheck disable=SC2046 # a list of pids
		kill -CONT $(workers_of "$name") 2>/dev/null || true
		stop_pool "$name" || true
	done
	wait
	stop_postgres immediate || true
	rm -rf "$work"
}
