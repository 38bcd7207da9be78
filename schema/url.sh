#!/bin/bash
# Hands the database that DATABASE_URL names to programs that take no libpq URI,
# or would show it to everybody on their command line. To be sourced.
#
# DATABASE_URL is any libpq URI. Its parts go by libpq's variables and a connection
# service, which take every option and keep the password to ourselves.
#
# Where MIGRATE_URL is set it is the owner's, who migrates, and $app becomes the role
# of DATABASE_URL, which is given what workers need and no more.

declare -rA variables=([host]=PGHOST [hostaddr]=PGHOSTADDR [port]=PGPORT
	[user]=PGUSER [password]=PGPASSWORD [dbname]=PGDATABASE [options]=PGOPTIONS)
declare -A url=()
# The variable that the URI being read comes from.
source=DATABASE_URL app=''

# Sets $decoded to URI part $1 without its %XX, as libpq reads them.
decode() {
	local text=${1//\\/\\\\}
	[[ ${1//%[0-9A-Fa-f][0-9A-Fa-f]/} != *%* && $1 != *%00* ]] ||
		die "$source has a % that no two hexadecimal digits of a character follow"
	printf -v decoded %b "${text//%/\\x}"
}

# Notes that URI part $1 is $2, unless that is empty.
note() {
	decode "$2"
	[ -z "$decoded" ] || url[$1]=$decoded
}

# Notes the comma-separated hosts of URI part $1, and their ports.
note_hosts() {
	local host port hosts='' ports='' item items
	IFS=, read -ra items <<<"$1"
	for item in "${items[@]}"; do
		port=
		case $item in
		\[*\]:*) host=${item%%\]*} host=${host#\[} port=${item##*\]:} ;;
		\[*\]) host=${item#\[} host=${host%\]} ;;
		*:*) host=${item%%:*} port=${item#*:} ;;
		*) host=$item ;;
		esac
		hosts+=,$host ports+=,$port
	done
	[ -z "${hosts//,/}" ] || note host "${hosts#,}"
	[ -z "${ports//,/}" ] || note port "${ports#,}"
}

# Notes the parameters of the query $1; the last of a name counts.
note_params() {
	local item name
	while IFS= read -r -d '&' item; do
		[ -n "$item" ] || continue
		[[ $item = *=* && $item != *=*=* ]] ||
			die "$source: a parameter should be name=value"
		decode "${item%%=*}"
		name=$decoded
		decode "${item#*=}"
		# As libpq does, for those who come from Java.
		[ "$name=$decoded" != ssl=true ] || name=sslmode decoded=require
		[[ $name =~ ^[a-z_]+$ && $name != service ]] ||
			die "$source has a parameter that cannot be used here"
		url[$name]=$decoded
	done <<<"$1&"
}

# Reads the libpq URI $1 as libpq does: an @ before the first / ends the user.
read_url() {
	local rest=${1#*://} part
	part=${rest%%[/@]*}
	if [ "${rest:${#part}:1}" = @ ]; then
		note user "${part%%:*}"
		case $part in *:*) note password "${part#*:}" ;; esac
		rest=${rest:${#part}+1}
	fi
	part=${rest%%[/?]*}
	note_hosts "$part"
	rest=${rest:${#part}}
	part=${rest%%\?*}
	note dbname "${part#/}"
	rest=${rest:${#part}}
	note_params "${rest#\?}"
}

# Hands the parts to all that is started: by variables, else by the service.
hand_over() {
	local name value
	PGSERVICEFILE=$(mktemp)
	trap 'rm -f "$PGSERVICEFILE"' EXIT
	trap 'exit 130' INT
	trap 'exit 143' TERM HUP
	echo '[todo-api]' >"$PGSERVICEFILE"
	for name in "${!url[@]}"; do
		value=${url[$name]}
		if [ -n "${variables[$name]:-}" ]; then
			export "${variables[$name]}=$value"
		elif [[ $value = *$'\n'* || $value = *[[:space:]] ]]; then
			die "$source: $name holds a newline, or a blank at its end"
		else
			echo "$name=$value" >>"$PGSERVICEFILE"
		fi
	done
	export PGSERVICEFILE PGSERVICE=todo-api
}

# Reads the URI of variable $1 in place of the one before.
take_url() {
	source=$1 url=()
	case ${!source} in
	postgres://* | postgresql://* | postgresql+asyncpg://*) read_url "${!source}" ;;
	*) die "$source must begin with postgresql://" ;;
	esac
}

# Hands MIGRATE_URL, else DATABASE_URL over, or dies: "die" is the script's own.
url_hand_over() {
	[ -n "${DATABASE_URL:-}${MIGRATE_URL:-}" ] || die 'DATABASE_URL says which database; it is not set'
	[ -z "${DATABASE_URL:-}" ] || take_url DATABASE_URL
	if [ -n "${MIGRATE_URL:-}" ]; then
		app=${url[user]:-}
		take_url MIGRATE_URL
		[ "$app" != "${url[user]:-}" ] || app=''
	fi
	hand_over
}
