#!/bin/bash -p
# Keeps the version of these sources in a file, which is written when it changes.
#
#   version.sh FILE DEFAULT    in the sources' folder
#
# The version is git's by the last tag vX.Y.Z; before there is one, DEFAULT with
# the commit. An archive of "make dist" has it in .version. Where git cannot tell
# (it refuses root another user's clone: sudo make install) the file stays.
set -euo pipefail
# shellcheck source=schema/environment.sh
. "$(dirname "$0")/../../schema/environment.sh"

file=$1
default=$2

find_version() {
	local commit
	if [ ! -e .git ]; then
		cat .version 2>/dev/null || echo "$default"
	elif git describe --tags --match 'v[0-9]*' 2>/dev/null; then
		return
	elif commit=$(git rev-parse --short HEAD 2>/dev/null); then
		echo "$default-g$commit"
	else
		cat "$file" 2>/dev/null || echo "$default"
	fi
}

version=$(find_version)
version=${version#v}
[ "$version" = "$(cat "$file" 2>/dev/null)" ] || printf '%s\n' "$version" >"$file"
