#!/bin/bash -p
# Proves the Debian package in a Debian of its own, which debootstrap makes: it is built,
# and by what README has typed installed and set up; it serves a session, is started
# again with the host, upgraded under load, removed and purged.
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
open_work deb
# shellcheck source=tests/shell/debian.sh
. "$root/tests/shell/debian.sh"
# shellcheck source=tests/shell/typed.sh
. "$root/tests/shell/typed.sh"
find_debian "$@" || {
	skip 'the Debian package: install, session, upgrade, remove, purge' "$lacking"
	exit 0
}
making='' built=''
evidence=("$said")
base=http://127.0.0.1
build=${TODO_API_BUILD:-$root/build}

# Without npm; Swagger UI is in the package where it is in the build.
make_package() {
	mkdir -p "$work/build"
	[ ! -d "$build/docs" ] || cp -a "$build/docs" "$work/build/docs"
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL NPM=/nonexistent \
		make --no-print-directory -C "$root" BUILD="$work/build" deb >"$work/make.log" 2>&1 ||
		{ tail -n 20 "$work/make.log"; return 1; }
	built=$work/build
}

# Runs it there with /proc, where nothing has begun.
with_proc() {
	local enter
	find_way
	# shellcheck disable=SC2016 # the inner shell's
	unshare --mount sh -c 'mount -t proc proc "$0/proc" && exec "$@"' "$debian" "${enter[@]}" "$@"
}

# The same for another suite, by the command of README in that Debian.
make_package_there() {
	mkdir "$debian/root/sources"
	cp -a "$root"/{Makefile,configure.ac,fcgi,lib,schema,tests,*.example,README.md,LICENSE} "$debian/root/sources"
	rm -f "$debian"/root/sources/fcgi/todo{.fcgi,-admin}
	# As in a tarball of "make dist".
	[ ! -e "$root/.git" ] || git -C "$root" log -1 --format='%an <%ae>' >"$debian/root/sources/.maintainer"
	quietly inside apt-get install -y --no-install-recommends make
	with_proc make -C /root/sources deb >"$work/make.log" 2>&1 || { tail -n 20 "$work/make.log"; return 1; }
	built=$debian/root/sources/build
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

# Prints the version of the clone's sources, and that of their package.
version_of() {
	(cd "$1" && fcgi/host/version.sh "$work/version" 0 &&
		echo "$(<"$work/version") $(fcgi/host/deb.sh version "$(<"$work/version")")")
}

is_version() {
	version_of "$work/clone" >"$said" && grep -qE "^$1$" "$said"
}

# Versions come from tags.
check_tags() {
	local clone=$work/clone
	git clone -q --no-tags "$root" "$clone" 2>"$said" || { skip 'versions from tags' 'git repository' && return; }
	git -C "$clone" tag v1.0.0
	holds 'the commit with the tag v1.0.0 is that version' is_version '1\.0\.0 1\.0\.0'
	git -C "$clone" -c user.name=x -c user.email=x@localhost commit -q --allow-empty -m one
	git -C "$clone" tag another
	holds '… the next one a later one, whatever other tags there are' is_version '1\.0\.0-1-g[0-9a-f]+ 1\.0\.0\+1\.g[0-9a-f]+'
	git -C "$clone" tag v1.1.0-rc1
	holds '… and one that may become 1.1.0 is before it' is_version '1\.1\.0-rc1 1\.1\.0~rc1'
}

# What of the block "deb" of README is typed line by line.
line() {
	typed "$root/README.md" deb | sed -n "$1p"
}

check_install() {
	local pool
	cp "$package" "$debian/root"
	quietly inside apt-get install -y --download-only "/root/$(basename "$package")"
	begin_inside
	stand_in_systemd
	SECONDS=0
	holds 'what README types installs it, with what it recommends' \
		type_inside "cd && $(line 1)" 'ontinue? [Y/n]' y
	took=$SECONDS
	holds 'it makes the settings, for root and the workers' \
		[ "$(inside stat -c '%a %U %G' /etc/todo-api.conf)" = '640 root todo-api' ]
	holds '… with a secret' grep -qE '^JWT_SECRET_KEY=[0-9a-f]{64}$' "$debian/etc/todo-api.conf"
	for pool in api auth; do
		holds "pool $pool is enabled at boot" says enabled inside systemctl is-enabled "todo-api@$pool"
		holds '… and not started without a DATABASE_URL' eval "! is_running_inside todo-api@$pool"
	done
	secret=$(grep ^JWT "$debian/etc/todo-api.conf")
}

# What setup asks, at a terminal, and the answers.
check_setup() {
	local password=Correct-horse-0
	SECONDS=0
	holds 'what README types next sets up the host, and asks at the terminal' type_inside "cd && $(line 2)" \
		'The database' '' 'first admin' admin@example.org 'web server' '' 'host name' '' 'Go on?' y \
		'New password:' "$password" 'Once more:' "$password"
	took=$((took + SECONDS))
	cp "$said" "$work/first-setup"
	holds '… and shows no password' [ -z "$(grep -F "$password" "$said")" ]
	holds 'so two commands are enough' [ "$(count_typed "$root/README.md" deb)" -le 2 ]
	echo "      (.deb: $(count_typed "$root/README.md" deb) commands typed, $took s without the download)"
	holds 'the admin logs in' says access_token ask_inside -f \
		-d "{\"email\":\"admin@example.org\",\"password\":\"$password\"}" "$base/auth/login"
}

# What the host has, and the processes that serve: all that setup might change.
list_host() {
	(cd "$debian" && find etc usr/lib/todo-api usr/share/todo-api -type f -exec sha256sum {} + -o -type l -printf '%p %l\n' | sort)
	inside sh -c 'cat /run/systemctl/*'
}

check_second_setup() {
	list_host >"$work/host"
	holds 'setup says of a host that is set up that it is so' says 'already' inside todo-admin setup --yes
	list_host >"$work/host.now"
	holds '… and changes nothing' diff "$work/host" "$work/host.now"
}

check_session() {
	holds 'it is ready to serve, through lighttpd' eventually serves
	begin_session
	holds 'todo-admin finds the settings and the database' says me@example.org \
		inside env TODO_API_CONFIG=/etc/todo-api.conf todo-admin user list
}

check_reboot() {
	inside systemctl reboot
	holds 'after a reboot it serves what it did before' eventually serves
	holds '… the todo, to who is logged in' has_todo
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

# Whether lighttpd has its own page, and none of ours.
serves_as_before() {
	[ "$(status_inside "$base/health")$(status_inside "$base/")" = 404200 ]
}

check_removal() {
	holds 'it is removed' quietly inside apt-get remove -y todo-api
	holds '… the pools have stopped' [ -z "$(inside sh -c 'cat /proc/[0-9]*/comm' | grep -E 'multiwatch|todo.fcgi')" ]
	holds '… its site is gone, and what was there is served' eventually serves_as_before
	holds '… and the settings are still there' grep -qxF "$secret" "$debian/etc/todo-api.conf"
	holds 'it is installed again' quietly inside apt-get install -y "/root/$(basename "$package")"
	holds '… with the settings that were there' grep -qxF "$secret" "$debian/etc/todo-api.conf"
	holds 'it is purged' quietly inside apt-get purge -y todo-api
	holds '… and nothing of it is left' [ -z "$(inside find / -xdev -name '*todo-api*' ! -path '/root/*' \
		! -path '/var/log/todo-api@*' ! -path '/run/systemctl/*' | tee "$said")" ]
}

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	end_debian
	[ -z "$making" ] || wait "$making" || true
	rm -rf --one-file-system "$work"
}

at_exit clean_up
make_debian debian &
making=$!
check_versions
check_tags
if [ "$suite" = "$own" ]; then
	holds 'the package is built without npm' make_package
	wait "$making"
else
	wait "$making"
	holds 'the package is built in another suite' make_package_there
fi
check_package
check_install
check_setup
check_session
check_second_setup
check_reboot
check_upgrade
check_early_upgrade
check_removal
tell check-deb
