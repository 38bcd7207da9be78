#!/bin/bash -p
# Installs the programs and what goes with them: what "make install" does.
#
#   install.sh BUILD DESTDIR PREFIX
#
# Each file and folder gets its mode by name; environment.sh's umask is for the
# folders above them that are not there yet.
set -euo pipefail
# shellcheck source=schema/environment.sh
. "$(dirname "$0")/../../schema/environment.sh"

build=$(realpath "$1") prefix=$3
root=$2$prefix
cd "$(dirname "$0")/../.."
lib=$root/lib/todo-api share=$root/share/todo-api units=$root/lib/systemd/system

# Installs the files named after $1 into it, for all to read.
put() {
	install -m 0644 -t "$@"
}

mkdir -p "$root"/{bin,lib/tmpfiles.d,lib/sysusers.d,share/man/man1,share/bash-completion/completions} "$units"
install -d -m 0755 "$lib" "$share" "$share/errors" "$share"/schema{,/deploy,/revert,/verify} \
	"$units/todo-api@auth.service.d"

install -m 0755 "$build/fcgi/todo.fcgi" "$lib/todo.fcgi"
install -m 0755 "$build/fcgi/todo-admin" "$root/bin/todo-admin"
put "$root/share/man/man1" fcgi/host/todo-admin.1
install -m 0644 fcgi/host/todo-admin.bash-completion \
	"$root/share/bash-completion/completions/todo-admin"

"$build/fcgi/pages" "$share/errors"
"$build/fcgi/todo-admin" openapi >"$share/openapi.json"
chmod 0644 "$share"/errors/* "$share/openapi.json"
fcgi/docs/build.sh "$build" put "$share/docs"
for dir in deploy revert verify; do
	put "$share/schema/$dir" schema/$dir/*.sql
done
put "$share/schema" schema/sqitch.plan schema/sqitch.conf schema/environment.sh schema/url.sh \
	schema/deploy.sql schema/step.sql schema/grant.sql
install -m 0755 schema/deploy.sh schema/migrate.sh schema/cluster.sh "$share/schema"
install -m 0755 fcgi/host/{setup,serve}.sh "$share"
put "$share" fcgi/host/{site,front,postgres}.sh

install -m 0644 fcgi/host/todo-api.sysusers "$root/lib/sysusers.d/todo-api.conf"
install -m 0644 fcgi/host/todo-api.tmpfiles "$root/lib/tmpfiles.d/todo-api.conf"
install -m 0644 fcgi/host/todo-api-auth.conf "$units/todo-api@auth.service.d/auth.conf"
install -m 0644 fcgi/host/todo-api@.service "$units/todo-api@.service"
# As sed and then systemd read the path of the program.
escaped=${prefix//%/%%} escaped=${escaped// /\\x20}
escaped=${escaped//\\/\\\\} escaped=${escaped//|/\\|}
sed -i "s|/usr/local|${escaped//&/\\&}|" "$units/todo-api@.service"
put "$share" ./*.conf.example fcgi/host/*.{example,logrotate,yml,json,nft}
