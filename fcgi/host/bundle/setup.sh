#!/bin/bash -p
# Makes Apache serve from this folder, which stays where it is, on a host where you are
# no more than a user. It asks for what no option says:
#
#   setup.sh --web ~/public_html/api --url https://you.example/api --database URL
#
# It may run again, and is what another version's folder begins with. --help says all
# that may be given, and todo-api-hosting(7) in share/man what it does.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd -P)
[ "$(id -u)" != 0 ] || { echo 'setup.sh: this is for ordinary users; for root there are packages' >&2; exit 1; }
exec "$here/bin/todo-admin" setup --front htaccess "$@"
