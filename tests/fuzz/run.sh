#!/bin/bash -p
# Looks for inputs that break something, and tells how far each harness came: what
# it ran, and how much of lib/ that is.
#
#   run.sh BUILD SECONDS HARNESS...    a build on libFuzzer
#
# What breaks something is left in tests/fuzz/crashes/HARNESS/; what was found on
# the way stays in BUILD/corpus/HARNESS/, and the next run goes on from there.
set -euo pipefail

cd "$(dirname "$0")/../.."
build=$1 seconds=$2
shift 2
status=0
export ASAN_OPTIONS=${ASAN_OPTIONS:-detect_leaks=1} UBSAN_OPTIONS=print_stacktrace=1

# The number that the log of harness $1 has last after the word $2.
last() {
	grep -o "$2[ :]*[0-9]*" "$build/corpus/$1.log" | tail -n 1 | grep -o '[0-9]*$' || echo '?'
}

# The words that libFuzzer tries in inputs of harness $1; for the settings, each name.
write_words() {
	[ ! -e "tests/fuzz/$1.dict" ] || cat "tests/fuzz/$1.dict"
	[ "$1" != setting ] || sed -n 's/^\.It Ev \(.*\)/"\\x0a\1="/p' fcgi/host/todo-api.conf.5
}

fuzz() {
	local name=$1 found=$build/corpus/$1 crashes=tests/fuzz/crashes/$1 options=()
	mkdir -p "$found" "$crashes"
	write_words "$name" >"$found.dict"
	[ ! -s "$found.dict" ] || options+=("-dict=$found.dict")
	"$build/tests/fuzz/$name" "${options[@]}" -max_total_time="$seconds" -timeout=10 \
		-max_len=4096 -print_final_stats=1 -artifact_prefix="$crashes/" \
		"$found" "tests/fuzz/corpus/$name" >"$found.log" 2>&1 || {
		tail -n 40 "$found.log"
		echo "fuzz: $name FAILED; its input is in $crashes"
		status=1
	}
	printf '%-9s %10s executions, %5s a second, %5s of %s edges, %6s features\n' "$name" \
		"$(last "$name" 'stat::number_of_executed_units:')" \
		"$(last "$name" 'stat::average_exec_per_sec:')" \
		"$(last "$name" ' cov:')" "$(last "$name" 'counters)')" "$(last "$name" ' ft:')"
	rmdir "$crashes" 2>/dev/null || true
}

for name; do
	fuzz "$name"
done
exit "$status"
