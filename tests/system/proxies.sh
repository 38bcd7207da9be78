#!/bin/bash -p
# Proves that nginx, HAProxy and Caddy by our examples hand on what clients ask for, and
# who they are, and say no less than the service would; at the root and below a path.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/proxies.sh
. "$root/tests/shell/proxies.sh"
account=$(account_of p@example.org)
silent='' below='' net=20

# The sed script by which example $1 is for the API below /api, and for pages of an allowed origin.
prefix_of() {
	case $1 in
	nginx) printf '%s\n' 's|location / |location /api/ |' ;;
	haproxy) printf '%s\n' '/default_backend todo_api_first/d; s/#(use_backend)/\1/' ;;
	caddy) printf '%s\n' 's|reverse_proxy |reverse_proxy /api/* |' ;;
	esac
}

origins_of() {
	case $1 in
	nginx) printf '%s\n' 's/#("https)/\1/' ;;
	haproxy) printf '%s\n' 's/#(http-request set-var|http-after)/\1/' ;;
	caddy) printf '%s\n' 's/#(@page|header @page)/\1/' ;;
	esac
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
	curl -s --noproxy '*' -D "$work/head" -o "$work/said" -X POST -d x -H "Host: $site" "http://127.0.0.1:$plain/todos?a=b"
	holds "$1: HTTP leads to HTTPS, and the method stays" grep -q '^HTTP/1.1 308' "$work/head"
	holds "$1: … at the same path" has_header location "https://$site(:$tls)?/todos\?a=b"
	gives 200 /health || true
	holds "$1: browsers shall come by TLS only" has_header strict-transport-security 'max-age=31536000'
}

test_client() {
	local from=(--interface 127.0.0.8) forged
	gives 200 "${from[@]}" -H 'X-Request-ID: who.'"$1" /health || true
	holds "$1: the request's id goes through, and back" has_header x-request-id "who.$1"
	holds "$1: the client is logged, not the proxy" logged "who.$1" remote_addr '"127.0.0.8"'
	for forged in X-Forwarded-For:192.0.2.1 X_Forwarded_For:192.0.2.1 X-Forwarded_For:192.0.2.1 \
		Forwarded:for=192.0.2.1 X-Forwarded-For:127.0.0.1; do
		gives 200 "${from[@]}" -H "$forged" -H "X-Request-ID: ${forged%:*}.$1.$passed" /health || true
		holds "$1: a client's own $forged is not believed" logged "${forged%:*}.$1.$passed" remote_addr '"127.0.0.8"'
	done
	for path in /metrics /%6detrics; do
		holds "$1: $path is not for the world" gives 403 "${from[@]}" "$path"
	done
	gives 403 --interface 127.0.0.1 /metrics || true
	holds "$1: /metrics is not for what comes from this host through it" is_page 403
	limits "$1"
}

# Wrong passwords of one address are not another's: where all were the proxy's, they were.
limits() {
	local i wrong=(-H "$json" -d '{"email":"nobody@example.org","password":"Wrong-horse-1"}' /auth/login)
	net=$((net + 1))
	# A minute may end meanwhile, and with it the count.
	for ((i = 0; i < 9; i++)); do
		gives 401 --interface "127.0.$net.1" "${wrong[@]}" >/dev/null || break
	done
	holds "$1: an address that guesses has to wait" gives 429 --interface "127.0.$net.1" "${wrong[@]}"
	holds "$1: … and no other" gives 401 --interface "127.0.$net.2" "${wrong[@]}"
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
	# Who answers before all was sent may close before the answer was read (RFC 9112, 9.6).
	holds "$1: one that is far too large, too" eventually gives_both 413 "${who[@]}" -H "$json" --data-binary @"$work/huge" /todos
	holds "$1: … in our form" grep -q '"error_code":"REQUEST_004"' "$work/said"
	holds "$1: … without a length, too" eventually gives_both 413 "${who[@]}" -H "$json" -H 'Transfer-Encoding: chunked' --data-binary @"$work/huge" /todos
	holds "$1: a GET with a body is answered" gives_both 200 "${who[@]}" -X GET -d x /todos
	# What HAProxy cannot read it answers by a page of its own.
	if [ "$1" != haproxy ]; then
		holds "$1: headers that are too long are an error in our form" gives '4(00|31)' --http1.1 \
			-H "X-Long: $(head -c 40000 /dev/zero | tr '\0' x)" /health
		holds "$1: … which says so" cmp "$work/said" "$work/errors/err-400.html"
	fi
	holds "$1: a path with %2F is refused, not changed" gives 400 "${who[@]}" /todos/a%2Fb
}

test_slow() {
	local who=(-H "Authorization: Bearer $token")
	hold_todos 60
	holds "$1: a database that is slow is waited for" gives 500 "${who[@]}" -H "X-Request-ID: slow.$1" /todos
	holds "$1: … and what the service says of it goes through" grep -q "\"request_id\":\"slow.$1\"" "$work/said"
	holds "$1: … which was asked once" logged "slow.$1" status 500
	holds "$1: once it answers the answer goes through" in_three goes_through "${who[@]}"
}

somebody_waits() {
	[ "$(sql_on pg "SELECT count(*) FROM pg_locks WHERE NOT granted AND relation = 'todos'::regclass")" != 0 ]
}

# Whether a todo that waits for its table is made. It does so for 5 s at most, of which a
# machine that stands still may take some.
goes_through() {
	local status=0
	[ -n "${holder:-}" ] || hold_todos 60
	{ eventually somebody_waits && free_todos; } &
	gives 201 "$@" -H "$json" -d '{"title":"slow"}' /todos || status=1
	wait "$!" || true
	holder=''
	return "$status"
}

test_cookie() {
	gives 200 -c "$work/cookies" -H "$json" -H 'Accept-Encoding: gzip' -d "$account" "$2/auth/login" || true
	holds "$1: the refresh cookie is Secure, for the API's path" has_header set-cookie \
		"refresh_token=[^;]+; Max-Age=[0-9]+; Path=$2/auth; HttpOnly; Secure; SameSite=Strict"
	holds "$1: what holds a token is not compressed" lacks_header content-encoding
	holds "$1: a page of the site itself may refresh" gives 200 -b "$work/cookies" \
		-H "$json" -H "Origin: https://$site:$tls" -d '{}' "$2/auth/refresh"
	gives 200 --http1.1 -H 'Accept-Encoding: gzip' "$2/openapi.json" || true
	holds "$1: what is everybody's is compressed" has_header content-encoding gzip
}

# Errors of the proxy's own: nobody is there, and somebody who says nothing.
test_errors() {
	local none port down=502
	[ "$1" != haproxy ] || down=503
	none=$(free_port)
	start_proxy "$1" "s|127\.0\.0\.1:${host_port[1]}|127.0.0.1:$none|; $(origins_of "$1")"
	holds "$1: without a web server it says $down in our form" gives "$down" -H 'Origin: https://app.example' /health
	holds "$1: … with all headers" is_page "$down"
	holds "$1: … to a page of an allowed origin" has_header access-control-allow-origin https://app.example
	gives "$down" -H 'Origin: https://b.example' /health || true
	holds "$1: … and of no other" lacks_header access-control-allow-origin
	stop_proxy
	port=$(free_port)
	# shellcheck disable=SC2016 # Perl's variables
	perl -MIO::Socket::INET -e 'my $s = IO::Socket::INET->new(LocalAddr => "127.0.0.1",
		LocalPort => $ARGV[0], Listen => 64, ReuseAddr => 1) or die; sleep 300' "$port" &
	silent=$!
	eventually is_open "$port"
	start_proxy "$1" "s|127\.0\.0\.1:${host_port[1]}|127.0.0.1:$port|; s/40s/1s/"
	holds "$1: a web server that says nothing is 504 in our form" gives 504 -d x /health
	holds "$1: … with all headers" is_page 504
	stop_proxy
	kill "$silent"
	silent=''
}

# lighttpd with the API below /api, which has the same pools.
start_prefixed() {
	prefixed=$(free_port)
	sed "s|^var.port .*|var.port = $prefixed|; s|^var.run .*|var.run = \"$work/host1/run\"|
		s|^var.share .*|var.share = \"$work/host1/app/share/todo-api\"|; s|^var.uploads .*|var.uploads = \"$work/temp\"|
		s|^var.prefix .*|var.prefix = \"/api\"|; s|^var.mount .*|var.mount = \"/api\"|" \
		"$root/lighttpd.conf.example" >"$work/prefixed.conf"
	(cd / && exec "${AS[@]}" setpriv --pdeathsig TERM lighttpd -D -f "$work/prefixed.conf") 2>"$work/prefixed.log" &
	below=$!
	eventually is_open "$prefixed"
}

test_prefix() {
	start_proxy "$1" "s|127\.0\.0\.1:${host_port[1]}|127.0.0.1:$prefixed|; $(prefix_of "$1")"
	holds "$1: below a path todos are made" gives 201 -H "Authorization: Bearer $token" \
		-H "$json" -d '{"title":"prefix"}' /api/todos
	holds "$1: … Location has it" has_header location '/api/todos/[0-9a-f-]{36}'
	test_cookie "$1, below a path" /api
	gives 200 /api/openapi.json || true
	holds "$1: … the document, too" test "$(jq -r '.servers[].url' "$work/said")" = /api
	gives 200 /api/ || true
	holds "$1: … and Link" has_header link '</api/openapi.json>; .*</api/docs>.*'
	gives 301 /api/docs || true
	holds "$1: … and the way to the page" has_header location '(/api/)?docs/'
	holds "$1: … where /metrics is for nobody either" gives 403 --interface 127.0.0.8 /api/metrics
	stop_proxy
}

for_one() {
	start_proxy "$1"
	test_tls "$1"
	test_client "$1"
	test_bodies "$1"
	test_cookie "$1" ''
	test_slow "$1"
	stop_proxy
	test_errors "$1"
	test_prefix "$1"
}

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	local pid
	for pid in $silent $below; do
		kill "$pid" || true
	done
	close_hosts
}

at_exit clean_up
open_site
start_prefixed
for name in "${proxies[@]}"; do
	for_one "$name"
done
tell check-proxies
