#!/bin/bash -p
# Builds the Debian package, BUILD/todo-api_VERSION_ARCH.deb, and beside it the one
# with the debugging symbols.
#
#   deb.sh BUILD            in the sources' folder; the work is done in BUILD/deb
#   deb.sh version TEXT     prints the package's version for that of the sources
set -euo pipefail
# shellcheck source=schema/environment.sh
. "$(dirname "$0")/../../schema/environment.sh"

# A later version is a greater one to dpkg: 1.0.0~rc1, 1.0.0, 1.0.0+3.gabc, 1.0.1.
# Before the first tag the number of commits counts.
debian_version() {
	local count=0
	if [[ $1 =~ ^(.*)-([0-9]+)-(g[0-9a-f]+)$ ]]; then
		echo "${BASH_REMATCH[1]//-/\~}+${BASH_REMATCH[2]}.${BASH_REMATCH[3]}"
	elif [[ $1 =~ ^(.*)-(g[0-9a-f]+)$ ]]; then
		[ ! -e .git ] || count=$(git rev-list --count HEAD)
		echo "${BASH_REMATCH[1]}~$count.${BASH_REMATCH[2]}"
	else
		echo "${1//-/\~}"
	fi
}

# Copies what a package is built of; Swagger UI, too, where npm has brought it.
copy_sources() {
	local name
	mkdir -p "$sources"
	cp -a Makefile configure.ac fcgi lib schema tests ./*.example README.md LICENSE "$sources"
	rm -f "$sources"/fcgi/todo{.fcgi,-admin}
	mv "$sources/fcgi/host/debian" "$sources/debian"
	printf '%s\n' "$version" >"$sources/.version"
	if cmp -s fcgi/docs/package-lock.json "$build/docs/.lock"; then
		mkdir -p "$sources/fcgi/docs/built"
		install -m 0644 -t "$sources/fcgi/docs/built" "$build"/docs/*
	fi
}

# Replaces the mark $2 in file $1 by the text $3.
fill() {
	local text
	text=$(cat "$1")
	printf '%s\n' "${text//"$2"/"$3"}" >"$1"
}

# The last commit made this version, and when. An archive of "make dist" has both.
describe() {
	local who='todo-api <todo-api@localhost>' date
	date=$(date -R -r LICENSE)
	[ ! -e .maintainer ] || who=$(<.maintainer)
	if [ -e .git ]; then
		who=$(git log -1 --format='%an <%ae>')
		date=$(git log -1 --format=%aD)
	fi
	fill "$sources/debian/control" @MAINTAINER@ "$who"
	fill "$sources/debian/control" @LIBRARIES@ \
		"$(sed -n 's/^TODO_LIBRARY(.*\[\(.*\)\], \[\(missing\|unused\)\].*/ \1,/p' configure.ac)"
	fill "$sources/debian/copyright" @LICENSE@ "$(sed '1,4d; s/^$/./; s/^/ /' LICENSE)"
	printf 'todo-api (%s) unstable; urgency=medium\n\n  * Version %s of the sources.\n\n -- %s  %s\n' \
		"$(debian_version "$version")" "$version" "$who" "$date" >"$sources/debian/changelog"
}

# What make was told for this build is not for that one.
build_package() {
	(cd "$sources" && env -i PATH="$PATH" HOME="$HOME" LC_ALL="$LC_ALL" \
		DEB_BUILD_OPTIONS="nocheck parallel=$(nproc)" \
		dpkg-buildpackage -b -us -uc) >"$work/log" 2>&1 || { tail -n 40 "$work/log" >&2; return 1; }
}

if [ "$1" = version ]; then
	debian_version "$2"
	exit
fi
build=$(realpath -m "$1") work=$build/deb
rm -rf "$work"
mkdir -p "$work"
fcgi/host/version.sh "$work/version" "$(sed -n 's/^AC_INIT(.*\[\(.*\)\])$/\1/p' configure.ac)"
version=$(<"$work/version")
sources=$work/todo-api
# A link in it leads nowhere, which make would take for a file that it cannot write.
trap 'rm -rf "$sources"' EXIT
copy_sources
describe
build_package
rm -f "$build"/todo-api{,-dbgsym}_*.deb
mv "$work"/*.deb "$build"
printf '%s\n' "$build"/todo-api_*.deb
