#!/bin/bash -p
# The service in pieces, for tests to break one at a time: a Postgres cluster that
# keeps its promises, pools by the command of the systemd unit, and lighttpd by
# the example file. To be sourced, with $root set.
# shellcheck disable=SC2154 # $root is the caller's

# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
open_work faults
unset TODO_API_CLUSTER_FAST
app=$work/app run=$work/run cluster=$work/cluster log=$work/logs/worker.log
front=''
declare -A pool=() pool_workers=([api]=4 [auth]=2)

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
	mkdir -p "$run/uploads" "$work/logs"
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make --no-print-directory -s -C "$root" install \
		BUILD="${TODO_API_BUILD:-$root/build}" DESTDIR= prefix="$app" >/dev/null
	start_postgres
	database_url=$("$root/schema/cluster.sh" url "$cluster")
	deploy_schema "$database_url" "$app/share/todo-api/schema"
	cat >"$work/settings" <<-SETTINGS
		DATABASE_URL=$database_url
		JWT_SECRET_KEY=the-secret-of-the-tests-that-signs-tokens
		LOG_FILE=$log
		METRICS_FILE=$run/metrics
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

# By its name, for a worker shows its file to root only.
is_worker() {
	[ "$(cat "/proc/$1/comm")" = todo.fcgi ]
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
	run_front
}

run_front() {
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

is_healthy() {
	[ "$(status_of "$base/health")" = 200 ]
}

# shellcheck disable=SC2317 # the callers' traps call it
tear_down_stack() {
	local name
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
