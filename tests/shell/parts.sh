#!/bin/bash -p
# Runs parts of "make check" side by side; tells of those that failed, last of all.
#
#   parts.sh BUILD MAKE...    MAKE is the command for all of them
set -uo pipefail

failed=$1/tests/failed
shift
rm -rf "$failed"
# In the background, so that a signal is acted on at once.
"$@" &
child=$!
trap 'kill -TERM "$child"; wait "$child"; exit 143' INT TERM HUP
wait "$child" && exit
[ -d "$failed" ] && cd "$failed" && tail -vn +1 -- * && echo "check: failed: $(echo *)"
exit 1
