#!/bin/bash -p
# Proves that clients generated from the OpenAPI document compile with strict
# settings, and that they work: each runs a whole session against the service.
#
#   TypeScript    openapi-typescript and openapi-fetch
#   C++           quicktype's types over libcurl: of the generators that npm and Debian
#                 have, for it alone the types of another language hold what the document
#                 says (its Python fails mypy --strict), without another runtime
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
open_work clients

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	stop_service
	rm -rf "$work"
}

evidence=("$work/said")
place=$work/clients

# Runs a command in the clients' folder.
within() {
	(cd "$place" && "$@") >"$work/said" 2>&1
}

# Runs a tool of the packages.
tool() {
	local name=$1
	shift
	within "node_modules/.bin/$name" "$@"
}

make_types() {
	within node types.mjs openapi.json cpp namespace=todo_api code-format=with-struct \
		include-location=global-include boost=false hide-null-optional=true \
		enumerator-style=upper-underscore-case && mv "$work/said" "$place/api.hpp"
}

# Runs a session, whose sentences are tests as well.
run_session() {
	local status=0
	(cd "$place" && "$@" "$base") >"$work/said" 2>&1 || status=$?
	grep -E '^(ok|FAIL) ' "$work/said" || true
	passed=$((passed + $(grep -c '^ok ' "$work/said" || true)))
	return "$status"
}

at_exit clean_up
find_packages tests/clients 'generated clients compile and run a session' || exit 0
# The packages are shared; what is made of them is not.
mkdir "$place"
cp "$packages"/*.* "$place"
ln -s "$packages/node_modules" "$place/node_modules"
start_service WORKERS=2
curl -sf --noproxy '*' -m 60 -o "$place/openapi.json" "$base/openapi.json"

holds 'types for TypeScript are made' tool openapi-typescript openapi.json -o schema.d.ts
holds 'a client of them compiles, and its mistakes do not' tool tsc -p .
holds 'it runs a whole session' run_session node out/session.js
holds 'types for C++ are made' make_types
holds 'a client of them compiles without a warning' within "${CXX:-g++}" -std=c++17 \
	-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror session.cpp -o session -lcurl
holds 'it runs a whole session' run_session ./session
tell clients
