#!/bin/bash -p
# Prints what the service is and does, as the tests have it: the sentence of each
# test, by suite; * stands for what the suite fills in.
set -euo pipefail
export LC_ALL=C.UTF-8

cd "$(dirname "$0")/.."

# The suites that the header $1 lists, in their order.
listed() {
	sed -nE 's/^\t(X|ALONE)\(([a-z0-9_]*)\).*/\2/p' "$1"
}

# A test's name in C is its sentence.
print_c() {
	printf '\n%s\n' "$1"
	sed -n '/^START_TEST(/{s/^START_TEST(\(.*\))/  \1/; s/_/ /g; p}' "tests/$1.c"
}

# A script's sentences, and those of what it takes from tests/shell/.
print_script() {
	local files
	mapfile -t files < <(echo "tests/$1.sh" && sed -n 's/^# shellcheck source=//p' "tests/$1.sh")
	printf '\n%s\n' "$1"
	sed -nE "s/^(.*[[:space:]])?holds '([^']*)'.*/  \2/p
		/^(.*[[:space:]])?holds \"(([^\\\"]|\\\\.)*)\".*/{
			s//  \2/; s/[$][{][^}]*[}]|[$][a-z0-9]+/*/g; s/\\\\(.)/\1/g; p
		}" "${files[@]}"
}

for folder in unit api; do
	for suite in $(listed "tests/$folder/suites.h"); do
		print_c "$folder/$suite"
	done
done
# api.sh runs the suites of api/ and has no sentence of its own.
for script in tests/system/*.sh tests/package/*.sh; do
	script=${script#tests/} script=${script%.sh}
	[ "$script" = system/api ] || print_script "$script"
done
