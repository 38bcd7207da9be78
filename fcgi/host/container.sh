#!/bin/bash -p
# What a container of todo-api does. It runs as an ordinary user and writes to /run and
# /tmp only; its settings come from the environment, or the file TODO_API_CONFIG names.
#
#   container.sh serve      lighttpd and both pools, until TERM or until one ends for good;
#                           besides the settings WORKERS, AUTH_WORKERS and PORT count
#   container.sh migrate    brings the schema up to date, as the role of MIGRATE_URL
#   container.sh setup      the same, after making what is missing: the file TODO_API_CONFIG
#                           with a secret, and the role of DATABASE_URL with a password
#   container.sh health     whether lighttpd, a worker and the database answer
#   container.sh COMMAND…   any other command, such as todo-admin user list
set -euo pipefail
share=$(cd "$(dirname "$0")" && pwd)
# shellcheck source=schema/environment.sh
. "$share/schema/environment.sh"
# shellcheck source=schema/url.sh
. "$share/schema/url.sh"
# shellcheck source=fcgi/host/site.sh
. "$share/site.sh"
dir=/run/todo-api

die() {
	echo "todo-api: $*" >&2
	exit 1
}

# Waits up to a minute, which another container may take: not all that start them
# know an order.
wait_for() {
	local what=$1 i
	shift
	for ((i = 0; i < 120; i++)); do
		! "$@" || return 0
		[ "$i" != 10 ] || echo "todo-api: waiting for $what" >&2
		sleep 0.5
	done
	die "there is no $what"
}

# Where /run is kept from an earlier start its numbers of processes are others' now.
make_places() {
	rm -rf "$dir/run"
	install -d -m 0700 "$dir" "$dir/run" "$dir/run/uploads"
	rm -f "$dir/settings"
	if [ -n "${TODO_API_CONFIG:-}" ]; then
		wait_for "settings file $TODO_API_CONFIG" test -r "$TODO_API_CONFIG"
		ln -s "$TODO_API_CONFIG" "$dir/settings"
	else
		(umask 077 && : >"$dir/settings")
	fi
}

# With METRICS_TOKEN /metrics is for everybody who has it.
open_metrics() {
	if [ -n "$(setting METRICS_TOKEN)" ]; then
		# shellcheck disable=SC2016 # lighttpd's
		sed '/^\$HTTP\["url"\] == var.prefix + "\/metrics"/,/^}/d'
	else
		cat
	fi
}

make_front() {
	render "$share/lighttpd.conf.example" 'var\.bind *=' '"0.0.0.0"' 'var\.port *=' "$(setting PORT 8000)" \
		'var\.user *=' '"todo-api"' 'var\.run *=' "\"$dir/run\"" 'var\.share *=' "\"$share\"" \
		'var\.uploads *=' "\"$dir/run/uploads\"" 'var\.origins *=' "\"$(list_origins ' ')\"" |
		open_metrics >"$dir/lighttpd.conf"
}

# Ends at once with wrong settings, of which "settings check" prints none; a database that
# is away is waited for.
serve() {
	# The owner's address is none of the workers'.
	unset MIGRATE_URL
	make_places
	[ -n "$(todo-admin settings check)" ] || exit 1
	make_front
	exec "$share/serve.sh" run "$dir"
}

# The settings, if they are not there; who comes second takes those of the first.
make_settings() {
	local new
	[ ! -e "$TODO_API_CONFIG" ] || return 0
	[[ ${DATABASE_URL:-} =~ ^(postgresql://[^:/@]+)(@.*)$ ]] ||
		die 'setup takes a DATABASE_URL such as postgresql://user@host/database, to which it adds a password'
	echo "todo-api: making $TODO_API_CONFIG" >&2
	new=$(mktemp "$TODO_API_CONFIG.XXXXXX")
	printf '%s\n' "DATABASE_URL=${BASH_REMATCH[1]}:$(new_secret 24)${BASH_REMATCH[2]}" \
		"JWT_SECRET_KEY=$(new_secret 32)" >"$new"
	ln "$new" "$TODO_API_CONFIG" || [ -e "$TODO_API_CONFIG" ] || die "cannot make $TODO_API_CONFIG"
	rm -f "$new"
}

# The role gets the password of the settings, under the lock of deploy.sql.
make_role() (
	take_url DATABASE_URL
	name=${url[user]} password=${url[password]}
	unset DATABASE_URL
	url_hand_over
	psql -qAtX -v name="$name" -f "$share/schema/session.sql" -f - <<-SQL
		SELECT format('CREATE ROLE %I LOGIN', :'name') WHERE to_regrole(quote_ident(:'name')) IS NULL \gexec
		ALTER ROLE :"name" PASSWORD '$password';
	SQL
)

setup() {
	[ -n "${TODO_API_CONFIG:-}" ] || die 'setup takes TODO_API_CONFIG, the file to make'
	make_settings
	# Postgres' image has a server of its own while it makes the database, on a socket.
	wait_for 'database' pg_isready -q -d "${DATABASE_URL:-$(setting DATABASE_URL)}"
	unset DATABASE_URL
	DATABASE_URL=$(setting DATABASE_URL)
	make_role
	migrate
}

# Without the secret, which "todo-admin migrate up" would ask for.
migrate() {
	export DATABASE_URL MIGRATE_URL
	DATABASE_URL=$(setting DATABASE_URL) MIGRATE_URL=$(setting MIGRATE_URL)
	exec "$share/schema/deploy.sh" up
}

health() {
	exec curl -qgfsS --noproxy '*' -m 5 -o /dev/null "http://127.0.0.1:$(setting PORT 8000)/health/ready"
}

case ${1:-serve} in
serve | migrate | setup | health) "${1:-serve}" ;;
*) exec "$@" ;;
esac
