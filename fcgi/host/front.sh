#!/bin/bash -p
# Puts the site beside what the web server serves already, and starts it and the
# pools. To be sourced by setup.sh, whose variables and say, die and put_file it uses,
# and by teardown.sh, which takes it away.
# shellcheck disable=SC2154 # of the caller

mark_site='# The site of todo-api, made by "todo-admin setup"'

has_systemd() {
	[ -d /run/systemd/system ] && [ -z "$top" ]
}

# The file that is ours, of the web server's configuration.
front_file() {
	if [ "$front" = none ]; then
		return
	elif [ -n "$dir" ]; then
		echo "$dir/$front.conf"
	elif [ "$front" = lighttpd ]; then
		echo "$top/etc/lighttpd/conf-available/70-todo-api.conf"
	elif [ -n "$name" ]; then
		echo "$top/etc/apache2/sites-available/todo-api.conf"
	else
		echo "$top/etc/apache2/conf-available/todo-api.conf"
	fi
}

render_lighttpd() {
	render "$share/lighttpd.conf.example" 'var\.run *=' "\"$run\"" 'var\.share *=' "\"$share\"" \
		'var\.origins *=' "\"$(list_origins ' ')\"" 'var\.prefix *=' "\"$prefix\"" \
		'var\.mount *=' "\"${prefix:-/}\"" "$@"
}

render_apache() {
	render "$share/apache.conf.example" 'Define todo_run' "\"$run\"" 'Define todo_share' "\"$share\"" \
		'Define todo_lib' "\"$base/lib/todo-api\"" 'Define todo_config' "\"$config\"" \
		'Define todo_origins' "\"$(match_origins)\"" 'Define todo_path' "$prefix/" "$@"
}

# A user's own web server, which serves nothing else.
make_own_front() {
	local address=127.0.0.1
	[ -z "$name" ] || address=0.0.0.0
	case $front in
	lighttpd)
		{
			render_lighttpd 'var\.bind *=' "\"$address\"" 'var\.port *=' "$port" \
				'var\.uploads *=' "\"$run/uploads\""
			[ -z "$certificate" ] || tls_lighttpd
		} | put_file "$dir/lighttpd.conf" 0600
		lighttpd -tt -f "$dir/lighttpd.conf" || die "lighttpd refuses $dir/lighttpd.conf"
		;;
	apache)
		[ -z "$certificate" ] || die 'without root HTTPS takes --front lighttpd'
		render_apache 'Define todo_listen' "$address:$port" 'Define todo_errorlog' "\"$run/apache.log\"" |
			put_file "$dir/apache.conf" 0600
		apache2 -t -f "$dir/apache.conf" 2>/dev/null || die "Apache refuses $dir/apache.conf"
		;;
	esac
}

# What the server refuses is not left in its way.
make_lighttpd() {
	local link=$top/etc/lighttpd/conf-enabled/70-todo-api.conf
	{
		echo "$mark_site, from lighttpd.conf.example."
		render_lighttpd | site_lighttpd
		[ -z "$certificate" ] || tls_lighttpd
	} | put_file "$(front_file)" 0644
	[ -e "$link" ] || changed+=" $link"
	ln -sfn ../conf-available/70-todo-api.conf "$link"
	lighttpd -tt -f "$top/etc/lighttpd/lighttpd.conf" ||
		{ rm -f "$link"; die "lighttpd refuses $(front_file), which is not enabled now"; }
}

make_apache() {
	local kind=conf link modules
	[ -z "$name" ] || kind=site
	link=$top/etc/apache2/${kind/site/sites}-enabled/todo-api.conf
	[ -z "$top" ] || export APACHE_CONFDIR=$top/etc/apache2 APACHE_STATE_DIRECTORY=$top/var/lib/apache2
	mapfile -t modules < <(modules_apache "$share/apache.conf.example")
	a2enmod -q "${modules[@]}" >/dev/null || die 'Apache lacks a module'
	{
		echo "$mark_site, from apache.conf.example."
		render_apache | site_apache
	} | put_file "$(front_file)" 0644
	[ -e "$link" ] || changed+=" $link"
	"a2en$kind" -q todo-api
	apache2ctl configtest 2>"$run/said" ||
		{ cat "$run/said" >&2; "a2dis$kind" -q todo-api; die "Apache refuses $(front_file), which is not enabled now"; }
}

# Whether the file $1 was made by a setup for these programs.
is_made() {
	head -n 1 "$1" 2>/dev/null | grep -qF "$mark_site" && grep -qF "\"$share\"" "$1"
}

# Takes away what was so made for another web server, or another kind of site.
drop_others() {
	local file
	dropped=()
	for file in "$top"/etc/{lighttpd/conf,apache2/sites,apache2/conf}-available/*todo-api.conf; do
		[ "$file" != "$(front_file)" ] || continue
		is_made "$file" || continue
		say "taking $file away, which an earlier setup made"
		rm -f "$file" "${file/-available/-enabled}"
		file=${file#"$top/etc/"}
		dropped+=("${file%%/*}")
	done
}

# Lets the servers that have lost a site know.
reload_dropped() {
	local service
	for service in "${dropped[@]}"; do
		! has_systemd || systemctl try-reload-or-restart "$service" || say "$service was not reloaded"
	done
}

make_front() {
	[ -n "$dir" ] || drop_others
	if [ "$front" = none ]; then
		say "the pools are at $run/api.sock and $run/auth.sock, for a web server of your own"
	elif [ -n "$dir" ]; then
		make_own_front
	else
		"make_$front"
	fi
}

# Prints what the unit needs for the database $1: nothing on this host, leave to reach
# it by its addresses, or whatever the resolver says of a name.
net_lines() {
	local hosts host open=''
	hosts=$(read_url "$1" && echo "${url[hostaddr]:-${url[host]:-}}")
	for host in ${hosts//,/ }; do
		case $host in
		/* | localhost | 127.* | ::1) ;;
		*[!0-9a-f:.]*) open+=$'IPAddressDeny=\n' ;;
		*) open+="IPAddressAllow=$host"$'\n' ;;
		esac
	done
	[ -z "$open" ] || printf '[Service]\n%s' "$open"
}

# The service's name.
front_service() {
	echo "${front/apache/apache2}"
}

# Prints the unit's command for pool $1, as a shell reads it.
pool_command() {
	local workers=8
	[ "$1" = api ] || workers=2
	sed -n 's/^ExecStart=//p' "$unit" |
		sed "s|/run/todo-api|$run|; s|%i|$1|; s|\${WORKERS}|$workers|; s|^|setpriv --reuid=$user --regid=$user --init-groups env TODO_API_CONFIG=$config |; s|$| \&|"
}

# The programs may be others than the last time; the web server reads its configuration,
# and who it is, when it starts.
start_services() {
	systemctl daemon-reload
	say 'starting the pools of workers, or reloading those that run'
	systemctl reload-or-restart todo-api@api todo-api@auth || die 'the pools do not start'
	reload_dropped
	if [ "$front" = none ]; then
		return
	elif [ -n "$changed" ]; then
		say "starting $front anew"
		systemctl restart "$(front_service)" || die "$front does not start"
	else
		say "$front has all of it already"
		systemctl start "$(front_service)" || die "$front does not start"
	fi
}

start_own() {
	if [ -n "$changed" ]; then
		say 'starting the pools of workers and what belongs to them'
		"$share/serve.sh" restart "$dir" || die 'it does not start'
	else
		say 'reloading the pools of workers'
		"$share/serve.sh" reload "$dir"
		"$share/serve.sh" start "$dir" || die 'it does not start'
	fi
}

# By systemd, cron, or as it is said.
start_all() {
	if [ -n "$dir" ]; then
		keep_by_cron
		start_own
		return
	fi
	! command -v systemctl >/dev/null || [ -n "$top" ] || enable_services
	if has_systemd; then
		start_services
		return
	fi
	say 'systemd does not run here, so nothing was started. These start the pools and the web server:'
	pool_command api
	pool_command auth
	[ "$front" = none ] || echo "service $(front_service) restart"
	return 1
}

# Works where systemd does not run, too: then for when it does.
enable_services() {
	systemctl --quiet enable todo-api@api todo-api@auth 2>/dev/null ||
		say 'systemctl did not enable todo-api@api and todo-api@auth'
	[ "$front" = none ] || systemctl --quiet enable "$(front_service)" 2>/dev/null || true
	[ -z "${given[own]}" ] || systemctl --quiet enable postgresql 2>/dev/null || true
}

# Prints the lines of our folder for crontab(5), where % is a newline.
cron_lines() {
	local command
	command="$(printf %q "$share/serve.sh") watch $(printf %q "$dir")"
	printf '%s %s\n' @reboot "${command//%/\\%}" '* * * * *' "${command//%/\\%}"
}

# Prints the crontab's other lines.
other_lines() {
	crontab -l 2>/dev/null | grep -vxF "$(cron_lines)" || true
}

put_crontab() {
	printf '%s' "${1:+$1$'\n'}" | crontab -
}

keep_by_cron() {
	local lines others
	lines=$(cron_lines)
	if ! command -v crontab >/dev/null; then
		say "there is no cron here; what keeps it running is this, each minute: ${lines##*\* }"
	elif [ "$(crontab -l 2>/dev/null | grep -cxF "$lines")" = 2 ]; then
		say 'crontab has the lines already that start it with the machine, and anew when it ended'
	else
		others=$(other_lines)
		put_crontab "${others:+$others$'\n'}$lines" || die 'crontab does not take the lines that keep it running'
		say 'crontab has lines now that start it with the machine, and anew when it ended'
	fi
}

drop_cron() {
	local others
	command -v crontab >/dev/null || return 0
	# Counted, not asked with -q: that ends crontab while it still writes, which is a failure here.
	[ "$(crontab -l 2>/dev/null | grep -cxF "$(cron_lines)")" != 0 ] || return 0
	others=$(other_lines)
	put_crontab "$others"
	say 'crontab has its lines no more'
}
