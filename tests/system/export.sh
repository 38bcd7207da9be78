#!/bin/bash -p
# Proves that an export holds no worker for long: a reader who takes nothing, who has
# gone, or who is slow while others wait, gets no more of it; and that the pool's end
# and the database's are seen by who reads.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/stack.sh
. "$root/tests/shell/stack.sh"
pool_workers[api]=1
todos=40000

fill() {
	sql -c "INSERT INTO todos (id, user_id, title, description, created_at, updated_at)
		SELECT gen_random_uuid(), u.id, 'todo ' || i, repeat('x', 1000), now(), now()
		FROM users u, generate_series(1, $todos) i WHERE u.email = 'export@example.org'"
}

# Asks the pool for an export, as a web server does, and reads $1 KiB each $2 s, all in
# all $3 KiB at most; then prints how many KiB there were and whether the request's end
# was among them.
read_export() {
	# shellcheck disable=SC2016 # Perl's variables
	perl -MIO::Socket::UNIX -MTime::HiRes=sleep -e '
		my ($piece, $pause, $most, $where, $token, $begun) = @ARGV;
		my $peer = IO::Socket::UNIX->new(Peer => $where) or die "$where: $!";
		my %params = (REQUEST_METHOD => "GET", PATH_INFO => "/auth/me/export",
			HTTP_AUTHORIZATION => "Bearer $token", REMOTE_ADDR => "127.0.0.1");
		my $params = join "", map { pack "N N a* a*", length | 1 << 31,
			length($params{$_}) | 1 << 31, $_, $params{$_} } keys %params;
		syswrite $peer, join "", map { pack "C2 n2 x2 a*", 1, $_->[0], 1, length $_->[1], $_->[1] }
			[1, pack "n C x5", 1, 0], [4, $params], [4, ""], [5, ""];
		my ($all, $tail) = (0, "");
		while ($all < $most << 10) {
			my $got = sysread $peer, my $data, $piece << 10 or last;
			$all or open my $sign, ">", $begun or die "$begun: $!";
			$all += $got;
			$tail = substr $tail . $data, -16;
			sleep $pause;
		}
		my $end = $tail =~ /\x01\x03\x00\x01\x00\x08..\x00{4}.{4}\z/s ? "ended" : "broken";
		printf "%d %s\n", $all >> 10, $end' "$1" "$2" "$3" "$run/api.sock" "$(cat "$work/token")" "$work/begun"
}

# The same in the background, to the file $1; waits until some of it was read. Sets reader.
begin_export() {
	rm -f "$work/begun"
	read_export "${@:2}" >"$1" &
	reader=$!
	eventually [ -e "$work/begun" ]
}

# What is in file $1 is a whole export.
is_whole() {
	[[ "$(<"$1")" =~ ^([0-9]+)' ended'$ ]] && [ "${BASH_REMATCH[1]}" -gt 40000 ]
}

is_broken() {
	[[ "$(<"$1")" =~ ^([0-9]+)' broken'$ ]] && [ "${BASH_REMATCH[1]}" -lt 40000 ]
}

# The only worker is free again, though not at once.
answers() {
	[ "$(status_of -m 200 "$base/health")" = 200 ]
}

check_readers() {
	read_export 64 0 100000 >"$work/fast"
	holds 'a reader gets all' is_whole "$work/fast"
	read_export 64 0 1000 >"$work/gone"
	holds 'after one who has gone the worker serves others' answers
	holds 'and the log says so' grep -q 'hung up on an answer' "$log"
	begin_export "$work/idle" 64 300 200
	holds 'after one who takes nothing, too' answers
	pkill -P "$reader"
	wait "$reader" || true
	: >"$log"
}

# 128 KiB in a quarter of a second: no write waits long, but all together do.
check_slow_reader() {
	begin_export "$work/slow" 128 0.25 100000
	SECONDS=0
	holds 'a slow reader has to give way to who waits' answers
	holds 'but not at once' test "$SECONDS" -ge 20
	wait "$reader"
	holds 'what they got looks cut short' is_broken "$work/slow"
	holds 'the log says why' grep -q 'read too slowly: others wait' "$log"
	holds 'and what they had' grep -q '"endpoint":"/auth/me/export","status":200' "$log"
	read_export 128 0.1 100000 >"$work/alone"
	holds 'nobody waits: nobody gives way' is_whole "$work/alone"
}

check_database() {
	begin_export "$work/lost" 64 0.05 100000
	stop_postgres immediate
	wait "$reader"
	holds 'an export whose database went looks cut short' is_broken "$work/lost"
	holds 'the log has its error' grep -q 'cut short after [0-9]* bytes: SERVER_001' "$log"
	start_postgres
	eventually is_healthy
	begin_export "$work/last" 64 0.005 100000
	stop_pool api
	wait "$reader"
	holds 'a worker that is to end ends its export first' is_whole "$work/last"
}

at_exit tear_down_stack
set_up_stack
start_pool api EXPORTS_PER_MINUTE=0
start_pool auth
start_front
new_token export@example.org >"$work/token"
fill
check_readers
check_slow_reader
check_database
tell check-export
