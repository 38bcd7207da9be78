#!/bin/bash -p
# Makes BUILD/todo-api-VERSION.tar.gz of the last commit, with the API's document and
# the page that shows it: what "make dist" does, after all and docs.
#
#   dist.sh BUILD    in the sources' folder
set -euo pipefail
# shellcheck source=schema/environment.sh
. "$(dirname "$0")/../../schema/environment.sh"

build=$1
pages=("$build"/docs/*)
name=todo-api-$(<"$build/.version")
"$build/fcgi/todo-admin" openapi >"$build/openapi.json"
git log -1 --format='%an <%ae>' >"$build/.maintainer"
git archive --prefix="$name/fcgi/docs/built/" "${pages[@]/#/--add-file=}" \
	--prefix="$name/" --add-file="$build/.version" --add-file="$build/.maintainer" \
	--add-file="$build/openapi.json" -o "$build/$name.tar.gz" HEAD
