#!/bin/bash -p
# Packages of npm that tests use, and nothing else of ours does. To be sourced.
#
#   npm_install NAME    puts what tests/NAME/package-lock.json names below the build
#                       folder, once for each lock file, and prints the folder
#
# No package's own scripts are run: some of them phone home.
# shellcheck disable=SC2154 # $root and $build are the caller's

npm_install() (
	dir=$build/npm/$1
	mkdir -p "$dir"
	# One at a time; a lock file that is in place says that all of it is.
	exec 8>"$dir/.lock"
	flock 8
	if ! cmp -s "$root/tests/$1/package-lock.json" "$dir/installed.json"; then
		rm -f "$dir/installed.json"
		cp "$root/tests/$1"/package{,-lock}.json "$dir"
		(cd "$dir" && npm ci --ignore-scripts --no-audit --no-fund --no-update-notifier \
			--cache "$dir/cache" >npm.log 2>&1) || { cat "$dir/npm.log" >&2; return 1; }
		rm -rf "$dir/cache"
		cp "$dir/package-lock.json" "$dir/installed.json"
	fi
	printf '%s\n' "$dir"
)
