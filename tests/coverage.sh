#!/bin/bash -p
# Runs an instrumented build: what the sanitizers find fails, and so does a
# folder of lib/ of which too few lines are run.
#
#   coverage.sh BUILD    a build with SANITIZE=address,undefined COVERAGE=1
set -euo pipefail

cd "$(dirname "$0")/.."
build=$1
find "$build" -name '*.gcda' -delete
tests/shell/with_cluster.sh "$build/tests/unit"
tests/system/api.sh process
# For the sanitizers alone, the ways that differ in what they run of ours: what is
# counted here goes where www-data may write.
scratch=$(mktemp -d /tmp/todo-coverage.XXXXXX)
trap 'rm -rf "$scratch"' EXIT
chmod 1777 "$scratch"
export GCOV_PREFIX=$scratch
tests/system/program.sh
tests/system/api.sh cgi lighttpd
unset GCOV_PREFIX
gcovr --root . --object-directory "$build" --json "$build/coverage.json" "$build/obj/lib"
gcovr --root . -a "$build/coverage.json" --filter lib/ --fail-under-line 90
gcovr --root . -a "$build/coverage.json" --filter lib/auth/ --fail-under-line 97
