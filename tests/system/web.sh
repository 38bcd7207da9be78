#!/bin/bash -p
# Proves the web client in a real browser, through both web servers: what people do
# with it, in two tabs at once, without a network, and while an operator reloads the pool
# and restarts Postgres.
#
#   web.sh [SCREENSHOTS]    a folder for what the browser shows
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
open_work web
build=${TODO_API_BUILD:-$root/build}
screenshots=${1:+$(realpath "$1")}
evidence=("$work/run.log")
JWT_SECRET_KEY=$(od -An -v -N32 -tx1 /dev/urandom | tr -d ' \n')
export JWT_SECRET_KEY

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	stop_service
	rm -rf "$work"
}

serve() {
	start_service WORKERS=2 AUTH_WORKERS=2 HASHES_PER_MINUTE=1000 REGISTRATIONS_PER_MINUTE=1000 \
		TODO_API_CLUSTER_FAST=1 FRONT="$1"
}

# What an operator does, for the browser's test to call: host reload, host restart.
write_host() {
	cat >"$work/host" <<-SCRIPT
		#!/bin/bash
		set -e
		case \$1 in
		reload) pkill -USR2 -f "^/usr/bin/multiwatch .*$work/state/" ;;
		restart)
			"$root/schema/cluster.sh" stop "$work/state/postgres" fast
			sleep 2
			"$root/schema/cluster.sh" start "$work/state/postgres" "$work/state/run"
			;;
		esac
	SCRIPT
	chmod 0755 "$work/host"
}

# Goes the ways $1 with the browser, counting what it tells.
browse() {
	local line
	while IFS= read -r line; do
		case $line in
		ok*) holds "${line#ok    }" true ;;
		FAIL*) holds "${line#FAIL  }" false ;;
		*) echo "$line" ;;
		esac
	done < <(node "$packages/client.mjs" "$base" "$1" ${2:+"$2"} 2>&1 || echo 'FAIL  the browser and its test end well')
}

# Prints status and Location of /, asked for with curl's arguments $1….
index() {
	curl -s --noproxy '*' -o "$work/body" -D "$work/head" -w '%{http_code}\n' "$@" "$base/"
}

varies() {
	grep -i '^vary:' "$work/head" | grep -qiw accept
}

# The address of the API: a page for browsers, the index for all others.
check_index() {
	holds "$1: / leads a browser to the client" [ "$(index -H 'Accept: text/html,*/*;q=0.8')" = 303 ]
	holds '… by Location' grep -qiE $'^location: (.*/)?app/\r' "$work/head"
	holds '… which caches are told' varies
	holds '… but nothing else' [ "$(index)" = 200 ]
	holds '… which has the index, as ever' grep -q '^{"docs":' "$work/body"
	holds '… which caches are told' varies
	holds '… nor another method' [ "$(index -d '{}' -H 'Accept: text/html')" = 405 ]
}

at_exit clean_up
command -v chromium >/dev/null || { skip 'the web client works in a browser' chromium && exit 0; }
find_packages tests/browser 'the web client works in a browser' || exit 0
[ -e "$build/docs/htm.js" ] || "$root/fcgi/docs/build.sh" "$build" run 600
[ -e "$build/docs/htm.js" ] || { skip 'the web client works in a browser' "registry of npm's to reach" && exit 0; }
serve lighttpd
write_host
check_index lighttpd
browse "$work/host" "$screenshots"
stop_service
serve apache
check_index apache
browse short
tell check-web
