#!/bin/bash -p
# Proves that the program keeps to what a URI says of TLS, with a server that has
# it and then has it no more, by URIs in the forms of managed databases.
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/databases.sh
. "$root/tests/shell/databases.sh"
data=$work/tls/data

# Gives the server a certificate, a TCP port on loopback and a user with a
# password, and starts it again.
listen_with_tls() {
	port=$(free_port)
	openssl req -new -x509 -days 2 -nodes -subj /CN=localhost -addext subjectAltName=DNS:localhost \
		-keyout "$work/server.key" -out "$work/server.crt" 2>"$work/said"
	chmod 0600 "$work/server.key"
	[ "${#AS[@]}" = 0 ] || chown www-data:www-data "$work/server.key"
	printf '%s\n' 'local all all trust' 'host all all 127.0.0.1/32 scram-sha-256' |
		"${AS[@]}" tee "$data/pg_hba.conf" >/dev/null
	# Of settings given twice the last one holds.
	printf '%s\n' "listen_addresses = '127.0.0.1'" "port = $port" 'ssl = on' \
		"ssl_cert_file = '$work/server.crt'" "ssl_key_file = '$work/server.key'" |
		"${AS[@]}" tee -a "$data/postgresql.conf" >/dev/null
	sql_on tls "CREATE ROLE app LOGIN PASSWORD 'p@ss w/rd'" \
		'GRANT ALL ON ALL TABLES IN SCHEMA public TO app'
	(cd / && "${AS[@]}" "$bin/pg_ctl" restart -w -s -t 60 -D "$data" -l "$work/tls/postgres.log")
}

# Takes TLS away from the server.
drop_tls() {
	echo 'ssl = off' | "${AS[@]}" tee -a "$data/postgresql.conf" >/dev/null
	(cd / && "${AS[@]}" "$bin/pg_ctl" restart -w -s -t 60 -D "$data" -l "$work/tls/postgres.log")
}

# Prints the setting DATABASE_URL: scheme $1, options $2.
url() {
	echo "DATABASE_URL=$1://app:p%40ss%20w%2Frd@localhost:$port/todo?$2"
}

accepts() {
	run_program "$@" -- --check
}

# Whether our session on the server is encrypted, by the server's own word.
is_encrypted() {
	psql -qXAt -d "${1#*=}" >"$work/said" 2>&1 -c \
		'SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()' && grep -qx t "$work/said"
}

test_with_tls() {
	local neon
	neon=$(url postgresql 'sslmode=require&channel_binding=require')
	holds 'the server encrypts' is_encrypted "$neon"
	holds 'a URI as Neon gives it is accepted' accepts "$neon"
	holds 'a request goes over TLS' answers 200 "$neon" REQUEST_METHOD=GET PATH_INFO=/health
	holds 'a URI for asyncpg with sslmode is accepted' accepts "$(url postgresql+asyncpg sslmode=require)"
	holds 'a certificate that verifies is accepted' \
		accepts "$(url postgresql "sslmode=verify-full&sslrootcert=$work/server.crt")"
	holds 'one that does not verify is refused' \
		refuses certificate "$(url postgresql "sslmode=verify-full&sslrootcert=$work/other.crt")"
	holds 'a wrong password is named without showing it' refuses 'password authentication failed' \
		"DATABASE_URL=postgresql://app:hunter2@localhost:$port/todo?sslmode=require"
	holds '… at all' test -z "$(grep -F hunter2 "$work/said")"
	holds 'a URI without TLS is kept to as well' accepts "$(url postgresql sslmode=disable)"
}

test_without_tls() {
	drop_tls
	holds 'a server without TLS is refused by sslmode=require' \
		refuses 'server does not support SSL' "$(url postgresql sslmode=require)"
	holds '… and gets no request' answers 503 "$(url postgresql sslmode=require)" \
		REQUEST_METHOD=GET PATH_INFO=/health
	holds 'channel binding cannot be had without TLS' \
		refuses 'channel binding' "$(url postgresql channel_binding=require)"
	holds 'without either it serves' accepts "$(url postgresql sslmode=disable)"
}

at_exit tear_down
start_server tls
deploy_schema "postgresql://todo@/todo?host=$work/tls"
listen_with_tls
openssl req -new -x509 -days 2 -nodes -subj /CN=other -keyout "$work/other.key" \
	-out "$work/other.crt" 2>"$work/said"
test_with_tls
test_without_tls
tell check-tls
