#!/bin/bash -p
# Gives a role what workers need in the database that DATABASE_URL names: the rows
# of all tables, those of later steps too, and nothing else.
#
#   grant.sh ROLE
set -euo pipefail
# shellcheck source=schema/environment.sh
. "$(dirname "$0")/environment.sh"
# shellcheck source=schema/url.sh
. "$(dirname "$0")/url.sh"

die() {
	echo "schema: $*" >&2
	exit 1
}

url_hand_over
psql -qAtX -v ON_ERROR_STOP=1 -v role="$1" <<-'SQL'
	SELECT current_schema() AS schema \gset
	GRANT USAGE ON SCHEMA :"schema" TO :"role";
	GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA :"schema" TO :"role";
	ALTER DEFAULT PRIVILEGES IN SCHEMA :"schema"
		GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO :"role";
SQL
