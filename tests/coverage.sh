#!/bin/bash -p
# Runs an instrumented build: what the sanitizers find fails, and so does a
# folder of lib/ of which too few lines are run.
#
#   coverage.sh BUILD    a build with SANITIZE=address,undefined COVERAGE=1
set -euo pipefail

cd "$(dirname "$0")/.."
build=$1
find "$build" -name '*.gcda' -delete
tests/with_cluster.sh "$build/tests/unit"
# The ways that differ in what they run of ours.
tests/check_api.sh process cgi lighttpd
gcovr --root . --object-directory "$build" --json "$build/coverage.json" "$build/obj/lib"
gcovr --root . -a "$build/coverage.json" --filter lib/ --fail-under-line 90
gcovr --root . -a "$build/coverage.json" --filter lib/auth/ --fail-under-line 97
