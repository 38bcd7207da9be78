#!/bin/bash -p
# Proves that logs can be read by machines whatever clients send: eight workers
# that share a pipe nobody empties in time, or a file, tear no line apart.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/stack.sh
. "$root/tests/shell/stack.sh"
pool_workers[api]=8
reader='' clients=8 rounds=25
trace=4bf92f3577b34da6a3ce929d0e0e4736

# $2 times the text $1.
repeat() {
	local blanks
	printf -v blanks "%$2s" ''
	printf '%s' "${blanks// /$1}"
}

# The requests of one client, as curl's configuration: every part of a request
# that a client may fill, as long as lighttpd lets it through.
write_requests() {
	local i long quotes
	long=$(repeat 0123456789abcdef 512)
	quotes=$(repeat %22%5c 700)
	for ((i = 0; i < rounds; i++)); do
		request "/$(repeat a 5000)" "X-Request-ID: $long"
		request "/$quotes" "traceparent: $long"
		request "/todos?q=$(repeat q 5000)" "User-Agent: $long"
		request "/$(repeat %c3%a9 1500)" "traceparent: 00-$trace-00f067aa0ba902b7-01"
		request "/health" "Authorization: Bearer $long"
	done
}

# A path, and a header.
request() {
	printf 'next\nurl = "%s"\nheader = "%s"\n' "$base$1" "$2"
	printf 'silent\nnoproxy = "*"\nmax-time = 60\noutput = /dev/null\n'
}

# Serves with the settings $@ until all clients have their answers.
serve_requests() {
	local i asking=()
	start_pool api "$@"
	eventually is_healthy
	for ((i = 0; i < clients; i++)); do
		curl -K "$work/requests" &
		asking+=("$!")
	done
	wait "${asking[@]}"
	stop_pool api
}

# Reads the pipe slower than it is filled, so that workers wait for room.
start_reader() {
	mkfifo "$work/logs/api.err"
	perl -e 'while (sysread(STDIN, my $text, 4096)) {
		syswrite(STDOUT, $text); select(undef, undef, undef, 0.002) }' \
		<"$work/logs/api.err" >"$work/lines" &
	reader=$!
}

# Takes the lines of file $1 to the database, whose parser of JSON is not ours.
load() {
	sql -c 'TRUNCATE logged' -c "\\copy logged FROM '$1' WITH (FORMAT csv, QUOTE e'\\x01', DELIMITER e'\\x02')"
}

# How many lines there are for which $1 is true.
count() {
	sql -c "SELECT count(*) FROM logged WHERE $1"
}

# What has to be true of lines in file $1, which are called $2.
check_lines() {
	local all=$((clients * rounds))
	holds "$2: every line is JSON" load "$1"
	holds "$2: every request has its line" \
		test "$(count "line->>'message' = 'request' AND line->>'status' <> '200' AND line->>'path' <> '/health'")" = $((4 * all))
	holds "$2: they are of all workers" \
		test "$(sql -c "SELECT count(DISTINCT line->'worker_pid') FROM logged")" = 8
	holds "$2: a trace is on the lines of its requests" \
		test "$(count "line->>'trace_id' = '$trace'")" = "$all"
	holds "$2: a request id that is too long is not taken" \
		test "$(count "line->>'request_id' !~ '^req_[0-9a-f]{12}$'")" = 0
	holds "$2: no line is longer than 4096 bytes" test -z "$(LC_ALL=C awk 'length >= 4096' "$1")"
	holds "$2: long paths are cut, with a mark" \
		test "$(count "line->>'path' LIKE '/aaaa%a…'")" = "$all"
	holds "$2: nothing of the query or of another header is there" \
		test -z "$(grep -m 1 -e qqqq -e 0123456789abcdef0 "$1")"
}

test_pipe() {
	sed -i '/^LOG_FILE=/d' "$work/settings"
	start_reader
	serve_requests
	wait "$reader"
	rm "$work/logs/api.err"
	check_lines "$work/lines" 'a pipe'
}

test_file() {
	serve_requests LOG_FILE="$log"
	check_lines "$log" 'a file'
}

# For a terminal: one line each, with the ids.
test_text() {
	rm -f "$log"
	serve_requests LOG_FILE="$log" JSON_LOGS=false
	holds 'text: every line is whole' test -z "$(grep -vaE -m 1 \
		'^[-0-9T:.]{23}Z [A-Z]+ +(worker (started|stopped)|request req_[0-9a-f]{12}( trace=[0-9a-f]{32})? GET "/.*" [0-9]{3} [0-9]+\.[0-9]{3}ms.*)$' "$log")"
	holds 'text: a trace is on the lines of its requests' \
		test "$(grep -ac " trace=$trace " "$log")" = $((clients * rounds))
}

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	tear_down_stack
	# It ends with the pool, unless nobody has opened the pipe.
	[ -z "$reader" ] || kill "$reader" 2>/dev/null || true
}

at_exit clean_up
set_up_stack
sql -c 'CREATE TABLE logged (line jsonb)'
render
write_requests | tail -n +2 >"$work/requests"
start_front
test_pipe
test_file
test_text
tell check-logs
