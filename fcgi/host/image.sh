#!/bin/bash -p
# Builds the image todo-api:VERSION, which is todo-api:latest too, by docker, podman or
# buildah: the first of them that works here, or the one that IMAGE_TOOL names.
#
#   image.sh BUILD    in the sources' folder
#
# IMAGE_OPTIONS are options of its own, such as --build-arg BASE=debian:trixie-slim.
set -euo pipefail
# shellcheck source=schema/environment.sh
. "$(dirname "$0")/../../schema/environment.sh"

# A docker that is there may have nobody who answers it.
works() {
	command -v "$1" >/dev/null && { [ "$1" != docker ] || docker version >/dev/null 2>&1; }
}

find_tool() {
	local name
	for name in ${IMAGE_TOOL:-docker podman buildah}; do
		! works "$name" || { echo "$name" && return; }
	done
}

# Prints the version of the sources.
find_version() {
	local file
	file=$(mktemp)
	fcgi/host/version.sh "$file" "$(sed -n 's/^AC_INIT(.*\[\(.*\)\])$/\1/p' configure.ac)"
	cat "$file"
	rm -f "$file"
}

build=$1
tool=$(find_tool)
if [ -z "$tool" ]; then
	fcgi/host/deps.sh image
	tool=$(find_tool)
fi
[ -n "$tool" ] || { echo "image: ${IMAGE_TOOL:-docker} does not work here" >&2; exit 1; }
version=$(find_version)
options=(--build-arg "VERSION=$version" -t "todo-api:$version" -t todo-api:latest -f fcgi/host/Containerfile)
# OCI's own format knows no health check.
[ "$tool" = docker ] || options+=(--format docker)
# shellcheck disable=SC2086 # a list of words
"$tool" build "${options[@]}" ${IMAGE_OPTIONS:-} . >"$build/image.log" 2>&1 ||
	{ tail -n 40 "$build/image.log" >&2; exit 1; }
echo "todo-api:$version, by $tool"
