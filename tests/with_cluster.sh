#!/bin/bash
# Runs a command beside a throwaway Postgres cluster that holds our schema.
#
#   with_cluster.sh COMMAND [ARGUMENT...]
#
# The command finds TEST_DATABASE_URL, and TEST_CLUSTER, the cluster's directory
# (for schema/cluster.sh). Its exit status is ours. Many may run at once.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
cluster=$root/schema/cluster.sh
TEST_CLUSTER=$(mktemp -d /tmp/todo-api.XXXXXX)
export TEST_CLUSTER TEST_DATABASE_URL TODO_API_CLUSTER_FAST=1

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	trap '' INT TERM HUP
	"$cluster" stop "$TEST_CLUSTER" immediate || true
	rm -rf "$TEST_CLUSTER"
}

deploy_schema() {
	local change files=()
	while read -r change; do
		files+=(-f "$root/schema/deploy/$change.sql")
	done < <(sed -n 's/^\([a-z][a-z_]*\) .*/\1/p' "$root/schema/sqitch.plan")
	PGOPTIONS='-c client_min_messages=warning' psql -qX -v ON_ERROR_STOP=1 \
		-d "$TEST_DATABASE_URL" "${files[@]}"
}

trap clean_up EXIT
trap 'exit 143' INT TERM HUP
"$cluster" start "$TEST_CLUSTER"
TEST_DATABASE_URL=$("$cluster" url "$TEST_CLUSTER")
deploy_schema
# In the background, so that a signal is acted on at once.
"$@" <&0 &
child=$!
trap 'kill -TERM "$child"; wait "$child" || true; exit 143' INT TERM HUP
wait "$child"
