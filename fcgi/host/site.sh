#!/bin/bash -p
# The web servers' configurations, made from the examples. To be sourced, with die.
#
#   setting NAME [VALUE]   prints a setting from the environment, else from the file
#   new_secret BYTES       prints a random secret, in hexadecimal
#   list_origins SEP       prints the origins of ALLOWED_ORIGINS, with SEP between
#   render FILE [KEY VALUE]…   prints an example with its variable lines replaced
#   site_lighttpd, site_apache   print what is a site's alone of an example that was
#                          rendered, fit to stand beside a distribution's configuration
#   tls_lighttpd, tls_apache     print what serves HTTPS, and sends others there
#
# The site's are given by $prefix, $name (a host's, or none), $port, $https,
# $certificate and $key.
# shellcheck disable=SC2154 # of the caller

setting() {
	local value=${!1:-}
	if [ -z "$value" ] && [ -n "${TODO_API_CONFIG:-}" ]; then
		value=$(sed -nE "s/^[ \t]*$1[ \t]*=[ \t]*(.*)/\1/p" "$TODO_API_CONFIG" |
			sed -nE "s/[ \t\r]*$//; s/^([\"'])(.*)\1$/\2/; \$p")
	fi
	echo "${value:-${2:-}}"
}

new_secret() {
	od -An -v -N"$1" -tx1 /dev/urandom | tr -d ' \n'
}

# As browsers send them; the worker has found them good.
list_origins() {
	setting ALLOWED_ORIGINS | { grep -o '"[^"]*"' || true; } | tr -d '\\"' |
		sed -E 's|^[^:]*|\L&|; s|^https?://.*|\L&|; s|^(https://.*):443$|\1|; s|^(http://.*):80$|\1|' |
		paste -sd "$1"
}

# The same as a regular expression; one that nothing matches, if there are none.
match_origins() {
	local origins
	origins=$(list_origins '|' | sed 's/[].[]/\\&/g')
	echo "${origins:-(?!)}"
}

# A key is the beginning of a line, as a regular expression.
render() {
	local file=$1 script='' value
	shift
	while [ $# -ge 2 ]; do
		value=${2//\\/\\\\} value=${value//&/\\&} value=${value//|/\\|}
		script+="s|^($1) .*|\\1 $value|;"
		shift 2
	done
	sed -E "$script" "$file"
}

# Reads a configuration of lighttpd's. What it says of the whole server comes first
# and takes the place of what was said before; where the server listens, and as whom,
# is not ours to say. All else is for the paths below the prefix, of the host if one
# is named.
site_lighttpd() {
	# shellcheck disable=SC2016 # awk's
	awk -v prefix="$prefix" -v name="$name" '
	/^#/ || /^$/ { next }
	!depth { whole = 0; ours = 1 }
	!depth && /^(server\.|include_shell .*server\.modules)/ { whole = !/^server\.(tag|range-requests|err)/ }
	!depth && /^(server\.(bind|port|username|groupname|document-root|upload-dirs)|var\.(bind|port|user|uploads)) / { ours = 0 }
	!depth && whole && /^server/ { sub(/[+]?=/, $1 == "server.modules" ? "+=" : ":=") }
	ours && whole { print }
	ours && !whole { site = site "\t" $0 "\n" }
	{
		gsub(/"([^"\\]|\\.)*"/, "")
		sub(/#.*/, "")
		depth += gsub(/[({]/, "") - gsub(/[)}]/, "")
	}
	END {
		gsub(/[].[]/, "\\\\&", name)
		if (name)
			printf "$HTTP[\"host\"] =~ \"^%s(:[0-9]+)?$\" {\n", name
		printf "$HTTP[\"url\"] =~ \"^%s(/|$)\" {\n", prefix
		printf "\turl.access-deny = ()\n%s}\n", site
		if (name)
			print "}"
	}'
}

# lighttpd asks for the certificate once, and by it serves all hosts of the port.
tls_lighttpd() {
	local address at=(0.0.0.0)
	[ ! -e /proc/net/if_inet6 ] || at+=('[::]')
	echo 'server.modules += ( "mod_openssl" )'
	for address in "${at[@]}"; do
		cat <<-CONF
			\$SERVER["socket"] == "$address:$https" {
				ssl.engine  = "enable"
				ssl.pemfile = "$certificate"
				ssl.privkey = "$key"
			}
		CONF
	done
	cat <<-CONF
		\$HTTP["scheme"] == "http" {
			\$HTTP["host"] =~ "^${name//./\\.}(:[0-9]+)?$" {
				\$HTTP["url"] =~ "^$prefix(/|$)" {
					url.redirect-code = 308
					url.redirect = ( "" => "$(own_url)\${url.path}\${qsa}" )
				}
			}
		}
	CONF
}

# The site's address over HTTPS, or without a certificate over HTTP.
own_url() {
	if [ -n "$certificate" ]; then
		echo "https://$name$([ "$https" = 443 ] || echo ":$https")"
	else
		echo "http://${name:-127.0.0.1}$([ "$port" = 80 ] || echo ":$port")"
	fi
}

# Reads a configuration of Apache's. What is for the whole server (the size of its
# pool of threads) comes first; modules are left to a2enmod, and where it listens,
# and as whom, to Apache. A site with a name is a virtual host. Below a prefix, of
# a host that has other pages, errors and headers are for that path only.
site_apache() {
	# shellcheck disable=SC2016 # awk's
	awk -v prefix="$prefix" -v name="$name" -v open="$(open_host)" '
	function section(text) {
		return prefix ? "<Location \"${todo_path}\">\n" text "</Location>\n" : text
	}
	/^#/ || /^$/ || /^[ \t]*#/ { next }
	/^<IfDefine (FCGID|CGI)>/ { skipped = 1 }
	skipped { if (/^<\/IfDefine>/) skipped = 0; next }
	/LoadModule|^<\/?IfDefine/ { next }
	/^Define / { print; next }
	/^(ServerRoot|ServerName|Listen|User|Group|DefaultRuntimeDir|PidFile|ErrorLog|DocumentRoot) / { next }
	/^(ServerTokens|TraceEnable|GracefulShutdownTimeout) / { print; next }
	/^(ServerLimit|.*Thread.*|MaxRequestWorkers|StartServers|AsyncRequest.*|ListenBacklog) / {
		if ($1 !~ /^(Header|Set)/) { threads = threads "\t" $0 "\n"; next }
	}
	/^(ErrorDocument|Header) / || more { own = own $0 "\n"; more = /\\$/; next }
	{ site = site $0 "\n" }
	END {
		printf "<IfModule mpm_event_module>\n%s</IfModule>\n", threads
		printf "%s%s%s", open (open ? "\n" : ""), site section(own), name ? "</VirtualHost>\n" : ""
	}'
}

# The modules that the example $1 needs, by the names of a2enmod.
modules_apache() {
	sed '/^<IfDefine \(FCGID\|CGI\)>/,/^<\/IfDefine>/d' "$1" |
		sed -n 's/^[ \t]*LoadModule \(.*\)_module .*/\1/p' | grep -v '^mpm_'
	[ -z "$certificate" ] || echo ssl
}

open_host() {
	[ -n "$name" ] || return 0
	if [ -n "$certificate" ]; then
		printf '<VirtualHost *:%s>\nServerName %s\nRedirect 308 "/" "%s/"\n</VirtualHost>\n' \
			"$port" "$name" "$(own_url)"
		printf '<VirtualHost *:%s>\nServerName %s\nSSLEngine on\nSSLCertificateFile "%s"\nSSLCertificateKeyFile "%s"' \
			"$https" "$name" "$certificate" "$key"
	else
		printf '<VirtualHost *:%s>\nServerName %s' "$port" "$name"
	fi
}
