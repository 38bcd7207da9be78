#!/bin/bash -p
# Installs the npm packages that a folder's lock file names, below build/, and
# prints where: a copy of the folder's files beside node_modules.
#
#   node.sh FOLDER    such as tests/contract, from the top of this clone
#
# Packages are installed once for each lock file, without running their scripts;
# who comes while another installs waits. What is there already needs no network.
# The exit status is 77 where npm's registry cannot be reached.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=schema/environment.sh
. "$root/schema/environment.sh"

die() {
	echo "node.sh: $*" >&2
	exit 1
}

# Copies the files of folder $1 to $2, each whole or not at all: another test
# may be reading them.
copy_files() {
	local file name
	for file in "$1"/*; do
		name=${file##*/}
		[ -f "$file" ] || continue
		! cmp -s "$file" "$2/$name" || continue
		cp "$file" "$2/.$name.new"
		mv "$2/.$name.new" "$2/$name"
	done
}

# Whether npm, whose log is $1, got no answer from its registry.
is_cut_off() {
	grep -qE 'npm (error|ERR!) code (E(NOTFOUND|CONN[A-Z]*|TIMEDOUT|AI_AGAIN|(NET|HOST)UNREACH)|ERR_SOCKET_TIMEOUT)' "$1"
}

# Installs into folder $1, unless that was done for the lock file as it is.
install_packages() {
	local stamp
	stamp=$(cd "$1" && cat package.json package-lock.json | sha256sum)
	[ "$(cat "$1/.installed" 2>/dev/null)" != "$stamp" ] || return 0
	rm -f "$1/.installed"
	(cd "$1" && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier \
		--loglevel=error >.log 2>&1 </dev/null) || {
		is_cut_off "$1/.log" && return 77
		tail -n 20 "$1/.log" >&2
		return 1
	}
	echo "$stamp" >"$1/.installed"
}

[ $# = 1 ] || { sed -n '5s/^# *//p' "$0" >&2; exit 2; }
folder=$root/${1%/}
[ -f "$folder/package-lock.json" ] || die "there is no $1/package-lock.json"
command -v npm >/dev/null || die 'npm is missing; try "make deps"'
# The variants of a build, for the sanitizers for instance, share them.
build=${TODO_API_BUILD:-$root/build}
case $build in "$root"/build/*) build=$root/build ;; esac
place=$build/node/${1%/}
mkdir -p "$place"
exec 9>"$place/.lock"
flock 9
copy_files "$folder" "$place"
status=0
install_packages "$place" || status=$?
[ "$status" != 77 ] || exit 77
[ "$status" = 0 ] || die "could not install what $1/package-lock.json names"
echo "$place"
