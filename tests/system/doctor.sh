#!/bin/bash -p
# Proves what goes with todo-admin: the doctor's findings, behind the web servers
# as the examples have them and spoilt, and of a database and its standbys; the manual page and the completion; and
# that a clone needs no settings.
# shellcheck disable=SC2016 # what is quoted so is for eval, sed or Apache
set -euo pipefail
export LC_ALL=C.UTF-8

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/admin.sh
. "$root/tests/shell/admin.sh"
other_apache='' silent='' silent_server=''

# The commands as --help has them.
list_commands() {
	"$build/fcgi/todo-admin" --help | sed -nE 's/^  ([a-z]+( [a-z-]+)?)( .*)?$/\1/p'
}

# Whether the completion offers $2 after the words $1.
completes() {
	(
		# shellcheck source=fcgi/host/todo-admin.bash-completion
		. "$root/fcgi/host/todo-admin.bash-completion"
		read -ra COMP_WORDS <<<"todo-admin $1"
		COMP_CWORD=${#COMP_WORDS[@]}
		COMP_WORDS+=('')
		_todo_admin
		grep -Fxq -- "$2" <<<"$(printf '%s\n' "${COMPREPLY[@]}")"
	)
}

check_documents() {
	local command option man=$root/fcgi/host/todo-admin.1
	holds 'there are twenty-four commands' is "$(list_commands | wc -l)" 24
	while read -r command; do
		holds "the manual page has $command" grep -q "^\.It Nm Cm $command\b" "$man"
		if [[ $command != *' '* ]]; then
			holds '… and the completion' completes '' "$command"
		else
			holds '… and the completion' completes "${command% *}" "${command#* }"
		fi
		for option in $(usage_options "$command"); do
			holds "… its option $option" completes "$command" "$option"
			holds '… in the manual page' grep -q "^\.It Fl -${option#--}\b" "$man"
		done
	done < <(list_commands)
}

# The options in the usage of command $1.
usage_options() {
	"$build/fcgi/todo-admin" --help | grep -E "^  $1( |$)" | grep -oE -- '--[a-z]+' || true
}

# A curl that notes its arguments, before the real one in the PATH.
spy_on_curl() {
	mkdir -p "$work/spy"
	printf '#!/bin/sh\nprintf "%%s\\n" "$@" >>%s\nexec %s "$@"\n' "$work/curl-arguments" \
		"$(type -P curl)" >"$work/spy/curl"
	chmod 0755 "$work/spy/curl"
}

# Whether the doctor finds all well, and skips nothing.
finds_all_well() {
	in_three sees_all_well
}

sees_all_well() {
	says 0 '^ok' doctor "$base" && ! grep -Eq '^(FAILED|skipped)' "$said"
}

check_doctor() {
	spy_on_curl
	holds 'doctor finds all well behind lighttpd' eval 'PATH=$work/spy:$PATH finds_all_well'
	holds '… in 21 lines' is "$(grep -c '^ok' "$said")" 21
	holds '… and hands no token over as an argument' \
		eval 'grep -q . "$work/curl-arguments" && ! grep -Eq "eyJ|Bearer" "$work/curl-arguments"'
	holds 'the address may come from HOST and PORT' \
		eval 'HOST=0.0.0.0 PORT=${base##*:} says 0 "visit to $base" doctor'
	holds 'another secret is noticed' \
		eval 'JWT_SECRET_KEY=another-secret-than-that-of-the-workers says 1 "^FAILED.*AUTH_006" doctor "$base"'
	holds 'without settings the rest is checked' \
		eval 'TODO_API_CONFIG= says 0 "^skipped +the workers have the secret" doctor "$base/"'
	holds 'nobody there is said once' says 1 '^FAILED.*no answer' doctor "http://127.0.0.1:$(free_port)"
	holds '… and no more, but what the database says' is "$(grep -c . "$said")" 3
	mkdir "$work/bare"
	ln -s "$(command -v timeout)" "$(command -v cat)" "$(command -v grep)" "$work/bare"
	holds 'a missing curl is named' eval 'PATH=$work/bare says 1 "curl is missing" doctor "$base"'
}

# Whether the doctor, of the servers in a URI's list $2 and as role $3, ends with status $1
# and says lines that match the patterns after these.
finds() {
	in_three sees "$@"
}

sees() {
	local status=$1 pattern url="postgresql://$3@/todo?host=$2&target_session_attrs=read-write"
	shift 3
	DATABASE_URL=$url ends "$status" doctor "$base" --database </dev/null || return
	for pattern; do
		grep -Eq "$pattern" "$said" || return
	done
}

alter_primary() {
	sql_on primary "ALTER SYSTEM SET $1 = '$2'" 'SELECT pg_reload_conf()' >"$work/altered"
	eventually is_altered "$@"
}

is_altered() {
	[ "$(sql_on primary "SHOW $1")" = "$2" ]
}

# Stops or continues what brings the standby its primary's changes.
signal_receiver() {
	kill "-$1" "$(sql_on standby 'SELECT pid FROM pg_stat_wal_receiver')"
}

is_followed() {
	[ "$(sql_on primary "SELECT pg_current_wal_lsn() = flush_lsn AND coalesce(sync_state = '$1', false)
		FROM pg_stat_replication")" = t ]
}

check_database() {
	local primary=$work/primary standby=$work/standby both=$work/primary,$work/standby
	local lost='lost if the primary died now:' away
	start_server primary
	deploy_schema "postgresql://todo@/todo?host=$primary"
	psql -qX -h "$primary" -U todo -d todo -v app=todo_app -f "$root/schema/grant.sql" >/dev/null
	alter_primary synchronous_commit on
	holds 'doctor --database: a primary alone takes all with it' finds 0 "$primary" todo \
		"^ok +$primary port 5432 is the primary$" "^ok +requests go to $primary port 5432" \
		"^warning +$lost everything since the last backup: there is no standby$"
	make_standby primary standby
	eventually is_followed async
	holds '… with a standby, what this has not' finds 0 "$both" todo \
		"^ok +$standby port 5432 is a standby$" '^ok +standby .* is streaming, async: it lacks 0 bytes' \
		"^warning +$lost what was acknowledged in the last moment: no standby is synchronous$"
	signal_receiver STOP
	sql_on primary 'CREATE TABLE written AS SELECT generate_series(1, 1000)'
	sleep 1.1
	holds '… and how much that is, and since when' finds 0 "$both" todo \
		'^warning +standby .*: it lacks [0-9]{5,} bytes, since [1-9][0-9]*\.[0-9] s$' \
		"^warning +$lost up to [0-9]{5,} bytes, written since 20[0-9: -]* UTC: no standby is synchronous$"
	signal_receiver CONT
	holds '… a role that may not see it is told the cure' finds 0 "$both" todo_app \
		"^skipped +$lost of 1 standby the role todo_app may see no more; GRANT pg_monitor TO todo_app$"
	sql_on primary 'GRANT pg_monitor TO todo_app'
	alter_primary synchronous_standby_names '*'
	eventually is_followed sync
	holds '… which it does' finds 0 "$both" todo_app \
		"^ok +$lost nothing acknowledged: 1 of 1 standby is synchronous$"
	sql_on primary 'ALTER ROLE todo_app SET synchronous_commit = local'
	holds '… a synchronous standby is of use where commits wait for it' finds 0 "$both" todo_app \
		"^ok +synchronous_commit is local, synchronous_standby_names is '\\*'$" \
		"^warning +$lost .*: synchronous_commit is local$"
	away=$work/away
	holds '… a host that is away fails, and the others are told of' finds 1 "$both,$away" todo \
		"^FAILED +$away port 5432 cannot be asked: " "^ok +$lost nothing acknowledged"
	start_silent
	holds '… as does one that is silent' finds 1 "$both,$silent" todo \
		"^FAILED +$silent port 5432 cannot be asked: .*timeout expired" "^ok +$lost nothing acknowledged"
	holds '… and so do standbys alone' finds 1 "$standby" todo \
		'^FAILED +none of DATABASE_URL takes writes' "^ok +$standby port 5432 is a standby$"
	check_second_standby
}

check_second_standby() {
	local both=$work/primary,$work/standby lost='lost if the primary died now:'
	make_standby primary second
	eventually streams_to 2
	holds 'of two standbys one may be enough' finds 0 "$both,$work/second" todo \
		'^ok +standby .* is streaming, sync: it lacks 0 bytes' \
		'^ok +standby .* is streaming, potential: it lacks 0 bytes' \
		"^ok +$lost nothing acknowledged: 1 of 2 standbys is synchronous$"
	alter_primary synchronous_standby_names 'ANY 2 (*)'
	eventually are_waited_for 2
	holds '… or both be waited for' finds 0 "$both,$work/second" todo \
		'^ok +standby .* is streaming, quorum:' "^ok +$lost nothing acknowledged: 2 of 2 standbys are synchronous$"
	alter_primary synchronous_standby_names ''
	eventually are_waited_for 0
	signal_receiver STOP
	sql_on primary 'CREATE TABLE written_too AS SELECT generate_series(1, 1000)'
	holds '… and what counts is the one that is ahead' eventually finds 0 "$both,$work/second" todo \
		'^warning +standby .*: it lacks [0-9]{5,} bytes' '^ok +standby .*: it lacks 0 bytes' \
		"^warning +$lost what was acknowledged in the last moment: no standby is synchronous$"
	signal_receiver CONT
	check_two_primaries
}

check_two_primaries() {
	local three=$work/primary,$work/standby,$work/second one="$work/primary port 5432" other="$work/second port 5432"
	sql_on second 'SELECT pg_promote()' >"$work/altered"
	eventually streams_to 1
	holds 'of two servers that take writes each is told of' finds 0 "$three" todo \
		"^ok +$one is a primary$" "^ok +$work/standby port 5432 is a standby$" "^ok +$other is a primary$" \
		"^ok +standby .* of $one is streaming, async: it lacks 0 bytes" \
		"^ok +synchronous_commit of $one is on, " "^ok +synchronous_commit of $other is on, " \
		"^warning +lost if $one died now: what was acknowledged in the last moment: " \
		"^warning +lost if $other died now: everything since the last backup: there is no standby$"
	holds '… and that requests go to the first' finds 0 "$three" todo \
		"^ok +requests go to $one, the first of 2 that take writes$"
	holds '… and that neither may have what the other has' finds 0 "$three" todo \
		'^warning +of 2 that take writes none may have what is written to another: they are no nodes of Citus$'
	holds '… but not of one that is named twice' eval 'finds 0 "$work/primary,$work/primary" todo \
		"^ok +requests go to $one, the first of 2 that take writes$" && ! grep -q "none may have" "$said"'
	check_two_nodes
	DATABASE_HOST_ORDER=random holds '… or to each, in an order at random' finds 0 "$three" todo \
		'^ok +requests go to each of 2 that take writes: DATABASE_HOST_ORDER is random$'
}

# Whether the doctor warns, as role $2, of servers $1 that are a node of Citus twice.
finds_a_node_twice() {
	finds 0 "$1" "$2" '^warning +of [23] that take writes none may have what is written to another: they are of one node of Citus'
}

is_silent_on() {
	finds 0 "$1" "$2" '^ok +requests go to .* that take writes$' && ! grep -q 'none may have' "$said"
}

# By its catalog, which is all that the doctor looks for, each is a node of Citus.
check_two_nodes() {
	local server primary=$work/primary second=$work/second third=$work/third
	start_server third
	deploy_schema "postgresql://todo@/todo?host=$third"
	psql -qX -h "$third" -U todo -d todo -v app=todo_app -f "$root/schema/grant.sql" >/dev/null
	for server in primary second third; do
		PGOPTIONS='-c allow_system_table_mods=on' sql_on "$server" 'CREATE TABLE pg_catalog.pg_dist_node ()'
	done
	holds '… nodes of Citus are one database' is_silent_on "$third,$primary" todo_app
	holds '… but not a node and its standby that was promoted' finds_a_node_twice "$primary,$second" todo_app
	holds '… wherever these are' finds_a_node_twice "$third,$primary,$second" todo_app
	holds '… and a node that is named twice is one' is_silent_on "$primary,$third,$primary" todo_app
	sql_on primary 'REVOKE EXECUTE ON FUNCTION pg_control_system() FROM PUBLIC'
	holds '… of which a role that may not ask is told nothing' is_silent_on "$primary,$second" todo_app
	for server in primary second third; do
		PGOPTIONS='-c allow_system_table_mods=on' sql_on "$server" 'DROP TABLE pg_catalog.pg_dist_node'
	done
	holds '… and what is no Citus is warned of all the same' finds 0 "$primary,$third" todo_app \
		'^warning +of 2 .*: they are no nodes of Citus$'
}

streams_to() {
	[ "$(sql_on primary "SELECT count(*) FROM pg_stat_replication WHERE pg_current_wal_lsn() = flush_lsn")" = "$1" ]
}

are_waited_for() {
	[ "$(sql_on primary "SELECT count(*) FROM pg_stat_replication WHERE sync_state <> 'async'")" = "$1" ]
}

# A server that takes connections and says nothing; sets silent, its folder.
start_silent() {
	silent=$work/silent
	mkdir "$silent"
	node -e 'require("net").createServer(() => {}).listen(process.argv[1])' "$silent/.s.PGSQL.5432" &
	silent_server=$!
	eventually test -S "$silent/.s.PGSQL.5432"
}

# Another Apache on the same sockets, from the configuration of the first with
# the lines changed by sed script $1; sets $other.
start_other_apache() {
	local run=$work/state/run port
	port=$(free_port)
	other=http://127.0.0.1:$port
	sed -E "s|^(Define todo_listen) .*|\1 127.0.0.1:$port|
		s|^PidFile .*|PidFile \"$run/other.pid\"|; $1" "$run/apache.conf" >"$run/other.conf"
	(exec "${AS[@]}" apache2 -D FOREGROUND -f "$run/other.conf") </dev/null >"$work/other.log" 2>&1 &
	other_apache=$!
	eventually curl -s --noproxy '*' -o /dev/null "$other/health"
}

stop_other_apache() {
	[ -n "$other_apache" ] || return 0
	kill "$other_apache" || true
	wait "$other_apache" || true
	other_apache=''
}

# Whether the doctor, of an Apache whose configuration sed script $1 spoils,
# says FAILED to just what matches the patterns after it, one each.
diagnoses() {
	local spoil=$1 pattern status=0
	shift
	start_other_apache "$spoil"
	ends 1 doctor "$other" || status=1
	stop_other_apache
	for pattern; do
		grep -Eq "^FAILED +$pattern" "$said" || status=1
	done
	[ "$(grep -c '^FAILED' "$said")" = "$#" ] && [ "$status" = 0 ]
}

headers='LoadModule headers_module /usr/lib/apache2/modules/mod_headers.so'

check_apache() {
	holds 'doctor finds all well behind Apache' finds_all_well
	holds 'without CGIPassAuth it says that Authorization is stripped' \
		diagnoses 's/CGIPassAuth On/CGIPassAuth Off/' \
		'the Authorization header arrives .*stripped.*Apache: CGIPassAuth On' \
		'the workers have the secret' 'the query string'
	holds 'a lost X-Request-ID is noticed' \
		diagnoses "\$a $headers\nRequestHeader unset X-Request-ID early" 'X-Request-ID'
	holds 'lost cookies are noticed' \
		diagnoses "\$a $headers\nRequestHeader unset Cookie early" 'cookies' 'the Origin'
	holds 'a lost Origin is noticed' \
		diagnoses "\$a $headers\nRequestHeader unset Origin early" 'the Origin'
	holds 'a lost Content-Type is noticed' \
		diagnoses "\$a $headers\nRequestHeader unset Content-Type early" \
		'cookies' 'the Origin' 'PUT' 'a body arrives' 'a chunked body'
	holds 'headers taken from answers are noticed' \
		diagnoses "\$a $headers\nHeader always unset Cache-Control\nHeader always unset X-Content-Type-Options" \
		'answers keep Cache-Control' 'answers keep X-Content-Type-Options'
	holds 'pages put in place of errors are noticed' \
		diagnoses '$a ProxyErrorOverride On 404 405' \
		'errors are the workers' '… and 405'
	holds 'a refused method is noticed' \
		diagnoses '$a <Location "/">\n<Limit DELETE>\nRequire all denied\n</Limit>\n</Location>' \
		'DELETE arrives' '… and 405'
	holds 'a query that is dropped is noticed' \
		diagnoses '$a LoadModule rewrite_module /usr/lib/apache2/modules/mod_rewrite.so\nRewriteEngine On\nRewriteRule "^/todos$" "/todos" [PT,QSD]' \
		'the query string'
	holds 'paths that do not arrive are noticed' \
		diagnoses 's/^\tProxyPass "\$\{todo_path\}" .*/\tProxyPass "\/" "!"/' 'workers answer'
	holds '… and the rest is left, but for the database' is "$(grep -Ec '^(ok|FAILED)' "$said")" 2
}

# In a clone with no settings at all those of make run are used.
check_clone() {
	todo_admin=$build/fcgi/todo-admin
	unset TODO_API_CONFIG DATABASE_URL
	export TODO_API_STATE=$work/state
	case $build in
	"$root"/*) ;;
	*) return 0 ;;
	esac
	holds 'in a clone the settings are those of make run' \
		judges ".items[0].email == \"$me\"" user list
	holds '… its secret too' finds_all_well
	holds '… and its schema' says 0 'up to date' migrate up
	holds 'key rotate explains what make run does' says 1 'make run' key rotate
	TODO_API_STATE=$work/nowhere \
		holds 'without make run that is said' says 1 '"make run" is not running' user list
}

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	stop_other_apache
	[ -z "$silent_server" ] || kill "$silent_server" 2>/dev/null || true
	tear_down
}

at_exit clean_up
check_documents
write_settings
start_service WORKERS=2 TODO_API_CONFIG="$work/settings"
export TODO_API_CONFIG=$work/settings DATABASE_URL
DATABASE_URL=$(url_of)
told "$password" 0 user create "$me"
check_doctor
check_database
stop_service
unset TODO_API_CONFIG DATABASE_URL
start_service WORKERS=2 FRONT=apache
check_clone
export JWT_SECRET_KEY DATABASE_URL
JWT_SECRET_KEY=$(cat "$work/state/secret")
DATABASE_URL=$(url_of)
check_apache
tell check-doctor
