#!/bin/bash -p
# What the shell tests share. To be sourced, with $root set; sets the environment only.
#
#   open_work NAME            a folder of the test's own, $work, and no settings but its own
#   at_exit COMMAND           runs it at the end, however that comes
#   holds SENTENCE COMMAND…   counts and tells whether the command succeeds; if not, shows
#                             the end of the files in the list $evidence
#   tell NAME                 prints the count, and fails when something did not hold
#   skip SENTENCE WHAT        tells that it cannot be tried without WHAT
#   eventually COMMAND…       waits, at most 30 s, until it succeeds
#   patiently COMMAND…        the same, at most 90 s: for what takes many on a busy machine
#   in_three COMMAND…         whether one of three attempts succeeds: for what a machine that
#                             stands still for some seconds may fail
#   lies_within N LEAST MOST
#   is_running PID, end PID SIGNAL    ends a process and what is left of its group
#   free_port                 prints a TCP port that nobody listens on
#   is_open PORT              whether somebody does
#   deploy_schema URL [DIR]   by psql, from schema/ or DIR
#   is_sanitized PROGRAM
#   cheap_hashes PROGRAM      prints what it preloads so that bcrypt is cheap, where www-data
#                             may read it; nothing if a sanitizer has to come first
#   start_service NAME=value…, stop_service    make run's script on a free port; the state
#                             is in $work/state, what it says in $work/run.log
#   ask CURL-ARGUMENTS        a JSON request, with $token if that is set
#   status_of CURL-ARGUMENTS  the status of a plain one
#   account_of EMAIL          such a user's credentials, as JSON
#   new_token EMAIL           makes an account and prints its access token
#   new_session EMAIL         prints another one of such an account
#   new_todos COUNT           creates todos for $token
#
# The address of what is tested is $base. "${AS[@]}" before a command runs it as
# www-data where we are root, as the services are.
# shellcheck disable=SC2034,SC2154 # used there; $root is the caller's

# shellcheck source=schema/environment.sh
. "$root/schema/environment.sh"

postgres_bin=$(dirname "$(printf '%s\n' /usr/lib/postgresql/*/bin/pg_dump | sort -V | tail -n 1)")
passed=0 failed=0 evidence=() base='' service='' token=''
AS=()
[ "$(id -u)" != 0 ] || AS=(setpriv --reuid=www-data --regid=www-data --init-groups)

# A user's own .curlrc has no say.
curl() {
	command curl -q "$@"
}

# Debian's psql and pg_dump are scripts of Perl that look for these, at three times the cost.
psql() {
	"$postgres_bin/psql" "$@"
}

pg_dump() {
	"$postgres_bin/pg_dump" "$@"
}

open_work() {
	work=$(mktemp -d "/tmp/todo-$1.XXXXXX")
	# www-data, as whom root's services run, must be able to enter.
	chmod 0755 "$work"
	unset DATABASE_URL JWT_SECRET_KEY TODO_API_CONFIG LOG_FILE METRICS_FILE HOST
}

at_exit() {
	# shellcheck disable=SC2064 # the command as it is now
	trap "trap '' INT TERM HUP; $1" EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
}

holds() {
	local sentence=$1
	shift
	if "$@"; then
		passed=$((passed + 1))
		echo "ok    $sentence"
	else
		failed=$((failed + 1))
		echo "FAIL  $sentence"
		[ "${#evidence[@]}" = 0 ] ||
			tail -qn 20 "${evidence[@]}" 2>/dev/null | sed 's/^/      | /' || true
	fi
}

tell() {
	echo "$1: $passed passed, $failed failed"
	[ "$failed" = 0 ]
}

skip() {
	echo "skip  $1: there is no $2 here"
}

# Sets packages to where the npm packages of folder $1 are. Where npm's registry cannot
# be reached it says that $2 is skipped, and fails.
find_packages() {
	local status=0
	packages=$("$root/tests/shell/node.sh" "$1") || status=$?
	[ "$status" = 0 ] || [ "$status" = 77 ] || exit "$status"
	[ "$status" = 0 ] || { skip "$2" "registry of npm's to reach" && return 1; }
}

# Seldom enough that the processes it takes to ask are not what is waited for.
eventually() {
	local i
	for ((i = 0; i < 110; i++)); do
		! "$@" || return 0
		sleep "$((i < 10 ? 100 : 300))e-3"
	done
	return 1
}

patiently() {
	eventually "$@" || eventually "$@" || eventually "$@"
}

in_three() {
	"$@" || "$@" || "$@"
}

lies_within() {
	[ "$1" -ge "$2" ] && [ "$1" -le "$3" ]
}

is_running() {
	kill -0 "$1" 2>/dev/null
}

# Fails when the process does not end by itself within 30 s.
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

# Below those that connections are given: another part of "make check" that runs
# beside us would have one of these sooner or later. A folder is kept for two hours for each
# that was given out, for it is bound later, and nobody else is to have it meanwhile.
free_port() {
	perl -MIO::Socket::INET -e 'my $given = "/tmp/todo-ports";
	mkdir $given and chmod 01777, $given;
	for (1 .. 999) {
		my $port = 10000 + int rand 10000;
		rmdir "$given/$port" if -d "$given/$port" && -M _ > 2 / 24;
		next unless mkdir "$given/$port";
		next unless IO::Socket::INET->new(LocalAddr => "127.0.0.1", LocalPort => $port,
			Listen => 1, ReuseAddr => 1);
		print $port;
		exit;
	} die "no port is free"'
}

is_open() {
	(: <>"/dev/tcp/127.0.0.1/$1") 2>/dev/null
}

deploy_schema() {
	psql -qX -d "$1" -f "${2:-$root/schema}/deploy.sql" >/dev/null
}

is_sanitized() {
	nm -D "$1" | grep __asan_init >/dev/null
}

cheap_hashes() {
	! is_sanitized "$1" || return 0
	install -m 0644 "${TODO_API_BUILD:-$root/build}/tests/hash.so" "$work"
	echo "$work/hash.so"
}

start_service() {
	base=http://127.0.0.1:$(free_port)
	: >"$work/run.log"
	(exec env TODO_API_STATE="$work/state" HOST=127.0.0.1 PORT="${base##*:}" "$@" \
		"$root/fcgi/host/run.sh") >"$work/run.log" 2>&1 &
	service=$!
	patiently is_decided || true
	is_ready || { cat "$work/run.log" >&2; return 1; }
}

is_ready() {
	grep -q '^todo-api is ready at' "$work/run.log"
}

# Whether the service is ready, or never will be.
is_decided() {
	is_ready || ! is_running "$service"
}

stop_service() {
	[ -n "$service" ] || return 0
	kill -TERM "$service" 2>/dev/null || true
	wait "$service" || true
	service=''
}

ask() {
	local who=()
	[ -z "$token" ] || who=(-H "Authorization: Bearer $token")
	curl -s --noproxy '*' -m 60 -H 'Content-Type: application/json' "${who[@]}" "$@"
}

status_of() {
	curl -s --noproxy '*' -m 60 -o /dev/null -w '%{http_code}' "$@" || true
}

account_of() {
	printf '{"email":"%s","password":"Correct-horse-1"}' "$1"
}

# Status 422 says that it is there: the answer to an attempt before this one was lost.
has_account() {
	[[ "$(ask -o /dev/null -w '%{http_code}' -d "$(account_of "$1")" "$base/auth/register")" = @(201|422) ]]
}

new_session() {
	token='' ask -f -d "$(account_of "$1")" "$base/auth/login" | sed 's/.*"access_token": *"\([^"]*\)".*/\1/'
}

new_token() {
	eventually has_account "$1" && eventually new_session "$1"
}

new_todos() {
	local i
	for ((i = 0; i < $1; i++)); do
		ask -f -o /dev/null -d "{\"title\":\"todo $i\"}" "$base/todos"
	done
}
