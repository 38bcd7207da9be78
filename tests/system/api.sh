#!/bin/bash -p
# Runs the API suite over each way: in process, as CGI, and through each web
# server from its example file as shipped, on a free port. Every answer is held to
# the OpenAPI document.
#
#   api.sh [WAY...]    all of them when none is named:
#
#   process, cgi         no web server: the library, the program from a shell
#   lighttpd, apache     "make run", which is fcgi/host/run.sh, with that FRONT
#   fcgid                Apache on shared hosting, mounted below /api
#   cgid                 apache.conf.example -D CGI; what differs from cgi and from apache
#   fcgid-server         apache.conf.example -D FCGID; what differs from fcgid
#   there                what serves at TEST_API_URL by the settings of api_settings.sh,
#                        and logs to TEST_API_LOG; not one of "all"
#
# In process, by lighttpd and there all suites are run, by the others those in which ways
# may differ (tests/shell/suites.sh): beneath it is the same program. API_SUITES=all runs
# all by any, API_SUITES=transport those by any. API_ONLY names the suites that are run,
# API_LEAVE_OUT those that are not.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
[ -n "${TEST_DATABASE_URL:-}" ] || exec "$root/tests/shell/with_cluster.sh" "$0" "$@"
build=${TODO_API_BUILD:-$root/build}
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
open_work api
# shellcheck source=tests/shell/api_settings.sh
. "$root/tests/shell/api_settings.sh"
# shellcheck source=tests/shell/suites.sh
. "$root/tests/shell/suites.sh"
case ${API_SUITES:-all} in
all | transport) ;;
*) echo 'api.sh: API_SUITES is all or transport' >&2 && exit 2 ;;
esac
find_packages tests/contract 'each answer is held to the document' || packages=''
server_log='' preload='' parts=${CK_RUN_SUITE:-}${CK_RUN_CASE:-}${API_ONLY:-}

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	stop_service
	rm -rf "$work"
}

# Sets $preload, by which passwords are hashed cheaply: by lighttpd without more in between
# the program is as it is, and so is what Apache starts, to which it hands nothing on.
choose_hashes() {
	preload=''
	[ "$1${TEST_POOLER_URL:+ by a pooler}" = lighttpd ] || preload=$(cheap_hashes "$build/fcgi/todo.fcgi")
	[ -z "$preload" ] || export API_PRELOAD=$preload
}

# Starts make run's script with front end $1 on port $2.
launch_run() {
	export API_RUN=$work/state/run API_DOCS=$work/state/app/share/todo-api/docs
	METRICS_FILE='' TODO_API_STATE=$work/state FRONT=$1 HOST=127.0.0.1 PORT=$2 WORKERS=8 \
		AUTH_WORKERS=2 LD_PRELOAD=$preload "$root/fcgi/host/run.sh" >"$server_log" 2>&1 &
	service=$!
}

# Starts Apache, which starts the program itself.
launch_apache() {
	local dir=$work/$1
	export API_RUN=$dir/app/lib/todo-api API_DOCS=$dir/app/share/todo-api/docs
	[ "$1" != fcgid ] || API_RUN=$dir/site/api API_DOCS=$dir/site/api/docs
	mkdir -p "$dir"
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make --no-print-directory -s -C "$root" install \
		BUILD="$build" DESTDIR= prefix="$dir/app" >/dev/null
	write_settings "$dir/settings"
	"$root/tests/shell/fronts.sh" "$1" "$dir" "$2" >"$server_log" 2>&1 &
	service=$!
}

# The settings that our environment holds, as a file.
write_settings() {
	local name
	rm -f "$1"
	for name in DATABASE_URL DATABASE_STATEMENT_TIMEOUT_MS JWT_SECRET_KEY JWT_PREVIOUS_KEYS ALLOWED_ORIGINS \
		LOGIN_FAILURES_PER_MINUTE REGISTRATIONS_PER_MINUTE HASHES_PER_MINUTE \
		ACCOUNT_HASHES_PER_MINUTE REFRESHES_PER_MINUTE SESSION_REFRESHES_PER_MINUTE \
		EXPORTS_PER_MINUTE TRUSTED_PROXIES LOG_FILE LOG_LEVEL LOG_SLOW_MS METRICS_FILE SESSIONS_PER_USER TODOS_PER_USER; do
		echo "$name=${!name}" >>"$1"
	done
	chmod 0600 "$1"
}

# Starts the front end on port $2; fails when the port is taken.
try_server() {
	local i
	API_URL=http://127.0.0.1:$2
	case $1 in
	lighttpd | apache) launch_run "$1" "$2" ;;
	fcgid) API_URL+=/api && launch_apache "$1" "$2" ;;
	*) launch_apache "$1" "$2" ;;
	esac
	export API_URL API_FRONT=$1
	for ((i = 0; i < 300; i++)); do
		is_running "$service" || break
		! curl -fs -m 5 --noproxy '*' -o "$work/health" "$API_URL/health" ||
			! grep -q '"healthy"' "$work/health" || return 0
		sleep 0.1
	done
	stop_service
	return 1
}

start_server() {
	server_log=$work/logs/$1.server
	for _ in 1 2 3 4 5; do
		! try_server "$1" $((20000 + RANDOM % 12000)) || return 0
		grep -qi 'in use' "$server_log" || break
	done
	show_logs "$1"
	return 1
}

# What the server had to say; Apache's log is a file of its own.
show_logs() {
	tail -qn 20 "$server_log" "$work/$1/errors.log" >&2 2>/dev/null || true
}

# What the sanitizers of a worker had to say would otherwise go unseen; those of
# programs that Apache starts are in its log.
check_reports() {
	local report
	for report in "$work"/logs/sanitizer.* "$work/$1/errors.log"; do
		[ -e "$report" ] || continue
		case $report in
		*/errors.log) grep -qE 'Sanitizer|runtime error' "$report" || continue ;;
		esac
		echo "FAIL  no sanitizer reports anything, way: $1" >&2
		cat "$report" >&2
		return 1
	done
}

# Begins the list of what must be in no log; the client adds what it sends and
# what it is sent.
start_secrets() {
	export API_SECRETS=$work/secrets
	# shellcheck disable=SC2016 # how bcrypt's hashes begin
	printf '%s\n' "$JWT_SECRET_KEY" "${JWT_PREVIOUS_KEYS:2:-2}" "$database_password" \
		"${DATABASE_URL#*://}" '$2b$' >"$API_SECRETS"
}

# Searches the logs of the workers and the web server, and what they said on
# standard error, for all of it.
check_secrets() {
	local logs=() log
	[ "$1" != there ] || logs=("$LOG_FILE")
	for log in "$work/logs/$1".{log,server,client} "$work/$1/errors.log"; do
		[ ! -e "$log" ] || logs+=("$log")
	done
	# The tour that make run prints has an account and a todo of its own.
	[ ! -e "$work/logs/$1.server" ] || sed -i '/^curl /d; /^TOKEN=/d' "$work/logs/$1.server"
	sort -u "$API_SECRETS" >"$work/secrets.sorted"
	! grep -oHF -f "$work/secrets.sorted" "${logs[@]}" >"$work/leaked" || {
		echo "FAIL  no secret is in logs, way: $1" >&2
		sort "$work/leaked" | uniq -c | sed -n 1,20p >&2
		return 1
	}
	echo "none of $(wc -l <"$work/secrets.sorted") secrets is in $(cat "${logs[@]}" | wc -l) lines of logs"
}

# Attacks the front end with smuggled requests and, but where each takes a process, with
# forged tokens, which are the program's affair.
attack() {
	node "$root/tests/attack/smuggle.mjs" "$API_URL" &&
		{ [ "$1" = cgid ] || node "$root/tests/attack/tokens.mjs" "$API_URL"; } && return
	echo "FAIL  attacks find nothing, way: $1"
	return 1
}

# Saves the document as the way serves it; it is the program's own without a server.
save_document() {
	document=$work/$1.openapi
	if [ -n "${API_URL:-}" ]; then
		curl -fs -m 60 --noproxy '*' -o "$document" "$API_URL/openapi.json"
	else
		"$build/fcgi/todo-admin" openapi >"$document"
	fi
}

# Holds what the suite was answered to the document; in process, where the whole suite
# runs, the document to the answers as well.
check_contract() {
	local whole=()
	[ -n "$packages" ] || return 0
	# Some suites send by hand, which records nothing.
	[ -s "$API_RECORD" ] || [ -z "$parts" ] || return 0
	[ "$1" != process ] || [ -n "$parts" ] || whole=(--whole)
	node "$packages/validate.mjs" "$document" "$API_RECORD" "${whole[@]}" || return
	[ "${#whole[@]}" = 0 ] || node "$packages/rules_test.mjs" "$document" "$API_RECORD" || return
	rm -f "$API_RECORD"
}

# Prints the suites that are run by way $1, or nothing for all.
suites_of() {
	case ${parts:+given}${API_SUITES:-$1} in
	given* | all | process | lighttpd | there) echo "${API_ONLY:-}" ;;
	fcgid-server) echo fronts ;;
	cgid) echo "$server_suites" ;;
	*) echo "$transport_suites" ;;
	esac
}

run_way() {
	local status=0 client=http only
	only=$(suites_of "$1")
	echo "== the API suite, way: $1"
	choose_hashes "$1"
	export LOG_FILE=$work/logs/$1.log METRICS_FILE=$work/logs/$1.metrics
	case $1 in
	process | cgi) client=$1 ;;
	there) client=there && export API_URL=$TEST_API_URL API_FRONT=lighttpd LOG_FILE=$TEST_API_LOG ;;
	esac
	export API_RECORD=$work/$1.record
	start_secrets
	[ "$client" != http ] || start_server "$1" || return
	# The program that CGI starts has the test's standard error.
	env ${only:+API_ONLY="$only"} "$build/tests/api" "${client/there/http}" 2>"$work/logs/$1.client" || status=$?
	cat "$work/logs/$1.client" >&2
	save_document "$1" || { status=1 && echo "FAIL  the document is served, way: $1"; }
	[ "$client" != http ] || [ -n "$parts" ] || attack "$1" || status=1
	stop_service
	[ "$status" = 0 ] || [ "$client" != http ] || show_logs "$1"
	check_reports "$1" || status=1
	check_secrets "$1" || status=1
	check_contract "$1" || status=1
	unset API_URL API_FRONT API_RUN API_DOCS API_PRELOAD
	return "$status"
}

at_exit clean_up
# Workers that root starts run as www-data and write their log here.
mkdir -m 0777 "$work/logs"
export API_ROOT=$root API_PROGRAM=$build/fcgi/todo.fcgi
# A pooler may stand between the program and the database.
export DATABASE_URL="${TEST_POOLER_URL:-$TEST_DATABASE_URL}&password=$database_password"
export ASAN_OPTIONS=log_path=$work/logs/sanitizer \
	UBSAN_OPTIONS=log_path=$work/logs/sanitizer
export CK_DEFAULT_TIMEOUT=${CK_DEFAULT_TIMEOUT:-120}

failed=()
[ $# -gt 0 ] || set -- process cgi lighttpd apache fcgid cgid fcgid-server
for way; do
	run_way "$way" || failed+=("$way")
done
[ "${#failed[@]}" = 0 ] || echo "check-api: failed: ${failed[*]}" >&2
[ "${#failed[@]}" = 0 ]
