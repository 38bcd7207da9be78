#!/bin/bash -p
# Proves the Debian package in a Debian of its own, which debootstrap makes: it is built,
# installed, serves a session, is upgraded under load, removed and purged.
#
#   deb.sh [SUITE]    the suite of that Debian, by default this host's; the package is
#                     built there where it is another one
#
# As root, with a mirror of Debian that answers. That Debian has a network and processes
# of its own, and tests/shell/systemctl.sh in place of systemd: see what it leaves out.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"

skip_all() {
	skip 'the Debian package: install, session, upgrade, remove, purge' "$1"
	exit 0
}

[ "$(id -u)" = 0 ] || skip_all root
own=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
suite=${1:-$own}
# shellcheck disable=SC2016 # apt's own variables
# Of apt's own sources: the URI and the name of each part of this host's suite.
sources=$(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' |
	grep " $own\(-updates\|-security\)\? main$" | sort -u) || skip_all 'source of Debian in the settings of apt'
mirror=$(sed -n "s/ $own main$//p" <<<"$sources" | head -n 1)
command -v debootstrap >/dev/null || skip_all debootstrap
curl -sfI -m 20 -o /dev/null "${mirror%/}/dists/$suite/Release" || skip_all 'mirror of Debian to reach'

open_work deb
debian=$work/debian said=$work/said inside='' holder='' making='' built=''
evidence=("$said")
build=${TODO_API_BUILD:-$root/build}

# Runs a command in that Debian: inside it once begin_inside has been called.
inside() {
	local enter=()
	[ -z "$inside" ] || enter=(nsenter -t "$inside" --net --mount --pid)
	"${enter[@]}" chroot "$debian" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
		HOME=/root LC_ALL=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@"
}

# Runs it and keeps what it says.
quietly() {
	"$@" >"$said" 2>&1 </dev/null
}

# Whether a command succeeds and says what matches $1.
says() {
	local text=$1
	shift
	quietly "$@" && grep -q -- "$text" "$said"
}

make_debian() {
	debootstrap --variant=minbase "$suite" "$debian" "$mirror" >"$work/debootstrap.log" 2>&1 ||
		{ tail -n 5 "$work/debootstrap.log"; return 1; }
	sed "s/ $own/ $suite/; s/^/deb /" <<<"$sources" >"$debian/etc/apt/sources.list"
	# It lives for minutes: nothing has to reach the disk.
	echo force-unsafe-io >"$debian/etc/dpkg/dpkg.cfg.d/fast"
	install -d -m 1777 "$debian/dev/shm"
	quietly inside apt-get update
}

# Without npm; Swagger UI is in the package where it is in the build.
make_package() {
	mkdir -p "$work/build"
	[ ! -d "$build/docs" ] || cp -a "$build/docs" "$work/build/docs"
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL NPM=/nonexistent \
		make --no-print-directory -C "$root" BUILD="$work/build" deb >"$work/make.log" 2>&1 ||
		{ tail -n 20 "$work/make.log"; return 1; }
	built=$work/build
}

# The same for another suite, by the command of README in that Debian.
make_package_there() {
	mkdir "$debian/root/sources"
	cp -a "$root"/{Makefile,configure.ac,fcgi,lib,schema,tests,*.example,README.md,LICENSE} "$debian/root/sources"
	rm -f "$debian"/root/sources/fcgi/todo{.fcgi,-admin}
	quietly inside apt-get install -y --no-install-recommends make
	inside make -C /root/sources deb >"$work/make.log" 2>&1 || { tail -n 20 "$work/make.log"; return 1; }
	built=$debian/root/sources/build
}

# Processes and a network of its own, with nothing in it but the host's "lo".
begin_inside() {
	local name
	# shellcheck disable=SC2016 # the inner shells' and perl's
	unshare --net --mount --pid --fork --kill-child sh -c 'ip link set lo up &&
		mount -t proc proc "$0/proc" && mount -t tmpfs tmpfs "$0/run" &&
		exec perl -e "\$SIG{CHLD} = q(IGNORE); sleep while 1"' "$debian" &
	holder=$!
	eventually has_begun
	inside mkdir -p /run/systemd/system /run/lock
	# By either name that systemd may have it.
	for name in /bin/systemctl /usr/bin/systemctl; do
		quietly inside dpkg-divert --local --no-rename --divert "$name.real" --add "$name"
	done
	install -m 0755 "$root/tests/shell/systemctl.sh" "$debian/usr/bin/systemctl"
}

has_begun() {
	inside=$(cat "/proc/$holder/task/$holder/children") && inside=${inside% } &&
		[ "$(cat "/proc/$inside/comm")" = perl ]
} 2>/dev/null

# curl in that network.
ask_inside() {
	nsenter -t "$inside" --net curl -q -s --noproxy '*' -m 30 -H 'Content-Type: application/json' "$@"
}

status_inside() {
	ask_inside -o /dev/null -w '%{http_code}' "$@"
}

is_running_inside() {
	inside systemctl is-active "$1"
}

# The workers of pool $1, in the processes' own numbers.
workers_inside() {
	local main
	main=$(inside cat "/run/systemctl/todo-api@$1.service")
	inside cat "/proc/$main/task/$main/children"
}

check_package() {
	package=$(echo "$built"/todo-api_*.deb)
	holds 'lintian --pedantic finds nothing' [ -z "$(lintian --pedantic "$built"/*.deb 2>/dev/null | tee "$said")" ]
	mkdir "$work/unpacked"
	dpkg-deb -x "$package" "$work/unpacked"
	quietly file "$work"/unpacked/usr/{bin/todo-admin,lib/todo-api/todo.fcgi}
	holds 'its programs are stripped' [ "$(grep -c ', stripped' "$said")" = 2 ]
	holds '… and their symbols are in a package beside it' [ -s "$built"/todo-api-dbgsym_*.deb ]
	holds 'what was written for /usr/local is for /usr' [ -z "$(grep -rl --exclude=environment.sh /usr/local "$work/unpacked" | tee "$said")" ]
	holds 'the settings file, which has a secret, is not in it' [ ! -e "$work/unpacked/etc/todo-api.conf" ]
}

# A greater one for each that dpkg should take for an upgrade.
check_versions() {
	local before='' text version
	for text in 1.0.0-rc1 1.0.0-rc1-2-gfe 1.0.0 1.0.0-3-gab 1.0.0-10-gaa 1.0.1; do
		version=$("$root/fcgi/host/deb.sh" version "$text")
		[ -z "$before" ] || holds "$version is an upgrade of $before" dpkg --compare-versions "$before" lt "$version"
		before=$version
	done
	version=$(cd "$root" && fcgi/host/deb.sh version 1.0.0-gab)
	holds "… and 1.0.0 of $version, before the first tag" dpkg --compare-versions "$version" lt 1.0.0
}

check_install() {
	local before
	cp "$package" "$debian/root/todo-api.deb"
	quietly inside apt-get install -y --download-only /root/todo-api.deb
	begin_inside
	holds 'apt-get installs it, with what it recommends' quietly inside apt-get install -y /root/todo-api.deb
	holds 'it makes the settings, for root and the workers' \
		[ "$(inside stat -c '%a %U %G' /etc/todo-api.conf)" = '640 root todo-api' ]
	holds '… with a secret' grep -qE '^JWT_SECRET_KEY=[0-9a-f]{64}$' "$debian/etc/todo-api.conf"
	for before in api auth; do
		holds "pool $before is enabled at boot" says enabled inside systemctl is-enabled "todo-api@$before"
		holds '… and not started without a DATABASE_URL' eval "! is_running_inside todo-api@$before"
	done
	secret=$(grep ^JWT "$debian/etc/todo-api.conf")
}

# What README says: database, settings, schema, pools, web server.
configure() {
	local version
	version=$(ls "$debian/usr/lib/postgresql")
	inside pg_ctlcluster --skip-systemctl-redirect "$version" main start
	inside setpriv --reuid=postgres --regid=postgres --init-groups psql -qc "CREATE ROLE todo LOGIN PASSWORD 'todo'" \
		-c "CREATE ROLE todo_app LOGIN PASSWORD 'todo'" -c 'CREATE DATABASE todo OWNER todo'
	sed -i 's|^#DATABASE_URL=.*|DATABASE_URL=postgresql://todo_app:todo@127.0.0.1/todo|' "$debian/etc/todo-api.conf"
	inside env TODO_API_CONFIG=/etc/todo-api.conf MIGRATE_URL=postgresql://todo:todo@127.0.0.1/todo todo-admin migrate up
	inside systemctl start todo-api@api todo-api@auth
	inside cp /usr/share/todo-api/lighttpd.conf.example /etc/lighttpd/lighttpd.conf
	inside install -d -o www-data /var/cache/lighttpd/uploads
	inside sh -c 'lighttpd -D -f /etc/lighttpd/lighttpd.conf >/var/log/lighttpd.err 2>&1 &'
}

serves() {
	[ "$(status_inside "$base/health/ready")" = 200 ]
}

check_session() {
	local account='{"email":"me@example.org","password":"Correct-horse-1"}'
	base=http://127.0.0.1:8000
	holds 'it is configured' quietly configure
	holds 'it is ready to serve, through lighttpd' eventually serves
	ask_inside -o /dev/null -d "$account" "$base/auth/register"
	token=$(ask_inside -d "$account" "$base/auth/login" | sed 's/.*"access_token": *"\([^"]*\)".*/\1/')
	holds 'a user registers, logs in and makes a todo' \
		[ "$(status_inside -H "Authorization: Bearer $token" -d '{"title":"one"}' "$base/todos")" = 201 ]
	holds '/docs is served' [ "$(status_inside "$base/docs/")" = 200 ]
	holds 'todo-admin finds the settings and the database' says me@example.org \
		inside env TODO_API_CONFIG=/etc/todo-api.conf todo-admin user list
}

# Asks for the todos until the file "stop" is there; prints what failed, and how many asked.
keep_asking() {
	until [ -e "$work/stop" ] || ! is_running "$holder"; do
		ask_inside -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer $token" "$base/todos?limit=[1-20]"
	done | sort | uniq -c
}

# The same package with version $1.
repack() {
	rm -rf "$work/repacked"
	dpkg-deb -R "$package" "$work/repacked"
	sed -i "s/^Version: .*/&$1/" "$work/repacked/DEBIAN/control"
	dpkg-deb -b "$work/repacked" "$debian/root/next.deb"
}

are_others() {
	local pid now
	now=$(workers_inside "$1")
	for pid in $2; do
		[[ " $now " != *" $pid "* ]] || return
	done
}

check_upgrade() {
	local before i asking=()
	before=$(workers_inside api)
	for i in 1 2 3; do
		keep_asking >"$work/asked.$i" &
		asking+=("$!")
	done
	quietly repack +1
	holds 'it is upgraded under load' quietly inside apt-get install -y /root/next.deb
	holds '… and all workers are of the new program' eventually are_others api "$before"
	sleep 1
	touch "$work/stop"
	wait "${asking[@]}"
	cat "$work"/asked.* >"$said"
	holds '… and no request has failed' [ "$(awk '{print $2}' "$said" | sort -u)" = 200 ]
	awk '{n += $1} END {print "      (" n " requests)"}' "$said"
	holds '… and the settings are as they were' grep -qxF "$secret" "$debian/etc/todo-api.conf"
}

# What the new program needs of the schema is not there yet.
check_early_upgrade() {
	local before
	before=$(workers_inside api)
	inside setpriv --reuid=postgres --regid=postgres --init-groups psql -q todo -c 'CREATE OR REPLACE VIEW schema_version AS SELECT 1 AS version'
	quietly repack +2
	holds 'an upgrade before its schema says so' says 'goes on with the earlier program.*migrate up' \
		inside apt-get install -y /root/next.deb
	holds '… and leaves the workers as they are' [ "$(workers_inside api)" = "$before" ]
}

check_removal() {
	holds 'it is removed' quietly inside apt-get remove -y todo-api
	holds '… the pools have stopped' [ -z "$(inside sh -c 'cat /proc/[0-9]*/comm' | grep -E 'multiwatch|todo.fcgi')" ]
	holds '… and the settings are still there' grep -qxF "$secret" "$debian/etc/todo-api.conf"
	holds 'it is installed again' quietly inside apt-get install -y /root/todo-api.deb
	holds '… with the settings that were there' grep -qxF "$secret" "$debian/etc/todo-api.conf"
	holds 'it is purged' quietly inside apt-get purge -y todo-api
	holds '… and nothing of it is left' [ -z "$(inside find / -xdev -name '*todo-api*' ! -path '/root/*' \
		! -path '/var/log/todo-api@*' ! -path '/run/systemctl/*' | tee "$said")" ]
}

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	[ -z "$holder" ] || end "$holder" KILL || true
	[ -z "$making" ] || wait "$making" || true
	rm -rf --one-file-system "$work"
}

at_exit clean_up
make_debian &
making=$!
check_versions
if [ "$suite" = "$own" ]; then
	holds 'the package is built without npm' make_package
	wait "$making"
else
	wait "$making"
	holds 'the package is built in another suite' make_package_there
fi
check_package
check_install
check_session
check_upgrade
check_early_upgrade
check_removal
tell check-deb
