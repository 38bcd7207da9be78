#!/bin/bash -p
# Two hosts of todo-api on one database, and the proxies of fcgi/host/proxy/ in front of
# them, as shipped but for ports and paths. To be sourced, with $root set.
#
#   open_hosts                   the database, a certificate, two hosts
#   start_host N NAME=value…     host N, on the port ${host_port[N]}; its log is $work/log.N
#   stop_host N, kill_host N     as an operator does; as a power cut does
#   start_proxy NAME SCRIPT      nginx, haproxy or caddy, its example changed by the sed
#                                script; by the commands that the documents have
#   several_of NAME              the sed script by which the example is for two hosts
#   reload_proxy SCRIPT          changes its file by the sed script, and lets it know
#   stop_proxy
#   via CURL-ARGUMENTS PATH      a request over TLS through the proxy
#   gives STATUS CURL-ARGUMENTS PATH    whether it is answered so; the answer is then in
#                                $work/head and $work/said
#   has_header NAME VALUE, lacks_header NAME    of that answer, by regular expression
#   hold_todos SECONDS           no statement gets at the table of todos meanwhile
#   free_todos                   ends that before its time
#   open_site                    open_hosts, host 1, and the $token of a user
# shellcheck disable=SC2034,SC2154 # used there; $root is the caller's

# shellcheck source=tests/shell/databases.sh
. "$root/tests/shell/databases.sh"
# shellcheck source=tests/shell/typed.sh
. "$root/tests/shell/typed.sh"
site=todo.example.org
declare -A host_pid=() host_port=() host_at=()
read -ra proxies <<<"${PROXIES:-nginx haproxy caddy}"
json='Content-Type: application/json'
proxy='' proxy_name='' document=$root/fcgi/host/todo-api-hosting.7

open_hosts() {
	local i
	start_server pg
	sql_on pg 'CREATE ROLE host1 LOGIN' 'CREATE ROLE host2 LOGIN'
	deploy_schema "postgresql://todo@/todo?host=$work/pg"
	for i in 1 2; do
		psql -qX -h "$work/pg" -U todo -d todo -v app="host$i" -f "$root/schema/grant.sql" >/dev/null
		host_port[$i]=$(free_port)
		host_at[$i]=127.0.0.1:${host_port[$i]}
	done
	make_certificate
	# All but the reload, as nothing runs yet.
	eval "$(commands_of trusted-proxies | head -n 1)" >/dev/null
}

# The commands that the document has as $1, for files below $work.
commands_of() {
	typed "$document" "$1" | sed "s#\([ =]\)/etc/#\1$work/etc/#g
		s#/usr/local/share/todo-api/#$root/fcgi/host/#g"
}

make_certificate() {
	mkdir -p "$work/etc/ssl/private"
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/etc/ssl/private/todo.key" \
		-out "$work/etc/ssl/todo.pem" -days 2 -subj "/CN=$site" \
		-addext "subjectAltName=DNS:$site" 2>/dev/null
	cat "$work/etc/ssl/todo.pem" "$work/etc/ssl/private/todo.key" >"$work/etc/ssl/private/todo.pem"
	[ "${#AS[@]}" = 0 ] || chown -R www-data "$work/etc"
}

start_host() {
	local n=$1
	shift
	: >"$work/run.$n"
	touch "$work/log.$n"
	[ "${#AS[@]}" = 0 ] || chown www-data "$work/log.$n"
	(exec env TODO_API_STATE="$work/host$n" HOST=127.0.0.1 PORT="${host_port[$n]}" WORKERS=4 \
		AUTH_WORKERS=2 DATABASE_URL="postgresql://host$n@/todo?host=$work/pg" \
		LOG_FILE="$work/log.$n" TODO_API_CONFIG="$work/etc/todo-api.conf" LOGIN_FAILURES_PER_MINUTE=4 \
		REGISTRATIONS_PER_MINUTE=0 HASHES_PER_MINUTE=0 ACCOUNT_HASHES_PER_MINUTE=0 \
		"$@" "$root/fcgi/host/run.sh") >"$work/run.$n" 2>&1 &
	host_pid[$n]=$!
	patiently has_started "$n" || true
	grep -q '^todo-api is ready' "$work/run.$n" || { cat "$work/run.$n" >&2; return 1; }
}

has_started() {
	grep -q '^todo-api is ready' "$work/run.$1" || ! is_running "${host_pid[$1]}"
}

stop_host() {
	[ -n "${host_pid[$1]:-}" ] || return 0
	kill -TERM "${host_pid[$1]}" 2>/dev/null || true
	wait "${host_pid[$1]}" || true
	host_pid[$1]=''
}

# The web server's pid of host $1.
front_of() {
	pgrep -f "^lighttpd .*$work/host$1/run/"
}

# The web server first, as all at once is not to be had; run.sh then ends the rest.
kill_host() {
	kill -KILL "$(front_of "$1")" 2>/dev/null || true
	wait "${host_pid[$1]}" || true
	host_pid[$1]=''
}

# The sed script by which example $1 is for two hosts, as its comments say.
several_of() {
	case $1 in
	nginx) printf '%s\n' 's/#(server 127)/\1/' ;;
	haproxy) printf '%s\n' "/server host1 .*change\$/d; s/#(option httpchk|http-check|default-server|server)/\1/" ;;
	caddy) printf '%s\n' "s/(reverse_proxy 127[^ ]*) /\1 ${host_at[2]} /; s/#(health_|fail_)/\1/" ;;
	esac
}

# The lines of an example that name a place of this test's, for the proxy $1.
places_of() {
	cat <<-SED
		s|/etc/ssl/|$work/etc/ssl/|g
		s|127\.0\.0\.1:8000|${host_at[1]}|
		s|10\.0\.0\.1:8000|${host_at[1]}|
		s|10\.0\.0\.2:8000|${host_at[2]}|
	SED
	case $1 in
	nginx) printf '%s\n' "/listen \[::\]/d; s|listen 80;|listen 127.0.0.1:$plain;|; s|listen 443 |listen 127.0.0.1:$tls |" ;;
	haproxy) printf '%s\n' "s|bind :80|bind 127.0.0.1:$plain|; s|bind :443|bind 127.0.0.1:$tls|
		s|abns@todo_api|abns@$work|; /^\t(user|group|chroot|stats|log \/dev)/d; s|\tlog global|\tlog stdout format raw local0|" ;;
	caddy) printf '%s\n' "s|^\tservers \{|\tadmin unix/$work/temp/caddy.sock\n\tdefault_bind 127.0.0.1\n\thttp_port $plain\n\thttps_port $tls\n&|" ;;
	esac
}

# Debian's nginx.conf, which has our file beside others, at places of this test's; what
# it has for compression is as greedy as can be.
make_nginx_conf() {
	sed -E "/^user |sites-enabled/d; s|^pid .*|pid $work/temp/pid;|; s|/var/log/nginx|$work/temp|
		s|gzip on;|gzip on; gzip_proxied any; gzip_min_length 1; gzip_types *;|
		s|/etc/nginx/conf|$work/etc/nginx/conf|; s|^http \{|&\n$(printf '\t%s_temp_path '"$work"'/temp;\\n' \
			client_body proxy fastcgi uwsgi scgi)|" /etc/nginx/nginx.conf >"$work/nginx.conf"
}

# What documents have us type, for this test: files are below $work, and services are
# what we start.
sudo() {
	"$@"
}

sudoedit() {
	sed -E -i "$(places_of "$proxy_name"); $script" "$1"
}

nginx() {
	make_nginx_conf
	"${AS[@]}" /usr/sbin/nginx "$@" -e stderr -c "$work/nginx.conf"
}

systemctl() {
	local command=()
	case $proxy_name in
	nginx) command=(/usr/sbin/nginx -e stderr -c "$work/nginx.conf" -g 'daemon off;') ;;
	haproxy) command=(/usr/sbin/haproxy -W -f "$work/etc/haproxy/haproxy.cfg") ;;
	caddy) command=(env HOME="$work/home" caddy run --config "$work/etc/caddy/Caddyfile" --adapter caddyfile) ;;
	esac
	(cd / && exec setsid "${AS[@]}" setpriv --pdeathsig TERM "${command[@]}") \
		</dev/null >>"$work/proxy.log" 2>&1 &
	proxy=$!
}

start_proxy() {
	local script=${2:-} commands
	proxy_name=$1
	plain=$(free_port) tls=$(free_port)
	: >"$work/proxy.log"
	mkdir -p "$work/etc"/{nginx/conf.d,haproxy,caddy}
	commands=$(commands_of "proxy-$1")
	eval "$commands" >>"$work/proxy.log" 2>&1 || true
	eventually is_open "$tls" || { cat "$work/proxy.log" >&2; return 1; }
}

# As "systemctl reload" does.
reload_proxy() {
	case $proxy_name in
	nginx)
		sed -E -i "$1" "$work/etc/nginx/conf.d/todo-api.conf"
		kill -HUP "$proxy"
		;;
	haproxy)
		sed -E -i "$1" "$work/etc/haproxy/haproxy.cfg"
		kill -USR2 "$proxy"
		;;
	caddy)
		sed -E -i "$1" "$work/etc/caddy/Caddyfile"
		"${AS[@]}" env HOME="$work/home" caddy reload --config "$work/etc/caddy/Caddyfile" \
			--adapter caddyfile --address "unix/$work/temp/caddy.sock" 2>>"$work/proxy.log"
		;;
	esac
}

stop_proxy() {
	[ -z "$proxy" ] || end "$proxy" TERM || true
	proxy=''
}

via() {
	local path=${*: -1}
	curl -s --noproxy '*' -m 60 --cacert "$work/etc/ssl/todo.pem" --resolve "$site:$tls:127.0.0.1" \
		"${@:1:$#-1}" "https://$site:$tls$path"
}

# Whether the answer in $work/head has header $1, which matches $2 as a whole.
has_header() {
	tr -d '\r' <"$work/head" | grep -qiE "^$1: ($2)$"
}

# Sends a request that is answered with status $1; curl's arguments $2….
gives() {
	local status
	status=$(via -D "$work/head" -o "$work/said" -w '%{http_code}' "${@:2}" || true)
	[[ $status =~ ^($1)$ ]] || { echo "      status $status" && return 1; }
}

lacks_header() {
	! has_header "$1" '.*'
}

# Holds the table of todos for $1 seconds.
hold_todos() {
	sql_on pg "BEGIN; LOCK TABLE todos; SELECT pg_sleep($1)" >/dev/null 2>&1 &
	holder=$!
	eventually has_begun_to_hold
}

free_todos() {
	sql_on pg "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE mode = 'AccessExclusiveLock'
		AND relation = 'todos'::regclass AND granted" >/dev/null
	wait "$holder" 2>/dev/null || true
}

# A machine that pauses may miss a short while.
has_begun_to_hold() {
	is_held || ! is_running "$holder"
}

is_held() {
	[ "$(sql_on pg "SELECT count(*) FROM pg_locks WHERE mode = 'AccessExclusiveLock'
		AND relation = 'todos'::regclass AND granted")" = 1 ]
}

# The database, host 1 and a user.
open_site() {
	open_hosts
	mkdir -p "$work/errors"
	"${TODO_API_BUILD:-$root/build}/fcgi/pages" "$work/errors"
	start_host 1
	base=http://127.0.0.1:${host_port[1]}
	token=$(new_token p@example.org)
	install -d "${AS[@]:+-owww-data}" "$work/home" "$work/temp"
}

# shellcheck disable=SC2317 # a trap calls it
close_hosts() {
	stop_proxy
	stop_host 1
	stop_host 2
	tear_down
}
