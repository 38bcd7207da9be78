#!/bin/bash -p
# Proves todo-admin: each command is used on a running pool, and its effect seen
# through the API, on the database and in what the program says.
# shellcheck disable=SC2016 # what is quoted so is for eval
set -euo pipefail
export LC_ALL=C.UTF-8

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/admin.sh
. "$root/tests/shell/admin.sh"

secret_in_file() {
	sed -nE 's/^JWT_SECRET_KEY *= *"?([0-9a-f]+)"?$/\1/p' "$work/settings"
}

check_usage() {
	local words
	while read -r words; do
		# shellcheck disable=SC2086 # words
		holds "\"todo-admin $words\" is wrong usage" says 2 . $words
	done <<-'WORDS'

		nouns list
		user shows
		user show
		user show a b
		user list --yes
		user list --json=1
		user list --limit
		user list --limit 0
		user list --limit 100001
		user list --limit 1x
		user list --skip=-1
		user list --skip 99999999999
		user create not-an-address
		user invite someone
		user invite --email nobody
		user invite --expires 7
		user invite --expires 0d
		user invite --expires 400d
		user reset-password
		doctor ftp://example.org
		doctor http://example.org/?q
	WORDS
	holds 'a wrong option is named' says 2 'no option --frob here' user list --frob=1
	holds 'a noun alone lists its commands' says 0 'session revoke-all USER' session
	holds '… and no others' eval '! grep -q "user list" "$said"'
	holds '--help of a noun has its commands alone' says 0 'session revoke' session --help
	holds '… and no others' eval '! grep -q "user list" "$said"'
	holds 'openapi prints the document, without settings or a database' eval \
		'env -i PATH="$PATH" "$todo_admin" openapi | jq -e ".openapi == \"3.1.0\" and (.paths | length > 15)" >/dev/null'
	holds '--version' says 0 '^todo-admin [0-9]' --version
	holds '… fails where it cannot be written' eval '! "$todo_admin" --version >/dev/full 2>>"$all"'
}

check_users() {
	holds 'user create makes an account' told "$password" 0 user create "$me"
	id=$(cat "$said")
	holds '… and prints its id' is "$(sql "SELECT id FROM users WHERE email = '$me'")" "$id"
	holds '… which can log in' logs_in "$me" "$password"
	holds 'a second of that email is refused' told "$password" 1 user create ME@example.org
	holds '… and said why' grep -q 'already registered' "$said"
	holds 'a weak password is refused' told correct-horse 1 user create weak@example.org
	holds '… and made no account' says 3 'no user' user show weak@example.org
	echo "$password" >"$work/common"
	holds 'a common one, too, where length counts' env PASSWORD_RULE=length \
		"PASSWORD_COMMON_FILE=$work/common" bash -c '! "$0" user create w@example.org <<<"$1" 2>&1' \
		"$todo_admin" "$password"
	holds 'no password at all is refused' says 1 'no password' user create weak@example.org
	holds 'a password with a NUL is refused' \
		eval 'printf "Correct-\\0horse-1\n" | ends 1 user create weak@example.org'
	holds 'a line without an end is one' \
		eval 'printf %s "$password" | ends 0 user create boss@example.org --admin'
	holds '--admin makes it an admin' judges '.is_admin' user show boss@example.org
	holds 'user show finds an id' says 0 "^email +$me$" user show "$id"
	holds '… and any case of an email' judges ".id == \"$id\"" user show ME@Example.Org
	holds 'an unknown id is status 3' says 3 'no user' user show 00000000-0000-4000-8000-000000000000
	holds 'user list has both, the first made first' \
		judges "[.items[].email] == [\"$me\", \"boss@example.org\"] and .total == 2" user list
	holds '… one by --email' judges '.items | length == 1' user list --email=BOSS
	holds '… one by --limit' judges '(.items | length == 1) and .has_more' user list --limit 1
	holds '… the other by --skip' judges ".items[0].email == \"boss@example.org\"" user list --skip 1
	holds '… and as a table' says 0 "^$id +$me +.*Z +.*Z" user list
	holds '… which tells that there are more' says 0 'and 1 more: --skip 1' user list --limit 1
	sql "INSERT INTO users SELECT gen_random_uuid(), 'many' || n || '@example.org', 'x', now(), now()
		FROM generate_series(1, 998) n"
	holds 'one list may have them all' \
		judges '(.items | length == 1000) and .limit == 100000 and (.has_more | not)' user list --limit 100000
	holds '… or a part' judges '(.items | length == 500) and .has_more' user list --limit 500 --skip 1
	sql "DELETE FROM users WHERE email LIKE 'many%'"
}

check_flags() {
	logs_in "$me" "$password"
	holds 'a token is good' has_code '' "$base/todos"
	holds 'user disable disables' says 0 'is disabled' user disable "$me"
	holds '… at the next request' has_code AUTH_007 "$base/todos"
	holds '… and is shown' judges '.is_active | not' user show "$me"
	holds 'user enable enables' says 0 'is enabled' user enable "$id"
	holds '… but not the session that was ended' has_code AUTH_004 "$base/todos"
	logs_in "$me" "$password"
	holds 'a user has no admin endpoint' has_code AUTHZ_002 "$base/admin/users"
	holds 'user promote gives it' says 0 'is an admin' user promote "$me"
	holds '… at the next request' has_code '' "$base/admin/users"
	holds 'user demote takes it' says 0 'is no admin' user demote "$me"
	holds '… at the next request' has_code AUTHZ_002 "$base/admin/users"
}

# How many keys of attempts at the account of the email $1, in lower case, are kept; those
# alone whose first word is $2. An account stands there by the UUID of its email, version 5.
attempts_at() {
	local name
	name=$({ head -c 16 /dev/zero && printf %s "$1"; } | sha1sum)
	sql "SELECT count(*) FROM attempts WHERE key ~ '^(${2:-account|hash|known}) ${name:0:12}5${name:13:3}( |$)'"
}

check_passwords() {
	logs_in "$me" "$password"
	holds 'an account knows where its user logs in' is 1 "$(attempts_at "$me" known)"
	holds 'user set-password sets it' told "$other_password" 0 user set-password "$me"
	holds '… says how many sessions that ended' grep -q 'ended: 2' "$said"
	holds '… ends the old ones' has_code AUTH_004 "$base/todos"
	holds '… and forgets where the user logged in, and who tried' is 0 "$(attempts_at "$me")"
	holds 'the old password is wrong now' logs_in "$me" "$password" AUTH_001
	holds 'the new one is right' logs_in "$me" "$other_password"
	holds 'a weak one changes nothing' told weak 1 user set-password "$me"
	holds '… and ends nothing' has_code '' "$base/todos"
	holds '… and forgets nothing' is 1 "$(attempts_at "$me" known)"
	sql "CREATE FUNCTION keep() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE ''kept''; END';
		CREATE TRIGGER keep BEFORE DELETE ON attempts FOR EACH ROW EXECUTE FUNCTION keep()"
	holds 'where attempts cannot be forgotten' told "$other_password" 0 user set-password "$me"
	holds '… that is said' grep -q '^todo-admin: attempts at the account could not be forgotten' "$said"
	holds '… and the password is set' grep -q '^The password is set' "$said"
	sql 'DROP TRIGGER keep ON attempts; DROP FUNCTION keep'
	logs_in "$me" "$other_password"
	holds 'nobody is asked for the password of nobody' says 3 'no user' user set-password x@example.org
}

# Posts the body $2 to $1; whether it is answered with the code $3, '' for success.
posts() {
	curl -s -m 30 --noproxy '*' -o "$work/answer" -H 'Content-Type: application/json' -d "$2" "$base$1"
	is "$3" "$(jq -r '.error_code // ""' "$work/answer")"
}

check_codes() {
	local code
	holds 'user invite prints a code' says 0 '^todo_invite_' user invite --email new@example.org --expires 30m
	holds '… kept as a hash, for that email and time' is 't' "$(sql "SELECT code_hash = sha256('$(cat "$said")')
		AND expires_at BETWEEN now() + interval '29 m' AND now() + interval '31 m'
		FROM invitations WHERE email = 'new@example.org'")"
	logs_in "$me" "$other_password"
	holds 'user reset-password prints a code' says 0 '^todo_reset_' user reset-password "$me"
	code=$(cat "$said")
	holds '… and forgets nothing before it is used' is 1 "$(attempts_at "$me" known)"
	holds '… which sets a new password' posts /auth/reset-password \
		"{\"token\":\"$code\",\"new_password\":\"$other_password\"}" ''
	holds '… and ends all sessions' has_code AUTH_004 "$base/todos"
	holds '… and forgets where the user logged in, and who tried' is 0 "$(attempts_at "$me")"
	holds '… once' posts /auth/reset-password \
		"{\"token\":\"$code\",\"new_password\":\"$password\"}" VALIDATION_010
	holds '… as told, to nobody' says 3 'no user' user reset-password x@example.org
}

# Runs todo-admin with the arguments after "--" on a terminal, where the words
# before it are typed, each when the program has asked.
on_terminal() {
	local typed=() i
	while [ "$1" != -- ]; do
		typed+=("$1")
		shift
	done
	shift
	rm -f "$work/keys" "$work/screen"
	mkfifo "$work/keys"
	script -qefc "'$todo_admin' $*" "$work/screen" <"$work/keys" >/dev/null 2>&1 &
	exec 7>"$work/keys"
	for ((i = 0; i < ${#typed[@]}; i++)); do
		eventually asked "$((i + 1))" || break
		printf '%s\n' "${typed[i]}" >&7
	done
	exec 7>&-
	wait "$!"
}

# Whether the screen shows $1 questions, each of which ends in a colon.
asked() {
	[ "$(grep -oE '(password|more|yes): ' "$work/screen" 2>/dev/null | wc -l)" = "$1" ]
}

screen_hides() {
	! grep -Eq "$password|$other_password" "$work/screen"
}

check_terminal() {
	holds 'a terminal is asked twice' \
		on_terminal "$password" "$password" -- user set-password "$me"
	holds '… and does not show it' screen_hides
	holds '… and it is the password' logs_in "$me" "$password"
	holds 'two that differ are refused' \
		eval '! on_terminal "$password" "$other_password" -- user set-password "$me"'
	holds '… and said so' grep -q 'not the same' "$work/screen"
	holds '… not shown' screen_hides
	holds '… and change nothing' has_code '' "$base/todos"
	holds 'user delete asks, and takes no for no' \
		eval '! on_terminal no -- user delete boss@example.org'
	holds '… and deletes nothing' ends 0 user show boss@example.org
	holds '… and yes for yes' on_terminal yes -- user delete boss@example.org
	holds '… and deletes' ends 3 user show boss@example.org
}

check_sessions() {
	local first second
	says 0 . session revoke-all "$me"
	holds 'session list shows none' judges '.items == []' session list "$me"
	logs_in "$me" "$password"
	first=$token
	logs_in "$me" "$password"
	second=$token
	holds 'session list shows two, by JSON' judges '.items | length == 2' session list "$me"
	session=$(jq -r '.items[1].id' <"$said")
	holds '… and as a table' says 0 "^$session +.*Z +.*Z +127.0.0.1" session list "$id"
	sql "INSERT INTO refresh_tokens SELECT gen_random_uuid(), '$id', 'many' || n, timestamptz '2020-01-01',
		timestamptz '9999-01-01' FROM generate_series(1, 198) n"
	holds '… of very many 100' judges '.items | length == 100' session list "$me"
	holds '… or as many as are wanted' judges '.items | length == 200' session list "$me" --limit 100000
	holds '… or fewer' says 0 'and 199 older ones' session list "$me" --limit=1
	sql "DELETE FROM refresh_tokens WHERE token_jti LIKE 'many%'"
	holds 'session revoke ends one' says 0 ended session revoke "$session"
	token=$first holds '… at the next request' has_code AUTH_004 "$base/todos"
	token=$second holds '… and no other' has_code '' "$base/todos"
	holds 'what has ended cannot be ended' says 3 'no session' session revoke "$session"
	holds '… nor what is no id' says 3 'no session' session revoke nonsense
	holds 'the reason is admin_revoke' is admin_revoke \
		"$(sql 'SELECT reason FROM token_blacklist ORDER BY revoked_at DESC LIMIT 1')"
	holds 'session revoke-all ends the rest' says 0 'ended: 1' session revoke-all "$me"
	token=$second holds '… at the next request' has_code AUTH_004 "$base/todos"
	holds '… and there is none to list' judges '.items == []' session list "$me"
	holds 'sessions of nobody are status 3' says 3 'no user' session list nobody@example.org
}

# Adds $1 rows of sessions, and of revoked tokens, that have long run out.
add_expired() {
	sql "INSERT INTO refresh_tokens (id, user_id, token_jti, issued_at, expires_at)
		SELECT gen_random_uuid(), '$id', 'old-' || n, now() - interval '90 days',
			now() - interval '60 days' FROM generate_series(1, $1) n"
	sql "INSERT INTO token_blacklist
			(id, user_id, token_jti, token_type, revoked_at, reason, expires_at)
		SELECT gen_random_uuid(), '$id', 'old-' || n, 'refresh', now() - interval '90 days',
			'logout', now() - interval '59 days' FROM generate_series(1, $1) n"
}

check_cleanup() {
	logs_in "$me" "$password"
	add_expired 2500
	holds 'token cleanup deletes what has run out, in batches' \
		says 0 '2500 revoked tokens, 2500 sessions' token cleanup
	holds '… all of it' is 0 "$(sql "SELECT count(*) FROM refresh_tokens WHERE token_jti LIKE 'old-%'")"
	holds '… and no session that lives' has_code '' "$base/todos"
	holds 'a second time there is nothing' \
		says 0 '0 revoked tokens, 0 sessions' token cleanup
}

check_delete() {
	told "$password" 0 user create gone@example.org
	logs_in gone@example.org "$password"
	ask -o /dev/null -d '{"title":"mine"}' "$base/todos"
	holds 'user delete without a terminal asks for --yes' says 1 'say --yes' user delete gone@example.org
	holds '… and deletes nothing' has_code '' "$base/todos"
	holds '… and forgets nothing' is 1 "$(attempts_at gone@example.org known)"
	holds 'user delete --yes deletes' says 0 'is deleted' user delete gone@example.org --yes
	holds '… the account, at the next request' has_code AUTH_007 "$base/todos"
	holds '… and its todos' is 0 "$(sql "SELECT count(*) FROM todos WHERE title = 'mine'")"
	holds '… and what was known of it' is 0 "$(attempts_at gone@example.org)"
	holds 'a second time it is status 3' says 3 'no user' user delete gone@example.org --yes
}

# Reloads both pools, and waits until no worker is one of those there were.
reload() {
	local old
	old=$(worker_pids | tr ' ' '\n')
	pgrep -P "$service" -f '^/usr/bin/multiwatch|multiwatch -f' | xargs kill -USR2
	eventually all_new "$old"
}

all_new() {
	[ "$(worker_pids | wc -w)" = "$(wc -l <<<"$1")" ] &&
		! worker_pids | tr ' ' '\n' | grep -Fxq "$1"
}

# The kid in the header of a token.
kid_of() {
	local head=${1%%.*}
	head+=$(printf '%*s' $(((4 - ${#head} % 4) % 4)) '' | tr ' ' =)
	tr '_-' '/+' <<<"$head" | base64 -d | jq -r .kid
}

check_keys() {
	local before old_secret mode
	holds 'key generate prints 64 hex digits' eval '"$todo_admin" key generate | grep -Eqx "[0-9a-f]{64}"'
	holds '… others each time' eval '[ "$("$todo_admin" key generate)" != "$("$todo_admin" key generate)" ]'
	logs_in "$me" "$password"
	before=$token old_secret=$(secret_in_file) mode=$(stat -c '%a %U %G' "$work/settings")
	holds 'key rotate rotates' says 0 'new secret, kid [0-9a-f]{16}' key rotate
	kid=$(sed -n 's/.*new secret, kid \([0-9a-f]*\).*/\1/p' "$said")
	holds '… names the old one' grep -q "last one, kid $(kid_of "$before")" "$said"
	holds '… changes the secret' eval '[ "$(secret_in_file | wc -c)" = 65 ]'
	holds '… keeps the old one' grep -q "^JWT_PREVIOUS_KEYS=\[\"$old_secret\"\]$" "$work/settings"
	holds '… and the comments' is "$(grep -c '^#' "$work/settings")" 3
	holds '… mode and owner' is "$(stat -c '%a %U %G' "$work/settings")" "$mode"
	holds '… and leaves nothing beside it' is "$(find "$work" -maxdepth 1 -name 'settings*' | wc -l)" 1
	holds 'the pools reload' reload
	holds 'an old token still verifies' has_code '' "$base/todos"
	holds 'a new one is good' logs_in "$me" "$password"
	holds '… and signed by the new secret' is "$(kid_of "$token")" "$kid"
	holds '… and verifies' has_code '' "$base/todos"
	holds 'a second rotation keeps both' says 0 'An earlier one' key rotate
	holds '… the newest first' grep -Eq "^JWT_PREVIOUS_KEYS=\[\"[0-9a-f]{64}\",\"$old_secret\"\]$" "$work/settings"
	holds 'a secret in the environment is in the way' \
		eval 'JWT_SECRET_KEY=$old_secret says 1 "wins over" key rotate'
	holds 'a file that is not there is named' \
		eval 'TODO_API_CONFIG=$work/none says 1 "cannot change" key rotate'
	holds 'no file at all is explained' eval 'TODO_API_CONFIG= says 1 "no settings file" key rotate'
	check_full_list
}

# A list that is full, and a file that another is changing.
check_full_list() {
	local copy=$work/full i keys
	keys=$(for ((i = 0; i < 32; i++)); do printf '"%032d",' "$i"; done)
	printf 'JWT_SECRET_KEY=%064d\nJWT_PREVIOUS_KEYS=[%s]\n' 7 "${keys%,}" >"$copy"
	cp "$copy" "$copy.before"
	holds 'a full list is refused' \
		eval 'TODO_API_CONFIG=$copy says 1 "is full" key rotate'
	holds '… and stays' cmp "$copy" "$copy.before"
	holds 'a file that another one changes is left alone' \
		eval '(flock 8; TODO_API_CONFIG=$copy says 1 "another process is at it" key rotate) 8<"$copy"'
	rm -f "$copy" "$copy.before"
}

check_settings() {
	holds 'settings check prints settings' says 0 '^BCRYPT_COST_FACTOR +default +10$' settings check
	holds '… and where they come from' grep -Eq '^DATABASE_URL +environment +\(secret\)$' "$said"
	holds '… but no secrets' grep -Eq '^JWT_SECRET_KEY +file +\(secret\)$' "$said"
	holds '… nor earlier ones' grep -Eq '^JWT_PREVIOUS_KEYS +file +\(secret\)$' "$said"
	holds '… and that all is well' grep -q 'settings are good' "$said"
	holds 'a wrong one is named' eval 'LOG_LEVEL=loud says 1 "^todo-admin: LOG_LEVEL" settings check'
	holds 'so is a database that is away' \
		eval 'DATABASE_URL="postgresql:///x?host=$work/none" says 1 "DATABASE_URL: " settings check'
	holds '… by other commands too, in one line' \
		eval 'DATABASE_URL="postgresql:///x?host=$work/none" says 1 "cannot be reached: " user list &&
			[ "$(wc -l <"$said")" = 1 ]'
	holds 'a full disk is noticed' eval '! "$todo_admin" user list >/dev/full 2>>"$all"'
}

check_migrate() {
	local last steps
	mapfile -t steps < <(sed -nE 's/^([a-z][a-z0-9_]*) .*/\1/p' "$root/schema/sqitch.plan")
	last=${steps[-1]}
	holds 'migrate status tells the last step' says 0 "at step ${#steps[@]}" migrate status
	holds 'migrate down takes it back' says 0 "- $last" migrate down
	holds '… and status tells' says 0 "- ${#steps[@]} $last" migrate status
	holds 'migrate up brings it again' says 0 "\+ ${#steps[@]} $last" migrate up
	holds '… and then there is nothing to do' says 0 'up to date' migrate up
	holds 'a failure is status 1' \
		eval 'DATABASE_URL="postgresql:///x?host=$work/none" says 1 "migrate status failed" migrate status'
}

hides() {
	! grep -Fq -- "$1" "$all"
}

check_silence() {
	local hidden words
	mapfile -t words < <(grep -oE '[0-9a-f]{64}' "$work/settings")
	holds 'there were three secrets' is "${#words[@]}" 3
	for hidden in "$password" "$other_password" "${words[@]}"; do
		holds 'no output shows a password or secret' hides "$hidden"
	done
}

at_exit tear_down
write_settings
start_service WORKERS=2 CLEANUP_INTERVAL_SECONDS=0 TODO_API_CONFIG="$work/settings"
export TODO_API_CONFIG=$work/settings DATABASE_URL
DATABASE_URL=$(url_of)
check_usage
check_users
check_flags
check_passwords
check_codes
check_terminal
check_sessions
check_cleanup
check_delete
check_keys
check_settings
check_migrate
check_silence
tell check-admin
