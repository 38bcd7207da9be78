#!/bin/bash -p
# Runs parts of "make check" side by side; tells of those that failed, last of all.
#
#   parts.sh BUILD MAKE...    MAKE is the command for all of them
#
# Up to three that failed are run again, one by one with the machine to themselves: a fault of
# the program fails again, one that a machine brought about that stood still is told as
# unsteady, with what it said the first time, and is to be cured in the test. What must not
# happen once is not tried again: something lost, let in or told, or memory misused.
set -uo pipefail

tests=$1/tests again_most=3
failures=$tests/failures passed=$tests/passed unsteady=$tests/unsteady
grave='^FAIL.*(lost|there twice|secret|revoked|let in)|[Ss]anitizer|runtime error'
shift
rm -rf "$failures" "$passed" "$unsteady"

# Runs a command in the background, so that a signal is acted on at once.
run() {
	"$@" &
	child=$!
	trap 'kill -TERM "$child"; wait "$child"; exit 143' INT TERM HUP
	wait "$child"
}

# What the parts of folder $1 had to say.
show() (
	cd "$1" || exit
	head -vn 60 -- *
	echo
	grep -aE '^FAIL|:[FE]:' /dev/null -- * | sed 's/:FAIL */: /'
)

run_again() {
	local name
	[ "$(find "$failures" -type f | wc -l)" -le "$again_most" ] && ! grep -rqE "$grave" "$failures" || return
	mv "$failures" "$unsteady"
	for name in "$unsteady"/*; do
		echo "== ${name##*/}: failed, and is run again by itself"
		run "${0%/*}/part.sh" "${name#*/check-}" || rm "$name"
	done
}

# Whether each part of the command was run and passed.
is_complete() {
	local word
	for word; do
		[[ "$word" != check-* ]] || [ -e "$passed/$word" ] || return
	done
}

run "$@" && exit
[ -d "$failures" ] || { echo 'check: failed, and no part tells why' >&2 && exit 1; }
run_again
{
	if [ -n "$(find "$unsteady" -type f 2>/dev/null)" ]; then
		show "$unsteady"
		echo "check: unsteady, passed by themselves: $(cd "$unsteady" && echo *)"
	fi
	! is_complete "$@" || exit 0
	[ ! -d "$failures" ] || show "$failures"
	echo "check: failed: $(cd "$failures" 2>/dev/null && echo *)"
} >&2
exit 1
