#!/bin/bash -p
# Tests the program itself: its options, its settings, CGI from a shell, signals.
# shellcheck disable=SC2016 # what is quoted so is for eval
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
[ -n "${TEST_DATABASE_URL:-}" ] || exec "$root/tests/shell/with_cluster.sh" "$0" "$@"
build=${TODO_API_BUILD:-$root/build}
program=$build/fcgi/todo.fcgi
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
# shellcheck source=tests/shell/lighttpd.sh
. "$root/tests/shell/lighttpd.sh"
open_work program
evidence=("$work/out" "$work/err")
pool=''
# A command that runs the program, in limits of its own.
through=()
export METRICS_FILE=$work/metrics

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	[ -z "$pool" ] || kill -TERM "$pool" 2>/dev/null || true
	[ -z "$front" ] || kill -TERM "$front" 2>/dev/null || true
	wait
	rm -rf "$work"
}
at_exit clean_up

# Runs the program with NAME=value settings on top of good ones, up to "--".
run() {
	local settings=()
	while [ "${1:---}" != -- ]; do
		settings+=("$1")
		shift
	done
	[ $# = 0 ] || shift
	status=0
	env -i PATH="$PATH" DATABASE_URL="$TEST_DATABASE_URL" LOG_LEVEL=ERROR \
		METRICS_FILE="$METRICS_FILE" \
		JWT_SECRET_KEY=0123456789abcdef0123456789abcdef "${settings[@]}" \
		"${through[@]}" "$program" "$@" 2>"$work/err" </dev/null |
		cat >"$work/out" || status=$?
}

# Whether --check refuses settings $2… with one line on stderr that names $1.
refuses() {
	local name=$1
	shift
	run "$@" -- --check
	[ "$status" = 1 ] && [ "$(wc -l <"$work/err")" = 1 ] &&
		grep -q "$name" "$work/err" && [ ! -s "$work/out" ]
}

fails_to_full() {
	! "$program" --version >/dev/full 2>>"$work/err"
}

test_options() {
	run -- --version
	holds '--version prints the version' grep -qE '^todo-api [0-9]+\.[0-9]+\.[0-9]+(-[0-9]+)?(-g[0-9a-f]+)?$' "$work/out"
	holds '… and fails where that cannot be written' fails_to_full
	run -- --help
	holds '--help explains on standard output' grep -q '^usage' "$work/out"
	run -- --nonsense
	holds 'an unknown option is refused' test "$status" = 2
	run
	holds 'without a request it explains itself' test "$status" = 2
	run -- --check
	holds '--check is content with good settings' test "$status" = 0
}

test_settings() {
	local secret=too-short-to-be-a-secret
	holds 'a missing database is named' refuses DATABASE_URL DATABASE_URL=
	holds 'another kind of database is refused' refuses DATABASE_URL DATABASE_URL=mysql://a/b
	holds 'a missing secret is named' refuses JWT_SECRET_KEY JWT_SECRET_KEY=
	holds 'a short secret is refused' refuses JWT_SECRET_KEY JWT_SECRET_KEY=$secret
	holds 'and not printed' test -z "$(grep -F "$secret" "$work/err" || true)"
	holds 'a short earlier secret is refused' refuses JWT_PREVIOUS_KEYS 'JWT_PREVIOUS_KEYS=["short"]'
	holds 'an endless earlier secret is refused' refuses JWT_PREVIOUS_KEYS \
		"JWT_PREVIOUS_KEYS=[\"$(printf %01025d 0)\"]"
	holds 'another algorithm is refused' refuses JWT_ALGORITHM JWT_ALGORITHM=none
	holds 'a cost below 10 is refused' refuses BCRYPT_COST_FACTOR BCRYPT_COST_FACTOR=9
	holds 'a cost above 15 is refused' refuses BCRYPT_COST_FACTOR BCRYPT_COST_FACTOR=16
	holds 'length is no rule without a list of common passwords' refuses 'COMMON_FILE: .*cracklib-runtime' \
		PASSWORD_RULE=length "PASSWORD_COMMON_FILE=$work/none"
	holds 'a number must be one' refuses ACCESS_TOKEN_EXPIRE_MINUTES ACCESS_TOKEN_EXPIRE_MINUTES=6O
	holds 'the origin "*" is refused' refuses ALLOWED_ORIGINS 'ALLOWED_ORIGINS=["*"]'
	holds 'origins are a JSON list' refuses ALLOWED_ORIGINS ALLOWED_ORIGINS=https://a.example
	holds 'an origin with a path is refused with what to write' refuses \
		'ALLOWED_ORIGINS: "https://a.example/" should be .*leave out the slash' \
		'ALLOWED_ORIGINS=["https://a.example/"]'
	run 'ALLOWED_ORIGINS=["https://a.example:443","capacitor://localhost","https://a_b.example"]' -- --check
	holds 'a default port, an app and an underscore are good in origins' test "$status" = 0
	holds 'a settings file must be there' refuses TODO_API_CONFIG "TODO_API_CONFIG=$work/none"
	echo 'JWT_SECRET=typo' >"$work/settings"
	holds 'an unknown setting in the file is named' refuses 'JWT_SECRET' "TODO_API_CONFIG=$work/settings"
	printf 'PORT=8000\nPORT=8001\n' >"$work/settings"
	holds 'a setting that stands twice in the file is named' refuses PORT "TODO_API_CONFIG=$work/settings"
	printf 'PORT=8000\0x\n' >"$work/settings"
	holds 'a file that is no text is refused' refuses TODO_API_CONFIG "TODO_API_CONFIG=$work/settings"
	echo 'PORT=99999' >"$work/settings"
	holds 'the file is checked too' refuses PORT "TODO_API_CONFIG=$work/settings"
	run "TODO_API_CONFIG=$work/settings" PORT=8000 -- --check
	holds 'the environment wins over the file' test "$status" = 0
	holds '--check opens the log as a worker would' refuses 'LOG_FILE: .*No such file or directory' \
		"LOG_FILE=$work/none/log"
	holds '… and needs a file there' refuses 'LOG_FILE: .*Is a directory' "LOG_FILE=$work"
	run "LOG_FILE=$work/new.log" -- --check
	holds '… where it makes none' eval '[ "$status" = 0 ] && [ ! -e "$work/new.log" ]'
	run "METRICS_FILE=$work/none/metrics" -- --check
	holds '--check says that nothing would be counted' eval \
		'[ "$status" = 0 ] && grep -q "^todo.fcgi: .*METRICS_FILE: nothing .*No such file or directory" "$work/err"'
	holds '--check says that there is no database' refuses 'cannot connect' \
		'DATABASE_URL=postgresql://todo@/todo?host=/nonexistent'
	holds '--check says that the schema is missing' refuses 'migrate up' \
		"DATABASE_URL=$TEST_DATABASE_URL&dbname=postgres"
	psql -qX -d "$TEST_DATABASE_URL" -c 'CREATE SCHEMA older' \
		-c 'CREATE VIEW older.schema_version AS SELECT 1 AS version'
	holds '--check says that the schema is older' refuses 'is at version 1, [0-9]* is needed.*migrate up' \
		"DATABASE_URL=$TEST_DATABASE_URL&options=-c%20search_path%3Dolder,public"
}

test_cgi() {
	run REQUEST_METHOD=GET PATH_INFO=/health
	holds 'a request from the shell is answered' grep -q '"status":"healthy"' "$work/out"
	run REQUEST_METHOD=HEAD PATH_INFO=/health
	holds 'HEAD has no body' test -z "$(sed '1,/^\r$/d' "$work/out")"
	run REQUEST_METHOD=GET PATH_INFO=/health QUERY_STRING=--version -- --version
	holds 'the words of a query are no options' grep -q '"healthy"' "$work/out"
	run REQUEST_METHOD=GET SCRIPT_NAME=/health
	holds 'SCRIPT_NAME serves where PATH_INFO is missing' grep -q '"healthy"' "$work/out"
	run REQUEST_METHOD=GET PATH_INFO=/health QUERY_STRING=--version -- --version
	holds 'a query that comes as an argument is no option' grep -q '"healthy"' "$work/out"
	run REQUEST_METHOD=GET PATH_INFO=/health JWT_SECRET_KEY=
	holds 'wrong settings are still an answer' grep -q '"error_code":"SERVER_002"' "$work/out"
	run REQUEST_METHOD=GET PATH_INFO=/health "LOG_FILE=$work/none/log"
	holds 'a log file that cannot be opened is named' grep -q LOG_FILE "$work/err"
	run REQUEST_METHOD=GET PATH_INFO=/health LOG_LEVEL=INFO "METRICS_FILE=$work/none/metrics"
	holds 'metrics that cannot be counted cost no request' grep -q '"healthy"' "$work/out"
	holds 'nor a line with each one' lacks METRICS_FILE "$work/err"
	run REQUEST_METHOD=GET PATH_INFO=/health LOG_LEVEL=DEBUG "METRICS_FILE=$work/none/metrics"
	holds 'unless one looks for it' grep -q 'METRICS_FILE: .*none/metrics' "$work/err"
	run REQUEST_METHOD=GET PATH_INFO=/metrics
	holds 'CGI counts what was asked before' grep -q \
		'^http_requests_total{method="HEAD",endpoint="/health",status="200"} 1$' "$work/out"
}

# Configures with a library $1 of version $2; says what it has to say.
configure_with() {
	mkdir -p "$work/pc" "$work/configured"
	printf 'Name: %s\nDescription: none\nVersion: %s\nLibs: -lnone\n' "$1" "$2" >"$work/pc/$1.pc"
	status=0
	(cd "$work/configured" && PKG_CONFIG_PATH=$work/pc "$build/configure" --srcdir="$root") \
		>"$work/out" 2>"$work/err" || status=$?
	rm -r "$work/pc"
}

# Whether configure wants another version of library $1 than $2, of package $3.
wants_other() {
	configure_with "$1" "$2"
	[ "$status" != 0 ] && grep -q "Debian packages:.* $3 ($1 [<>].*; here is $2)" "$work/err"
}

test_versions() {
	holds 'libpq has to have pipelines' wants_other libpq 13.99 libpq-dev
	holds 'and may be newer than ours' takes libpq 99.1
	holds 'libjwt may be too old' wants_other libjwt 1.9.0 libjwt-dev
	holds 'or too new' wants_other libjwt 2.0.0 libjwt-dev
	holds 'any of its 1.x from 1.10 on is good' takes libjwt 1.18.3
	holds 'json-c may be too old' wants_other json-c 0.14 libjson-c-dev
	configure_with check 0.14.0
	holds 'what only tests need stops no build' test "$status" = 0
	holds 'but is named' grep -q 'make check needs.* check (check >= 0.15; here is 0.14.0)' "$work/out"
}

takes() {
	configure_with "$1" "$2"
	[ "$status" = 0 ] && grep -q -- -lnone "$work/configured/config.mk"
}

# Whether a request that logs and counts is answered when the shell has run $1.
is_served_after() {
	# shellcheck disable=SC2016 # the inner shell's
	through=(sh -c "$1"'; exec "$@"' sh)
	run REQUEST_METHOD=GET PATH_INFO=/health LOG_LEVEL=DEBUG "${@:2}"
	through=()
	[ "$status" = 0 ] && grep -q '"status":"healthy"' "$work/out"
}

test_limits() {
	local files=("LOG_FILE=$work/full.log" "METRICS_FILE=$work/full.metrics")
	holds 'a log and metrics at the limit of a file cost no request' \
		is_served_after 'ulimit -f 0' "${files[@]}"
	holds 'and leave no file behind that others would take' test ! -e "$work/full.metrics.new"
	holds 'nor does a log that is full already' is_served_after : LOG_FILE=/dev/full
	holds 'nor a full device as standard error' is_served_after 'exec 2>/dev/full'
	holds 'nor none at all' is_served_after 'exec 2>&-'
	holds 'nor one that nobody reads' is_served_after \
		"mkfifo $work/unread; exec 3<>$work/unread 2>$work/unread 3<&-"
	status=0
	(
		ulimit -f 0
		exec env DATABASE_URL="$TEST_DATABASE_URL" JWT_SECRET_KEY=0123456789abcdef0123456789abcdef \
			"${program%/*}/todo-admin" user list >"$work/full" 2>&3
	) 3>&1 | cat >"$work/err" || status=$?
	holds 'todo-admin says so when there is no room for its output' test "$status" = 1
	holds 'in a line' grep -qx 'todo-admin: cannot write to standard output' "$work/err"
	run REQUEST_METHOD=GET PATH_INFO=/metrics
	holds 'the metrics are whole after all that' grep -q '^# TYPE http_requests_total' "$work/out"
}

lacks() {
	! grep -q "$@"
}

# The pids of the pool's workers.
workers() {
	cat "/proc/$pool/task/$pool/children"
}

count_started() {
	[ "$(grep -c 'worker started' "$1")" -ge "$2" ]
}

# Starts two workers; no file of theirs gets larger than $1 KiB.
start_pool() {
	(
		ulimit -f "${1:-unlimited}"
		export DATABASE_URL=$TEST_DATABASE_URL JWT_SECRET_KEY=0123456789abcdef0123456789abcdef
		export LIBFCGI_IS_AF_UNIX_KEEPER_POLL_TIMEOUT=60000 LOG_FILE=$work/log
		exec spawn-fcgi -n -s "$work/socket" -- /usr/bin/multiwatch -f 2 -r 1000 -t 100 -- "$program"
	) 2>"$work/err" >"$work/out" &
	pool=$!
	eventually test -s "$work/log"
	eventually count_started "$work/log" 2
}

# Whether the series $1 has the value $2 now.
counts() {
	run REQUEST_METHOD=GET PATH_INFO=/metrics
	[ "$(sed -n "s/^$1 //p" "$work/out")" = "${2:-}" ]
}

# Connects to the pool, says nothing, and ends with our descriptor 7.
connect_silently() {
	perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new(Peer => shift) or die; <STDIN>' \
		"$work/socket"
}

# Sends the pool a login whose body ends after 2 of 5 bytes, waits, and prints the answer.
send_half() {
	perl -MIO::Socket::UNIX -e '
		sub record { pack("CCnnCxa*", 1, $_[0], 1, length $_[1], 0, $_[1]) }
		sub pair { pack("CCa*a*", length $_[0], length $_[1], @_) }
		my $s = IO::Socket::UNIX->new(Peer => shift) or die;
		print $s record(1, pack("nCx5", 1, 0)), record(4, pair("REQUEST_METHOD", "POST") .
			pair("PATH_INFO", "/auth/login") . pair("CONTENT_TYPE", "application/json") .
			pair("CONTENT_LENGTH", "5")), record(4, ""),
			record(5, "{\"");
		$s->flush;
		print <$s>' "$work/socket"
}

# Whether one worker has requests in hand, or both.
is_busy() {
	run REQUEST_METHOD=GET PATH_INFO=/metrics
	grep -q '^http_requests_in_flight [23]$' "$work/out"
}

# While more requests than there are workers stand half, and until these are told to end.
test_half() {
	local i halves=()
	start_pool
	for i in 1 2 3 4; do
		send_half >"$work/half.$i" &
		halves+=("$!")
	done
	holds 'requests that stand half are in hand' eventually is_busy
	connect_silently </dev/null
	holds 'and others are served meanwhile' eventually grep -q 'brought no request' "$work/log"
	holds 'none of them is answered' test "$(cat "$work"/half.* | wc -c)" = 0
	SECONDS=0
	kill -TERM "$pool"
	wait "$pool" || true
	pool=''
	wait "${halves[@]}"
	holds 'workers that are told to end give them 5 s' lies_within "$SECONDS" 4 30
	holds 'and each then has its answer' test "$(cat "$work"/half.* | grep -ac '"error_code":"REQUEST_001"')" = 4
	rm -f "$work/log"
}

test_killed() {
	local lost='http_requests_total{method="OTHER",endpoint="unmatched",status="500"}' pids
	mkfifo "$work/body"
	env DATABASE_URL="$TEST_DATABASE_URL" JWT_SECRET_KEY=0123456789abcdef0123456789abcdef \
		REQUEST_METHOD=POST PATH_INFO=/auth/login CONTENT_LENGTH=5 "$program" \
		<"$work/body" >"$work/answer" 2>&1 &
	exec 7>"$work/body"
	holds 'a program that reads is seen' eventually counts http_requests_in_flight 2
	kill -KILL $!
	wait $! 2>/dev/null || true
	exec 7>&- # nobody who starts now shall have it
	holds 'a request that a killed program was reading counts' eventually counts "$lost" 1
	start_pool
	connect_silently </dev/null
	holds 'a connection without a request is noticed' eventually grep -q 'brought no request' "$work/log"
	holds 'it is nothing in hand' eventually counts http_requests_in_flight 1
	holds 'and does not count' counts "$lost" 1
	connect_silently <"$work/body" &
	exec 7>"$work/body"
	holds 'a worker that was connected to is seen' eventually counts http_requests_in_flight 2
	read -ra pids <<<"$(workers)"
	kill -KILL "${pids[@]}"
	holds 'what a killed worker had taken on counts' eventually counts "$lost" 2
	exec 7>&-
	# A worker that multiwatch is just starting would not hear of the end.
	eventually count_started "$work/log" 4
	kill -TERM "$pool"
	wait
	pool=''
	rm -f "$work/log"
}

test_uncounted() {
	METRICS_FILE=$work/none/metrics start_pool
	kill -TERM "$pool"
	wait "$pool" || true
	pool=''
	holds 'each worker warns once that nothing is counted' test \
		"$(grep -c '"WARNING".*METRICS_FILE' "$work/log")" = 2
	rm -f "$work/log"
}

# Lets a worker log a line and count.
knock() {
	local i
	for ((i = 0; i < 8; i++)); do
		connect_silently </dev/null
	done
}

test_limited_worker() {
	local before
	: >"$work/log"
	start_pool 1
	before=$(workers)
	knock
	holds 'workers outlive a log at the limit of a file' test "$(workers)" = "$before"
	holds 'which is full' test "$(stat -c %s "$work/log")" = 1024
	: >"$work/log"
	knock
	holds 'and log again when there is room' eventually grep -q 'brought no request' "$work/log"
	kill -TERM "$pool"
	wait "$pool" || true
	rm -f "$work/log"
	start_pool
	before=$(workers)
	: >"$METRICS_FILE"
	connect_silently </dev/null
	holds 'workers outlive metrics that are cut short' eventually grep -q 'cut short' "$work/log"
	holds 'all of them' test "$(workers)" = "$before"
	kill -TERM "$pool"
	wait "$pool" || true
	pool=''
	rm -f "$work/log" "$METRICS_FILE"
}

test_worker() {
	local before
	start_pool
	holds 'two workers start' count_started "$work/log" 2
	mv "$work/log" "$work/log.1"
	read -ra before <<<"$(workers)"
	kill -HUP "${before[@]}"
	holds 'HUP opens a new log file' eventually test -e "$work/log"
	holds 'and ends no worker' test "$(workers)" = "${before[*]} "
	kill -KILL "${before[0]}"
	holds 'a killed worker is replaced' eventually count_started "$work/log" 1
	kill -USR2 "$pool"
	holds 'USR2 replaces all workers' eventually count_started "$work/log" 3
	kill -TERM "$pool"
	wait "$pool" || true
	pool=''
	holds 'TERM lets workers end by themselves' test "$(grep -c 'worker stopped' "$work/log")" -ge 4
}

test_versions
test_options
test_settings
test_cgi
test_killed
test_half
test_uncounted
test_lighttpd
test_lighttpd_tls
test_apache_tls
test_limits
test_limited_worker
test_worker
tell check-program
