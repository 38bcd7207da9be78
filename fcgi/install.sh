#!/bin/bash
# Installs the programs and what goes with them: what "make install" does.
#
#   install.sh BUILD DESTDIR PREFIX
set -euo pipefail

build=$(realpath "$1") prefix=$3
root=$2$prefix
cd "$(dirname "$0")/.."
lib=$root/lib share=$root/share/todo-api

install -D "$build/fcgi/todo.fcgi" "$lib/todo-api/todo.fcgi"
install -D "$build/fcgi/todo-admin" "$root/bin/todo-admin"

install -D -m 0644 fcgi/share/todo-admin.1 "$root/share/man/man1/todo-admin.1"
install -D -m 0644 fcgi/share/todo-admin.bash-completion \
	"$root/share/bash-completion/completions/todo-admin"

install -d "$share/errors" "$share"/schema/{deploy,revert,verify}
"$build/fcgi/error-pages" "$share/errors"
for dir in deploy revert verify; do
	install -m 0644 schema/$dir/*.sql "$share/schema/$dir"
done
install -m 0644 schema/sqitch.plan schema/sqitch.conf schema/deploy.sql "$share/schema"
install -m 0644 schema/environment.sh "$share/schema"
install schema/migrate.sh "$share/schema"

units=$lib/systemd/system
install -D -m 0644 fcgi/share/todo-api.tmpfiles "$lib/tmpfiles.d/todo-api.conf"
install -D -m 0644 fcgi/share/todo-api-auth.conf "$units/todo-api@auth.service.d/auth.conf"
sed "s|/usr/local|$prefix|" fcgi/share/todo-api@.service >"$units/todo-api@.service"
install -m 0644 ./*.conf.example fcgi/share/*.{example,logrotate,yml,json} "$share"
