#!/bin/bash -p
# Proves "todo-admin setup": as root with the distribution's Postgres and web servers
# as they are configured in a folder that stands for /, and as an ordinary user in
# a folder of theirs; with a prefix, a host name and HTTPS; and a second time.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/setup.sh
. "$root/tests/shell/setup.sh"

# What cron does each minute, too.
is_started_by_cron() {
	as_user sh -c "$(sed -n 's/^@reboot //p' "$cron")" && is_healthy
}

# As root: everything of this host's, on a Postgres that setup makes.
test_lighttpd() {
	local step=$work/usr/share/todo-api/schema/deploy/rotation.sql
	mv "$step" "$step.away"
	holds 'a setup that cannot deploy the schema fails' eval '! sets_up --front lighttpd --admin admin@example.org'
	holds '… after it has told of all that it would do' said 'a database todo with the roles todo and todo_app'
	mv "$step.away" "$step"
	holds 'it is started again, and makes all that lighttpd needs' sets_up
	holds '… and says how to start it where systemd is not' said '^service lighttpd restart'
	holds '… and the password of the admin' said 'password of admin@example.org, .*: Aa1-'
	holds 'the settings are the user'\''s alone' [ "$(stat -c '%U %a' "$config")" = 'www-data 640' ]
	holds 'the workers may not change the schema' refuses_ddl
	start_pools
	start_lighttpd
	holds 'it serves' serves "http://127.0.0.1:$port"
	holds '… with its page' [ "$(status_of "http://127.0.0.1:$port/docs/")" = 200 ]
	holds '… and refuses as the example does' [ "$(status_of "http://127.0.0.1:$port/todos/a%2Fb")" = 400 ]
	holds 'the doctor finds all well' finds_well "$config" "http://127.0.0.1:$port"
	holds 'the admin can log in' logs_in_admin
	keep_files
	holds 'a second time it succeeds' sets_up
	holds '… and changes no file' files_are_kept
	holds '… nor makes anything' not_said 'made\|changed\|creating\|making'
	holds '… and says of what is there that it is' said "$config is already as it should be"
	holds 'an admin who is there is told of' eval 'sets_up --admin admin@example.org && said "admin@example.org is an admin already"'
	holds '… and nothing changes for them' files_are_kept
	stop_front
}

test_lighttpd_prefix() {
	holds 'a prefix and a host name' sets_up --host localhost --prefix /api
	start_lighttpd
	holds '… are served' serves "http://localhost:$port/api"
	holds '… with /docs' [ "$(status_of -L "http://localhost:$port/api/docs")" = 200 ]
	holds '… and errors of ours' answers_json "http://localhost:$port/api/docs/none"
	holds '… and what was there is, beside it' is_page "http://localhost:$port/"
	holds '… and on other names' is_page "http://127.0.0.1:$port/api/health" 404
	stop_front
	holds 'HTTPS, as it is typed' types tls "--https $https"
	start_lighttpd
	check_https "$config"
	stop_front
}

# What holds of HTTPS, on any server; the settings are in the file $1.
check_https() {
	holds '… is served' serves "https://localhost:$https/api"
	holds '… by HTTP/1.1' [ "$(curl -sk --http2 -o /dev/null -w '%{http_version}' "https://localhost:$https/api/health")" = 1.1 ]
	holds '… with a POST of no length' [ "$(status_of -k -X POST "https://localhost:$https/api/auth/refresh")" != 000 ]
	holds '… and HTTP leads to it' leads "http://localhost:$port/api/todos?limit=1" \
		"308 https://localhost:$https/api/todos?limit=1"
	holds '… and the doctor finds all well' finds_well "$1" "https://localhost:$https/api"
}

test_apache() {
	DATABASE_URL=$(sed -n 's/^DATABASE_URL=//p' "$config") \
		holds 'all that is asked can be typed at once' types setup-options "--certificate '' --key ''"
	holds '… for the host that was named' grep -q todo.example.org "$top/etc/apache2/sites-available/todo-api.conf"
	holds 'Apache in place of lighttpd' sets_up --front apache --host '' --prefix '' --certificate '' --key ''
	start_apache
	holds '… serves' serves "http://127.0.0.1:$port"
	holds 'the doctor finds all well' finds_well "$config" "http://127.0.0.1:$port"
	stop_front
	keep_files
	holds 'a second time it changes no file' eval 'sets_up && files_are_kept'
	holds 'a prefix' sets_up --prefix /api
	start_apache
	holds '… is served' serves "http://127.0.0.1:$port/api"
	holds '… with /docs' [ "$(status_of -L "http://127.0.0.1:$port/api/docs")" = 200 ]
	holds '… and errors of ours' answers_json "http://127.0.0.1:$port/api/docs/none"
	holds '… and what was there is, beside it' is_page "http://127.0.0.1:$port/"
	holds '… with its own errors' is_page "http://127.0.0.1:$port/none" 404
	stop_front
	holds 'a host name and HTTPS' sets_up --host localhost --certificate "$work/tls.crt" --key "$work/tls.key" --https "$https"
	start_apache
	check_https "$config"
	holds '… and what was there is, on other names' is_page "http://127.0.0.1:$port/"
	stop_front
}

# A database that somebody else has made, on the cluster of before.
test_owner() {
	local at
	at=$(sed -n 's|^DATABASE_URL=.*@\(.*\)/.*|\1|p' "$config")
	mv "$config" "$config.before"
	holds 'there is a database of others' as_postgres psql -qX -h "$top/run/postgresql" -p "${at#*:}" \
		-c "CREATE ROLE boss LOGIN PASSWORD 'boss'" -c "CREATE ROLE hand LOGIN PASSWORD 'hand'" \
		-c 'CREATE DATABASE other OWNER boss'
	holds 'its owner deploys the schema, for the workers'\'' role' sets_up --front none \
		--database "postgresql://hand:hand@$at/other" --owner "postgresql://boss:boss@$at/other"
	holds '… which may not change it' refuses_ddl
	holds '… and knows no password of the owner'\''s' lacks boss "$config"
	holds '… and the site of before is gone, for no web server was named' [ ! -e "$top/etc/apache2/sites-enabled/todo-api.conf" ]
	keep_files
	holds 'a second time nothing is to be deployed, and no owner is asked' eval 'sets_up && files_are_kept'
	mv "$config.before" "$config"
}

# Whether the unit is told $2 of the database $1.
opens_net() {
	[ "$(net_of "$1" | xargs)" = "$2" ]
}

test_net() {
	holds 'the unit needs no word of a database on this host' opens_net postgresql://x@127.0.0.1/x ''
	holds '… but of one at an address' opens_net 'postgresql://x@192.0.2.7,[2001:db8::7]:5433/x' \
		'[Service] IPAddressAllow=192.0.2.7 IPAddressAllow=2001:db8::7'
	holds '… or by a name' opens_net postgresql://x@db.example/x '[Service] IPAddressDeny='
}

test_refusals() {
	holds 'without a terminal it takes --yes' refuses 'say --yes' --front none --database postgresql://x@localhost/x
	holds 'a server that is none is refused' refuses 'lighttpd, apache, htaccess or none' --yes --front nginx
	holds '… a prefix that is no path' refuses 'should be a path' --yes --front none --prefix api
	holds '… a certificate without a key' refuses 'needs --key' --yes --front none --certificate "$work/tls.crt"
	holds '… a key that is another'\''s' refuses 'is not that of' --yes --front none --host localhost \
		--certificate "$work/tls.crt" --key "$work/other.key"
	holds '… a database that is not there' refuses 'cannot be reached' --yes --front none \
		--database postgresql://x@127.0.0.1:1/x
	holds '… and nothing was written' [ ! -e "$config" ]
}

# Whether no process serves from the user's folder.
runs_nothing() {
	! grep -qzxF "TODO_API_SERVES=$folder" /proc/[0-9]*/environ 2>/dev/null
}

test_user() {
	local cron=$home/crontab
	holds 'what README says without root works as typed' \
		readme_asks 2 "--port $port" '' '' lighttpd '' y
	holds '… and asks first' said 'Go on?'
	holds '… which serves at once' serves "http://127.0.0.1:$port"
	holds '… from settings that are theirs alone' [ "$(stat -c %a "$folder/settings")" = 600 ]
	holds '… and is kept by two lines of cron' [ "$(grep -c "serve.sh watch $folder" "$cron")" = 2 ]
	holds '… beside what was there' grep -q other "$cron"
	keep_files
	holds 'a second time it changes no file' eval 'user_sets_up && files_are_kept'
	kill -KILL "$(cat "$folder/run/front.pid")"
	holds 'cron starts what ended' eventually is_started_by_cron
	as_user "$share/serve.sh" stop "$folder"
	as_user "$share/serve.sh" watch "$folder"
	holds '… and not what was stopped' runs_nothing
	as_user bash -c "$(typed "$root/fcgi/host/todo-api-hosting.7" serve)"
	as_user "$share/serve.sh" watch "$folder"
	holds '… nor after a reload of what does not run' runs_nothing
	holds 'HTTPS as a user' user_sets_up --host localhost --prefix /api --https "$https" \
		--certificate "$home/tls.crt" --key "$home/tls.key"
	check_https "$folder/settings"
	as_user "$share/serve.sh" stop "$folder"
}

at_exit clean_up
prepare
if [ "$(id -u)" = 0 ]; then
	test_refusals
	test_net
	test_lighttpd
	test_lighttpd_prefix
	test_apache
	test_owner
else
	skip 'a whole host is set up' 'root'
fi
test_user
tell check-setup
