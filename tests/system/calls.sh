#!/bin/bash -p
# Proves that a worker asks no more of the kernel for a request than is listed here,
# and that it does without the rest at no loss: web servers that read slowly, or not
# at all, or send what is no request, and signals while it is never idle.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/stack.sh
. "$root/tests/shell/stack.sh"
evidence=("$work/surplus" "$work/lack" "$work/logs/traced.err" "$work/logs/api.err")
pool_workers[api]=1
traced='' requests=200 burst=200

# What takes a request, reads, answers and logs it, and a statement; and how often.
# An idle worker looks for a connection that is not there yet, and waits.
# shellcheck disable=SC2034 # by its name
declare -A get=([accept4]=2 [epoll_pwait]=1 [recvfrom]=2 [read]=1 [sendto]=1 [poll]=1 [write]=2 [close]=1)
# A write looks first if the connection to Postgres lives.
# shellcheck disable=SC2034
declare -A create=([accept4]=2 [epoll_pwait]=1 [recvfrom]=2 [read]=1 [sendto]=1 [poll]=2 [write]=2 [close]=1)
# With an Idempotency-Key it makes no call more: the key goes with the todo.
# shellcheck disable=SC2034
declare -n keyed=create

# Why system calls cannot be counted here; nothing when they can.
obstacle() {
	if is_sanitized "$app/lib/todo-api/todo.fcgi"; then
		echo 'build without a sanitizer, which makes calls of its own,'
	elif ! command -v strace >/dev/null; then
		echo 'strace'
	elif ! "${AS[@]}" strace -qq -o /dev/null true 2>/dev/null; then
		echo 'right to trace a process'
	fi
}

# Starts one worker under strace, for both pools' requests.
start_traced() {
	(cd / && exec setsid "${AS[@]}" setpriv --pdeathsig TERM env TODO_API_CONFIG="$work/settings" \
		CLEANUP_INTERVAL_SECONDS=0 spawn-fcgi -n -s "$run/api.sock" -b 128 -- "$(command -v strace)" \
		-qq -I 2 -o "$work/logs/calls" "$app/lib/todo-api/todo.fcgi") \
		</dev/null >>"$work/logs/traced.err" 2>&1 &
	traced=$!
	eventually grep -q '^epoll_pwait' "$work/logs/calls"
}

stop_traced() {
	[ -z "$traced" ] || end "$traced" TERM || true
	traced=''
}

# Sends the request of curl's arguments $2… $1 times, each after the answer of the last;
# an @ in them becomes another word each time.
send() {
	local i next=()
	local count=$1
	shift
	for ((i = 0; i < count; i++)); do
		printf '%s\n' "${next[@]}" 'silent' 'fail' 'fail-early' 'noproxy = "*"' 'max-time = 60' \
			"header = \"Authorization: Bearer $token\"" 'header = "Content-Type: application/json"' \
			'output = "/dev/null"' "${@//@/${EPOCHREALTIME/./}}"
		next=(next)
	done >"$work/curl"
	curl -K "$work/curl"
}

# Counts the calls of many such requests when the worker has had some; what is over
# the list $1 goes to the file surplus, and what is less than it to the file lack.
count_calls() {
	local -n list=$1
	local before start name limits=''
	for name in "${!list[@]}"; do
		limits+="$name ${list[$name]} "
	done
	send 20 "${@:2}" || return
	before=$(wc -l <"$work/logs/calls")
	start=${EPOCHREALTIME/./}
	send "$requests" "${@:2}" || return
	tail -n "+$((before + 1))" "$work/logs/calls" | sed -n 's/^\([a-z0-9_]*\)(.*/\1/p' |
		awk -v limits="$limits" -v n="$requests" -v ms="$(((${EPOCHREALTIME/./} - start) / 1000))" \
			-v surplus="$work/surplus" -v lack="$work/lack" '
		{ count[$1]++ }
		END {
			# Random bytes are for many ids; an idle worker has its rounds each second.
			seldom = n / 8 + ms / 100
			words = split(limits, word, " ")
			for (i = 1; i < words; i += 2)
				limit[word[i]] = word[i + 1]
			# Signals are let in every 50 ms at most.
			limit["rt_sigprocmask"] = 2 * ms / 50 / n
			# A web server that is interrupted between its connection and its request is
			# looked at again after a wait, which is one call of each and two of the first;
			# not every second time.
			limit["epoll_ctl"] = 1
			limit["epoll_pwait"] += count["epoll_ctl"] / 2 / n
			limit["recvfrom"] += count["epoll_ctl"] / 2 / n
			for (name in count)
				if (count[name] > limit[name] * n + seldom)
					print name, count[name] / n, "per request, not", limit[name] + 0 >surplus
			for (name in limit)
				# What ends the last request may come after its answer.
				if (name !~ /accept4|epoll|sigprocmask/ && count[name] < limit[name] * (n - 1))
					print name, count[name] / n, "per request, not", limit[name] >lack
		}'
}

# What a worker does it does each time, what a busy machine does it does not.
count_thrice() {
	for _ in 1 2 3; do
		: >"$work/surplus"
		: >"$work/lack"
		count_calls "$@" || return
		[ -s "$work/surplus" ] || [ -s "$work/lack" ] || return 0
		sed 's/^/      (/; s/$/)/' "$work/surplus" "$work/lack"
	done
}

# By the list $1, which calls are made for curl's requests $2…
check_calls() {
	holds "$1: $requests requests are answered" count_thrice "$@"
	holds "$1: a warm worker makes no system call but those listed" test ! -s "$work/surplus"
	holds "$1: … and those" test ! -s "$work/lack"
}

test_calls() {
	local why id
	why=$(obstacle)
	[ -z "$why" ] || { skip 'a worker makes no system call but those listed' "$why" && return; }
	touch "$work/logs/calls"
	[ "${#AS[@]}" = 0 ] || chown www-data "$work/logs/calls"
	start_traced
	start_front
	token=$(new_token calls@example.org)
	id=$(ask -d '{"title":"Buy milk"}' "$base/todos" | sed 's/.*"id": *"\([^"]*\)".*/\1/')
	check_calls get "url = \"$base/todos/$id\""
	check_calls keyed "url = \"$base/todos\"" 'data = "{\"title\":\"Buy milk\"}"' 'header = "Idempotency-Key: @"'
	check_calls create "url = \"$base/todos\"" 'data = "{\"title\":\"Buy milk\"}"'
	stop_front TERM
	stop_traced
}

# What a web server sends the pool, as perl: ask PATH, TOKEN is a connection with a
# request; rest reads to its end.
peer=$(
	cat <<'PERL'
use IO::Socket::UNIX;
$| = 1;
alarm 120;
my ($socket, $token) = splice @ARGV, 0, 2;
sub record { pack "CCnnCxa*", 1, $_[0], $_[2] // 1, length $_[1], 0, $_[1] }
sub pair { pack "NNa*a*", 1 << 31 | length $_[0], 1 << 31 | length $_[1], @_ }
sub start { IO::Socket::UNIX->new(Peer => $socket) or die "$socket: $!" }
sub head {
	record(1, pack "nCx5", 1, 0), record(4, pair("REQUEST_METHOD", "GET") . pair("PATH_INFO", $_[0]) .
		pair("QUERY_STRING", $_[1] // "") . pair("HTTP_AUTHORIZATION", "Bearer $token")), record(4, "");
}
sub ask { my $s = start; print $s head(@_), record(5, ""); $s->flush; $s }
sub rest {
	my ($s, $out) = ($_[0], "");
	while (read($s, my $header, 8) == 8) {
		my ($type, $len, $padding) = unpack "xCxxnCx", $header;
		read $s, my $content, $len + $padding;
		$out .= substr $content, 0, $len if $type == 6;
	}
	$out;
}
# Whether what it does is done at once: a wait is one each time, a busy machine is not.
sub is_quick { for (1 .. 3) { my $start = time; return 0 unless $_[0]->(); return 1 if time - $start < 4 } 0 }
PERL
)

# Runs perl $1 with the above; further arguments are its own.
as_peer() {
	perl -e "$peer"$'\n'"$1" "$run/api.sock" "$token" "${@:2}"
}

# A page of 100 todos, over a megabyte: more than any connection takes at once.
fill_page() {
	local id
	id=$(sql -c "SELECT id FROM users WHERE email = 'calls@example.org'")
	sql -c "INSERT INTO todos (id, user_id, title, description, created_at, updated_at)
		SELECT gen_random_uuid(), '$id', 'todo ' || n, repeat('d', 10000), now(), now()
		FROM generate_series(1, 100) n"
}

# shellcheck disable=SC2016 # Perl's variables
test_peers() {
	holds 'a web server that reads late has the whole of a large answer' in_three as_peer '
		my $s = ask("/todos", "limit=100");
		sleep 2;
		exit 1 unless rest($s) =~ /Content-Length: (\d+)\r.*?\r\n\r\n(.*)/s;
		exit !($1 > 1e6 && $1 == length $2)'
	SECONDS=0
	holds '… and one that reads a little at a time' in_three as_peer '
		my $s = ask("/todos", "limit=100");
		my ($all, $part) = ("");
		while (sysread $s, $part, 65536) { $all .= $part; select undef, undef, undef, 0.02 }
		exit !(length $all > 1e6 && $all =~ /\x01\x03\x00\x01\x00\x08.{10}$/s)'
	holds 'one that reads nothing holds the worker for 5 s' as_peer '
		my $start = time;
		my $s = ask("/todos", "limit=100");
		exit !(rest(ask("/health")) =~ /"healthy"/ && time - $start >= 4 && time - $start < 30)'
	holds '… and the log tells of it' grep -q 'hung up on an answer' "$log"
	# The library passes over what is of another request, and would wait for the end.
	holds 'a request whose end is another one'"'"'s holds it for no time' as_peer '
		exit !is_quick(sub {
			my $s = start;
			print $s head("/health"), record(5, "", 7);
			$s->flush;
			rest(ask("/health")) =~ /"healthy"/;
		})'
	holds 'nor does a question for what it can do, without a request' as_peer '
		exit !is_quick(sub {
			my $s = start;
			print $s record(9, pair("FCGI_MAX_CONNS", ""), 0);
			$s->flush;
			rest(ask("/health")) =~ /"healthy"/;
		})'
}

# How many requests the log has of worker $1.
count_lines() {
	grep -c "\"message\":\"request\".*\"worker_pid\":$1}" "$log" || true
}

# Sends $burst large requests, and the worker signal $1 once the first is answered: the
# others wait then, for nobody reads the second.
send_burst() {
	# shellcheck disable=SC2016 # Perl's variables
	as_peer 'my ($count, $worker, $signal) = @ARGV;
		kill STOP => $worker;
		my @all = map { ask("/todos", "limit=100") } 1 .. $count;
		kill CONT => $worker;
		rest(shift @all);
		kill $signal => $worker;
		rest($_) for @all' "$burst" "$worker" "$1"
}

test_signals() {
	local worker client
	worker=$(workers_of api)
	worker=${worker% }
	mv "$log" "$log.1"
	send_burst HUP &
	client=$!
	holds 'a worker that is never idle opens its log anew' eventually test -e "$log"
	wait "$client"
	holds '… while others wait' test "$(count_lines "$worker")" -ge $((burst / 10))
	send_burst TERM &
	client=$!
	holds 'one that is told to end does so' eventually grep -q "worker stopped.*:$worker}" "$log"
	wait "$client"
	holds '… and leaves what has not begun to the next' \
		test "$(grep -c '"message":"request"' "$log")" -gt "$(count_lines "$worker")"
}

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	stop_traced
	tear_down_stack
}

at_exit clean_up
set_up_stack
touch "${evidence[@]}"
# One pool for all: what is looked at is one worker.
ln -s api.sock "$run/auth.sock"
test_calls
start_pool api
start_front
token=$(new_token calls@example.org)
stop_front TERM
fill_page
test_peers
test_signals
tell check-calls
