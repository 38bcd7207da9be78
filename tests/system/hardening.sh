#!/bin/bash -p
# Proves what a worker is closed to: how its program is built, what it may ask of the
# kernel, what can be read of it, and what it keeps in memory.
# shellcheck disable=SC2016 # Perl's and jq's variables
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/stack.sh
. "$root/tests/shell/stack.sh"
evidence=("$work/logs/api.err" "$log")
pool_workers[api]=1
secret=the-secret-that-comes-by-the-environment
password=A-password-of-16.

# Whether line $2 of /proc/PID/$1 of the worker is as it should be.
has() {
	grep -qE "$2" "/proc/$worker/$1"
}

# Prints how often text $1 is in the memory of the worker, what it may write of it.
count_in_memory() {
	perl -e 'my ($pid, $text) = @ARGV;
		my $count = 0;
		open my $maps, "<", "/proc/$pid/maps" or die "$!";
		open my $memory, "<", "/proc/$pid/mem" or die "$!";
		while (<$maps>) {
			/^([0-9a-f]+)-([0-9a-f]+) rw/ or next;
			my ($from, $to) = (hex $1, hex $2);
			seek $memory, $from, 0;
			read $memory, my $content, $to - $from or next;
			$count++ while $content =~ /\Q$text\E/g;
		}
		print "$count\n"' "$worker" "$1"
}

is_forgotten() {
	[ "$(count_in_memory "$1")" = 0 ]
}

# Asks for $3 of the API; the status should be $1, the body is $2.
asks() {
	[ "$(status_of -H 'Content-Type: application/json' -d "$2" "$base$3")" = "$1" ]
}

check_rights() {
	holds 'a worker gains no rights by what it executes' has status '^NoNewPrivs:[[:space:]]1$'
	holds '… leaves no core' has limits '^Max core file size +0 +0 '
	holds '… and its environment is not for its own user' \
		eval '! "${AS[@]}" cat "/proc/$worker/environ" >/dev/null 2>&1'
	if ldd "$app/lib/todo-api/todo.fcgi" | grep libseccomp >/dev/null; then
		holds '… and makes only the system calls that serving takes' has status '^Seccomp:[[:space:]]2$'
	else
		skip 'system calls are narrowed' 'libseccomp'
	fi
}

check_memory() {
	local account="{\"email\":\"me@example.org\",\"password\":\"$password\"}"
	if ! cat "/proc/$worker/environ" >"$work/environ" 2>/dev/null; then
		skip 'nothing secret stays in memory' 'right to read it'
		return
	fi
	holds 'the environment of a worker has lost its secrets' eval '! grep -aq "$secret" "$work/environ"'
	holds '… which are in memory once: for signing' [ "$(count_in_memory "$secret")" = 1 ]
	holds '… and nothing else of the settings file' is_forgotten 'a comment that nobody needs'
	holds 'a worker registers somebody' asks 201 "$account" /auth/register
	holds '… whose password is not in its memory' is_forgotten "$password"
	holds 'it logs them in' asks 200 "$account" /auth/login
	holds '… and the password is not in its memory' is_forgotten "$password"
	holds 'it refuses a body that ends too early' asks 400 "${account%\}}" /auth/login
	holds '… which is not in its memory' is_forgotten "$password"
	holds '… or of another type' eval '[ "$(status_of -d "$account" "$base/auth/login")" = 415 ]'
	holds '… which is not either' is_forgotten "$password"
}

# Whether what command $2… prints of the program has a line like $1. All of it is read.
shows() {
	"${@:2}" "$app/lib/todo-api/todo.fcgi" 2>/dev/null | grep -E -- "$1" >/dev/null
}

# Whether each object of our library has the mark $1. A linker keeps it where all have
# it that it links, and Debian 12's C library has not.
are_marked() {
	local objects marked
	objects=$(ar t "$build/libtodo.a" | wc -l)
	marked=$(readelf -nW "$build/libtodo.a" 2>/dev/null | grep -cE " feature: (.*, )?$1(,|$)")
	[ "$objects" -gt 0 ] && [ "$objects" = "$marked" ]
}

# Whether everything was compiled with the flags $1, unless the compiler knows none such.
has_flags() {
	# shellcheck disable=SC2086 # words
	! "${compiler[@]}" -Werror -O2 $1 -xc -c -o /dev/null - <<<'#include <stdio.h>' 2>/dev/null ||
		[[ "$flags " = *" $1 "* ]]
}

check_build() {
	local build=${TODO_API_BUILD:-$root/build} compiler flags flag
	flags=$(cat "$build/flags")
	read -ra compiler <<<"${flags%% -*}"
	if [[ $flags = *' -fsanitize='* || $flags = *' --coverage'* ]]; then
		skip "the compiler's defences are in the program" 'build without sanitizers and coverage'
		return
	fi
	holds 'the program lies anywhere in memory' shows '\<FLAGS_1\>.* PIE\>' readelf -dW
	holds '… and what is linked to it is bound at the start' shows '\<FLAGS_1\>.* NOW\>' readelf -dW
	holds '… and cannot be written from then on' shows ' GNU_RELRO ' readelf -lW
	holds '… nor executed where it is data' shows ' GNU_STACK .* RW ' readelf -lW
	holds '… whose library calls look at the lengths' shows ' __[a-z]+_chk\>' nm -D
	holds '… and whose functions look at their frames' shows ' __stack_chk_fail\>' nm -D
	for flag in '-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3' -fcf-protection -mbranch-protection=standard \
		-ftrivial-auto-var-init=zero -fstack-protector-strong -fstack-clash-protection; do
		holds "… is compiled with $flag, if it can be" has_flags "$flag"
	done
	case $("${compiler[@]}" -dumpmachine) in
	x86_64-*)
		holds '… whose jumps land where they may' are_marked IBT
		holds '… and returns where they came from' are_marked SHSTK
		;;
	*) skip 'jumps land where they may' 'x86' ;;
	esac
}

at_exit tear_down_stack
set_up_stack
check_build
echo '# a comment that nobody needs' >>"$work/settings"
# One pool for all: what is looked at is one worker.
ln -s api.sock "$run/auth.sock"
start_pool api JWT_SECRET_KEY="$secret"
worker=$(workers_of api)
worker=${worker% }
start_front
check_rights
check_memory
tell check-hardening
