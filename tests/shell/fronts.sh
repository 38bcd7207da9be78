#!/bin/bash -p
# Runs an Apache that starts the program itself, from the examples as shipped.
#
#   fronts.sh fcgid|fcgid-server|cgid DIR PORT
#
#   fcgid         shared hosting: htaccess.example in the folder DIR/site/api,
#                 below a server configuration that knows nothing of us
#   fcgid-server  apache.conf.example -D FCGID
#   cgid          apache.conf.example -D CGI
#
# DIR holds app/ (what make install put there), settings and errors.log. Apache
# runs in the foreground, as root with children of www-data's.
set -euo pipefail
export PATH="$PATH:/usr/sbin:/sbin"

dir=$2 port=$3
# Of those that the tests allow, by the settings.
origins='https://app\.example|capacitor://localhost'

# What a host of many customers has in its own configuration.
host_configuration() {
	cat <<CONF
ServerRoot "$dir"
ServerName localhost
Listen 127.0.0.1:$port
User www-data
Group www-data
DefaultRuntimeDir "$dir/run"
PidFile "$dir/run/apache.pid"
ErrorLog "$dir/errors.log"
$(printf 'LoadModule %s_module /usr/lib/apache2/modules/mod_%s.so\n' \
	mpm_event mpm_event authz_core authz_core mime mime rewrite rewrite \
	headers headers fcgid fcgid)
TypesConfig /dev/null
FcgidIPCDir "$dir/run"
FcgidProcessTableFile "$dir/run/fcgid_shm"
DocumentRoot "$dir/site"
<Directory "$dir/site">
	Require all granted
	AllowOverride FileInfo AuthConfig Options
</Directory>
CONF
}

# The customer's folder, as the example says.
make_site() {
	mkdir -p "$dir/site/api"
	sed "s#(?!)#${origins//\\/\\\\}#" "$dir/app/share/todo-api/htaccess.example" >"$dir/site/api/.htaccess"
	cp -r "$dir"/app/share/todo-api/{docs,app} "$dir/site/api"
	cat >"$dir/site/api/todo.fcgi" <<SCRIPT
#!/bin/sh
TODO_API_CONFIG='$dir/settings' exec '$dir/app/lib/todo-api/todo.fcgi'
SCRIPT
	chmod 0755 "$dir/site/api/todo.fcgi"
}

# The shipped example, with its variables set and nothing else.
server_configuration() {
	local script=''
	while [ $# -ge 2 ]; do
		script+="s#^(Define todo_$1) .*#\\1 \"${2//\\/\\\\}\"#;"
		shift 2
	done
	sed -E "$script" "$dir/app/share/todo-api/apache.conf.example"
}

make_run_dir() {
	mkdir -p "$dir/run"
	[ "$(id -u)" != 0 ] || chown www-data:www-data "$dir/run" "$dir/settings"
}

make_run_dir
case $1 in
fcgid)
	define=SHARED
	make_site
	host_configuration >"$dir/apache.conf"
	;;
fcgid-server | cgid)
	define=CGI
	[ "$1" = cgid ] || define=FCGID
	server_configuration listen "127.0.0.1:$port" run "$dir/run" \
		share "$dir/app/share/todo-api" lib "$dir/app/lib/todo-api" \
		config "$dir/settings" errorlog "$dir/errors.log" origins "$origins" >"$dir/apache.conf"
	;;
*)
	sed -n '4,9s/^# *//p' "$0" >&2
	exit 2
	;;
esac
exec apache2 -D FOREGROUND -D "$define" -f "$dir/apache.conf"
