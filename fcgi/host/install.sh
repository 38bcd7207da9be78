#!/bin/bash -p
# Installs the programs and what goes with them: what "make install" does.
#
#   install.sh BUILD DESTDIR PREFIX
#   install.sh uninstall DESTDIR PREFIX    takes it away, and what a setup has put into the
#                       host; settings, logs, the database, the workers' user and folders
#                       that are others', too, are left alone
#
# Each file and folder gets its mode by name; environment.sh's umask is for the
# folders above them that are not there yet.
set -euo pipefail
# shellcheck source=schema/environment.sh
. "$(dirname "$0")/../../schema/environment.sh"

here=$(cd "$(dirname "$0")" && pwd)
prefix=$3
root=$2$prefix
lib=$root/lib/todo-api share=$root/share/todo-api unit=lib/systemd/system/todo-api@

# The files in folders that are others', too: the place below the prefix, mode, source.
list_shared() {
	local page
	cat <<-LIST
		bin/todo-admin 0755 $build/fcgi/todo-admin
		lib/sysusers.d/todo-api.conf 0644 fcgi/host/todo-api.sysusers
		lib/tmpfiles.d/todo-api.conf 0644 fcgi/host/todo-api.tmpfiles
		$unit.service 0644 fcgi/host/todo-api@.service
		${unit}auth.service.d/auth.conf 0644 fcgi/host/todo-api-auth.conf
		share/bash-completion/completions/todo-admin 0644 fcgi/host/todo-admin.bash-completion
	LIST
	for page in "$here"/*.[1-8]; do
		echo "share/man/man${page##*.}/${page##*/} 0644 $page"
	done
}

# Installs the files named after $1 into it, for all to read.
put() {
	install -m 0644 -t "$@"
}

install_all() {
	local place mode source dir escaped
	install -d -m 0755 "$lib" "$share" "$share/errors" "$share/proxy" "$share"/schema{,/deploy,/revert,/verify}
	while read -r place mode source; do
		install -D -m "$mode" "$source" "$root/$place"
	done < <(list_shared)
	install -m 0755 "$build/fcgi/todo.fcgi" "$lib/todo.fcgi"

	"$build/fcgi/pages" "$share/errors"
	"$build/fcgi/todo-admin" openapi >"$share/openapi.json"
	chmod 0644 "$share"/errors/* "$share/openapi.json"
	fcgi/docs/build.sh "$build" put "$share/docs"
	fcgi/docs/build.sh "$build" app "$share/app"
	for dir in deploy revert verify; do
		put "$share/schema/$dir" schema/$dir/*.sql
	done
	put "$share/schema" schema/sqitch.plan schema/sqitch.conf schema/environment.sh schema/url.sh \
		schema/session.sql schema/deploy.sql schema/step.sql schema/grant.sql \
		schema/distribute.sql schema/distribute_functions.sql schema/undistribute.sql
	install -m 0755 schema/deploy.sh schema/migrate.sh schema/cluster.sh "$share/schema"
	install -m 0755 fcgi/host/{setup,serve,teardown}.sh "$share"
	put "$share/proxy" fcgi/host/proxy/*.example
	put "$share" ./*.conf.example fcgi/host/*.{example,logrotate,yml,json,nft} fcgi/host/{site,front,htaccess,postgres}.sh

	# As sed and then systemd read the path of the program.
	escaped=${prefix//%/%%} escaped=${escaped// /\\x20}
	escaped=${escaped//\\/\\\\} escaped=${escaped//|/\\|}
	sed -i "s|/usr/local|${escaped//&/\\&}|" "$root/$unit.service"
}

uninstall() {
	local place
	# In a DESTDIR is no host that was set up.
	[ "$root" != "$prefix" ] || [ ! -x "$share/teardown.sh" ] || "$share/teardown.sh"
	while read -r place _; do
		rm -f "$root/$place"
	done < <(list_shared)
	rm -rf "$lib" "$share"
	rmdir "$root/${unit}auth.service.d" 2>/dev/null || true
	[[ $prefix = @(/usr|/usr/local) ]] || [ ! -d "$root" ] || drop_folders
}

# Of a folder of its own those that are empty now.
drop_folders() {
	local place
	cd "$root"
	while read -r place _; do
		rmdir -p "$(dirname "$place")" 2>/dev/null || true
	done < <(list_shared)
}

build=$1
if [ "$1" = uninstall ]; then
	uninstall
else
	build=$(realpath "$1")
	cd "$(dirname "$0")/../.."
	install_all
fi
