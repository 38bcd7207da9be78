#!/bin/bash -p
# Checks the sources' layout, their faults that tools find, and the scripts.
#
#   lint.sh FLAG...    what the compiler is given for each C file
#
# Files are independent of each other: as many are looked at as there are
# processors. All that is found is told; the exit status is 1 then.
set -euo pipefail

cd "$(dirname "$0")/.."
# shellcheck source=schema/environment.sh
. schema/environment.sh
jobs=$(nproc)
# Or what "each" finds at the end of a pipe would be forgotten.
shopt -s lastpipe
status=0

# Runs a command for each of the names on standard input, or for some at once.
each() {
	xargs -d '\n' -P "$jobs" "$@" || status=1
}

sources() {
	printf '%s\n' lib/*/*.c fcgi/*.c fcgi/*/*.c
}

# shellcheck disable=SC2317 # an inner shell calls it
# Says nothing but of faults: not how many of them are in others' headers.
tidy() {
	local said
	said=$(clang-tidy --quiet "$1" -- "${@:2}" 2>/dev/null) || { echo "$said"; return 1; }
}
export -f tidy

printf '%s\n' lib/*/*.[ch] fcgi/*.[ch] fcgi/*/*.[ch] tests/*/*.[ch] | each clang-format --dry-run -Werror
cppcheck --quiet --std=c11 --enable=warning,performance,portability --inline-suppr -j "$jobs" \
	--error-exitcode=1 --suppress=missingIncludeSystem -D_GNU_SOURCE -Ilib lib fcgi || status=1
# shellcheck disable=SC2016 # the inner shell's
sources | each -I '{}' bash -c 'tidy "$@"' tidy '{}' "$@"
printf '%s\n' fcgi/*/*.sh fcgi/host/bundle/*.sh fcgi/host/*.bash-completion schema/*.sh tests/*.sh tests/*/*.sh .ci/run \
	.githooks/* fcgi/host/debian/*.p* | each -n 4 shellcheck -x
mandoc -Tlint -Wwarning fcgi/host/*.[1-8] || status=1
# What man shows them with on Debian knows fewer macros than mandoc.
! groff -mandoc -t -Tutf8 -wmac -z fcgi/host/*.[1-8] 2>&1 | grep . || status=1
exit "$status"
