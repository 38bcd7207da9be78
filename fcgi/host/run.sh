#!/bin/bash -p
# Serves todo-api from this clone: Postgres, workers, web server, all private.
#
#   run.sh               until Ctrl-C or TERM, which stops all it started
#   run.sh migrate up|down    moves the schema of the database that it uses
#   run.sh --settings    prints what its workers have, and the owner's URI, as lines KEY=value
#
# Settings come from the environment or the file TODO_API_CONFIG names; besides
# them WORKERS (4 a core), AUTH_WORKERS (2), FRONT (lighttpd or apache) and
# TODO_API_STATE, the folder of the private cluster, the secret and the sockets.
# Root runs everything as www-data.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=schema/environment.sh
. "$root/schema/environment.sh"
# shellcheck source=fcgi/host/state.sh
. "$root/fcgi/host/state.sh"
# shellcheck source=fcgi/host/site.sh
. "$root/fcgi/host/site.sh"
# shellcheck source=fcgi/host/terminal.sh
. "$root/fcgi/host/terminal.sh"

cluster=$root/schema/cluster.sh
owner_url='' front_pid='' front_signal='' own_cluster='' own_secret='' temporary='' follower=''
# The pools by their sockets' names, and the supervisor of each.
pools=(api auth)
declare -A pool_pid=()
AS=()
[ "$(id -u)" != 0 ] || AS=(setpriv --reuid=www-data --regid=www-data --init-groups)

say() {
	echo "todo-api: $*"
}

die() {
	echo "todo-api: $*" >&2
	exit 1
}

read_settings() {
	[ -z "${TODO_API_CONFIG:-}" ] || TODO_API_CONFIG=$(realpath -m "$TODO_API_CONFIG")
	[ -z "${TODO_API_CONFIG:-}" ] || [ -r "$TODO_API_CONFIG" ] ||
		die "TODO_API_CONFIG: cannot read $TODO_API_CONFIG"
	state=$(realpath -m "${TODO_API_STATE:-$(state_dir)}")
	host=$(setting HOST 127.0.0.1)
	host=${host#\[} host=${host%\]}
	port=$(setting PORT 8000)
	front=${FRONT:-lighttpd}
	workers=${WORKERS:-$(count_workers)}
	auth_workers=${AUTH_WORKERS:-2}
	database_url=$(setting DATABASE_URL)
	secret=$(setting JWT_SECRET_KEY)
}

# Four a core: with fewer, fewer commits share a wait for the disk; with more, reads and
# changes wait for each other's turns. Each is a connection, of the cluster's 200.
count_workers() {
	local count=$((4 * $(nproc)))
	echo $((count < 64 ? count : 64))
}

check_count() {
	[[ $2 =~ ^[1-9][0-9]{0,2}$ ]] ||
		die "$1 should be a number from 1 to 999, not $2"
}

check_settings() {
	case $front in
	lighttpd | apache) ;;
	*) die "FRONT=$front is not known; it is lighttpd or apache" ;;
	esac
	[[ $port =~ ^[1-9][0-9]{0,4}$ && $port -le 65535 ]] ||
		die "PORT should be a number from 1 to 65535, not $port"
	check_count WORKERS "$workers"
	check_count AUTH_WORKERS "$auth_workers"
	bind=$host
	[[ $host != *:* ]] || bind="[$host]"
	# What can be connected to in place of "all addresses".
	case $bind in
	0.0.0.0) address=127.0.0.1 ;;
	'[::]') address='[::1]' ;;
	*) address=$bind ;;
	esac
}

# What is said on standard error is no verdict: the exit status is.
check_port() {
	local why status=0
	# shellcheck disable=SC2016 # Perl's variables
	why=$(perl -MErrno=EADDRINUSE -MIO::Socket::IP -e '
		IO::Socket::IP->new(LocalHost => $ARGV[0], LocalPort => $ARGV[1],
			Listen => 1, ReuseAddr => 1) and exit 0;
		my $status = $! == EADDRINUSE ? 3 : 4;
		print $@ || $!;
		exit $status' "$host" "$port") || status=$?
	case $status in
	0) ;;
	3) die "port $port is in use on $host; try another: PORT=$((port % 65535 + 1)) make run" ;;
	*) die "cannot listen on $host port $port: ${why:-perl failed with status $status}" ;;
	esac
}

# Says what stands in the way of a build, before anything is made.
check_build() {
	local obstacle
	build=${TODO_API_BUILD:-${BUILD:-build}}
	# From the clone's folder on, for make takes no path with a blank in it.
	build=${build#"$root"/}
	obstacle=$(cd "$root" && fcgi/host/build.sh "$build")
	[ -z "$obstacle" ] || die "$obstacle"
}

# Puts what is built where www-data can read it too, even if the clone is private.
install_app() {
	app=$state/app
	# Folders may be there from a time when the umask decided.
	[ ! -d "$app/lib/todo-api" ] || find "$app" -type d -exec chmod 0755 {} +
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make --no-print-directory -s -C "$root" all \
		BUILD="$build" >/dev/null || die 'cannot build'
	(cd "$root" && fcgi/host/install.sh "$build" '' "$app") || die "cannot install to $app"
}

# Sockets have short paths, and multiwatch and the web servers' configuration
# plain ones: any other state gets a temporary folder, with a link to the app.
make_run_dir() {
	run=$state/run
	if [ "${#run}" -gt 80 ] || [[ ! $run =~ ^[A-Za-z0-9/._+@=-]*$ ]]; then
		temporary=$(mktemp -d /tmp/todo-api.XXXXXX)
		run=$temporary
	fi
	mkdir -p "$run/uploads"
	chmod 0700 "$run" "$run/uploads"
	[ "${#AS[@]}" = 0 ] || chown -R www-data:www-data "$run"
	rm -f "$run"/*.sock
	if [ -n "$temporary" ]; then
		ln -s "$app" "$run/app"
		app=$run/app
	fi
	worker=$app/lib/todo-api/todo.fcgi
	# One for both pools, so that they are counted together.
	metrics_file=$(setting METRICS_FILE "$run/metrics")
}

start_database() {
	[ -z "$database_url" ] || return 0
	own_cluster=1
	[ -d "$state/postgres/data" ] || say "creating a private Postgres cluster in $state/postgres"
	"$cluster" start "$state/postgres" "$run" 9>&-
	find_urls
	DATABASE_URL=$database_url MIGRATE_URL=$owner_url \
		"${AS[@]}" "$app/share/todo-api/schema/deploy.sh" up 9>&-
}

make_secret() {
	[ -z "$secret" ] || return 0
	if [ ! -s "$state/secret" ]; then
		say "generating the secret in $state/secret"
		(umask 077 && rm -f "$state/secret.new" && new_secret 32 >"$state/secret.new")
		mv "$state/secret.new" "$state/secret"
	fi
	secret=$(cat "$state/secret")
	own_secret=1
}

# The addresses of the database for its owner and for the workers: ours, if no
# other was given.
find_urls() {
	owner_url=$(setting MIGRATE_URL)
	[ -z "$database_url" ] || return 0
	owner_url=$("$cluster" url "$state/postgres")
	database_url=$("$cluster" url "$state/postgres" todo_app)
}

migrate() {
	find_urls
	DATABASE_URL=$database_url MIGRATE_URL=$owner_url exec "$root/schema/migrate.sh" "$1"
}

# Notes, for todo-admin, what the running workers have that no setting says.
write_running() {
	printf 'HOST=%s\nPORT=%s\nMETRICS_FILE=%s\n' "$host" "$port" "$metrics_file" >"$state/running"
}

# What the workers are given besides the settings that we were given, and the owner's.
print_settings() {
	find_urls 2>/dev/null || exit
	cat "$state/running" 2>/dev/null || true
	[ -n "$secret" ] || [ ! -r "$state/secret" ] || secret=$(cat "$state/secret")
	printf 'DATABASE_URL=%s\nJWT_SECRET_KEY=%s\n' "$database_url" "$secret"
	[ -z "$owner_url" ] || printf 'MIGRATE_URL=%s\n' "$owner_url"
}

# The workers' settings file, where they can read it.
share_config() {
	[ -n "${TODO_API_CONFIG:-}" ] && ! "${AS[@]}" test -r "$TODO_API_CONFIG" || return 0
	install -m 0600 -o www-data -g www-data "$TODO_API_CONFIG" "$run/settings"
	TODO_API_CONFIG=$run/settings
}

# Runs a command with the workers' settings, and its death if we should die.
# What the settings file says is left to it, so that a reload reads it anew.
as_worker() {
	# The owner's address is none of theirs.
	unset MIGRATE_URL
	[ -z "$own_cluster" ] || export DATABASE_URL=$database_url
	[ -z "$own_secret" ] || export JWT_SECRET_KEY=$secret
	[ -z "$log_file" ] || export LOG_FILE=$log_file
	METRICS_FILE=$metrics_file exec setsid "${AS[@]}" setpriv --pdeathsig TERM "$@" 9>&-
}

check_worker() {
	(cd / && as_worker "$worker" --check) >/dev/null && return
	die 'the worker will not run with these settings'
}

# Starts $2 workers, at niceness $3, on the socket of the pool named $1. Hashing
# passwords is the auth pool's work, and todos and sessions come first.
start_pool() {
	(cd / && as_worker nice -n "$3" spawn-fcgi -n -s "$run/$1.sock" -M 0660 -b 4096 -- \
		/usr/bin/multiwatch -f "$2" -r 1000 -t 1000 -- "$worker") </dev/null &
	pool_pid[$1]=$!
}

# Runs the front end, which signal $1 asks to end. Only root gets a low port;
# the server itself gives root up then.
run_front() {
	local as=("${AS[@]}") signal=$1
	shift
	[ "$port" -ge 1024 ] || as=()
	front_signal=$signal
	(cd / && exec setsid "${as[@]}" setpriv --pdeathsig "$signal" "$@" 9>&-) </dev/null &
	front_pid=$!
}

start_lighttpd() {
	render "$app/share/todo-api/lighttpd.conf.example" 'var\.bind *=' "\"$bind\"" 'var\.port *=' "$port" \
		'var\.run *=' "\"$run\"" 'var\.share *=' "\"$app/share/todo-api\"" \
		'var\.uploads *=' "\"$run/uploads\"" 'var\.origins *=' "\"$(list_origins ' ')\"" >"$run/lighttpd.conf"
	run_front INT lighttpd -D -f "$run/lighttpd.conf"
}

# Its errors go through cat: a terminal of ours www-data could not open.
start_apache() {
	render "$app/share/todo-api/apache.conf.example" 'Define todo_listen' "$bind:$port" \
		'Define todo_run' "\"$run\"" 'Define todo_share' "\"$app/share/todo-api\"" \
		'Define todo_errorlog' '"|/bin/cat"' 'Define todo_origins' "\"$(match_origins)\"" >"$run/apache.conf"
	run_front WINCH apache2 -D FOREGROUND -f "$run/apache.conf"
}

is_running() {
	[ -n "$1" ] && kill -0 "$1" 2>/dev/null
}

# Ends us, saying $1, if the front end or a pool has ended.
check_running() {
	local pool
	is_running "$front_pid" || die "$front ended; $1"
	for pool in "${pools[@]}"; do
		is_running "${pool_pid[$pool]}" || die "the $pool workers ended; $1"
	done
}

wait_until_healthy() {
	local i
	for ((i = 0; i < 300; i++)); do
		check_running 'see above'
		! curl -qgfs -m 5 --noproxy '*' -o /dev/null "$base/health" || return 0
		sleep 0.1
	done
	die "$base/health does not say healthy: $(curl -qgs -m 5 --noproxy '*' "$base/health")"
}

greet() {
	local json="-H 'Content-Type: application/json'"
	local account='{"email":"me@example.org","password":"Correct-horse-1"}'
	# shellcheck disable=SC2016 # for the reader's shell
	local bearer='-H "Authorization: Bearer $TOKEN"'
	# A URL of the reader's own may hold a password.
	local data='in the database of DATABASE_URL'
	[ -z "$own_cluster" ] || data="psql '$owner_url'"
	cat <<TOUR

todo-api is ready at $base (Ctrl-C stops it).
Its data: $data
${log_file:+Its log:  $log_file
}A client for the browser: $base/app/
What the API can do, and a page to try it: $base/docs
Try, in another terminal:

curl -sw '\\n' $base/auth/register $json -d '$account'
TOKEN=\$(curl -s $base/auth/login $json -d '$account' | sed 's/.*"access_token": *"\\([^"]*\\)".*/\\1/')
curl -sw '\\n' $base/todos $bearer $json -d '{"title":"Read the README"}'
curl -sw '\\n' $base/todos $bearer

TOUR
}

# Asks process $1 to end by signal $2; what is left of its group after 15 s, or
# if it was killed, has to go.
end() {
	local i
	[ -n "$1" ] || return 0
	kill "-$2" "$1" 2>/dev/null || true
	for ((i = 0; i < 150; i++)); do
		is_running "$1" || break
		sleep 0.1
	done
	kill -KILL -- "-$1" 2>/dev/null || true
}

# Front end, pools, Postgres: who is in the middle of a request gets its answer.
# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	local pool
	trap '' INT TERM HUP
	rm -f "$state/running"
	[ -z "$follower" ] || kill "$follower" 2>/dev/null || true
	end "$front_pid" "$front_signal"
	for pool in "${pools[@]}"; do
		end "${pool_pid[$pool]:-}" TERM
	done
	wait
	[ -z "$own_cluster" ] || "$cluster" stop "$state/postgres" fast 9>&- || true
	[ -z "$temporary" ] || rm -rf "$temporary"
}

# All that we start answers requests in turns, from hand to hand: who is woken
# need not interrupt who woke it, which takes a tenth of the machine's time and
# more (sched(7), SCHED_BATCH). A container may forbid it.
schedule() {
	chrt --batch --pid 0 $$ 2>/dev/null || true
}

serve() {
	check_settings
	check_build
	state_check
	schedule
	state_open
	check_port
	trap clean_up EXIT
	trap 'say stopping; exit 0' INT TERM HUP
	install_app
	state_tell_others
	state_keep_clone
	make_run_dir
	terminal_choose_log
	start_database
	make_secret
	share_config
	check_worker
	base=http://$address:$port
	terminal_follow
	start_pool api "$workers" 0
	start_pool auth "$auth_workers" 5
	"start_$front"
	wait_until_healthy
	write_running
	greet
	wait -n "${pool_pid[@]}" "$front_pid" || true
	check_running 'stopping the rest'
}

read_settings
case ${1:-} in
'') serve ;;
migrate) migrate "${2:-}" ;;
--settings) print_settings ;;
*) sed -n '4,6s/^# *//p' "$0" >&2; exit 2 ;;
esac
