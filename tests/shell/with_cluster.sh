#!/bin/bash -p
# Runs a command beside a throwaway Postgres cluster that holds our schema.
#
#   with_cluster.sh COMMAND [ARGUMENT...]
#
# The command finds TEST_DATABASE_URL, and TEST_CLUSTER, the cluster's directory
# (for schema/cluster.sh). Its exit status is ours. Many may run at once.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
cluster=$root/schema/cluster.sh
TEST_CLUSTER=$(mktemp -d /tmp/todo-api.XXXXXX)
export TEST_CLUSTER TEST_DATABASE_URL TODO_API_CLUSTER_FAST=1

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	"$cluster" stop "$TEST_CLUSTER" immediate || true
	rm -rf "$TEST_CLUSTER"
}

at_exit clean_up
"$cluster" start "$TEST_CLUSTER"
# Who connects has 3 s by default, which a busy machine may exceed.
TEST_DATABASE_URL="$("$cluster" url "$TEST_CLUSTER")&connect_timeout=30"
deploy_schema "$TEST_DATABASE_URL"
# In the background, so that a signal is acted on at once.
"$@" <&0 &
child=$!
trap 'kill -TERM "$child"; wait "$child" || true; exit 143' INT TERM HUP
wait "$child"
