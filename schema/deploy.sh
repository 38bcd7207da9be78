#!/bin/bash -p
# Brings the schema of the database that DATABASE_URL names up to date by psql.
#
#   deploy.sh up|status    the steps that are missing, or tell
#
# What it does stands in deploy.sql, which psql runs as well by hand.
set -euo pipefail
# shellcheck source=schema/environment.sh
. "$(dirname "$0")/environment.sh"
# shellcheck source=schema/url.sh
. "$(dirname "$0")/url.sh"

die() {
	echo "schema: $*" >&2
	exit 1
}

case ${1:-} in
up) only_tell=false ;;
status) only_tell=true ;;
*) die 'say up or status' ;;
esac
command -v psql >/dev/null || die 'psql is missing; the Debian package is postgresql-client'
cd "$(dirname "$0")"
url_hand_over
files=(-f deploy.sql)
[ -z "$app" ] || "$only_tell" || files+=(-f grant.sql)
psql -qAtX -v only_tell="$only_tell" -v app="$app" "${files[@]}"
