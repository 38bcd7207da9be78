#!/bin/bash -p
# The database in a Postgres of this host. To be sourced by setup.sh, whose $share,
# $top, $dir, say and die it uses.
#
#   postgres_find     tells, without changing anything, what would be used: $cluster
#   postgres_make     makes what is missing; sets $owner_url and $database_url
#   postgres_start    starts it, and sets $owner_url, by which the schema is changed
#
# Two roles: "todo" owns the schema, "todo_app" is the workers' and can change no
# more than rows. As root it is the distribution's Postgres, and its superuser does
# what is done as "todo", who has no password and cannot log in. Without root it is
# a cluster of the user's own.
# shellcheck disable=SC2034,SC2154 # used there; of the caller

owner_url='' cluster=''

# Of Debian's clusters the one that runs, else the first that is there.
postgres_find() {
	cluster=
	[ -z "$dir" ] || { cluster="$dir/postgres" && return 0; }
	command -v pg_lsclusters >/dev/null || return 0
	[ -z "$top" ] || export PG_CLUSTER_CONF_ROOT=$top/etc/postgresql
	cluster=$(pg_lsclusters -h | sort -s -k4,4r -k3,3n | head -n 1)
}

as_postgres() {
	(cd / && setpriv --reuid=postgres --regid=postgres --init-groups "$@")
}

# Runs the SQL of standard input as Postgres' superuser, in database $1.
sql_in() {
	as_postgres psql -qAtX -v ON_ERROR_STOP=1 -h "$sockets" -p "$port_of" -d "$@" -f -
}

# Sets $sockets and $port_of, of the host's Postgres.
reach_host() {
	local version name status
	sockets=/var/run/postgresql port_of=5432
	postgres_find
	[ -n "$cluster" ] || return 0
	read -r version name port_of status _ <<<"$cluster"
	sockets=$(pg_conftool -s "$version" "$name" show unix_socket_directories)
	sockets=${sockets%%,*}
	[[ $status = online* ]] || start_cluster "$version" "$name"
}

start_cluster() {
	say "starting the Postgres cluster $1/$2"
	if has_systemd; then
		systemctl start "postgresql@$1-$2"
	else
		pg_ctlcluster --skip-systemctl-redirect "$1" "$2" start
	fi
}

# Debian's own, by its tool.
make_cluster() {
	local version options=()
	command -v pg_createcluster >/dev/null || return 0
	version=$(find /usr/lib/postgresql -mindepth 1 -maxdepth 1 -printf '%f\n' | sort -rV | head -n 1)
	[ -z "$top" ] || options=(-d "$top/var/lib/postgresql/$version/main" -s "$top/run/postgresql"
		-l "$top/var/log/postgresql.log")
	say "creating the Postgres cluster $version/main"
	pg_createcluster "${options[@]}" "$version" main -- --encoding=UTF8 --locale=C.UTF-8 \
		--no-instructions ${TODO_API_CLUSTER_FAST:+--no-sync} >/dev/null
}

# A role's password is known to the settings file alone: a new one is given only
# where we made the role.
make_roles() {
	local known password
	known=$(sql_in postgres <<<"SELECT shobj_description(oid, 'pg_authid') FROM pg_roles WHERE rolname = 'todo_app'")
	[ "${known:-$mark}" = "$mark" ] ||
		die 'Postgres has a role todo_app that is not ours; name a database by --database'
	password=$(new_secret 24)
	say 'making the roles todo and todo_app, and the database todo, where they are missing'
	sql_in postgres <<-SQL
		SELECT 'CREATE ROLE todo' WHERE to_regrole('todo') IS NULL \gexec
		SELECT 'CREATE ROLE todo_app' WHERE to_regrole('todo_app') IS NULL \gexec
		ALTER ROLE todo_app LOGIN PASSWORD '$password';
		COMMENT ON ROLE todo_app IS '$mark';
		SELECT 'CREATE DATABASE todo OWNER todo'
		 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'todo') \gexec
		REVOKE TEMPORARY ON DATABASE todo FROM PUBLIC;
	SQL
	# On the same host nobody else hears what is said.
	database_url="postgresql://todo_app:$password@127.0.0.1:$port_of/todo?sslmode=disable"
}

make_own() {
	postgres_start
	database_url=$("$share/schema/cluster.sh" url "$dir/postgres" todo_app)
}

postgres_make() {
	mark='todo-api: its workers'
	[ -z "$dir" ] || { make_own && return 0; }
	[ -n "$cluster" ] || make_cluster
	postgres_start
	make_roles
}

postgres_start() {
	if [ -n "$dir" ]; then
		"$share/schema/cluster.sh" start "$dir/postgres" "$dir/run"
		owner_url=$("$share/schema/cluster.sh" url "$dir/postgres")
	else
		reach_host
		owner_url="postgresql:///todo?host=${sockets//\//%2F}&port=$port_of&options=-c%20role%3Dtodo"
	fi
}
