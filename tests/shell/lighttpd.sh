#!/bin/bash -p
# Tests lighttpd by its example, changed where a host may change it, without any
# pool: 503 says that a request was let through; and Apache over TLS. To be sourced.
# shellcheck disable=SC2154 # of tests/shell/shell.sh and the caller

front=''

# Starts lighttpd by its example, changed by the sed script $1, without any pool.
start_lighttpd() {
	local user=www-data # whom root becomes
	[ "$(id -u)" = 0 ] || user=$(id -un)
	base=http://127.0.0.1:$(free_port)
	sed "s|^var.port .*|var.port = ${base##*:}|; s|^var.user .*|var.user = \"$user\"|
		s|^var.run .*|var.run = \"$work\"|; s|^var.share .*|var.share = \"$work\"|; $1" \
		"$root/lighttpd.conf.example" >"$work/lighttpd.conf"
	PATH=$PATH:/usr/sbin lighttpd -D -f "$work/lighttpd.conf" 2>"$work/err" &
	front=$!
	# With TLS the answer to plain HTTP is none, but the port is there.
	eventually is_open "${base##*:}"
}

stop_lighttpd() {
	kill -TERM "$front" 2>/dev/null || true
	wait "$front" || true
	front=''
}

# Whether lighttpd's status for curl's arguments $2… is $1; 503: it let them through.
says() {
	[ "$(status_of "${@:2}")" = "$1" ]
}

test_lighttpd() {
	start_lighttpd "s|^var.bind .*|var.bind = \"[::]\"|; \$a server.v4mapped = \"enable\""
	holds '/metrics is for 127.0.0.1, on a socket for IPv6 too' says 503 "$base/metrics"
	holds 'and for ::1' says 503 -g "http://[::1]:${base##*:}/metrics"
	holds 'and for nobody else' says 403 --interface 127.0.0.9 "$base/metrics"
	stop_lighttpd
	start_lighttpd ''
	holds '/metrics is for 127.0.0.1' says 503 "$base/metrics"
	holds 'and for no other address' says 403 --interface 127.0.0.9 "$base/metrics"
	holds 'HTTP/2 is not spoken' says 000 --http2-prior-knowledge "$base/health"
	holds 'nor offered' test "$(curl -s --http2 -o "$work/out" -w '%{http_version}' "$base/health")" = 1.1
	holds 'a host may have an underscore' says 503 -H 'Host: todo_api:8000' "$base/health"
	holds 'without origins no page may read' lacks_header 'Origin: https://app.example'
	stop_lighttpd
	start_lighttpd 's|^var.origins .*|var.origins = "https://a.example http://[::1]:3000 app://x_y"|'
	holds 'of several origins each may read' has_header 'Origin: https://a.example'
	holds 'by an address' has_header 'Origin: http://[::1]:3000'
	holds 'and of an app' has_header 'Origin: app://x_y'
	holds 'but no other' lacks_header 'Origin: https://b.example'
	stop_lighttpd
}

# Over TLS a client chooses the version from what the server offers.
test_lighttpd_tls() {
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/tls.key" -out "$work/tls.crt" \
		-days 2 -subj /CN=localhost 2>/dev/null
	cat "$work/tls.key" >>"$work/tls.crt"
	[ -e /usr/lib/lighttpd/mod_openssl.so ] ||
		{ skip 'HTTP/2 is not offered over TLS' lighttpd-mod-openssl && return; }
	start_lighttpd "\$a server.modules += (\"mod_openssl\")\nssl.engine = \"enable\"\nssl.pemfile = \"$work/tls.crt\"
		s|^var.origins .*|var.origins = \"https://a.example\"|"
	holds 'HTTP/2 is not offered over TLS' test \
		"$(curl -sk --http2 -o "$work/out" -w '%{http_version}' "https${base#http}/health")" = 1.1
	holds 'over TLS browsers are told to come by it only' tells_of_tls /todos/a%2Fb
	holds 'to a page of an allowed origin, too' tells_of_tls /todos/a%2Fb -H 'Origin: https://a.example'
	holds 'and on the page of the document' tells_of_tls /docs/none
	stop_lighttpd
}

# Whether the answer to path $1 over TLS, by curl's arguments $2…, names it for a year,
# and the policy of answers.
tells_of_tls() {
	curl -ski "${@:2}" "https${base#http}$1" >"$work/out"
	grep -qx $'Strict-Transport-Security: max-age=31536000\r' "$work/out" &&
		grep -q "^Content-Security-Policy: default-src 'none'" "$work/out"
}

# The same of Apache, by its example.
test_apache_tls() {
	local user=www-data
	[ "$(id -u)" = 0 ] || user=$(id -un)
	base=http://127.0.0.1:$(free_port)
	mkdir -p "$work/errors" "$work/docs"
	sed "s|^Define todo_listen .*|Define todo_listen ${base#http://}|; s|^Define todo_user .*|Define todo_user $user|
		s|^Define todo_run .*|Define todo_run \"$work\"|; s|^Define todo_share .*|Define todo_share \"$work\"|
		s|^Define todo_errorlog .*|Define todo_errorlog \"$work/err\"|" \
		"$root/apache.conf.example" >"$work/apache.conf"
	printf '%s\n' 'LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so' 'SSLEngine on' \
		"SSLCertificateFile \"$work/tls.crt\"" "SSLCertificateKeyFile \"$work/tls.crt\"" >>"$work/apache.conf"
	PATH=$PATH:/usr/sbin apache2 -D FOREGROUND -f "$work/apache.conf" 2>"$work/err" &
	front=$!
	eventually is_open "${base##*:}"
	holds 'over TLS Apache tells browsers, too' tells_of_tls /health
	holds 'on the page of the document, too' tells_of_tls /docs/none
	stop_lighttpd
}

# Whether a page of the origin in header $1 may read lighttpd's own error.
has_header() {
	curl -s -i -H "$1" "$base/todos/a%2Fb" >"$work/out"
	grep -qxF "Access-Control-Allow-Origin: ${1#* }"$'\r' "$work/out"
}

lacks_header() {
	curl -s -i -H "$1" "$base/todos/a%2Fb" >"$work/out"
	lacks -i access-control "$work/out"
}
