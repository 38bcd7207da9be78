#!/bin/bash -p
# Replays the inputs of tests/fuzz/: a few of each kind that its harness reads, and
# each that broke something once. "make fuzz" looks for others.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
build=${TODO_API_BUILD:-$root/build}
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
open_work fuzz
at_exit "rm -rf $work"
evidence=("$work/said")
ulimit -c 0

# Runs harness $1 on the folders of inputs that there are.
replays() {
	local folders=("$root/tests/fuzz/corpus/$1")
	[ ! -d "$root/tests/fuzz/crashes/$1" ] || folders+=("$root/tests/fuzz/crashes/$1")
	"$build/tests/fuzz/$1" "${folders[@]}" >"$work/said" 2>&1
}

# Whether a harness tells that an input failed, and which.
names_failure() {
	! "$build/tests/fuzz/json" "$work/broken" >"$work/said" 2>&1 &&
		grep -q "^$work/broken/input: failed$" "$work/said"
}

for folder in "$root"/tests/fuzz/corpus/*/; do
	name=$(basename "$folder")
	holds "$name: what holds of every input holds of those that are kept" replays "$name"
done
# A folder is no input.
mkdir -p "$work/broken/input"
holds '… and an input that fails is named' names_failure
tell check-fuzz
