#!/bin/bash -p
# Proves what "make check" makes of parts that fail: such as pass by themselves are told as
# unsteady, all others fail it.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
open_work parts
at_exit "rm -rf $work"
evidence=("$work/said")
unset MAKEFLAGS MFLAGS MAKELEVEL

# Parts that do what their names say, and the lines of the Makefile that run them.
# shellcheck disable=SC2016 # the parts expand it
make_parts() {
	local once='mkdir "$0.ran" && exit 1' name
	mkdir -p "$work/tests/shell" "$work/tests/system"
	cp "$root/tests/shell/parts.sh" "$root/tests/shell/part.sh" "$work/tests/shell"
	printf 'check-%%:\n\t@tests/shell/part.sh $*\n' >"$work/Makefile"
	for name in passes-{1,2}; do
		part "$name" true
	done
	part fails 'echo "FAIL  it does"; exit 1'
	part unsteady-1 "echo 'FAIL  at first'; $once"
	for name in unsteady-{2,3,4}; do
		part "$name" "$once"
	done
	part loses "echo 'FAIL  nothing that was promised is lost'; $once"
	part misuses "echo '==1==ERROR: AddressSanitizer: heap-use-after-free'; $once"
	# With the script that was to tell of it.
	part dies 'mkdir "$0.ran" && kill -KILL "$PPID"'
}

part() {
	printf '#!/bin/bash\n{ %s; } 2>/dev/null\nexit 0\n' "$2" >"$work/tests/system/$1.sh"
	chmod +x "$work/tests/system/$1.sh"
}

# Whether parts $2… end with status $1.
ends() {
	local status=0
	rm -rf "$work"/tests/system/*.ran
	(cd "$work" && unset TODO_API_BUILD && tests/shell/parts.sh build make -kO -j2 "${@:2}") >"$work/said" 2>&1 || status=$?
	[ "$status" = "$1" ]
}

says() {
	grep -qxF -- "$1" "$work/said"
}

make_parts
holds 'all pass' ends 0 check-passes-1 check-passes-2
holds '… and nothing is run again' [ "$(grep -c '^== check-.*: passed' "$work/said")" = 2 ]
holds 'one that fails always fails the whole' ends 1 check-passes-1 check-fails
holds '… after it was run again' says '== check-fails: failed, and is run again by itself'
holds '… by its name' says 'check: failed: check-fails'
holds 'such as pass by themselves do not' ends 0 check-unsteady-1 check-passes-1 check-unsteady-2 check-unsteady-3
holds '… but are told' says 'check: unsteady, passed by themselves: check-unsteady-1 check-unsteady-2 check-unsteady-3'
holds '… with what they said at first' says 'check-unsteady-1: at first'
holds 'of two the one that fails again fails it' ends 1 check-unsteady-1 check-fails
holds '… by its name alone' says 'check: failed: check-fails'
holds 'where more than three fail none is run again' ends 1 check-unsteady-1 check-unsteady-2 check-unsteady-3 check-unsteady-4
holds 'nor where something was lost' ends 1 check-loses
holds 'nor where memory was misused' ends 1 check-misuses check-unsteady-1
holds 'who could not tell how it ended has not passed' ends 1 check-dies check-unsteady-1
tell check-parts
