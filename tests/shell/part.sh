#!/bin/bash -p
# Runs a part of "make check" and tells how it ended, and after how long.
#
#   part.sh unit         the suites of lib/
#   part.sh api[-WAY]    the API's, by one way or all
#   part.sh NAME         tests/system/NAME.sh
#
# What one that fails had to say of it is left in the folder tests/failures of the build,
# and the name of one that passes in tests/passed.
set -uo pipefail

# What make was told is not for the makes that are tested, nor are its jobs.
unset MAKEFLAGS MFLAGS MAKELEVEL
cd "$(dirname "$0")/../.." || exit
build=${TODO_API_BUILD:-build}
case $1 in
unit) command=(tests/shell/with_cluster.sh tests/shell/unit.sh "$build/tests/unit") ;;
api-*) command=(tests/system/api.sh "${1#api-}") ;;
*) command=("tests/system/$1.sh") ;;
esac
said=$(mktemp) || exit
trap 'rm -f "$said"' EXIT
# In the background, so that a signal is acted on at once.
"${command[@]}" >"$said" 2>&1 </dev/null &
child=$!
trap 'kill -TERM "$child"; wait "$child"; wait; exit 143' INT TERM HUP
tail -fn +1 -s 0.1 --pid="$child" "$said" &
status=0
wait "$child" || status=$?
wait
if [ "$status" = 0 ]; then
	echo "== check-$1: passed in $SECONDS s"
	mkdir -p "$build/tests/passed"
	: >"$build/tests/passed/check-$1"
else
	echo "== check-$1: FAILED after $SECONDS s, with status $status"
	mkdir -p "$build/tests/failures"
	{ grep -aE -A 20 '^FAIL|:[FE]:' "$said" || tail -n 20 "$said"; } >"$build/tests/failures/check-$1"
fi
exit "$status"
