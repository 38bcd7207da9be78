#!/bin/bash -p
# Proves that a populated database can be spread by user with schema/distribute.sql,
# killed in the middle and started again, that the whole API works on it, that a node that
# is away keeps nobody out but its users, and that undistribute.sql brings all back. Where
# there is no Citus, tests/support/spread.sql stands in for it.
# shellcheck disable=SC2016 # what is quoted so is for eval
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/schemas.sh
. "$root/tests/shell/schemas.sh"
file=$root/schema/distribute.sql

# Runs a file of schema/ on the database todo.
runs() {
	psql -qX -d "$(url_of todo)" -f "$root/schema/$1" >"$said" 2>&1
}

# Whether it refuses in one line that matches $2.
refuses() {
	! runs "$1" && [ "$(wc -l <"$said")" = 1 ] && grep -q "$2" "$said"
}

# The rows, in the order of text.
rows() {
	pg_dump -a --inserts -n public -d "$(url_of todo)" | grep '^INSERT' | sort
}

populate() {
	sql todo -c "INSERT INTO users (id, email, password_hash, created_at, updated_at)
		SELECT md5('u' || n)::uuid, 'U' || n || '@example.org', 'x', now(), now() FROM generate_series(1, 40) n" \
		-c "INSERT INTO todos (id, user_id, title, created_at, updated_at)
		SELECT md5('t' || n)::uuid, md5('u' || n % 40 + 1)::uuid, 'todo ' || n, now(), now() FROM generate_series(1, 4000) n" \
		-c "DELETE FROM todos WHERE title LIKE 'todo 1%'" \
		-c "INSERT INTO refresh_tokens (id, user_id, token_jti, issued_at, expires_at)
		SELECT id, id, id, now(), now() + interval '7 days' FROM users" \
		-c "INSERT INTO invitations VALUES (md5('i')::uuid, sha256('i'), NULL, now(), now() + interval '1 day')" \
		-c "INSERT INTO api_tokens (id, user_id, name, token_hash, access, created_at)
		SELECT id, id, 'mine', sha256(id::text::bytea), 'read', now() FROM users" \
		-c "CREATE ROLE app1 LOGIN" -c "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app1"
}

# Ends the file's session when it has run the line that $1 matches.
is_killed_at() {
	local line
	line=$(grep -n "$1" "$file" | head -n 1 | cut -d : -f 1)
	mkdir -p "$work/cut"
	cp "$root/schema/session.sql" "$work/cut"
	sed "${line}a SELECT pg_terminate_backend(pg_backend_pid());" "$file" >"$work/cut/distribute.sql"
	! psql -qX -d "$(url_of todo)" -f "$work/cut/distribute.sql" >"$said" 2>&1
}

check_refusals() {
	holds 'undistribute.sql refuses what is not spread' refuses undistribute.sql 'not spread'
	holds 'distribute.sql refuses where there is no Citus' refuses distribute.sql 'no Citus'
	sql todo -f "$root/tests/support/spread.sql"
	sql todo -c 'CREATE OR REPLACE VIEW schema_version AS SELECT 16 AS version'
	holds '… or an older schema' refuses distribute.sql 'at step 16'
	sql todo -c 'CREATE OR REPLACE VIEW schema_version AS SELECT 99 AS version'
	holds '… or a later one' refuses distribute.sql 'knows nothing'
	sql todo -c "CREATE OR REPLACE VIEW schema_version AS SELECT $last AS version"
	holds '… or before a node is there' eval 'sql todo -c "ALTER FUNCTION citus_get_active_worker_nodes RENAME TO nodes" \
		-c "CREATE FUNCTION citus_get_active_worker_nodes() RETURNS SETOF text LANGUAGE sql AS '"'SELECT '''' WHERE false'"'" &&
		refuses distribute.sql "no node" && sql todo -c "DROP FUNCTION citus_get_active_worker_nodes" \
		-c "ALTER FUNCTION nodes RENAME TO citus_get_active_worker_nodes"'
}

check_way_there() {
	local whole data line
	whole=$(dump todo) data=$(rows)
	for line in 'CREATE SCHEMA todo_one_node' "create_distributed_table('todos'" '^CREATE TRIGGER todos_bury'; do
		holds "killed after the line of ${line#^}" is_killed_at "$line"
		holds '… it has done nothing' [ "$(dump todo)" = "$whole" ]
	done
	holds 'started again it spreads the tables' runs distribute.sql
	holds '… into four partitions each' [ "$(sql todo -c "SELECT count(*) FROM pg_inherits i
		JOIN pg_class c ON c.oid = i.inhparent WHERE c.relkind = 'p'")" = 36 ]
	holds '… with every todo' [ "$(rows | grep '^INSERT INTO public.todos' | sed 's/todos_p[0-3]/todos/' | sort)" = \
		"$(grep '^INSERT INTO public.todos' <<<"$data")" ]
	holds '… and again it finds nothing to do' eval 'runs distribute.sql && grep -q already "$said"'
	holds 'what verifies the steps is content' by_hand todo verify "${steps[@]}"
	holds 'the step refuses to be deployed there' eval '! by_hand todo deploy spread && grep -q undistribute.sql "$said"'
	holds '… or reverted' eval '! by_hand todo revert spread && grep -q undistribute.sql "$said"'
	sql todo -c 'ALTER FUNCTION account_add RENAME TO kept' \
		-c "CREATE FUNCTION account_add(a uuid, b text, c text, d timestamptz) RETURNS SETOF uuid LANGUAGE sql AS 'SELECT a'"
	holds 'a function of one node is found out' eval '! by_hand todo verify spread'
	sql todo -c 'DROP FUNCTION account_add' -c 'ALTER FUNCTION kept RENAME TO account_add'
}

# Whether an account can be added under the address $1.
adds() {
	[ -n "$(sql todo -c "SELECT account_add(gen_random_uuid(), '$1', 'x', now())")" ]
}

check_addresses() {
	holds 'an address is one user'"'"'s, however it is written' eval '! adds u7@EXAMPLE.org'
	holds 'of thirty at once one gets it' eval '
		for i in {1..30}; do adds many@example.org & done; wait
		[ "$(sql todo -c "SELECT count(*) FROM users WHERE lower(email) = '"'many@example.org'"'")" = 1 ]'
	sql todo -c "DELETE FROM users WHERE lower(email) = 'u7@example.org'"
	sql todo -c "UPDATE user_emails SET claimed_at = now() - interval '11 minutes' WHERE email_key = 'u7@example.org'"
	holds 'whoever is deleted by hand frees it' adds u7@example.org
	sql todo -c "UPDATE users SET email = 'gone' WHERE lower(email) = 'u8@example.org'"
	holds 'so does whoever has another one' adds u8@example.org
	adds fresh@example.org
	sql todo -c "DELETE FROM users WHERE email = 'fresh@example.org'"
	holds '… but who may be on their way does not' eval '! adds fresh@example.org'
}

# Revisions come in the order of commits: a writer who took one is waited for.
check_revisions() {
	local me
	me="md5('u1')::uuid"
	(sql todo -c "BEGIN; UPDATE todos SET title = 'slow', revision = todo_revision($me)
		WHERE id = (SELECT id FROM todos WHERE user_id = $me ORDER BY id LIMIT 1); SELECT pg_sleep(1); COMMIT") >/dev/null &
	sleep 0.3
	sql todo -c "UPDATE todos SET title = 'fast', revision = todo_revision($me)
		WHERE id = (SELECT id FROM todos WHERE user_id = $me ORDER BY id DESC LIMIT 1)"
	wait $!
	holds 'who writes first has the lower revision' [ "$(sql todo -c "SELECT string_agg(title, ' ' ORDER BY revision)
		FROM todos WHERE title IN ('slow', 'fast')")" = 'slow fast' ]
	holds 'two writers have none in common' [ "$(sql todo -c "SELECT count(*) FROM (SELECT 1 FROM todos
		WHERE user_id = $me AND revision > 0 GROUP BY revision HAVING count(*) > 1) d")" = 0 ]
}

suite_passes() {
	TEST_CLUSTER=$work TEST_DATABASE_URL=$(url_of todo) "$root/tests/system/api.sh" process >"$work/api" 2>&1
}

# Takes the node of partition $1 away: whoever reads a row of it, or writes one, is told
# what Citus says. Owners are not held to policies, so that the role app1 is a worker's.
take_away() {
	local table
	sql todo -c "CREATE OR REPLACE FUNCTION is_there(owner uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS \$\$
		BEGIN
			IF satisfies_hash_partition('users'::regclass, 4, $1, owner) THEN
				RAISE 'connection to the remote node failed' USING ERRCODE = '08006';
			END IF;
			RETURN true;
		END \$\$"
	for table in users:id todos:user_id refresh_tokens:user_id token_blacklist:user_id; do
		sql todo -c "ALTER TABLE ${table%:*} ENABLE ROW LEVEL SECURITY" \
			-c "CREATE POLICY away ON ${table%:*} USING (is_there(${table#*:}))"
	done
}

bring_back() {
	local table
	for table in users todos refresh_tokens token_blacklist; do
		sql todo -c "DROP POLICY away ON $table" -c "ALTER TABLE $table DISABLE ROW LEVEL SECURITY"
	done
}

# Prints the id of the user of token $1.
id_of() {
	token=$1 ask "$base/auth/me" | jq -r .id
}

# Sets here and there to tokens of users of whom the latter's node, $gone, will be away.
make_users() {
	local i
	there='' here=''
	for i in {1..30}; do
		token=''
		token=$(new_token "away$i@example.org")
		gone=$(sql todo -c "SELECT right(tableoid::regclass::text, 1) FROM users WHERE id = '$(id_of "$token")'")
		if [ "$gone" = 3 ]; then
			there=$token there_email=away$i@example.org
		else
			here=$token here_email=away$i@example.org
		fi
		[ -z "$there" ] || [ -z "$here" ] || return 0
	done
	return 1
}

# Whether a request with token $1 is answered status $2 (and what $3 matches).
answers() {
	token=$1 ask -o "$said" -w '%{http_code}' "${@:4}" >"$work/status"
	[ "$(cat "$work/status")" = "$2" ] && grep -q "$3" "$said"
}

logs_in() {
	answers '' "$2" "$3" -d "{\"email\":\"$1\",\"password\":\"Correct-horse-1\"}" "$base/auth/login"
}

sessions() {
	sql todo -c "SELECT string_agg(pid::text, ' ' ORDER BY pid) FROM pg_stat_activity WHERE usename = 'app1'"
}

check_away() {
	local todo theirs before start
	start_service DATABASE_URL="postgresql://app1@/todo?host=$work" WORKERS=1 AUTH_WORKERS=1 METRICS_FILE=''
	holds 'a service runs on it' make_users
	todo=$(token=$here ask -d '{"title":"mine"}' "$base/todos" | jq -r .id)
	theirs=$(token=$there ask -d '{"title":"theirs"}' "$base/todos" | jq -r .id)
	holds "another's todo is forbidden" answers "$here" 403 AUTHZ_001 "$base/todos/$theirs"
	before=$(sessions)
	take_away 3
	start=$(date +%s%N)
	holds 'a node is away: its users are told so' answers "$there" 500 SERVER_001 "$base/todos"
	holds '… when they write, too' answers "$there" 500 SERVER_001 -d '{"title":"lost"}' "$base/todos"
	holds '… and when they log in' logs_in "$there_email" 500 SERVER_001
	holds '… at once' [ $((($(date +%s%N) - start) / 1000000)) -lt 3000 ]
	holds 'everybody else goes on' answers "$here" 200 mine "$base/todos"
	holds '… writes' answers "$here" 200 'done' -X PUT -d '{"title":"done"}' "$base/todos/$todo"
	holds '… finds a state of before refused' answers "$here" 412 REQUEST_006 -X PUT -H 'If-Match: "1"' \
		-d '{"title":"old"}' "$base/todos/$todo"
	holds '… and logs in' logs_in "$here_email" 200 access_token
	holds "a todo that may be another's is not found" answers "$here" 404 RESOURCE_001 "$base/todos/$theirs"
	holds 'no connection was given up for it' [ "$(sessions)" = "$before" ]
	bring_back
	holds 'the node is back, and its users are' answers "$there" 200 theirs "$base/todos"
	stop_service
}

check_way_back() {
	local data
	data=$(sql todo -c 'SELECT md5(string_agg(t::text, chr(10) ORDER BY id)) FROM todos t')
	holds 'undistribute.sql brings all back' runs undistribute.sql
	create plain
	deploy_schema "$(url_of plain)"
	sql plain -f "$root/tests/support/spread.sql" \
		-c 'GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app1'
	sql todo -c 'DROP FUNCTION is_there(uuid)'
	holds '… to the schema of before' alike todo plain
	holds '… with the same todos' [ "$(sql todo -c 'SELECT md5(string_agg(t::text, chr(10) ORDER BY id)) FROM todos t')" = "$data" ]
	holds '… and no revision comes again' [ "$(sql todo -c "SELECT nextval('todo_revisions') >
		(SELECT max(revision) FROM (SELECT revision FROM todos UNION ALL SELECT revision FROM todo_tombstones) r)")" = t ]
	holds 'an address is still one user'"'"'s' eval '! adds u9@EXAMPLE.org'
}

# shellcheck disable=SC2317 # a trap calls it
clean_up() {
	stop_service
	"$root/schema/cluster.sh" stop "$work" immediate || true
	rm -rf "$work"
}

at_exit clean_up
deploy_schema "$(url_of todo)"
populate
check_refusals
check_way_there
check_addresses
check_revisions
evidence=("$work/api")
holds 'the API suite passes' suite_passes
grep -hE ':[FE]:|^[0-9]*%:' "$work/api" || true
evidence=("$said" "$work/run.log")
check_away
evidence=("$said")
check_way_back
tell check-spread
