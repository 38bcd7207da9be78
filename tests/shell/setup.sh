#!/bin/bash -p
# Hosts to set up: a folder that stands for /, with the distribution's web servers on
# ports of ours, and a user's home. To be sourced, with $root set.
# shellcheck disable=SC2034,SC2154 # used there; $root is the caller's

# shellcheck source=tests/shell/shell.sh
. "$root/tests/shell/shell.sh"
# shellcheck source=tests/shell/typed.sh
. "$root/tests/shell/typed.sh"
open_work setup
said=$work/said
evidence=("$said")
build=${TODO_API_BUILD:-$root/build}
top=$work/root config=$work/root/etc/todo-api.conf
home=$work/home folder=$work/home/todo-api
port=$(free_port) https=$(free_port)
front='' pools=()
# An ordinary user: we, or where we are root, another.
user=()
[ "$(id -u)" != 0 ] || user=(setpriv --reuid=nobody "--regid=$(id -g nobody)" --clear-groups)
# The certificate that we make is good for us.
export CURL_CA_BUNDLE=$work/tls.crt

as_user() {
	(cd / && "${user[@]}" env HOME="$home" PATH="$home/bin:$PATH" TODO_API_CLUSTER_FAST=1 "$@")
}

as_postgres() {
	(cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@")
}

make_certificates() {
	local name
	for name in tls other; do
		openssl req -new -x509 -days 2 -nodes -subj /CN=localhost -addext subjectAltName=DNS:localhost \
			-keyout "$work/$name.key" -out "$work/$name.crt" 2>/dev/null
	done
	cp "$work"/tls.* "$home"
}

# The distribution's configurations, in $top and on our ports.
copy_etc() {
	mkdir -p "$top"/{etc,run/postgresql,var/log,var/lib,var/run,var/lock,var/www/html}
	cp -a /etc/lighttpd /etc/apache2 "$top/etc"
	rm -f "$top"/etc/lighttpd/conf-enabled/*
	echo 'what was there' >"$top/var/www/html/index.html"
	sed -i "s|\"/etc/|\"$top/etc/|; s|\"/var/|\"$top/var/|; s|\"/run/|\"$top/run/|; s|\(server.port *=\).*|\1 $port|" \
		"$top/etc/lighttpd/lighttpd.conf"
	sed -i "s|=/var/|=$top/var/|" "$top/etc/apache2/envvars"
	sed -i "s|Listen 80|Listen $port|; s|Listen 443|Listen $https|" "$top/etc/apache2/ports.conf"
	sed -i "s|<VirtualHost .*|<VirtualHost *:$port>|; s|/var/www|$top/var/www|" "$top"/etc/apache2/sites-available/000-default.conf
	sed -i "s|<Directory /var/www/>|<Directory $top/var/www/>|" "$top/etc/apache2/apache2.conf"
	mkdir -p "$top"/var/{log,run,lock,lib}/apache2 "$top/var/log/lighttpd"
	chown www-data:www-data "$top/var/log/lighttpd"
	chown postgres "$top/run/postgresql"
}

prepare() {
	local cron=$home/bin/crontab
	mkdir -p "$home/bin"
	readme 1
	# shellcheck disable=SC2016 # that shell's
	printf '#!/bin/sh\nif [ "$1" = -l ]; then cat ~/crontab; else cat >~/crontab.new && mv ~/crontab.new ~/crontab; fi\n' >"$cron"
	chmod 0755 "$cron"
	echo '0 0 * * * other' >"$home/crontab"
	make_certificates
	share=$folder/share/todo-api
	[ "$(id -u)" = 0 ] || return 0
	"$root/fcgi/host/install.sh" "$build" '' "$work/usr"
	# Users are not made on the host of a test.
	sed -i 's/^\(User\|Group\)=.*/\1=www-data/' "$work/usr/lib/systemd/system/todo-api@.service"
	copy_etc
	chown -R nobody "$home"
}

# Prints line $1 of what README has to be typed without root.
line() {
	typed "$root/README.md" user | sed -n "$1p"
}

# Runs it, as us.
readme() {
	(cd "$root" && env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL HOME="$home" BUILD="$build" \
		bash -ec "$(line "$1")") >"$said" 2>&1 || { cat "$said"; return 1; }
}

# The same as the user, at a terminal, with more options $2; the answers $3… are given.
readme_asks() {
	local answers
	answers=$(printf '%s\n' "${@:3}")
	as_user script -qec "$(line "$1") $2" /dev/null <<<"$answers" >"$said" 2>&1
}

sets_up() {
	TODO_API_ROOT=$top timeout 60 "$work/usr/bin/todo-admin" setup --yes --port "$port" "$@" >"$said" 2>&1 </dev/null
}

# What todo-api-hosting(7) has typed as $1, with more options $2: of this host's own
# program, certificate and folder that stands for /.
types() {
	local text
	text=$(typed "$root/fcgi/host/todo-api-hosting.7" "$1" | sed "s|^sudo todo-admin|$work/usr/bin/todo-admin|
		s|/etc/ssl/todo.pem|$work/tls.crt|; s|/etc/ssl/private/todo.key|$work/tls.key|; s|\$| $2|")
	TODO_API_ROOT=$top timeout 60 bash -euo pipefail -c "$text" >"$said" 2>&1 </dev/null
}

user_sets_up() {
	as_user timeout 60 "$folder/bin/todo-admin" setup --yes "$@" >"$said" 2>&1 </dev/null
}

refuses() {
	local text=$1
	shift
	! TODO_API_ROOT=$top timeout 60 "$work/usr/bin/todo-admin" setup "$@" >"$said" 2>&1 </dev/null &&
		tail -n 1 "$said" | grep -q -- "$text"
}

said() {
	grep -q -- "$1" "$said"
}

lacks() {
	! grep -q -- "$1" "$2"
}

not_said() {
	! said "$1"
}

# Starts the pools by the lines that setup has printed.
start_pools() {
	local line
	while read -r line; do
		# shellcheck disable=SC2086 # words
		(cd / && exec setsid setpriv --pdeathsig TERM ${line%&}) </dev/null >>"$work/pools.log" 2>&1 &
		pools+=($!)
	done < <(grep '^setpriv ' "$said")
	[ "${#pools[@]}" = 2 ]
}

start_lighttpd() {
	lighttpd -D -f "$top/etc/lighttpd/lighttpd.conf" </dev/null >>"$work/front.log" 2>&1 &
	front=$!
	eventually listens
}

start_apache() {
	(export APACHE_CONFDIR=$top/etc/apache2
	# shellcheck source=/dev/null
	. "$APACHE_CONFDIR/envvars"
	exec apache2 -D FOREGROUND -d "$APACHE_CONFDIR") </dev/null >>"$work/front.log" 2>&1 &
	front=$!
	eventually listens
}

listens() {
	(: <>"/dev/tcp/127.0.0.1/$port") 2>/dev/null
}

stop_front() {
	[ -z "$front" ] || end "$front" TERM || true
	front=''
}

# Whether someone can register, log in and keep a todo at the address $1, below which
# the new todo is.
serves() {
	local path=/${1#*://*/}
	[[ $1 = *://*/* ]] || path=
	base=$1 token=''
	eventually is_healthy && token=$(new_token "me$RANDOM$RANDOM@example.org") &&
		ask -f -i -d '{"title":"a todo"}' "$base/todos" >"$work/created" &&
		grep -qi "^location: $path/todos/" "$work/created" &&
		ask -f "$base/todos" | grep -q '"title": *"a todo"'
}

is_healthy() {
	[ "$(status_of "${base:-http://127.0.0.1:$port}/health")" = 200 ]
}

answers_json() {
	curl -s "$1" | jq -e .error_code >/dev/null
}

# Whether the distribution's own site answers, with status $2 where it has nothing.
is_page() {
	[ "$(status_of "$1")" = "${2:-200}" ] && ! curl -s "$1" | grep -q error_code
}

leads() {
	[ "$(curl -s -o /dev/null -w '%{http_code} %{redirect_url}' "$1")" = "$2" ]
}

# Whether the doctor, with the settings of the file $1, finds nothing to be cured.
finds_well() {
	local file=$1
	shift
	TODO_API_CONFIG=$file "$folder/bin/todo-admin" doctor "$1" >"$said" 2>&1
}

logs_in_admin() {
	local password
	password=$(sed -n 's/.*password of admin@example.org.*: //p' "$work/first-said")
	ask -f -o /dev/null -d "{\"email\":\"admin@example.org\",\"password\":\"$password\"}" "http://127.0.0.1:$port/auth/login"
}

refuses_ddl() {
	local what
	cp "$said" "$work/first-said"
	for what in 'CREATE TABLE x ()' 'CREATE TEMPORARY TABLE x ()'; do
		! psql -qAtX -d "$(sed -n 's/^DATABASE_URL=//p' "$config")" -c "$what" 2>"$work/psql-said" &&
			grep -q 'permission denied' "$work/psql-said" || return
	done
}

list_files() {
	find "$top/etc" "$folder" -path '*/run/*' -prune -o -path '*/postgres*' -prune -o -type f -printf '%p %m %U %T@\n' 2>/dev/null | sort
}

keep_files() {
	list_files >"$work/kept"
}

files_are_kept() {
	list_files | diff "$work/kept" - >>"$said"
}

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	local pid
	stop_front
	for pid in "${pools[@]}"; do
		end "$pid" TERM || true
	done
	[ ! -d "$folder/run" ] || as_user "$share/serve.sh" stop "$folder" || true
	for pid in "$top"/var/lib/postgresql/*/main/postmaster.pid; do
		[ ! -e "$pid" ] || kill -INT "$(head -n 1 "$pid")" || true
	done
	rm -rf "$work"
}

# Prints what setup writes about the database $1, into a drop-in of the unit.
net_of() {
	# shellcheck disable=SC2016 # the inner shell's
	bash -c '. "$0/schema/url.sh" && . "$0/fcgi/host/front.sh" && net_lines "$1"' "$root" "$1"
}
