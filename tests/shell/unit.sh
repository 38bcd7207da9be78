#!/bin/bash -p
# Runs the unit suites, beside a cluster: with_cluster.sh unit.sh PROGRAM
#
# UNIT_PROCESSES=suite gives each suite a process instead of each test. Where a process that
# ends writes all counts of coverage and looks for leaks 5,000 of them take half an hour.
set -euo pipefail

program=$1
[ "${UNIT_PROCESSES:-test}" = suite ] || exec "$program"
failed=0
for suite in $("$program" --suites); do
	status=0
	CK_FORK=no CK_RUN_SUITE=$suite timeout 600 "$program" || status=$?
	[ "$status" = 0 ] || { failed=1 && echo "FAIL  the suite $suite ended with status $status"; }
done
exit "$failed"
