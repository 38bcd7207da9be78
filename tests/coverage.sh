#!/bin/bash -p
# Runs an instrumented build: what the sanitizers find fails, and so does a
# folder of lib/ of which too few lines are run.
#
#   coverage.sh BUILD MAKE...    a build with SANITIZE=address,undefined COVERAGE=1,
#                                and the command that runs a part of check on it
set -euo pipefail

cd "$(dirname "$0")/.."
build=$1
shift
find "$build" -name '*.gcda' -delete
scratch=$(mktemp -d /tmp/todo-coverage.XXXXXX)
trap 'rm -rf "$scratch"' EXIT
chmod 1777 "$scratch"
UNIT_PROCESSES=suite "$@" check-unit check-api-process check-fuzz &
counted=$!
# For the sanitizers alone, how requests come and answers go: as CGI, which check-program
# asks, and by FastCGI. What is counted here goes where www-data may write.
status=0
API_SUITES=transport GCOV_PREFIX=$scratch "$@" check-program check-api-lighttpd || status=$?
wait "$counted" || status=$?
[ "$status" = 0 ] || exit "$status"
gcovr --root . --object-directory "$build" --json "$build/coverage.json" "$build/obj/lib"
gcovr --root . -a "$build/coverage.json" --filter lib/ --fail-under-line 90
gcovr --root . -a "$build/coverage.json" --filter lib/auth/ --fail-under-line 97
