#!/bin/bash -p
# Proves both ways from the sources in a Debian of its own, which debootstrap makes, by
# what README has typed: as root by "make install", until "make uninstall"; and as an
# ordinary user from a tarball of "make dist", in a folder of theirs that cron keeps running.
#
#   source.sh [SUITE]    the suite of that Debian, by default this host's
#
# As root, with a mirror of Debian that answers. That Debian has a network and processes
# of its own, and tests/shell/systemctl.sh in place of systemd: see what it leaves out.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
open_work source
# shellcheck source=tests/shell/debian.sh
. "$root/tests/shell/debian.sh"
# shellcheck source=tests/shell/typed.sh
. "$root/tests/shell/typed.sh"
find_debian "$@" || {
	skip 'make install, with root and without: session, reboot, uninstall' "$lacking"
	exit 0
}
evidence=("$said")
build=${TODO_API_BUILD:-$root/build}
took=0 tarball='' making=''
home=/home/alice folder=/home/alice/todo-api

# Line $2 of what README has typed as $1.
line() {
	typed "$root/README.md" "$1" | sed -n "$2p"
}

# Types that line, and answers; counts the seconds.
types() {
	local text=$1 way=$2 number=$3 began=$SECONDS status=0
	shift 3
	type_inside "cd ~/sources && $(line "$way" "$number")" "$@" || status=$?
	took=$((took + SECONDS - began))
	return "$status"
}

# The tarball of a release v9.8.7 of the last commit, with the programs of this build.
make_dist() {
	local clone=$work/clone made=$work/made
	tarball=
	if [ ! -e "$build/docs/.lock" ] || ! git -C "$root" rev-parse HEAD >"$said" 2>&1; then
		skip 'what make dist packs is built' 'git repository with a build of its pages'
		return
	fi
	git clone -q --no-tags "$root" "$clone"
	git -C "$clone" tag v9.8.7
	mkdir "$made"
	ln -s "$build/fcgi" "$build/docs" "$made"
	(cd "$clone" && fcgi/host/version.sh "$made/.version" 0 && fcgi/host/dist.sh "$made")
	tarball=$made/todo-api-9.8.7.tar.gz
	holds 'make dist packs the version that the tag says' [ -s "$tarball" ]
	holds '… and who made it, for the package' [ "$(tar -xzOf "$tarball" todo-api-9.8.7/.maintainer)" = \
		"$(git -C "$clone" log -1 --format='%an <%ae>')" ]
}

# Unpacks it, else the sources, in the home $1 of that Debian.
unpack_dist() {
	[ -n "$tarball" ] || { copy_sources "$1" && return; }
	mkdir "$debian$1/sources"
	tar -xzf "$tarball" -C "$debian$1/sources" --strip-components=1 --no-same-owner
}

# The tracked files as they are, in the home $1 of that Debian.
copy_sources() {
	mkdir "$debian$1/sources"
	if [ -e "$root/.git" ]; then
		git -C "$root" ls-files -z | tar -C "$root" --null -T - -c
	else
		tar -C "$root" --exclude=./build --exclude=fcgi/todo.fcgi --exclude=fcgi/todo-admin -c .
	fi | tar -C "$debian$1/sources" --no-same-owner -x
}

# Gets from the mirror what will be installed when there is no network: the packages of
# README's first line, and those that "make install" is going to miss.
download() {
	local missing
	missing=$(inside setpriv --reuid=nobody --clear-groups /sources/fcgi/host/deps.sh install 2>&1) || true
	# shellcheck disable=SC2046,SC2086 # words
	quietly inside apt-get install -y --download-only $(line source 1 | sed 's/^apt install//') &&
		quietly inside apt-get install -y --download-only --no-install-recommends ${missing#*apt-get install}
}

tell_way() {
	local count
	count=$(count_typed "$root/README.md" "$1")
	holds "four commands are enough, or less" [ "$count" -le 4 ]
	echo "      ($2: $count commands typed, $took s without the download)"
}

check_session() {
	holds '… and it serves, through lighttpd' eventually serves
	begin_session
}

logs_in() {
	says access_token ask_inside -f -d "{\"email\":\"$1\",\"password\":\"$2\"}" "$base/auth/login"
}

check_root() {
	local password
	base=http://127.0.0.1
	holds 'apt installs what README says' types apt source 1 'ontinue? [Y/n]' y
	holds 'make install builds and installs, with the packages that are missing' types install source 2
	holds 'todo-admin setup sets up the host' types setup source 3
	password=$(sed -n 's/.*shown this once: \([^ \r]*\).*/\1/p' "$said")
	check_session
	tell_way source 'make install'
	holds 'the admin logs in by the password that was shown' logs_in you@example.org "$password"
	inside systemctl reboot
	holds 'after a reboot it serves' eventually serves
	holds '… what it did before' has_todo
}

# What has a name of ours, but the sources, the database and our own stand-in's.
list_ours() {
	inside find / -xdev -name '*todo*' ! -path '/root/*' ! -path '/sources*' ! -path '/home/*' \
		! -path '/proc/*' ! -path '/var/log/todo-api@*' ! -path '/run/systemctl/*'
}

check_uninstall() {
	holds 'make uninstall succeeds' quietly inside make -C /root/sources uninstall
	holds '… the pools have stopped' [ -z "$(inside sh -c 'cat /proc/[0-9]*/comm' | grep -E 'multiwatch|todo.fcgi')" ]
	holds '… and are not enabled' [ -z "$(find "$debian/etc/systemd" -name 'todo-api*')" ]
	holds '… the web server serves what it did before' [ "$(status_inside "$base/health")$(status_inside "$base/")" = 404200 ]
	list_ours | sort >"$said"
	holds 'settings and logs are left, and nothing else' \
		[ "$(xargs <"$said")" = '/etc/todo-api.conf /var/log/todo-api' ]
	inside systemctl reboot
	holds '… and the data, after a reboot, too' says me@example.org inside setpriv --reuid=postgres \
		--regid=postgres --init-groups psql -qAt todo -c 'SELECT email FROM users'
}

# As an ordinary user, who is given a shell as by a login.
check_user() {
	local password=Correct-horse-2
	base=http://127.0.0.1:8000 shell=(runuser -l alice -c) took=0
	holds 'the packages that README wants of the administrator are there' \
		inside runuser -l alice -c 'sources/fcgi/host/deps.sh install run'
	holds 'without root make install needs nobody else' types install user 1
	[ -z "$tarball" ] || check_dist
	holds '… and setup asks at the terminal' types setup user 2 'The database' '' \
		'first admin' alice@example.org 'web server' '' 'host name' '' 'Go on?' y \
		'New password:' "$password" 'Once more:' "$password"
	check_session
	tell_way user 'without root'
	holds 'the admin logs in' logs_in alice@example.org "$password"
	holds 'all of it is below their folder, and theirs alone' [ "$(stat -c %a "$debian$folder/settings")" = 600 ]
	check_cron
	holds 'a second setup says that it is so' says 'already' inside runuser -l alice -c "$folder/bin/todo-admin setup --yes"
}

# There is neither git nor npm in that Debian.
check_dist() {
	holds '… the programs of the tarball know their version' says '9\.8\.7' inside "$folder/bin/todo-admin" --version
	holds '… the workers, too' says '9\.8\.7' inside "$folder/lib/todo-api/todo.fcgi" --version
	holds '… and /docs is the whole page' [ -s "$debian$folder/share/todo-api/docs/swagger-ui-bundle.js" ]
}

# Ends what the user runs, as a power failure does.
# shellcheck disable=SC2016 # the inner shell's
kill_user() {
	inside sh -c 'for p in /proc/[0-9]*; do [ "$(stat -c %U "$p" 2>/dev/null)" != alice ] || kill -KILL "${p#/proc/}"; done' 2>/dev/null
}

user_runs_nothing() {
	! inside sh -c 'stat -c %U /proc/[0-9]* 2>/dev/null' | grep -q alice
}

check_cron() {
	local lines
	lines=$(inside crontab -u alice -l) || true
	holds 'crontab has two lines' [ "$(grep -c "serve.sh watch $folder" <<<"$lines")" = 2 ]
	kill_user
	holds '… without which it is down' eventually user_runs_nothing
	inside systemctl reboot
	quietly inside cron
	holds 'with a reboot cron starts it' eventually serves
	holds '… and it serves what it did before' has_todo
}

# Other lines than ours, more than a pipe holds.
fill_crontab() {
	inside sh -c '{ crontab -u alice -l; seq -f "# %.0f, a line of somebody else" 9000; } | crontab -u alice -'
}

check_user_uninstall() {
	fill_crontab
	holds 'the user takes it away' says 'crontab has its lines no more' \
		inside runuser -l alice -c "make -C sources uninstall prefix=$folder"
	holds '… and the others are left' [ "$(inside crontab -u alice -l | grep -c '^# [0-9]')" = 9000 ]
	holds '… nothing runs' eventually user_runs_nothing
	find "$debian$folder" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort >"$said"
	holds '… settings and data are left, and nothing else' [ "$(xargs <"$said")" = 'postgres settings' ]
}

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	end_debian
	[ -z "$making" ] || wait "$making" || true
	rm -rf --one-file-system "$work"
}

at_exit clean_up
make_debian debian systemd cron &
making=$!
[ -x "$build/fcgi/todo-admin" ] || quietly env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make -C "$root" all
make_dist
# A host has systemd and cron.
wait "$making"
copy_sources /root
cp -a "$debian/root/sources" "$debian/sources"
download
begin_inside
stand_in_systemd
check_root
check_uninstall
inside useradd -m -s /bin/bash alice
unpack_dist "$home"
inside chown -R alice: "$home/sources"
check_user
check_user_uninstall
tell check-source
