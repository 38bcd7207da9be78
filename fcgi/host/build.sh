#!/bin/bash -p
# Prints what stands in the way of a build, in one line; nothing, if nothing does.
#
#   build.sh BUILD    in the clone's folder; make asks it before it makes anything
set -euo pipefail
# shellcheck source=schema/environment.sh
. "$(dirname "$0")/../../schema/environment.sh"

build=$1
user=$(id -un 2>/dev/null) || user=$(id -u)

# Ends us with the line.
obstacle() {
	printf '%s\n' "$*"
	exit 0
}

# What make and the shell would read as something else. They name BUILD's files;
# the clone's own are named from its folder on.
check_path() {
	local char=${build//[[:alnum:]\/._+,@-]/}
	[ -z "$char" ] || obstacle "BUILD, $build, has the character '${char:0:1}', which make cannot have in a file's name"
	[[ $PWD != *[[:cntrl:]]* ]] || obstacle "this folder's path has a control character: $(printf %q "$PWD")"
}

# The nearest folder of path $1 that is there.
nearest() {
	local dir=$1
	while [ ! -e "$dir" ]; do
		dir=$(dirname "$dir")
	done
	printf '%s\n' "$dir"
}

# That all we have to write to can be written; else whose it is, and the way out.
check_owner() {
	local file cure='build elsewhere: BUILD=/elsewhere make run'
	file=$(nearest "$build")
	if [ -e "$build" ]; then
		file=$(find "$build" ! -writable -print -quit 2>/dev/null) || true
		# Advice to take over a folder is for the clone's own.
		[[ ! $build =~ ^build(/|$) ]] || cure="either: sudo chown -R $user $(printf %q "$PWD/$build"); or $cure"
	fi
	# The programs' links are beside the sources.
	[ "$build" != build ] || [ -L fcgi/todo.fcgi ] || file=${file:-fcgi}
	[ -z "$file" ] || [ -w "$file" ] ||
		obstacle "$user cannot write to $(realpath "$file"), which belongs to $(stat -c %U "$file"); $cure"
}

check_path
check_owner
