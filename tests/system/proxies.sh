#!/bin/bash -p
# Proves that nginx, HAProxy and Caddy by our examples hand on what clients ask for, and
# who they are, say no less than the service would, and send nothing twice; in front of
# one host, of two, and of a path.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/proxies.sh
. "$root/tests/shell/proxies.sh"
json='Content-Type: application/json'
account='{"email":"p@example.org","password":"Correct-horse-1"}'
several='' extra=() loads=()

# Of each example, what its comments say of several hosts.
several_of() {
	case $1 in
	nginx) echo 's/#(server 127)/\1/; s/fail_timeout=10s/fail_timeout=10s/' ;;
	haproxy) echo "/server host1 127.*change/d
		s/^\t#(option httpchk|http-check|default-server|server)/\t\1/" ;;
	caddy) echo "s/(reverse_proxy 127.0.0.1:${host_port[1]}) /\1 127.0.0.1:${host_port[2]} /
		s/#(health_)/\1/" ;;
	esac
}

# Whether the answer in $work/head has header $1, which matches $2 as a whole.
has_header() {
	tr -d '\r' <"$work/head" | grep -qiE "^$1: ($2)$"
}

# Sends a request that is answered with status $1; curl's arguments $2….
gives() {
	local status
	status=$(via -D "$work/head" -o "$work/said" -w '%{http_code}' "${@:2}" || true)
	[ "$status" = "$1" ] || { echo "      status $status" && return 1; }
}

# The same over both versions of HTTP.
gives_both() {
	gives "$1" --http1.1 "${@:2}" && gives "$1" --http2 "${@:2}"
}

# Whether the log has request $1 once, with the member $2 the JSON text $3.
logged() {
	cat "$work"/log.[12] | grep -F "\"request_id\":\"$1\"" | grep '"message":"request"' >"$work/said" || true
	[ "$(wc -l <"$work/said")" = 1 ] && [ "$(jq -c ".$2" "$work/said")" = "$3" ]
}

# Whether what was said last is the error of status $1 that web servers have.
is_page() {
	has_header content-type 'application/json' && has_header cache-control 'no-store' &&
		has_header strict-transport-security 'max-age=31536000' &&
		has_header content-security-policy "default-src 'none'; frame-ancestors 'none'" &&
		has_header vary Origin && cmp "$work/said" "$work/errors/err-$1.html"
}

test_tls() {
	holds "$1: the certificate is good, and HTTP/2 spoken" test "$(via -o "$work/said" \
		-w '%{http_version} %{http_code}' /health)" = '2 200'
	holds "$1: TLS 1.1 is not" gives 000 --tls-max 1.1 --ciphers DEFAULT:@SECLEVEL=0 /health
	curl -s --noproxy '*' -D "$work/head" -o "$work/said" -X POST -d x -H "Host: $site" "http://127.0.0.1:$plain/todos?a=b"
	holds "$1: HTTP leads to HTTPS, and the method stays" grep -q '^HTTP/1.1 308' "$work/head"
	holds "$1: … at the same path" has_header location "https://$site(:$tls)?/todos\?a=b"
	gives 200 /health
	holds "$1: browsers shall come by TLS only" has_header strict-transport-security 'max-age=31536000'
}

test_client() {
	local from=(--interface 127.0.0.8) forged
	gives 200 "${from[@]}" -H 'X-Request-ID: who.'"$1" /health
	holds "$1: the request's id goes through, and back" has_header x-request-id "who.$1"
	holds "$1: the client is logged, not the proxy" logged "who.$1" remote_addr '"127.0.0.8"'
	for forged in X-Forwarded-For:192.0.2.1 X_Forwarded_For:192.0.2.1 X-Forwarded_For:192.0.2.1 \
		Forwarded:for=192.0.2.1 X-Forwarded-For:127.0.0.1; do
		gives 200 "${from[@]}" -H "$forged" -H "X-Request-ID: ${forged%:*}.$1.$passed" /health
		holds "$1: a client's own $forged is not believed" logged "${forged%:*}.$1.$passed" remote_addr '"127.0.0.8"'
	done
	for path in /metrics /%6detrics; do
		holds "$1: $path is not for the world" gives 403 "${from[@]}" "$path"
	done
	gives 403 --interface 127.0.0.1 /metrics
	holds "$1: /metrics is not for what comes from this host through it" is_page 403
	limits "$1"
}

# Wrong passwords of one address are not another's: where all were the proxy's, they were.
limits() {
	local i net=$((${#1} + 20)) wrong='{"email":"nobody@example.org","password":"Wrong-horse-1"}'
	for i in 1 2 3 4 5; do
		gives 401 --interface "127.0.$net.1" -H "$json" -d "$wrong" /auth/login >/dev/null || break
	done
	holds "$1: an address that guesses has to wait" test "$i" = 5
	holds "$1: … and no other" gives 401 --interface "127.0.$net.2" -H "$json" -d "$wrong" /auth/login
}

test_bodies() {
	local version who=(-H "Authorization: Bearer $token")
	head -c 70000 /dev/zero | tr '\0' ' ' >"$work/large"
	head -c 2000000 /dev/zero | tr '\0' ' ' >"$work/huge"
	printf '%s' '{"title":"chunked"}' >"$work/body"
	holds "$1: a body without a length arrives" gives_both 201 "${who[@]}" -H "$json" \
		-X POST -H 'Content-Length:' -H 'Transfer-Encoding: chunked' --data-binary @"$work/body" /todos
	for version in http1.1 http2; do
		holds "$1: so does a POST without a body, by $version" gives 200 "--$version" \
			-H "Authorization: Bearer $(new_token "$1-$version@example.org")" -X POST /auth/logout
	done
	holds "$1: a body that is too large is REQUEST_004" gives_both 413 "${who[@]}" -H "$json" --data-binary @"$work/large" /todos
	holds "$1: … of the service" grep -q '"error_code":"REQUEST_004".*"request_id":"' "$work/said"
	holds "$1: one that is far too large, too" gives_both 413 "${who[@]}" -H "$json" --data-binary @"$work/huge" /todos
	holds "$1: … in our form" grep -q '"error_code":"REQUEST_004"' "$work/said"
	holds "$1: … without a length, too" gives_both 413 "${who[@]}" -H "$json" -H 'Transfer-Encoding: chunked' --data-binary @"$work/huge" /todos
	holds "$1: a GET with a body is answered" gives_both 200 "${who[@]}" -X GET -d x /todos
	holds "$1: a path with %2F is refused, not changed" gives 400 "${who[@]}" /todos/a%2Fb
}

test_cookie() {
	gives 200 -H "$json" -H 'Accept-Encoding: gzip' -d "$account" /auth/login
	holds "$1: the refresh cookie is Secure" has_header set-cookie \
		'refresh_token=[^;]+; Max-Age=[0-9]+; Path=/auth; HttpOnly; Secure; SameSite=Strict'
	holds "$1: what holds a token is not compressed" lacks_header content-encoding
	gives 200 --http1.1 -H 'Accept-Encoding: gzip' /openapi.json
	holds "$1: what is everybody's is" has_header content-encoding gzip
}

lacks_header() {
	! has_header "$1" '.*'
}

for_one() {
	start_proxy "$1"
	test_tls "$1"
	test_client "$1"
	test_bodies "$1"
	test_cookie "$1"
	stop_proxy
}

set_up() {
	open_hosts
	mkdir -p "$work/errors"
	"${TODO_API_BUILD:-$root/build}/fcgi/pages" "$work/errors"
	start_host 1
	base=http://127.0.0.1:${host_port[1]}
	token=$(new_token p@example.org)
}

at_exit close_hosts
evidence=("$work/head" "$work/said" "$work/proxy.log")
set_up
for proxy_name in ${PROXIES:-nginx haproxy caddy}; do
	for_one "$proxy_name"
done
tell check-proxies
