#!/bin/bash -p
# What the tests of todo-admin share: it is run, and what it said and did is
# judged. To be sourced, with $root set.
# shellcheck disable=SC2034,SC2154 # used there; $root is the caller's

# shellcheck source=tests/shell/databases.sh
. "$root/tests/shell/databases.sh"
unset JWT_SECRET_KEY

build=${TODO_API_BUILD:-$root/build}
# The installed one; what it said last, and all that was ever said.
todo_admin=$work/state/app/bin/todo-admin
said=$work/said
all=$work/all-said
password=Correct-horse-1 other_password=Battery-staple-2
me=me@example.org
: >"$all"

# Runs todo-admin with the arguments after $1, the exit status it should have,
# and standard input as it is.
ends() {
	local want=$1 status=0
	shift
	timeout 60 "$todo_admin" "$@" >"$said" 2>&1 || status=$?
	cat "$said" >>"$all"
	[ "$status" = "$want" ]
}

# The same, and the answer should match $2.
says() {
	local status=$1 text=$2
	shift 2
	ends "$status" "$@" </dev/null && grep -Eq -- "$text" "$said"
}

# The same for --json, whose answer jq should judge by $1 as true.
judges() {
	local filter=$1
	shift
	ends 0 "$@" --json </dev/null && jq -e "$filter" <"$said" >/dev/null
}

# Runs todo-admin with line $1 as its standard input.
told() {
	local line=$1
	shift
	ends "$@" <<<"$line"
}

# Whether a request, by curl's arguments, ends in the error code $1; "" for none.
has_code() {
	local code=$1 got
	shift
	got=$(ask "$@" | jq -r '.error_code // ""')
	[ "$got" = "$code" ]
}

# Logs in as $1 with password $2, and sets $token; error code $3 if it shall fail.
logs_in() {
	ask -d "{\"email\":\"$1\",\"password\":\"$2\"}" "$base/auth/login" >"$work/login"
	token=$(jq -r '.access_token // ""' "$work/login")
	[ "$(jq -r '.error_code // ""' "$work/login")" = "${3:-}" ]
}

url_of() {
	"$root/schema/cluster.sh" url "$work/state/postgres"
}

# Asks the service's database.
sql() {
	psql -XAtq -v ON_ERROR_STOP=1 -d "$(url_of)" -c "$1"
}

is() {
	[ "$1" = "$2" ]
}

# The workers' settings, in a file of theirs.
write_settings() {
	printf '# These settings\nJWT_SECRET_KEY = "%s"\n\n# last\n# line' \
		"$("$build/fcgi/todo-admin" key generate)" >"$work/settings"
	chmod 0600 "$work/settings"
	[ "$(id -u)" != 0 ] || chown www-data:www-data "$work/settings"
}
