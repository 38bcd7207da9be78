#!/bin/bash -p
# Proves that hashing holds nobody up: what hashes no password never waits behind
# what does, of too many that wait some are refused at once, and none is hashed
# for a client that has gone. By a pool on a Unix socket, and on a TCP one.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/stack.sh
. "$root/tests/shell/stack.sh"
account=$(account_of queue@example.org)
most=3 clients=12

stop_workers() {
	# shellcheck disable=SC2046 # a list of pids
	kill -STOP $(workers_of auth)
}

wake_workers() {
	# shellcheck disable=SC2046 # a list of pids
	kill -CONT $(workers_of auth)
}

# Connections to the pool's socket that nobody has taken.
is_queued() {
	if [ -n "${tcp:-}" ]; then
		[ "$(ss -Hltn "sport = :$tcp" | awk '{ print $2 }')" = "$1" ]
	else
		[ "$(ss -Hlx src "$run/auth.sock" | awk '{ print $3 }')" = "$1" ]
	fi
}

# Sends $1 logins at once, which give up after $2 seconds; the files login.N get
# their answers, headers and all.
send_logins() {
	local i
	rm -f "$work"/login.*
	for ((i = 0; i < $1; i++)); do
		curl -si --noproxy '*' -m "$2" -o "$work/login.$i" -d "$account" \
			-H 'Content-Type: application/json' "$base/auth/login" &
		logins+=("$!")
	done
}

# Waits for the clients, whatever they got.
end_logins() {
	wait "${logins[@]}" || true
	logins=()
}

count_status() {
	grep -lE "^HTTP/1.1 $1 " "$work"/login.* 2>/dev/null | wc -l
}

# How many passwords have been hashed; the api pool is asked.
hashes() {
	curl -s --noproxy '*' "$base/metrics" |
		sed -n 's/^password_hash_duration_seconds_count //p'
}

# The answer of path $1 is $2, though the pool that hashes stands still.
answers_meanwhile() {
	[ "$(status_of -m 30 -H 'Content-Type: application/json' -d '{}' "$base$1")" = "$2" ]
}

check_refusals() {
	local before refused
	before=$(hashes)
	stop_workers
	send_logins "$clients" 30
	holds "$1: $clients logins wait" eventually is_queued "$clients"
	holds "$1: a refresh waits behind none of them" answers_meanwhile /auth/refresh 401
	holds "$1: nor does a logout" answers_meanwhile /auth/logout 401
	holds "$1: nor the list of sessions" \
		test "$(status_of -m 30 "$base/auth/sessions")" = 401
	wake_workers
	end_logins
	refused=$(count_status 503)
	# Two workers look at the queue at once.
	holds "$1: most of those over $most are refused ($refused)" \
		lies_within "$refused" "$((clients - most - 3))" "$((clients - most - 1))"
	holds "$1: all others are let in" test "$(count_status 200)" = "$((clients - refused))"
	holds "$1: no password was hashed for those refused" \
		test "$(hashes)" = "$((before + clients - refused))"
	holds "$1: they are told when to come again" \
		test "$(grep -lZ '"SERVER_005"' "$work"/login.* | xargs -0r grep -liE '^Retry-After: 1' | wc -l)" = "$refused"
}

# Hands the pool a login, as a web server does, and leaves; web servers do so when
# they have waited long enough.
send_and_leave() {
	# shellcheck disable=SC2016 # Perl's variables
	perl -MIO::Socket::UNIX -MIO::Socket::IP -e '
		my ($body, $where) = @ARGV;
		my $peer = $where =~ m{/} ? IO::Socket::UNIX->new(Peer => $where) :
			IO::Socket::IP->new(PeerHost => "127.0.0.1", PeerPort => $where);
		my %params = (REQUEST_METHOD => "POST", PATH_INFO => "/auth/login",
			CONTENT_TYPE => "application/json", CONTENT_LENGTH => length $body,
			REMOTE_ADDR => "127.0.0.1");
		my $params = join "", map { pack "C2 a* a*", length, length $params{$_}, $_, $params{$_} } keys %params;
		print $peer map { pack "C2 n2 x2 a*", 1, $_->[0], 1, length $_->[1], $_->[1] }
			[1, pack "n C x5", 1, 0], [4, $params], [4, ""], [5, $body], [5, ""];
		close $peer' "$account" "${tcp:-$run/auth.sock}"
}

check_gone() {
	local before i
	before=$(hashes)
	stop_workers
	for ((i = 0; i < most; i++)); do
		send_and_leave
	done
	holds "$1: $most logins wait" eventually is_queued "$most"
	wake_workers
	holds "$1: none is hashed for who has gone" eventually have_left "$before"
}

# Whether the log tells of all that left, and none was hashed for.
have_left() {
	[ "$(grep -c 'the client has gone' "$log")" = "$most" ] && [ "$(hashes)" = "$1" ]
}

# The same pool on a TCP port.
move_pool() {
	local command
	tcp=$(free_port)
	stop_pool auth
	read -ra command <<<"$(pool_command auth | sed "s|-s [^ ]*|-a 127.0.0.1 -p $tcp|; s|-M 0660||")"
	(cd / && exec setsid "${AS[@]}" setpriv --pdeathsig TERM env TODO_API_CONFIG="$work/settings" \
		HASH_QUEUE_MAX="$most" "${command[@]}") </dev/null >>"$work/logs/auth.err" 2>&1 &
	pool[auth]=$!
	eventually is_full auth
	stop_front TERM
	render
	sed -i "s|\"socket\" *=> var.run + \"/auth.sock\"|\"host\" => \"127.0.0.1\", \"port\" => $tcp|" \
		"$work/lighttpd.conf"
	run_front
}

logins=()
at_exit tear_down_stack
set_up_stack
start_pool api
start_pool auth HASH_QUEUE_MAX="$most"
start_front
new_token queue@example.org >"$work/token"
check_refusals unix
check_gone unix
: >"$log"
move_pool
check_refusals tcp
check_gone tcp
tell check-queue
