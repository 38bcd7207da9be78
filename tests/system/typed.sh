#!/bin/bash -p
# Types what README and the manual pages have typed, and sees that it does what they say.
# What needs a whole host is typed in tests/package/ and tests/system/setup.sh.
#
# Commands are taken as they are, but for these: port 8000, 9090 and the folders /etc,
# /run/todo-api and /usr/local are ours. sudo, sudoedit, systemctl, pass and npm are
# scripts of this test, for the first three need a whole host, and the last the net.
# shellcheck disable=SC2001,SC2016 # URLs are edited by sed; what is quoted so is for eval
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/stack.sh
. "$root/tests/shell/stack.sh"
# shellcheck source=tests/shell/typed.sh
. "$root/tests/shell/typed.sh"
build=${TODO_API_BUILD:-$root/build}
readme=$root/README.md manuals=$root/fcgi/host
home=$work/home bin=$work/bin said=$work/said etc=$work/etc
prometheus_port=$(free_port)
evidence=("$said")

# Writes a script of this test's, $1, from standard input.
put_script() {
	{ echo '#!/bin/bash -p' && cat; } >"$bin/$1"
	chmod 0755 "$bin/$1"
}

# The folder in which commands are typed: it has what a clone has.
make_home() {
	local name
	mkdir -p "$home/fcgi" "$bin" "$etc"/{ssl,logrotate.d,lighttpd,apache2}
	ln -s "$root/schema" "$home/schema"
	for name in todo.fcgi todo-admin; do
		ln -s "$build/fcgi/$name" "$home/fcgi/$name"
	done
	ln -s "$app/bin/todo-admin" "$bin/todo-admin"
	# Workers have it under the name that they were started with.
	ln -s "$work/settings" "$etc/todo-api.conf"
	echo "echo 'Correct-horse-2'" | put_script pass
	# Of "systemctl reload" the pools get what the unit would send them.
	put_script systemctl <<-SCRIPT
		echo "systemctl \$*" >>"$work/called"
		[ "\$1" != reload ] || kill -USR2 \$(cat "$work/pools")
	SCRIPT
	put_script sudo <<-'SCRIPT'
		[ "$1" != -u ] || shift 2
		exec env "$@"
	SCRIPT
	put_script sudoedit <<-SCRIPT
		echo "sudoedit \$*" >>"$work/called"
	SCRIPT
}

# Prints what document $1 has typed as $2, with our port and folders.
commands() {
	typed "$1" "$2" | sed "s|127\.0\.0\.1:8000|${base#http://}|g; s|127\.0\.0\.1:9090|127.0.0.1:$prometheus_port|g
		s|/etc/|$etc/|g; s|/run/todo-api|$work/run.new|g; s|/usr/local|$app|g"
}

# Types it, in that folder, with the environment $3…; keeps what it says in $said.
types() {
	local text
	text=$(commands "$1" "$2") && env -C "$home" -u MAKEFLAGS -u MFLAGS -u MAKELEVEL PATH="$bin:$PATH" \
		no_proxy='*' "${@:3}" bash -euo pipefail -c "$text" >"$said" 2>&1 </dev/null
}

# The same in the clone, whose make is asked.
types_in_clone() {
	local text
	text=$(commands "$1" "$2") && env -C "$root" -u MAKEFLAGS -u MFLAGS -u MAKELEVEL PATH="$bin:$PATH" \
		BUILD="$build" "${@:3}" bash -euo pipefail -c "$text" >"$said" 2>&1 </dev/null
}

says() {
	grep -q -- "$1" "$said"
}

# The database of that name, made anew, without a schema.
new_database() {
	sql -c "CREATE DATABASE $1" && echo "$database_url" | sed "s|/[^/?]*?|/$1?|"
}

check_service() {
	holds 'what README has for curl, typed: an account and a todo' types "$readme" curl
	holds '… which is in the list' says '"items".*Read the README'
	holds 'README, "Watch": a host that serves says so' watch
	holds '… and shows its metrics' says '^http_requests_total'
	holds 'the metrics, as their page has them' types "$manuals/todo-api-metrics.7" metrics
	holds '… are those' says '^http_requests_total'
	holds 'a request by CGI, as todo.fcgi(8) has it' types "$manuals/todo.fcgi.8" cgi DATABASE_URL="$database_url" \
		METRICS_FILE="$work/cgi-metrics"
	holds '… is answered' says '"status": *"healthy"'
}

# With a line in the log of the example that failed.
watch() {
	shown "$manuals/todo-api-metrics.7" log-line | sed 's/"status":200/"status":500/' >"$home/todo-api.log"
	types "$readme" watch
}

# Whether the line of a log that its page shows has the members of one of ours, in their order.
is_like_ours() {
	jq -c 'keys_unsorted - ["trace_id", "parent_id", "statement", "statement_ms"]' <(shown "$manuals/todo-api-metrics.7" log-line) \
		<(grep '"message":"request"' "$log" | head -n 1) >"$said" && [ "$(sort -u "$said" | wc -l)" = 1 ]
}

check_log() {
	holds 'the line of a log that its page shows is like ours' is_like_ours
	holds 'what is asked of a log finds it' types "$manuals/todo-api-metrics.7" logs
	holds '… twice: by its id, and for its statement' [ "$(wc -l <"$said")" = 2 ]
}

check_admin() {
	local settings=TODO_API_CONFIG=$work/settings
	holds 'the first admin, by README' types "$readme" admin "$settings"
	holds '… and the doctor finds no fault' eval '! says "^FAIL"'
	holds 'one more, by a script as todo-admin(1) has it' types "$manuals/todo-admin.1" admin-script "$settings"
	types "$manuals/todo-admin.1" admin-list "$settings"
	holds '… and a list of those that are disabled' [ ! -s "$said" ]
	"$bin/todo-admin" --version >"$said"
	env "$settings" "$bin/todo-admin" user disable me@example.org >"$said"
	types "$manuals/todo-admin.1" admin-list "$settings"
	holds '… which has who is' says '^me@example.org$'
	env "$settings" "$bin/todo-admin" user enable me@example.org >"$said"
}

# The pids of those that systemd would send a signal.
tell_pools() {
	echo "${pool[@]}" >"$work/pools"
}

check_rotation() {
	local before token=''
	token=$(new_token rotation@example.org)
	before=$(grep ^JWT_SECRET "$work/settings")
	tell_pools
	holds 'a new secret, by README' types "$readme" rotate
	holds '… is another one' eval '! grep -qxF "$before" "$work/settings"'
	holds '… and the log is rotated' [ -s "$etc/logrotate.d/todo-api" ]
	holds '… and the workers are told' grep -q '^systemctl reload todo-api@\*' "$work/called"
	tell_pools
	sleep 1
	holds 'the same by todo-admin(1)' types "$manuals/todo-admin.1" admin-rotate
	holds '… and tokens of before are good' eventually is_let_in
}

is_let_in() {
	[ "$(status_of -H "Authorization: Bearer $token" "$base/todos")" = 200 ]
}

check_upgrade() {
	local program=$app/lib/todo-api/todo.fcgi before
	before=$(stat -c %i "$program")
	tell_pools
	holds 'an upgrade, by README' types_in_clone "$readme" upgrade DESTDIR="$work" prefix=/app
	holds '… replaces the program' [ "$(stat -c %i "$program")" != "$before" ]
	holds '… brings the schema up to date' says 'up to date, at step'
	holds '… and the service goes on' eventually is_healthy
}

check_database() {
	local one two
	one=$(new_database one) two=$(new_database two)
	holds 'the schema, by psql' types "$manuals/todo-api-hosting.7" schema DATABASE_URL="$one"
	holds '… is all there' says 'up to date, at step'
	holds 'so it is in a managed database' types "$manuals/todo-api-hosting.7" managed DATABASE_URL="$one" METRICS_FILE="$work/cgi-metrics"
	holds 'with two roles' types "$manuals/todo-api-hosting.7" roles MIGRATE_URL="$two" \
		DATABASE_URL="$(sed 's|//[^@/]*@|//todo_app@|' <<<"$two")" TODO_API_CONFIG="$work/settings"
	holds '… the workers'\'' one may change rows' may todo_app todos INSERT
	holds '… and not the schema' eval '! may todo_app todos TRUNCATE'
	if command -v sqitch >/dev/null; then
		holds 'by sqitch, and back' types_in_clone "$manuals/todo-api-hosting.7" sqitch DATABASE_URL="$one"
	else
		skip 'the schema by sqitch' sqitch
	fi
}

# Whether role $1 has the right $3 to table $2, in the database with two roles.
may() {
	[ "$(psql -XAtq -d "$two" -c "SELECT has_table_privilege('$1', '$2', '$3')")" = t ]
}

# The configuration that takes a whole server for itself, by hand.
check_by_hand() {
	: >"$work/called"
	cp "$app/share/todo-api/lighttpd.conf.example" "$etc/lighttpd/lighttpd.conf"
	holds 'a host is made by hand' types "$manuals/todo-api-hosting.7" by-hand MIGRATE_URL="$database_url"
	holds '… whose settings are good' says 'ok$\|OK\|good\|is at step\|healthy\|todo.fcgi:'
	holds '… and whose pools and server start' [ "$(grep -c '^systemctl \(enable --now todo-api@api\|restart lighttpd\)' "$work/called")" = 2 ]
	holds '… by our example' cmp -s "$app/share/todo-api/lighttpd.conf.example" "$etc/lighttpd/lighttpd.conf"
	holds 'Apache, by hand' types "$manuals/todo-api-hosting.7" apache
	holds '… by our example, too' cmp -s "$app/share/todo-api/apache.conf.example" "$etc/apache2/apache2.conf"
}

# Starts what goes on until it is told to end, and ends it when $1 is so.
runs_until() {
	local pid status=0
	(exec env -C "$home" PATH="$bin:$PATH" setsid bash -c "exec ${*:2}") >"$said" 2>&1 </dev/null &
	pid=$!
	eventually eval "$1" || status=1
	end "$pid" TERM || status=1
	return "$status"
}

check_supervisor() {
	mkdir "$work/run.new"
	[ "${#AS[@]}" = 0 ] || chown www-data "$work/run.new"
	holds 'another supervisor starts a pool as todo.fcgi(8) has it' runs_until '[ -S "$work/run.new/api.sock" ] && [ "$(pgrep -P "$pid" -x todo.fcgi | wc -l)" = 8 ]' \
		env "$(commands "$manuals/todo.fcgi.8" supervisor)"
}

check_prometheus() {
	local lines
	command -v prometheus >/dev/null || { skip 'Prometheus takes our files' prometheus && return; }
	mapfile -t lines < <(commands "$manuals/todo-api-metrics.7" prometheus)
	holds 'promtool finds no fault in our files' env -C "$home" bash -ec "${lines[0]} >'$said' 2>&1"
	holds 'Prometheus scrapes by them' runs_until 'curl -s --noproxy "*" -o /dev/null -f "http://127.0.0.1:$prometheus_port/-/ready"' "${lines[1]}"
}

# npm install gives the packages that the clients' lock file names; all else is npm's.
put_npm() {
	local npm
	npm=$(command -v npm)
	put_script npm <<-SCRIPT
		case \$1 in
		install) ln -sfn "$packages/node_modules" node_modules && echo '{}' >package.json ;;
		--prefix) [ "\$2" = tests/clients ] && [ "\$3" = ci ] ;;
		*) exec "$npm" "\$@" ;;
		esac
	SCRIPT
}

# Compiles the program that todo-api(7) shows, and runs it.
runs_client() {
	shown "$manuals/todo-api.7" client | sed "s|127\.0\.0\.1:8000|${base#http://}|; \$a console.log(page.data?.items.length);" >"$home/client.ts"
	jq '.files = ["client.ts"]' "$root/tests/clients/tsconfig.json" >"$home/tsconfig.json"
	(cd "$home" && node_modules/.bin/tsc -p . && node out/client.js) >"$said" 2>&1
}

check_clients() {
	find_packages tests/clients 'clients are made as todo-api(7) has it' || return 0
	put_npm
	mkdir -p "$home/tests"
	ln -s "$packages" "$home/tests/clients"
	holds 'types for TypeScript, by README' types "$readme" client
	holds '… with which the client that todo-api(7) shows compiles and lists todos' runs_client
	holds '… those of our account' says '^1$'
	holds 'types for Go, by todo-api(7)' types "$manuals/todo-api.7" quicktype
	holds '… are there' grep -q '^type .* struct' "$home/todo.go"
}

# Whether each command of the block $1 asks make for a target that it has.
are_targets() {
	local has target
	has=$(env -u MAKEFLAGS -u MFLAGS -u MAKELEVEL make --no-print-directory -C "$root" -pn help | sed -n 's/^\([a-z][a-z_-]*\):.*/\1/p')
	for target in $(typed "$manuals/todo-api-development.7" "$1" | tr ' ' '\n' | grep -v '=\|^make$'); do
		grep -qx -- "$target" <<<"$has" || { echo "make $target" >"$said" && return 1; }
	done
}

check_targets() {
	holds 'each command for developers is a target of make' are_targets development
	holds '… and so is each that measures' are_targets bench
}

check_uninstall() {
	holds 'what was installed is taken away, by README' types_in_clone "$readme" uninstall DESTDIR="$work" prefix=/app
	holds '… with its manual pages' [ -z "$(find "$app" -type f | tee "$said")" ]
	holds '… and the settings stay' [ -s "$work/settings" ]
}

# shellcheck disable=SC2317 # the trap calls it
clean_up() {
	tear_down_stack
}

at_exit clean_up
set_up_stack
start_pool api
start_pool auth
start_front
make_home
check_service
check_log
check_admin
check_clients
check_database
check_supervisor
check_prometheus
check_by_hand
check_rotation
check_upgrade
check_targets
check_uninstall
tell check-typed
