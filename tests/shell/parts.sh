#!/bin/bash -p
# Runs parts of "make check" side by side; tells of those that failed, last of all.
#
#   parts.sh BUILD MAKE...    MAKE is the command for all of them
set -uo pipefail

failures=$1/tests/failures
shift
rm -rf "$failures"
# In the background, so that a signal is acted on at once.
"$@" &
child=$!
trap 'kill -TERM "$child"; wait "$child"; exit 143' INT TERM HUP
wait "$child" && exit
cd "$failures" 2>&1 || { echo 'check: failed, and no part tells why' >&2 && exit 1; }
{
	head -vn 60 -- *
	echo
	grep -aE '^FAIL|:[FE]:' /dev/null -- * | sed 's/:FAIL */: /'
	echo "check: failed: $(echo *)"
} >&2
exit 1
