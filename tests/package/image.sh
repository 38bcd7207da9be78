#!/bin/bash -p
# Proves the container image: it is built by buildah, and what compose.yaml says is done
# as a container engine would, with a Postgres in a Debian beside it: a session, what is
# closed to it, health, logs, the end, an upgrade.
#
#   image.sh [SUITE]    the suite of its base, by default this host's
#
# As root, with a mirror of Debian that answers; no registry and no engine is asked. All
# containers are in one network of their own, where "db" is a name of this host's.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
open_work image
# shellcheck source=tests/shell/debian.sh
. "$root/tests/shell/debian.sh"
# shellcheck source=tests/shell/typed.sh
. "$root/tests/shell/typed.sh"
# shellcheck source=tests/shell/container.sh
. "$root/tests/shell/container.sh"
find_debian "$@" || {
	skip 'the image: build, session, health, end, upgrade' "$lacking"
	exit 0
}
evidence=("$said" "$work/setup.out" "$work/api.out")
touch "${evidence[@]}"
base=http://127.0.0.1:8000

# The Postgres of compose.yaml, whose image is not to be had, is Debian's; its sockets
# are in the volume.
make_database() {
	cp -a "$work/base" "$work/db"
	debian=$work/db
	quietly inside apt-get install -y --no-install-recommends postgresql
	install -d -m 1777 "$work/db/srv/socket"
}

as_postgres() {
	inside setpriv --reuid=postgres --regid=postgres --init-groups "$@"
}

# shellcheck disable=SC2016 # the inner shell's
postgres() {
	as_postgres sh -c 'bin=$(echo /usr/lib/postgresql/*/bin) data=/var/lib/postgresql/db
		[ -e "$data" ] || "$bin/initdb" -U "$2" --auth-local=trust --auth-host=scram-sha-256 -D "$data"
		"$bin/pg_ctl" -w -m fast -D "$data" -l /tmp/log "$1" \
			-o "-c unix_socket_directories=/srv/socket -c fsync=off"' - "$@" >"$said" 2>&1
}

sql() {
	as_postgres psql -qAtX -h /srv/socket -U todo "$@"
}

# What "docker" does for us, of its command line.
docker() {
	case $* in
	'compose -f fcgi/host/compose.yaml up -d') compose_up ;;
	'compose -f fcgi/host/compose.yaml exec api '*) exec_container api "${@:6}" ;;
	'compose -f fcgi/host/compose.yaml exec -T db '*) as_postgres env PGHOST=/srv/socket "${@:7}" ;;
	'run '*) add_service run "${@:2}" && start_container run run ;;
	*) return 1 ;;
	esac
}

compose_up() {
	[ -z "${container_pid[api]:-}" ] || end_container api
	open_image todo-api:latest
	if ! postgres status; then
		postgres start "$(of_service db .environment.POSTGRES_USER)"
		as_postgres createdb -h /srv/socket -U todo "$(of_service db .environment.POSTGRES_DB)"
	fi
	start_container setup setup
	await_container setup
	[ "$ended" = 0 ] || return
	start_container api api
}

# The commands that a document has as $1: the manual page, or README.
find_typed() {
	typed "$root/fcgi/host/todo-api-hosting.7" "$1" 2>/dev/null || typed "$root/README.md" "$1"
}

make_base() {
	local container
	container=$(buildah from scratch)
	buildah add -q "$container" "$work/base" /
	buildah commit -q --rm "$container" todo-base
}

# Does line $2 of the commands that are typed as $1.
follow() {
	local command
	command=$(find_typed "$1" | sed -n "$2p")
	[ -n "$command" ] && eval "$command"
}

# By buildah, with a base of our own.
make_image() (
	cd "$root"
	export IMAGE_TOOL=buildah IMAGE_OPTIONS='--build-arg BASE=localhost/todo-base' NPM=${NPM:-/nonexistent}
	unset MAKEFLAGS MFLAGS MAKELEVEL
	follow image 1
)

inside_image() {
	chroot "$rootfs" "$@"
}

check_build() {
	local name version
	holds 'make image builds it' quietly make_image
	version=$(sed -n 's/^todo-api:\(.*\), by buildah$/\1/p' "$said")
	open_image todo-api:latest
	holds '… named by its version, too' [ "$(image_config '.Labels["org.opencontainers.image.version"]')" = "${version:-none}" ]
	holds '… which its programs have' says "$version" inside_image todo-admin --version
	holds '… with a user that is not root' [ "$(image_config .User)" = 10001:10001 ]
	for name in gcc cc make git npm dpkg-buildpackage; do
		holds "… without $name" [ ! -e "$rootfs/usr/bin/$name" ]
	done
	holds '… without history, caches, logs and the package itself' [ -z "$(find "$rootfs/root" "$rootfs/tmp" "$rootfs/var/log" \
		"$rootfs/var/lib/apt/lists" "$rootfs/var/cache/apt" -mindepth 1 ! -name '.bashrc' ! -name .profile -type f | tee "$said")" ]
	holds '… and without a secret' [ -z "$(grep -rIlE '^JWT_SECRET_KEY=[0-9a-f]{64}' "$rootfs/etc" "$rootfs/var" "$rootfs/run" 2>/dev/null | tee "$said")" ]
	echo "      ($(du -sm "$rootfs" | cut -f1) MB)"
}

check_compose() {
	if ! docker-compose -f "$root/fcgi/host/compose.yaml" config >"$work/compose.yml" 2>"$said"; then
		holds 'compose.yaml is what docker-compose takes' false
		return 1
	fi
	holds 'compose.yaml is what docker-compose takes' [ -s "$work/compose.yml" ]
	read_compose "$root/fcgi/host/compose.yaml"
	holds '… and has no secret' [ -z "$(grep -iE 'password|secret|://[^:@/]*:[^@/]*@' "$work/compose.yml" | grep -v POSTGRES_PASSWORD_FILE)" ]
	holds '… its service waits for the schema' [ "$(of_service api .depends_on.setup.condition)" = service_completed_successfully ]
	holds '… and may write nowhere but to /run and /tmp' [ "$(of_service api '.read_only, .tmpfs' | xargs)" = 'true [/run,/tmp]' ]
	holds '… and has no access to its owner' [ -z "$(of_service api '.environment | keys[]' | grep -v TODO_API_CONFIG)" ]
}

# The same, with $1 on standard input.
follow_with() {
	follow "${@:2}" <<<"$1"
}

check_first_start() {
	holds 'the second command starts it' follow image 2
	holds '… and it is ready to serve' eventually serves
	echo "      ($(find_typed image | wc -l) commands typed, $((SECONDS - begun)) s)"
	holds '… with a settings file of its own' [ "$(stat -c '%a %u' "$work/volumes/state/settings")" = '600 10001' ]
	settings=$(<"$work/volumes/state/settings")
}

check_session() {
	begin_session
	holds 'todo-admin finds the settings and the database' says me@example.org exec_container api todo-admin user list
	holds 'a first admin is made' quietly follow_with Correct-horse-1 image-exec 1
	holds '… and is one' says admin exec_container api todo-admin user show you@example.org
	holds 'the settings can be looked at' says 'The settings are good' follow image-exec 2
	(cd "$work" && follow image-exec 3)
	holds 'the data are copied' [ "$(head -c 5 "$work/todo.dump")" = PGDMP ]
	holds 'the requests are logged on standard output' grep -q '"path": *"/todos"' "$work/api.out"
	holds '… where nothing else is but JSON, and lighttpd that begins' [ -z "$(grep -v '^{\|server started' "$work/api.out" | tee "$said")" ]
}

check_closed() {
	holds 'nobody in it is root' [ "$(exec_container api sh -c 'cat /proc/[0-9]*/status' | sed -n 's/^[UG]id:\t//p' | sort -u)" = $'10001\t10001\t10001\t10001' ]
	holds '… and nobody has a capability' [ "$(exec_container api sh -c 'cat /proc/[0-9]*/status' | grep ^CapBnd | sort -u | tr -d '\t')" = CapBnd:0000000000000000 ]
	holds 'nothing can be written but in /run and /tmp' [ -z "$(exec_container api sh -c \
		'find / -xdev \( -type d -o -type f \) -writable ! -path /run ! -path /tmp; find /var/lib/todo-api -writable' 2>/dev/null | tee "$said")" ]
	holds '… and nobody knows the owner of the database' eval "! exec_container api sh -c 'cat /proc/1/environ' | grep -q MIGRATE"
}

is_healthy() {
	exec_health api
}

check_health() {
	holds 'the health check is green' is_healthy
	postgres stop
	holds '… and red when the database is away' eventually eval '! is_healthy'
	postgres start todo
	holds '… and green when it is back' eventually is_healthy
}

# A request that waits 3 s for a lock, and TERM in the meantime.
check_end() {
	local asking locking started=$SECONDS
	sql -d todo -c 'BEGIN; LOCK TABLE todos; SELECT pg_sleep(3)' >/dev/null &
	locking=$!
	sleep 1
	status_inside -H "Authorization: Bearer $token" "$base/todos" >"$work/flight.status" &
	asking=$!
	sleep 1
	end_container api
	wait "$asking" || true
	wait "$locking" || true
	holds 'after TERM a request in flight gets its answer' [ "$(<"$work/flight.status")" = 200 ]
	holds '… and the container ends well' [ "$ended" = 0 ]
	holds '… in time' [ $((SECONDS - started)) -lt "$(of_service api .stop_grace_period | tr -d s)" ]
}

dies_with() {
	start_container api api
	holds 'it serves again' eventually serves
	pkill_container api "$1"
	await_container api
	holds "… and ends, to be restarted, when $2 has ended" [ "$ended" = 1 ]
}

check_wrong() {
	start_container api api JWT_SECRET_KEY=short
	await_container api
	holds 'with wrong settings it ends at once' [ "$ended" = 1 ]
	holds '… and says which' grep -q JWT_SECRET_KEY "$work/api.out"
}

check_metrics() {
	start_container api api METRICS_TOKEN=a-token-of-24-characters
	holds 'it serves again' eventually serves
	holds 'with a token /metrics is for others, too' \
		[ "$(status_inside --interface 127.0.0.2 -H 'Authorization: Bearer a-token-of-24-characters' "$base/metrics")" = 200 ]
	holds '… who have it' [ "$(status_inside --interface 127.0.0.2 "$base/metrics")" != 200 ]
	end_container api
	start_container api api
	holds 'and without one' eventually serves
	holds '… for nobody else' [ "$(status_inside --interface 127.0.0.2 "$base/metrics")" = 403 ]
	end_container api
}

# Six that migrate the same new database at once.
check_replicas() {
	local i bad=0
	as_postgres createdb -h /srv/socket -U todo other
	for i in 1 2 3 4 5 6; do
		start_container setup "replica$i" MIGRATE_URL='postgresql://todo@/other?host=/run/postgresql' \
			DATABASE_URL=postgresql://todo_app@db/other -- migrate
	done
	for i in 1 2 3 4 5 6; do
		await_container "replica$i"
		[ "$ended" = 0 ] || bad=$i
	done
	holds 'six that migrate at once all end well' [ "$bad" = 0 ]
	holds '… and the schema is there' [ "$(sql -d other -c 'SELECT version FROM schema_version')" -ge 10 ]
}

# With a database of somebody else's.
check_run() {
	sql -d todo -qc "CREATE ROLE owner LOGIN PASSWORD 'owner'" -c 'CREATE DATABASE run OWNER owner'
	# shellcheck disable=SC2034 # add_service reads them
	MIGRATE_URL=postgresql://owner:owner@db/run JWT_SECRET_KEY=a-secret-of-32-characters-and-more
	# shellcheck disable=SC2034
	DATABASE_URL=$(sed -n 's|^DATABASE_URL=\(.*\)/todo$|\1/run|p' <<<"$settings")
	follow image-run 1
	await_container run
	holds 'the schema comes to a database elsewhere' [ "$ended" = 0 ]
	follow image-run 2
	holds '… and is served, with what comes by the environment alone' eventually serves
	end_container run
	holds '… until TERM' [ "$ended" = 0 ]
	unset DATABASE_URL MIGRATE_URL JWT_SECRET_KEY
}

# Another image under the same name, as the next version is.
make_next() {
	local container
	container=$(buildah from todo-api:latest)
	buildah run --user 0 "$container" touch /etc/todo-api.next
	buildah commit -q --rm --format docker "$container" todo-api:latest
}

check_upgrade() {
	start_container api api
	holds 'it serves again' eventually serves
	quietly make_next
	holds 'the next version is started by the same command' follow image 2
	holds '… and it is ready to serve' eventually serves
	holds '… it is the next one' exec_container api test -e /etc/todo-api.next
	holds '… the settings are as they were' [ "$(<"$work/volumes/state/settings")" = "$settings" ]
	holds '… nobody is logged out, and what they had is there' \
		has_todo
}

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	end_containers
	end_debian
	[ -z "$making" ] || wait "$making" || true
	close_images
	rm -rf --one-file-system "$work"
}

making='' begun=$SECONDS
at_exit clean_up
open_images
make_debian base
make_database &
making=$!
quietly make_base
begun=$SECONDS
check_build
wait "$making"
debian=$work/db
begin_inside
check_compose
check_first_start
check_session
check_closed
check_health
check_end
dies_with lighttpd 'the web server'
dies_with multiwatch 'a pool'
check_wrong
check_metrics
check_replicas
check_run
check_upgrade
tell check-image
