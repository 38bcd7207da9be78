#!/bin/bash -p
# Proves that the API's document is a good one: a linter finds nothing in it, not
# even to warn of, and its examples fit its schemas.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
build=${TODO_API_BUILD:-$root/build}
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
open_work openapi
at_exit "rm -rf $work"
cd "$work"
evidence=("$work/said")
# Nothing is asked of hosts elsewhere.
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true

# Every rule that there is to warn by is one to fail by.
lints() {
	node "$packages/node_modules/@redocly/cli/bin/cli.js" lint --extends=recommended-strict \
		"$1" >"$work/said" 2>&1
}

# Whether the linter complains, by rule $1, of the document after jq did $2 to it.
complains() {
	jq "$2" document.json >broken.json
	! lints broken.json && grep -q "$1" "$work/said"
}

find_packages tests/openapi 'the linter finds nothing in the document' || exit 0
"$build/fcgi/todo-admin" openapi >document.json
holds 'the document is OpenAPI 3.1' grep -q '^{"openapi":"3\.1\.' document.json
holds 'the linter finds nothing in it' lints document.json
holds '… but an example that does not fit' complains no-invalid-media-type-examples \
	'.components.schemas.Todo.required += ["note"]'
holds '… and what it only warns of' complains tag-description 'del(.tags[0].description)'
tell check-openapi
