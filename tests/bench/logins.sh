#!/bin/bash -p
# Measures whether the time of a refused login tells why it was refused: medians by
# kind, and fails where they differ by more than 10 %.
#
#   logins.sh    ROUNDS (40) is how many of each kind
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
open_work logins

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	stop_service
	rm -rf "$work"
}

at_exit clean_up
start_service LOG_FILE=/dev/null LOGIN_FAILURES_PER_MINUTE=0 REGISTRATIONS_PER_MINUTE=0
for name in active disabled; do
	new_token "$name@example.org" >/dev/null
done
psql -qX -d "$("$root/schema/cluster.sh" url "$work/state/postgres")" \
	-c "UPDATE users SET is_active = false WHERE email = 'disabled@example.org'"
node "$root/tests/attack/logins.mjs" "$base" "${ROUNDS:-40}" active@example.org disabled@example.org
