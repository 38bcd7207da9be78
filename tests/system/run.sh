#!/bin/bash -p
# Proves "make run" and "make install", on the real web servers, workers and
# Postgres, in a temporary directory.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
open_work run
# What the service, and what the last other command, had to say.
log=$work/log
said=$work/said
evidence=("$log" "$said")
job='' spared=''
mapfile -t steps < <(sed -n 's/^\([a-z][a-z_]*\) .*/\1/p' "$root/schema/sqitch.plan")
unset FRONT
export WORKERS=2 AUTH_WORKERS=1 TODO_API_STATE=$work/state

# Starts a command in a process group of its own that heeds Ctrl-C, as from a
# terminal, and waits until it serves or ends.
start() {
	local i
	: >"$log"
	: >"$said"
	perl -e '$SIG{INT} = "DEFAULT"; setpgrp; exec @ARGV or die' "$@" >>"$log" 2>&1 &
	job=$!
	for ((i = 0; i < 600; i++)); do
		grep -q '^todo-api is ready at' "$log" && return
		kill -0 "$job" 2>/dev/null || return 1
		sleep 0.1
	done
	return 1
}

# Runs a command that should succeed and say $1.
says() {
	local text=$1
	shift
	"$@" >"$said" 2>&1 && grep -q -- "$text" "$said"
}

# Runs a command that should soon fail, say $1, and leave nothing running.
refuses() {
	local text=$1
	shift
	! timeout 60 "$@" >"$said" 2>&1 && grep -q -- "$text" "$said" && all_gone
}

# make, as typed in the clone.
make_in() {
	make --no-print-directory -C "$root" "$@"
}

# Prints the processes that belong to the temporary directory, other than those
# of the folder $spared.
left() {
	local dir where
	for dir in /proc/[0-9]*; do
		where=$(tr '\0' ' ' <"$dir/cmdline"; readlink "$dir/cwd") || continue
		case $where in
		*"$work/${spared:-none}"*) ;;
		*"$work"*) echo "${dir#/proc/}" ;;
		esac
	done 2>/dev/null
}

all_gone() {
	[ -z "$(left)" ]
}

# Waits until the job has ended, with exit status $1, and all it started.
ended() {
	local i status=0
	for ((i = 0; i < 300; i++)); do
		kill -0 "$job" 2>/dev/null || break
		sleep 0.1
	done
	[ "$i" -lt 300 ] || return 1
	wait "$job" 2>/dev/null || status=$?
	[ "$status" = "$1" ] && all_gone
}

# Sends signal $1 to process or group $2; the job should end with status $3.
stops() {
	kill "-$1" -- "$2" && ended "$3"
}

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	local pid
	[ -z "$job" ] || { kill "$job" 2>/dev/null && ended 0; } || true
	"$root/schema/cluster.sh" stop "$work/cluster" immediate || true
	spared=
	for pid in $(left); do
		kill -KILL "$pid" 2>/dev/null || true
	done
	rm -rf "$work"
}

# Whether all that was started lets others finish their turn (sched(7)).
all_batch() {
	local pid
	for pid in $(left); do
		chrt --pid "$pid"
	done >"$said"
	[ "$(grep -c 'policy: SCHED_BATCH' "$said")" -gt "$WORKERS" ] && ! grep -q 'policy: SCHED_OTHER' "$said"
}

# Whether there are as many workers as the machine is good for, 64 at most.
has_workers() {
	local pid count=0 most=$((4 * $(nproc)))
	for pid in $(left); do
		[ "$(cat "/proc/$pid/comm")" != todo.fcgi ] || count=$((count + 1))
	done 2>/dev/null
	[ "$count" = $(((most < 64 ? most : 64) + AUTH_WORKERS)) ]
}

# The lines of the tour that the start printed, those that match $1.
tour() {
	grep -E "$1" "$log" >"$work/tour"
	sh "$work/tour"
}

check_first_start() {
	holds 'make run serves' start make --no-print-directory -C "$root" run
	base=$(sed -n 's/^todo-api is ready at \([^ ]*\).*/\1/p' "$log")
	holds '/health says healthy' says '"status":"healthy"' curl -s "$base/health"
	holds 'the tour that it prints works as typed' says '"total":1,' tour '^(curl|TOKEN)'
	holds 'psql gets in by the URL that it prints' \
		says '^1$' sh -c "$(sed -n 's/^Its data: //p' "$log") -Atc 'SELECT count(*) FROM todos'"
	holds 'its Postgres compresses whole pages of its log' \
		says '^lz4$' sh -c "$(sed -n 's/^Its data: //p' "$log") -Atc 'SHOW wal_compression'"
	if chrt --batch 0 true 2>/dev/null; then
		holds 'Postgres, workers and lighttpd run in SCHED_BATCH' all_batch
	else
		skip 'all run in SCHED_BATCH' 'the permission to set it'
	fi
	holds 'the secret is readable by its owner only' \
		[ "$(stat -c %a "$TODO_API_STATE/secret")" = 600 ]
	spared=state
	holds 'a busy port is named, and nothing is started' \
		refuses "port $PORT is in use" env TODO_API_STATE="$work/second" "$root/fcgi/host/run.sh"
	holds '… nor is a cluster created' [ ! -e "$work/second/postgres" ]
	holds 'a second run on the same state says so' \
		refuses 'already running' env PORT="$(free_port)" "$root/fcgi/host/run.sh"
	holds 'make rollback takes the last step back' says "- ${steps[-1]}" make_in rollback
	holds 'make migrate brings it again' says "+ ${steps[-1]}" make_in migrate
	spared=
	case ${TODO_API_BUILD:-$root/build} in
	"$root"/*)
		holds 'todo-admin knows where it listens' says "^todo-admin: a visit to $base$" \
			env -u DATABASE_URL -u PORT "${TODO_API_BUILD:-$root/build}/fcgi/todo-admin" doctor
		holds '… and where it counts' says "^METRICS_FILE *environment *$TODO_API_STATE/run/metrics" \
			env -u DATABASE_URL -u PORT "${TODO_API_BUILD:-$root/build}/fcgi/todo-admin" settings check
		;;
	esac
	holds 'TERM to make stops all that was started' stops TERM "$job" 143
}

# Prints the pid of the pool that has $1 workers.
pool_of() {
	pgrep -P "$job" -f "multiwatch -f $1 "
}

# What answers a request of method $1 and path $2 while the hashing pool stands still: "api",
# or else "hashing".
pool_for() {
	local status
	status=$(curl -s --noproxy '*' -m 10 -o /dev/null -w '%{http_code}' -X "$1" -d '{}' \
		-H 'Content-Type: application/json' "$base${2//\{id\}/1}" || true)
	case $status in 000) echo hashing ;; 200 | 4??) echo api ;; *) echo "$status" ;; esac
}

# While the hashing pool stands still, what hashes waits, by the document, and nothing else.
check_pools() {
	local i method path hashes asked=() wanted=() clients=()
	eventually pgrep -P "$(pool_of "$AUTH_WORKERS")" -x todo.fcgi >/dev/null
	# shellcheck disable=SC2046 # a list of pids
	kill -STOP $(pgrep -P "$(pool_of "$AUTH_WORKERS")")
	while IFS=$'\t' read -r method path hashes; do
		pool_for "$method" "$path" >"$work/pool.${#asked[@]}" &
		clients+=("$!") asked+=("$method $path") wanted+=("$hashes")
	done <<<"$(curl -s --noproxy '*' "$base/openapi.json" | jq -r '.paths | to_entries[] |
		.key as $path | .value | to_entries[] | select(.value | objects | has("responses")) |
		[(.key | ascii_upcase), $path, if .value.responses["503"] | tostring | test("SERVER_005") then "hashing" else "api" end] | @tsv')"
	wait "${clients[@]}"
	for i in "${!asked[@]}"; do
		holds "$1: ${asked[i]} is for the ${wanted[i]} pool" [ "$(<"$work/pool.$i")" = "${wanted[i]}" ]
	done
	# shellcheck disable=SC2046
	kill -CONT $(pgrep -P "$(pool_of "$AUTH_WORKERS")")
}

check_second_start() {
	local started
	started=$(date +%s%N)
	holds 'run.sh starts a second time' start "$root/fcgi/host/run.sh"
	echo "      (in $((($(date +%s%N) - started) / 1000000)) ms)"
	holds '… with the same cluster, schema and secret' \
		sh -c "! grep -Eq 'creating|generating|Deploying' '$log'"
	holds 'accounts and todos have survived' says '"total":1,' tour '^TOKEN|/todos [^{]*$'
	holds 'Ctrl-C in the terminal stops all, with status 0' stops INT "-$job" 0
	holds 'run.sh starts a third time' start "$root/fcgi/host/run.sh"
	check_pools lighttpd
	holds 'TERM to run.sh stops all, with status 0' stops TERM "$job" 0
}

check_crashes() {
	local i workers
	for workers in "$WORKERS" "$AUTH_WORKERS"; do
		holds 'run.sh starts' start "$root/fcgi/host/run.sh"
		holds "the pool of $workers killed: the rest is stopped, with status 1" \
			stops KILL "$(pool_of "$workers")" 1
	done
	holds 'run.sh starts' start "$root/fcgi/host/run.sh"
	holds 'lighttpd killed: the rest is stopped, with status 1' \
		stops KILL "$(pgrep -P "$job" lighttpd)" 1
	holds 'run.sh starts' start "$root/fcgi/host/run.sh"
	kill -KILL "$job" || true
	wait "$job" 2>/dev/null || true
	for ((i = 0; i < 50; i++)); do
		curl -s -o /dev/null "$base/health" || break
		sleep 0.1
	done
	holds 'run.sh starts after it was itself killed' start "$root/fcgi/host/run.sh"
	holds '… and stops' stops TERM "$job" 0
}

# Whether the terminal shows a line that matches $1 by now.
shows() {
	eventually grep -aqE "^$1"$'\r?$' "$log"
}

check_terminal() {
	local command
	printf -v command 'exec %q' "$root/fcgi/host/run.sh"
	holds 'on a terminal it serves, too' start script -qec "$command" /dev/null
	base=$(sed -n 's/^todo-api is ready at \([^ ]*\).*/\1/p' "$log")
	holds '… and names the file of the log' [ "$(sed -n 's/^Its log:  *\([^\r]*\).*/\1/p' "$log")" = "$TODO_API_STATE/log" ]
	curl -s "$base/todos?x=1" -o /dev/null
	curl -s "$base/health/live" -o /dev/null
	holds '… and people read a short line of each request' shows '[0-9:]{8} GET /todos 401 AUTH_005 \([0-9.]+ ms\)'
	holds '… of one without an error too' shows '[0-9:]{8} GET /health/live 200 \([0-9.]+ ms\)'
	holds '… and of what else there is' shows '[0-9:]{8} INFO worker started'
	holds '… while the file has it all' grep -q '"path":"/todos","endpoint":"/todos","status":401' "$TODO_API_STATE/log"
	holds '… and stops' stops TERM "$job" 0
	holds '… the file stays' [ -s "$TODO_API_STATE/log" ]
}

check_apache() {
	holds 'FRONT=apache make run serves' \
		start env FRONT=apache make --no-print-directory -C "$root" run
	holds '… through Apache' says '^Server: Apache' curl -si "$base/health"
	holds '… the same accounts and todos' says '"total":1,' tour '^TOKEN|/todos [^{]*$'
	holds '… and TERM to make stops all' stops TERM "$job" 143
	holds 'run.sh starts Apache' start env -u WORKERS FRONT=apache "$root/fcgi/host/run.sh"
	holds '… with four workers a core where nobody says how many' eventually has_workers
	holds 'Apache killed: the rest is stopped, with status 1' \
		stops KILL "$(pgrep -P "$job" apache2)" 1
	holds 'run.sh starts it again' start env FRONT=apache "$root/fcgi/host/run.sh"
	check_pools Apache
	holds 'Ctrl-C in the terminal stops all, with status 0' stops INT "-$job" 0
}

check_settings() {
	local name=ACCESS_TOKEN_EXPIRE_MINUTES
	holds 'a wrong setting is named' refuses "$name" env $name=abc "$root/fcgi/host/run.sh"
	holds 'a wrong PORT is named' refuses 'PORT should be' env PORT=http "$root/fcgi/host/run.sh"
	holds 'a wrong AUTH_WORKERS is named' \
		refuses 'AUTH_WORKERS should be' env AUTH_WORKERS=0 "$root/fcgi/host/run.sh"
	holds 'a wrong FRONT is named' refuses 'FRONT=nginx' env FRONT=nginx "$root/fcgi/host/run.sh"
	printf 'PORT = "%s"\nJWT_SECRET_KEY=%064d\nLOG_LEVEL=WARNING\n' "$PORT" 7 >"$work/settings"
	chmod 0600 "$work/settings"
	holds 'a settings file gives port, secret and log level' \
		start env -u PORT TODO_API_CONFIG="$work/settings" TODO_API_STATE="$work/filed" \
		"$root/fcgi/host/run.sh"
	holds '… so that no secret is generated' [ ! -e "$work/filed/secret" ]
	holds '… and no request is logged' sh -c "! grep -q '\"INFO\"' '$log'"
	holds '… and stops' stops TERM "$job" 0
}

# The URL of database $1 in the throwaway cluster.
url_of() {
	"$root/schema/cluster.sh" url "$work/cluster" | sed "s|@/todo?|@/$1?|"
}

check_database() {
	TODO_API_CLUSTER_FAST=1 "$root/schema/cluster.sh" start "$work/cluster"
	spared=cluster
	export DATABASE_URL
	DATABASE_URL=$(url_of todo)
	holds 'a database without the schema is named' \
		refuses 'migrate up' env TODO_API_STATE="$work/other" "$root/fcgi/host/run.sh"
	holds 'make migrate brings it' says '+ users' make_in migrate
	holds 'a database of our own choice is served' \
		start env TODO_API_STATE="$work/other" "$root/fcgi/host/run.sh"
	unset DATABASE_URL
	holds '… without a private cluster' [ ! -e "$work/other/postgres" ]
	holds '… which outlives it' stops TERM "$job" 0
	spared=
	"$root/schema/cluster.sh" stop "$work/cluster" immediate
}

check_install() {
	local file
	holds 'make install installs to DESTDIR and prefix' \
		says "$work/dest" make_in V=1 install DESTDIR="$work/dest" prefix=/opt/t
	for file in lib/todo-api/todo.fcgi share/todo-api/lighttpd.conf.example \
		share/todo-api/apache.conf.example share/todo-api/htaccess.example \
		share/todo-api/errors/err-503.html share/todo-api/schema/deploy/users.sql share/todo-api/schema/deploy.sql \
		share/todo-api/schema/migrate.sh share/todo-api/schema/deploy.sh share/todo-api/todo-api.dashboard.json \
		share/todo-api/todo-api.rules.yml share/todo-api/todo-api.scrape.yml share/todo-api/openapi.json \
		bin/todo-admin share/man/man1/todo-admin.1 share/man/man7/todo-api-changes.7 \
		share/bash-completion/completions/todo-admin; do
		holds "… $file" [ -s "$work/dest/opt/t/$file" ]
	done
	holds '… whose page for 411 says what to do' \
		grep -q "curl sends it with -d ''" "$work/dest/opt/t/share/todo-api/errors/err-411.html"
	touch "$work/dest/opt/t/bin/another"
	holds 'make uninstall takes it away' says uninstall make_in V=1 uninstall DESTDIR="$work/dest" prefix=/opt/t
	holds '… all of it, and nothing else' [ "$(find "$work/dest" ! -type d -o -name '*todo*')" = "$work/dest/opt/t/bin/another" ]
}

at_exit clean_up
PORT=$(free_port)
export PORT
check_first_start
check_second_start
check_crashes
check_terminal
check_apache
check_settings
check_database
check_install
tell check-run
