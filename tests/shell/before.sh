#!/bin/bash -p
# The program of before, which an update replaces. To be sourced after shell.sh.
#
#   find_before           prints its commit: PREVIOUS, or the last release; before there is
#                         one, the last whose schema lacks steps; fails without history
#   build_before COMMIT [TARGET…]    builds it, once for all tests
#   folder_of_before COMMIT          prints where
# shellcheck disable=SC2034,SC2154 # $root is the caller's

find_before() {
	local commit steps now
	[ -z "${PREVIOUS:-}" ] || { echo "$PREVIOUS" && return; }
	git -C "$root" describe --tags --abbrev=0 --match 'v[0-9]*' HEAD^ 2>"$work/said" && return
	now=$(steps_of HEAD)
	# Branches may have had steps of theirs in another order.
	for commit in $(git -C "$root" log --first-parent --format=%H -- schema/sqitch.plan 2>"$work/said"); do
		steps=$(steps_of "$commit^")
		[[ $steps = "$now" || $now/ != "$steps"/* ]] || { git -C "$root" rev-parse "$commit^" && return; }
	done
	return 1
}

steps_of() {
	git -C "$root" show "$1:schema/sqitch.plan" 2>"$work/said" | sed -n 's/^\([a-z][a-z_]*\) .*/\1/p' | paste -sd /
}

# Beside what is built of now, where "make clean" finds it. Make does what is left to do.
build_before() (
	before=$(folder_of_before "$1")
	mkdir -p "$before"
	exec 9>"$before.lock"
	flock 9
	[ -e "$before/Makefile" ] || git -C "$root" archive "$1" | tar -x -C "$before" || exit
	make -s -C "$before" BUILD=build CC="${CC:-gcc}" "-j$(nproc)" "${@:2}" >"$work/said" 2>&1
)

folder_of_before() {
	echo "${TODO_API_BUILD:-$root/build}/tests/before/$(git -C "$root" rev-parse "$1^{commit}")"
}
