#!/bin/bash -p
# Makes a host serve: settings, database, first admin, pools, web server. What
# "todo-admin setup" does; its options are the variables SETUP_*.
#
# What is there already stays as it is, so that it may run any number of times; the
# choices are kept in the settings file. Root sets up the host, by the distribution's
# Postgres, systemd and web server; an ordinary user a folder of their own, which
# cron keeps running.
#
# TODO_API_ROOT is for tests: a folder that is used as / is, and no systemd.
set -euo pipefail
share=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=schema/environment.sh
. "$share/schema/environment.sh"
# shellcheck source=schema/url.sh
. "$share/schema/url.sh"
# shellcheck source=fcgi/host/site.sh
. "$share/site.sh"
# shellcheck source=fcgi/host/postgres.sh
. "$share/postgres.sh"
# shellcheck source=fcgi/host/front.sh
. "$share/front.sh"
# shellcheck source=fcgi/host/htaccess.sh
. "$share/htaccess.sh"
base=${share%/share/todo-api}
unit=$base/lib/systemd/system/todo-api@.service
# What is asked for, by the names of the options; kept but for the first four.
choices=(database owner admin yes own front host certificate key prefix port https web url)
declare -A given=()
changed=''

say() {
	echo "setup: $*"
}

die() {
	echo "todo-admin: $*" >&2
	exit 1
}

find_places() {
	top='' dir=''
	if [ "$(id -u)" = 0 ]; then
		top=${TODO_API_ROOT:-} user=$(sed -n 's/^User=//p' "$unit")
		config=$top/etc/todo-api.conf run=$top/run/todo-api default_port=80 default_https=443
		return
	fi
	# Where it was installed, if that is the user's own; but the next version of a
	# bundle has another folder.
	dir=$HOME/todo-api
	[ ! -w "$base" ] || [ -e "$base/libexec" ] || dir=$base
	[ -z "${SETUP_FOLDER:-}" ] || dir=$(realpath -m -- "$SETUP_FOLDER")
	[[ $dir =~ ^/[A-Za-z0-9/._+@=-]{1,80}$ ]] ||
		die "the folder $dir has too long a name for sockets, or a character that web servers stumble over"
	config=$dir/settings run=$dir/run default_port=8000 default_https=8443
}

# Takes the options, then what was chosen the last time.
read_choices() {
	local name variable kept
	[ ! -e "$config" ] || export TODO_API_CONFIG=$config
	for name in "${choices[@]}"; do
		variable=SETUP_${name^^}
		kept=$(sed -n "s/^# setup: $name=//p" "$config" 2>/dev/null | tail -n 1) || true
		given[$name]=${!variable-$kept}
	done
	grep -qs '^DATABASE_URL=' "$config" || given[database]=${given[database]:-${DATABASE_URL:-}}
	first=''
	[ "${SETUP_FRONT:-htaccess}" != htaccess ] || grep -q '^# setup: ' "$config" 2>/dev/null || first=1
}

# Asks for $1 by the question $2, unless it was given; $3 is the default.
ask() {
	local answer=''
	[ -z "${given[$1]}" ] || return 0
	if [ -z "${given[yes]}" ] && [ -t 0 ]; then
		read -rp "$2${3:+ [$3]}: " answer
	fi
	given[$1]=${answer:-${3:-}}
}

# The web server that is there; the one that runs, if there are two.
guess_front() {
	local name
	for name in lighttpd apache2; do
		! pgrep -x "$name" >/dev/null 2>&1 || { echo "${name%2}" && return; }
	done
	for name in lighttpd apache2; do
		! command -v "$name" >/dev/null || { echo "${name%2}" && return; }
	done
	echo none
}

ask_all() {
	[ -n "${given[database]}$(setting DATABASE_URL)" ] ||
		ask database 'The database, as postgresql://USER:PASSWORD@HOST/NAME (empty: a Postgres on this host)'
	[ -z "$first" ] || ask admin 'The email of the first admin (empty: none)'
	ask front 'The web server: lighttpd, apache or none' "$(guess_front)"
	if [ "${given[front]}" = htaccess ]; then
		ask web 'The folder that Apache shows, such as ~/public_html/api'
		[ -z "$first" ] || ask url 'The URL that it shows it at (empty: look yourself)'
	fi
	[ -z "$first" ] || [[ ${given[front]} = @(none|htaccess) ]] ||
		ask host 'The host name that it answers to (empty: every one)'
	front=${given[front]} name=${given[host]}
	port=${given[port]:-$default_port} https=${given[https]:-$default_https}
	certificate=${given[certificate]} key=${given[key]} prefix=${given[prefix]%/}
	web=${given[web]/#'~'/"$HOME"} address=${given[url]%/}
}

check_number() {
	[[ $2 =~ ^[1-9][0-9]{0,4}$ && $2 -le 65535 ]] || die "--$1 should be a port from 1 to 65535, not $2"
}

# Says all that is missing in one line, before anything is made.
check_choices() {
	local needed=(psql:postgresql-client) item missing=''
	[ "$front" = htaccess ] || needed+=(spawn-fcgi:spawn-fcgi multiwatch:multiwatch curl:curl)
	case $front in
	lighttpd) needed+=(lighttpd:lighttpd) ;;
	apache) if [ -n "$dir" ]; then needed+=(apache2:apache2-bin); else needed+=(a2ensite:apache2); fi ;;
	htaccess) htaccess_check ;;
	none) ;;
	*) die "--front is lighttpd, apache, htaccess or none, not $front" ;;
	esac
	[[ $prefix =~ ^(/[A-Za-z0-9._~-]+)*$ ]] || die "--prefix should be a path such as /api, not $prefix"
	[[ $name =~ ^[A-Za-z0-9.-]*$ ]] || die "--host should be a name such as todo.example.org, not $name"
	check_number port "$port"
	check_number https "$https"
	case ${certificate:+c}${key:+k}${name:+h} in
	'' | h) ;;
	ckh) check_certificate ;;
	*) die '--certificate FILE needs --key FILE and --host NAME beside it, and they need it' ;;
	esac
	[ -n "${given[database]}$(setting DATABASE_URL)" ] || [ -n "$cluster" ] ||
		compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || needed+=(initdb:postgresql)
	for item in "${needed[@]}"; do
		command -v "${item%:*}" >/dev/null || missing+=" ${item#*:}"
	done
	[ -z "$missing" ] || die "missing are the Debian packages$missing: apt-get install$missing"
}

check_certificate() {
	certificate=$(realpath -- "$certificate") key=$(realpath -- "$key")
	cat "$certificate" "$key" >/dev/null || die 'certificate and key cannot be read'
	! command -v openssl >/dev/null ||
		[ "$(openssl x509 -noout -pubkey -in "$certificate")" = "$(openssl pkey -pubout -in "$key")" ] ||
		die "the key $key is not that of the certificate $certificate"
	[ "$front" != lighttpd ] || [ -e /usr/lib/lighttpd/mod_openssl.so ] ||
		die 'HTTPS takes the Debian package lighttpd-mod-openssl'
}

# Says what will be done, and asks once.
agree() {
	local answer what=$config
	[ -e "$config" ] && what+=', which is there' || what+=', with a new secret'
	echo "todo-admin setup ${dir:+as $(id -un), in $dir, }will see to these:"
	echo "- the settings file $what"
	if [ -n "${given[database]}" ]; then
		echo '- the schema of the database that was named'
	elif [ -n "$(setting DATABASE_URL)" ]; then
		echo '- the schema of the database that the settings name'
	else
		echo "- a database todo with the roles todo and todo_app, in ${cluster:-a new cluster of Postgres on this host}"
	fi
	[ -z "${given[admin]}" ] || echo "- the admin ${given[admin]}"
	[ "$front" != htaccess ] || echo "- the folder $web, with .htaccess and the program that Apache starts"
	[ "$front" = htaccess ] || echo "- the pools of workers, now and at each boot"
	[[ $front = @(none|htaccess) ]] || echo "- $front, which serves $(own_url)$prefix by $(front_file), now and at each boot"
	[ -z "${given[yes]}" ] || return 0
	[ -t 0 ] || die 'nobody is here to be asked: say --yes'
	read -rp 'Go on? [y/N] ' answer
	[[ $answer = [yY]* ]] || die 'nothing was done'
}

# Writes standard input to the file $1, of mode $2, if it differs, at once.
put_file() {
	local new
	new=$(mktemp "$1.XXXXXX")
	cat >"$new"
	if cmp -s "$new" "$1"; then
		rm -f "$new"
		say "$1 is already as it should be"
		return
	fi
	chmod "$2" "$new"
	if [ -e "$1" ]; then say "changed $1"; else say "made $1"; fi
	mv "$new" "$1"
	changed+=" $1"
}

# Reads the settings file and prints it with lines changed: NAME VALUE pairs, of
# which an empty value takes the line away.
with_lines() {
	local script='' lines=''
	while [ $# -ge 2 ]; do
		[ -z "$2" ] || lines+="$1=$2"$'\n'
		script+="/^[ \t]*$1[ \t]*=/d;"
		shift 2
	done
	# awk ends the last line, if nobody has.
	sed "$script" | awk 1
	printf '%s' "$lines"
}

write_settings() {
	local item lines=() metrics
	[ -n "$(setting JWT_SECRET_KEY)" ] || lines+=(JWT_SECRET_KEY "$(new_secret 32)")
	[ -z "$database_url" ] || lines+=(DATABASE_URL "$database_url")
	metrics=$(setting METRICS_FILE)
	if [ -e "$share/cracklib-small" ] && [ -z "$(setting PASSWORD_COMMON_FILE)" ]; then
		put_file "$dir/common-passwords" 0644 <"$share/cracklib-small"
		lines+=(PASSWORD_COMMON_FILE "$dir/common-passwords")
	fi
	[ "$run" = /run/todo-api ] || [ -n "$metrics" ] || lines+=(METRICS_FILE "$run/metrics")
	for item in "${choices[@]:4}"; do
		[ -z "${given[$item]}" ] || lines+=("# setup: $item" "${given[$item]}")
	done
	{ cat "$config" 2>/dev/null || echo '# The settings of todo-api; todo-api.conf(5) says which there are.'; } |
		sed '/^# setup: /d' | with_lines "${lines[@]}" | put_file "$config" "$([ -n "$dir" ] && echo 0600 || echo 0640)"
	# The workers' user reads it, and neither its group nor the web server does.
	[ -n "$dir" ] || chown "$user:root" "$config"
	export TODO_API_CONFIG=$config
}

# The user, the folders; systemd's tools do it without systemd running, too.
make_places() {
	if [ -n "$dir" ]; then
		install -d -m 0700 "$dir" "$run" "$run/uploads"
		return
	fi
	# A web server that runs learns of its new group when it is started again.
	id "$user" >/dev/null 2>&1 || changed+=" $user"
	if [ -z "$top" ] && command -v systemd-tmpfiles >/dev/null; then
		[ ! -e "$base/lib/sysusers.d/todo-api.conf" ] || systemd-sysusers "$base/lib/sysusers.d/todo-api.conf"
		systemd-tmpfiles --create "$base/lib/tmpfiles.d/todo-api.conf"
	else
		id "$user" >/dev/null 2>&1 || { useradd --system --user-group --no-create-home "$user" && usermod -aG "$user" www-data; }
		install -d -m 0750 -o "$user" -g "$user" "$run"
		install -d -o www-data -g www-data "$top/var/cache/lighttpd/uploads"
	fi
}

# Whether the URI $1 leads to a database.
reaches() (
	unset MIGRATE_URL
	DATABASE_URL=$1
	url_hand_over
	psql -qAtXc 'SELECT 1' >/dev/null
)

# Sets $database_url, the workers' if it is new, and $owner_url.
find_database() {
	local kept
	database_url=${given[database]} kept=$(setting DATABASE_URL)
	owner_url=${given[owner]}
	if [ -z "$database_url$kept" ]; then
		postgres_make
		given[own]=1
	elif [ -z "$database_url" ] && [ -n "${given[own]}" ]; then
		postgres_start
	else
		given[own]=''
		owner_url=${owner_url:-${database_url:-$kept}}
		reaches "$owner_url" || die 'the database cannot be reached'
	fi
}

# Brings the schema up to date as its owner, which in the host's own Postgres is its
# superuser's work; the workers' role gets its rights.
deploy() {
	local workers
	workers=$(setting DATABASE_URL)
	case $owner_url in
	postgresql:///*) as_postgres env DATABASE_URL="$workers" MIGRATE_URL="$owner_url" "$share/schema/deploy.sh" up ;;
	*) DATABASE_URL=$workers MIGRATE_URL=$owner_url "$share/schema/deploy.sh" up ;;
	esac
}

make_admin() {
	local email=${given[admin]} password
	[ -n "$email" ] || return 0
	if "$base/bin/todo-admin" user show "$email" --json 2>/dev/null | grep -q '"is_admin": *true'; then
		say "$email is an admin already"
	elif "$base/bin/todo-admin" user show "$email" >/dev/null 2>&1; then
		"$base/bin/todo-admin" user promote "$email"
	elif [ -t 0 ] && [ -z "${given[yes]}" ]; then
		say "making the admin $email"
		"$base/bin/todo-admin" user create "$email" --admin
	else
		password=Aa1-$(new_secret 12)
		"$base/bin/todo-admin" user create "$email" --admin <<<"$password"
		say "the password of $email, which is shown this once: $password"
	fi
	given[admin]=''
}

# A setup that failed is started again without being told the admin anew.
keep_admin() {
	[ -z "${given[admin]}" ] || printf '# setup: admin=%s\n' "${given[admin]}" >>"$config"
}

# The unit lets workers speak to this host alone, and so not to a database elsewhere.
open_net() {
	local lines
	lines=$(net_lines "$(setting DATABASE_URL)")
	[ -n "$lines" ] || return 0
	mkdir -p "$top/etc/systemd/system/todo-api@.service.d"
	put_file "$top/etc/systemd/system/todo-api@.service.d/database.conf" 0644 <<<"$lines"
}

# Waits until the site answers, and lets the doctor look at it.
see_doctor() {
	local i site
	site=$(own_url)$prefix
	[ "$front" != htaccess ] || site=$address
	[ "$front" != none ] || return 0
	if [ -z "$site" ] || ! command -v curl >/dev/null; then
		say "look at ${site:-the URL of $web}/health: it should say healthy"
		return
	fi
	for ((i = 0; i < 100; i++)); do
		! curl -qgfsk -m 5 --noproxy '*' -o /dev/null "$site/health" || break
		sleep 0.1
	done
	"$base/bin/todo-admin" doctor "$site"
}

find_places
read_choices
postgres_find
ask_all
check_choices
agree
make_places
find_database
write_settings
trap keep_admin EXIT
deploy
make_admin
if [ "$front" = htaccess ]; then
	htaccess_make
else
	make_front
	[ -n "$dir" ] || open_net
	start_all || { say "then: todo-admin doctor $(own_url)$prefix" && exit 0; }
fi
see_doctor
