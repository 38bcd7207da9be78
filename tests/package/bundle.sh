#!/bin/bash -p
# Proves the bundle: it is built twice to the same bytes, and in a Debian of each suite,
# which has none of its libraries, an ordinary user unpacks it and sets it up below an
# Apache with mod_fcgid and suexec; the database is of another host, over TLS.
#
#   bundle.sh [SUITE…]    by default bullseye, whose libc is an earlier one, and bookworm
#
# As root, with a mirror of Debian that answers.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
open_work bundle
# shellcheck source=tests/shell/debian.sh
. "$root/tests/shell/debian.sh"
# shellcheck source=tests/shell/typed.sh
. "$root/tests/shell/typed.sh"
suites=("${@:-bullseye}")
[ $# -gt 0 ] || suites+=(bookworm)
build=${TODO_API_BUILD:-$root/build}
home=/home/you config=/home/you/todo-api/settings
base=http://127.0.0.1/api
# What such a host has: no more than these, and what they need.
host=(apache2 libapache2-mod-fcgid apache2-suexec-pristine curl xz-utils procps)
declare -A making=()

# Builds it of a copy of the sources in the folder $1, with umask $2.
make_bundle() (
	umask "${2:-022}"
	mkdir -p "$1/build"
	cp -a "$root"/{Makefile,configure.ac,fcgi,lib,schema,tests,*.example,README.md,LICENSE} "$1"
	rm -f "$1"/fcgi/todo{.fcgi,-admin}
	[ ! -d "$build/docs" ] || cp -a "$build/docs" "$1/build/docs"
	find "$1" -name '*.[ch]' -exec touch {} +
	env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL NPM=/nonexistent make --no-print-directory -C "$1" BUILD=build bundle \
		>"$work/make.log" 2>&1 || { tail -n 20 "$work/make.log"; return 1; }
)

check_bytes() {
	holds 'the bundle is built without npm' make_bundle "$work/one"
	holds '… and in another folder' make_bundle "$work/another/folder" 077
	bundle=$(echo "$work"/one/build/todo-api-*-"$(uname -m)".tar.xz)
	holds '… to the same bytes' cmp "$bundle" "$work/another/folder/build/${bundle##*/}"
	echo "      ($(stat -c %s "$bundle") bytes)"
	holds 'it is smaller than 12 MB' [ "$(stat -c %s "$bundle")" -lt 12000000 ]
	version=${bundle##*/} version=${version%.tar.xz}
	tar -C "$work" -xf "$bundle"
	file "$work/$version"/{libexec/*,lib/*.so*} >"$said"
	holds '… and stripped' [ "$(grep -c 'ELF' "$said")" = "$(grep -c 'ELF.*, stripped' "$said")" ]
	holds '… and root'\''s alone' [ -z "$(tar -tvf "$bundle" --numeric-owner | grep -v '^[-dl]rwx\?r.-r.- 0/0 \|^[-dl]rw.r[-w].r[-w]. 0/0 ' | tee "$said")" ]
}

# Sets find_debian's variables for suite $1.
begin_suite() {
	find_debian "$1" || { skip "the bundle in $1" "$lacking"; return 1; }
	said=$work/said.$1 debian=$work/$1
	evidence=("$said" "$debian/var/log/apache2/error.log")
}

install_host() {
	quietly inside apt-get install -y --no-install-recommends "${host[@]}"
}

# A mirror may have lost some of an old suite's security updates, and keeps the suite.
make_host() {
	make_debian "$suite"
	! install_host || return 0
	sed -i '/-security/d' "$debian/etc/apt/sources.list"
	quietly inside apt-get update
	install_host || { tail -n 5 "$said"; return 1; }
}

# A user's web folder, as suexec wants it, and names of hosts.
prepare_host() {
	inside useradd -m -s /bin/bash you
	inside install -d -o you -g you /var/www/you
	inside ln -s /var/www/you "$home/public_html"
	echo '127.0.0.1 localhost db.example www.example' >"$debian/etc/hosts"
	cat >"$debian/etc/apache2/sites-available/you.conf" <<-'CONF'
		ServerName www.example
		FcgidIdleTimeout 3
		FcgidIdleScanInterval 1
		FcgidMinProcessesPerClass 0
		<VirtualHost *:80>
			ServerName www.example
			DocumentRoot /var/www/you
			SuexecUserGroup you you
			<Directory /var/www/you>
				Require all granted
				AllowOverride AuthConfig FileInfo Options
			</Directory>
		</VirtualHost>
	CONF
	quietly inside a2dissite 000-default
	quietly inside a2ensite you
	quietly inside a2enmod rewrite headers suexec fcgid
	mkdir -p "$debian/etc/ssl/certs"
	cp "$work/db.crt" "$debian/etc/ssl/certs/ca-certificates.crt"
	begin_inside
	inside mkdir -p /run/lock
	inside apachectl start
}

make_certificate() {
	openssl req -new -x509 -days 2 -nodes -subj /CN=db.example -addext subjectAltName=DNS:db.example \
		-keyout "$work/db.key" -out "$work/db.crt" 2>"$said"
	chmod 0600 "$work/db.key"
	chown www-data:www-data "$work/db.key"
}

sql() {
	psql -XAtq -v ON_ERROR_STOP=1 -h "$work/db-$suite" -U todo -d todo -c "$1"
}

# The database of another host, where the user has one role and TLS is asked for.
start_database() {
	local data=$work/db-$suite/data bin
	TODO_API_CLUSTER_FAST=1 "$root/schema/cluster.sh" start "$work/db-$suite"
	bin=$("$root/schema/cluster.sh" bin "$work/db-$suite")
	printf '%s\n' 'local all all trust' 'hostssl all all 127.0.0.1/32 scram-sha-256' |
		"${AS[@]}" tee "$data/pg_hba.conf" >/dev/null
	printf '%s\n' "listen_addresses = '127.0.0.1'" 'ssl = on' "ssl_cert_file = '$work/db.crt'" \
		"ssl_key_file = '$work/db.key'" | "${AS[@]}" tee -a "$data/postgresql.conf" >/dev/null
	sql "CREATE ROLE you LOGIN PASSWORD 'p@ss w/rd'; CREATE DATABASE you OWNER you" 2>/dev/null ||
		{ sql "CREATE ROLE you LOGIN PASSWORD 'p@ss w/rd'"; sql 'CREATE DATABASE you OWNER you'; }
	(cd / && nsenter -t "$inside" --net "${AS[@]}" "$bin/pg_ctl" restart -w -s -t 60 -D "$data" -l "${data%/data}/postgres.log")
	url='postgresql://you:p%40ss%20w%2Frd@db.example/you?sslmode=verify-full&sslrootcert=/etc/ssl/certs/ca-certificates.crt'
}

# Runs a command as that user, in their home.
as_you() {
	# shellcheck disable=SC2016 # the inner shell's
	inside setpriv --reuid=you --regid=you --init-groups env HOME="$home" bash -c 'cd && exec "$@"' bash "$@"
}

# The same at a terminal where the answers $2… are given to the line $1.
types() {
	local command
	# shellcheck disable=SC2016 # the inner shell's
	printf -v command '%q ' nsenter -t "$inside" --net --mount --pid chroot "$debian" env -i \
		PATH=/usr/local/bin:/usr/bin:/bin HOME="$home" setpriv --reuid=you --regid=you --init-groups \
		bash -c 'cd && eval "$0"' "$1"
	printf '%s\n' "${@:2}" | script -qec "$command" /dev/null >>"$said" 2>&1
}

# What README says, line by line; the last asks.
types_all() {
	local lines last
	mapfile -t lines < <(typed "$root/README.md" bundle)
	last=$((${#lines[@]} - 1))
	: >"$said"
	for line in "${lines[@]:0:last}"; do
		types "$line" || return
	done
	# shellcheck disable=SC2088 # as people type it
	types "${lines[last]}" "$url" '' '~/public_html/api' http://www.example/api y
}

# Whether setup is refused, with a reason that matches $1, and nothing is made.
refuses() {
	local text=$1
	shift
	! as_you "$@" >"$said" 2>&1 </dev/null && tail -n 1 "$said" | grep -q -- "$text" &&
		[ ! -e "$debian$config" ]
}

refuses_root() {
	! quietly inside "$home/$version/setup.sh" && grep -q 'for ordinary users' "$said"
}

# Whether a program does not run as such, but by what came with it.
needs_libraries() {
	! quietly as_you "$version/libexec/$1" --version && quietly as_you "$version/bin/$1" --version
}

check_refusals() {
	local setup=(env "DATABASE_URL=$url" "$version/setup.sh" --yes --web public_html/api)
	as_you tar -xf "$version.tar.xz"
	holds 'the worker needs what came with it' needs_libraries todo.fcgi
	holds '… and so does todo-admin' needs_libraries todo-admin
	holds 'root is refused' refuses_root
	as_you install -D /dev/null public_html/api/.htaccess
	holds '… and a folder with other files' refuses 'is there, and not ours' "${setup[@]}"
	as_you rm -r public_html/api
	holds '… settings that Apache would show' refuses 'settings would be shown' "${setup[@]}" --folder public_html/api/x
	holds '… no database' refuses 'needs --database' "$version/setup.sh" --yes --web public_html/api
	holds '… and one that cannot be reached' refuses 'cannot be reached' "${setup[@]}" --database postgresql://db.example:1/x
	as_you rm -r "$version"
}

check_setup() {
	local start
	cp "$bundle" "$debian$home"
	check_refusals
	start=$SECONDS
	holds 'what README says works as typed' types_all
	echo "      ($(count_typed "$root/README.md" bundle) commands, $((SECONDS - start)) s)"
	holds '… which is three commands at most' lies_within "$(count_typed "$root/README.md" bundle)" 1 3
	holds '… and asks first' grep -q 'Go on?' "$said"
	holds '… and looks whether it serves' grep -q '^ok .*answers' "$said"
	holds 'the settings are theirs alone' [ "$(inside stat -c '%U %a' "$config")" = 'you 600' ]
	holds '… with a secret' grep -qE '^JWT_SECRET_KEY=[0-9a-f]{64}$' "$debian$config"
	secret=$(grep ^JWT "$debian$config")
}

# The pids of the workers, in the processes' own numbers.
workers_inside() {
	inside pgrep -x -u you todo.fcgi
}

# Whether each worker has mapped no library but those below the folder $1.
maps_only() {
	local pid
	for pid in $(workers_inside); do
		inside cat "/proc/$pid/maps"
	done | sed -n 's|.* \(/.*\.so[.0-9a-z]*\)$|\1|p' | sort -u >"$said"
	[ -s "$said" ] && ! grep -qv "^$home/$1/" "$said"
}

check_session() {
	begin_session
	holds 'a worker is known by its name, and is the user'\''s' quietly workers_inside
	holds '… and has no library of the host' maps_only "$version"
	holds '… and speaks TLS with the database' [ "$(sql "SELECT bool_and(ssl) FROM pg_stat_ssl
		JOIN pg_stat_activity USING (pid) WHERE usename = 'you'")" = t ]
	holds 'todo-admin finds the settings and the database' says me@example.org as_you todo-api/todo-admin user list
	holds '… and its schema' says 'up to date' as_you todo-api/todo-admin migrate status
}

runs_nothing() {
	! workers_inside >/dev/null
}

check_end() {
	holds 'without requests the workers end' eventually runs_nothing
	holds '… and the next one is served' has_todo
	quietly inside pkill -TERM -x todo.fcgi
	holds 'after a TERM they end' eventually runs_nothing
	holds '… and the next one is served' has_todo
}

list_files() {
	inside find "$home/todo-api" /var/www/you -path '*/run/*' -prune -o -type f -printf '%p %m %u %T@ %i\n' | sort
}

files_are_kept() {
	list_files | diff "$work/kept" - >"$said"
}

# The status of an account with the password $1.
status_register() {
	status_inside -d "{\"email\":\"other@example.org\",\"password\":\"$1\"}" "$base/auth/register"
}

check_again() {
	list_files >"$work/kept"
	holds 'a second time it succeeds' quietly as_you "$version/setup.sh" --yes
	holds '… and changes no file' files_are_kept
	holds 'the first admin' says 'password of admin@example.org, .*: Aa1-' \
		as_you "$version/setup.sh" --yes --admin admin@example.org
	holds '… can log in' [ "$(status_inside -d "{\"email\":\"admin@example.org\",\"password\":\"$(
		sed -n 's/.*password of admin@example.org.*: //p' "$said")\"}" "$base/auth/login")" = 200 ]
	echo PASSWORD_RULE=length >>"$debian$config"
	holds 'a list of common passwords is at hand' quietly as_you "$version/setup.sh" --yes
	holds '… for new workers' [ "$(status_register accomplishments)" = 422 ]
	holds '… which take others' [ "$(status_register 'of length alone')" = 201 ]
	holds 'options and the environment say it all' quietly as_you env DATABASE_URL="$url" "$version/setup.sh" --yes \
		--web public_html/other --folder other
	holds '… for settings of their own' grep -qxF "DATABASE_URL=$url" "$debian$home/other/settings"
}

# Asks until the file "stop" is there; prints what failed, and how many asked.
keep_asking() {
	until [ -e "$work/stop" ] || ! is_running "$holder"; do
		ask_inside -o /dev/null -w '%{http_code}\n' -H "Authorization: Bearer $token" "$base/todos?limit=[1-20]"
	done | sort | uniq -c
}

# The same bundle as another version's.
repack() {
	next=todo-api-99.0.0-$(uname -m)
	cp -a "$work/$version" "$work/$next"
	tar -C "$work" -cJf "$debian$home/$next.tar.xz" "$next"
	rm -r "${work:?}/$next"
}

check_upgrade() {
	local asking
	repack
	rm -f "$work/stop"
	keep_asking >"$work/asked" &
	asking=$!
	as_you tar -xf "$next.tar.xz"
	holds 'another version is set up under load' quietly as_you "$next/setup.sh" --yes
	sleep 1
	touch "$work/stop"
	wait "$asking"
	cp "$work/asked" "$said"
	holds '… and no request has failed' [ "$(awk '{print $2}' "$said" | sort -u)" = 200 ]
	awk '{n += $1} END {print "      (" n " requests)"}' "$said"
	holds '… and the earlier workers end' eventually maps_only_next
	as_you rm -r "$version"
	holds '… and their folder is not needed' has_todo
	holds '… and the settings are as they were' grep -qxF "$secret" "$debian$config"
}

maps_only_next() {
	has_todo && maps_only "$next"
}

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	local pid
	touch "$work/stop"
	end_debian
	for suite in "${suites[@]}"; do
		[ ! -d "$work/db-$suite" ] || "$root/schema/cluster.sh" stop "$work/db-$suite" immediate || true
	done
	for pid in "${making[@]}"; do
		wait "$pid" || true
	done
	rm -rf --one-file-system "$work"
}

check_suite() {
	begin_suite "$suite"
	echo "In $suite:"
	prepare_host
	start_database
	check_setup
	check_session
	check_end
	check_again
	check_upgrade
	end_debian
}

at_exit clean_up
for suite in "${suites[@]}"; do
	begin_suite "$suite" || continue
	make_host >"$work/make.$suite" 2>&1 &
	making[$suite]=$!
done
check_bytes
[ "${#making[@]}" = 0 ] || make_certificate
for suite in "${suites[@]}"; do
	[ -n "${making[$suite]:-}" ] || continue
	wait "${making[$suite]}" || { cat "$work/make.$suite" && exit 1; }
	check_suite
done
tell check-bundle
