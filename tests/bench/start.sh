#!/bin/bash -p
# Measures starts: of a worker to its first answer, with all statements prepared; the same
# after a lost connection; and CGI, where each request is one, against FastCGI.
#
#   start.sh [JSON]    build/bench-start.json
#
# START_TIMES (20) is how often each is measured: the median, and the least, which what
# else the machine does is not in. START_SECONDS (3) is the length of the windows in which
# one client asks for one todo, START_ROUNDS (3) how many there are for each way. What the
# statements take is from the database's log.
set -euo pipefail
# shellcheck source-path=SCRIPTDIR source=server.sh
. "$(dirname "$0")/server.sh"
times=${START_TIMES:-20} seconds=${START_SECONDS:-3} rounds=${START_ROUNDS:-3}
json=$(realpath -m "${1:-${START_JSON:-$root/build/bench-start.json}}")
declare -A bases=()

# Prints the median of the lines, a tab, and the least.
median() {
	sort -n | awk '{ value[NR] = $1 }
		END { printf "%.2f\t%.2f\n", (value[int((NR + 1) / 2)] + value[int(NR / 2) + 1]) / 2, value[1] }'
}

# Keeps that step $1 takes $2 milliseconds: the median and the least.
note() {
	printf '%s\t%s\n' "$1" "$2" >>"$work/steps"
}

load_data() {
	make_users 1 1
	token=$(login 1)
	database <<-'SQL'
		INSERT INTO todos (id, user_id, title, description, created_at, updated_at)
		SELECT lpad(n::text, 32, '0')::uuid, lpad('1', 32, '0')::uuid, 'Buy groceries ' || n,
		       'Milk, eggs, bread', now(), now()
		FROM generate_series(1, 50) n;
		VACUUM ANALYZE;
	SQL
	printf 'return { todos = 50, readers = { "%s" }, writers = {} }\n' "$token" >"$work/data.lua"
	todo=/todos/$(number_id 1)
}

# Prints the milliseconds that the todo takes.
ask_once() {
	call "$todo" "$token" -o /dev/null -w '%{time_total}\n' --retry 0 | awk '{ print $1 * 1000 }'
}

kill_worker() {
	kill -KILL "$(grep -F "$todo" "$log" | tail -n 1 | jq -er .worker_pid)"
}

lose_connection() {
	database -c "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
		WHERE application_name = 'todo-api'" >/dev/null
}

# The median of a request right after command $1…
after() {
	local i
	for ((i = 0; i < times; i++)); do
		sleep 0.3 # the one before is logged, and other workers are connected again
		"$@"
		ask_once
	done | median
}

set_log() {
	database -c "ALTER SYSTEM SET log_min_duration_statement = $1" -c "ALTER SYSTEM SET log_disconnections = $2" \
		-c 'SELECT pg_reload_conf()' >/dev/null
	sleep 0.5
}

# Prints the durations in file $1 of the database's log, a line each: the backend, the
# phase, the statement's name, milliseconds.
durations() {
	sed -nE 's/^[^[]*\[([0-9]+)\].*LOG:  duration: ([0-9.]+) ms  (parse|bind|execute) ([^:]*):.*/\1\t\3\t\4\t\2/p' "$1"
}

# Prints what the database has logged while command $1… ran, to file seen.
watch_log() {
	local before
	before=$(wc -c <"$data/postgres.log")
	"$@" >/dev/null
	sleep 0.3
	tail -c "+$((before + 1))" "$data/postgres.log" >"$work/seen"
}

# What preparing takes in a new session, all of it and by the statement.
measure_preparing() {
	set_log 0 on
	watch_log after lose_connection
	durations "$work/seen" | awk -F'\t' '$2 == "parse" && $3 != "<unnamed>" { print $1, $3, $4 }' >"$work/parsed"
	statements=$(awk '{ print $2 }' "$work/parsed" | sort -u | wc -l)
	[ "$statements" -gt 10 ] || die 'the database logged no preparing'
	note "    of it preparing all $statements statements, by Postgres" "$(awk '{ sum[$1] += $3 }
		END { for (pid in sum) print sum[pid] }' "$work/parsed" | median)"
	note '    a statement, median' "$(awk '{ print $3 }' "$work/parsed" | median)"
	slowest=$(awk '{ sum[$2] += $3 } END { for (name in sum) print sum[name], name }' "$work/parsed" |
		sort -rn | awk 'NR == 1 { print $2 }')
	note "    the slowest, $slowest" "$(awk -v name="$slowest" '$2 == name { print $3 }' "$work/parsed" | median)"
	set_log -1 off
}

# The median of a run of a program, from fork to exit; $@ is it.
run_times() {
	perl -MTime::HiRes=time -e 'my $times = shift;
		for (1 .. $times) {
			my $start = time;
			my $pid = fork() // die;
			if (!$pid) { open STDOUT, ">", "/dev/null"; exec @ARGV or exit 127 }
			waitpid $pid, 0;
			die "it failed: @ARGV\n" if $?;
			printf "%.3f\n", (time - $start) * 1000;
		}' "$times" "$@" | median
}

cgi_settings() {
	cat <<-END
		DATABASE_URL=$worker_url
		JWT_SECRET_KEY=$(cat "$work/state/secret")
		LOG_FILE=$work/log/cgi
		METRICS_FILE=$work/log/metrics
	END
}

# As a web server starts it, for path $1.
as_cgi() {
	run_times env -i REQUEST_METHOD=GET PATH_INFO="$1" REMOTE_ADDR=127.0.0.1 SERVER_PROTOCOL=HTTP/1.1 \
		HTTP_AUTHORIZATION="Bearer $token" TODO_API_CONFIG="$work/settings" "$program"
}

# Where a CGI's time goes, from a shell: each does what the one before does, and more.
measure_cgi() {
	cgi_settings >"$work/settings"
	program=$work/state/app/lib/todo-api/todo.fcgi
	note 'a process that does nothing' "$(run_times env -i /bin/true)"
	note 'todo.fcgi --version: with its libraries' "$(run_times env -i "$program" --version)"
	note 'CGI that asks no database (404): with settings and log' "$(as_cgi /nothing)"
	note 'CGI, one todo: with connection and statement' "$(as_cgi "$todo")"
	set_log 0 on
	watch_log as_cgi "$todo"
	note '    the session, by Postgres' "$(sed -nE 's/.*session time: 0:00:0([0-9.]+) .*/\1/p' "$work/seen" |
		awk '{ print $1 * 1000 }' | median)"
	note '    of it statements, by Postgres' "$(durations "$work/seen" |
		awk -F'\t' '{ sum[$1] += $4 } END { for (pid in sum) print sum[pid] }' | median)"
	set_log -1 off
}

start_apache() {
	worker_url=$("$root/schema/cluster.sh" url "$data" todo_app)
	bases[lighttpd]=$base
	instance=.apache FRONT=apache DATABASE_URL=$worker_url JWT_SECRET_KEY=$(cat "$work/state/secret") start_server
	bases[apache]=$base
}

# Apache that starts the program for each request.
start_cgi() {
	local port
	port=$(free_port)
	mkdir "$work/cgi"
	ln -s "$work/state/app" "$work/cgi/app"
	cgi_settings >"$work/cgi/settings"
	"$root/tests/shell/fronts.sh" cgid "$work/cgi" "$port" >"$work/cgi/log" 2>&1 &
	base=http://127.0.0.1:$port
	bases[cgi]=$base
	eventually call /health '' -o /dev/null 2>/dev/null || { tail -n 5 "$work/cgi/log" >&2; die 'Apache does not serve'; }
}

measure_ways() {
	local round
	for ((round = 0; round < rounds; round++)); do
		for way in lighttpd apache cgi; do
			base=${bases[$way]}
			add_window 'one todo' "${ways[$way]}" get 1 "$seconds"
		done
	done
}

print_steps() {
	column -t -s $'\t' -N 'milliseconds,median,least' -R 2,3 "$work/steps"
}

export WORKERS=1 AUTH_WORKERS=1
declare -A ways=([lighttpd]='FastCGI, lighttpd' [apache]='FastCGI, Apache' [cgi]='CGI, Apache')
need wrk curl jq perl apache2
start_server
cluster=$data main_url=$database_url
load_data
note 'one todo, of a worker that is there' "$(after true)"
note "a worker's start to its first answer" "$(after kill_worker)"
note 'the answer after a lost connection' "$(after lose_connection)"
measure_preparing
start_apache
data=$cluster database_url=$main_url
start_cgi
measure_cgi
measure_ways
print_steps
report_windows "$json" "$(jq -R -s '{steps: [splits("\n") | select(. != "") | split("\t")
	| {step: (.[0] | sub("^ +"; "")), median_ms: (.[1] | tonumber), least_ms: (.[2] | tonumber)}]}' "$work/steps")"
