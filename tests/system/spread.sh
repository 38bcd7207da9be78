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
# shellcheck source=tests/shell/away.sh
. "$root/tests/shell/away.sh"
# shellcheck source=tests/shell/populated.sh
. "$root/tests/shell/populated.sh"
# shellcheck source=tests/shell/typed.sh
. "$root/tests/shell/typed.sh"
file=$root/schema/distribute.sql
everywhere=(user_emails invitations) # the tables that each node has whole

# Runs a file of schema/ on the database todo.
runs() {
	psql -qX -d "$(url_of todo)" -f "$root/schema/$1" >"$said" 2>&1
}

# Whether it refuses in one line that matches $2.
refuses() {
	! runs "$1" && [ "$(wc -l <"$said")" = 1 ] && grep -q "$2" "$said"
}

# Sets highest to the last revision of each user with todos, rows of VALUES.
note_highest() {
	highest=$(sql todo -c "SELECT string_agg(format('(%L::uuid, %s)', user_id, last), ', ') FROM (
		SELECT user_id, max(revision) AS last FROM (SELECT user_id, revision FROM todos
			UNION ALL SELECT user_id, revision FROM todo_tombstones
			UNION ALL SELECT id, forgotten_revision FROM users) r GROUP BY user_id) h")
}

# Whether the query $1, of user_id and revision, has a larger one for each of them.
is_beyond() {
	[ "$(sql todo -c "WITH n AS ($1) SELECT count(*) FROM n JOIN (VALUES $highest) h (user_id, last)
		USING (user_id) WHERE n.revision > h.last")" = 40 ]
}

# Ends the file's session when it has run the line that $1 matches.
is_killed_at() {
	local line
	line=$(grep -m 1 -n "$1" "$file" | cut -d : -f 1)
	mkdir -p "$work/cut"
	cp "$root/schema/session.sql" "$work/cut"
	sed "${line}a SELECT pg_terminate_backend(pg_backend_pid());" "$file" >"$work/cut/distribute.sql"
	! psql -qX -d "$(url_of todo)" -f "$work/cut/distribute.sql" >"$said" 2>&1
}

check_refusals() {
	holds 'undistribute.sql refuses what is not spread' refuses undistribute.sql 'not spread'
	holds 'distribute.sql refuses where there is no Citus' refuses distribute.sql 'no Citus'
	sql todo -f "$root/tests/support/spread.sql" -c "$grant"
	sql todo -c 'CREATE OR REPLACE VIEW schema_version AS SELECT 16 AS version'
	holds '… or an older schema' refuses distribute.sql 'at step 16'
	sql todo -c 'CREATE OR REPLACE VIEW schema_version AS SELECT 99 AS version'
	holds '… or a later one' refuses distribute.sql 'knows nothing'
	sql todo -c "CREATE OR REPLACE VIEW schema_version AS SELECT $last AS version"
	holds '… or before a node is there' eval 'sql todo -c "ALTER FUNCTION citus_get_active_worker_nodes RENAME TO nodes" \
		-c "CREATE FUNCTION citus_get_active_worker_nodes() RETURNS SETOF text LANGUAGE sql AS '"'SELECT '''' WHERE false'"'" &&
		refuses distribute.sql "no node" && sql todo -c "DROP FUNCTION citus_get_active_worker_nodes" \
		-c "ALTER FUNCTION nodes RENAME TO citus_get_active_worker_nodes"'
	sql todo -c 'CREATE TABLE user_emails ()'
	holds '… or what was restored from a dump of a spread one' refuses distribute.sql 'no shard of users'
	sql todo -c 'DROP TABLE user_emails'
}

# Whether each function of one node, put back in its place, is what verifies the steps
# finds; it goes again by the ROLLBACK, or with the session.
are_found_out() {
	local name names
	names=$(sql todo -c "SELECT proname FROM pg_proc WHERE pronamespace = 'todo_one_node'::regnamespace")
	[ -n "$names" ] || return 1
	for name in $names; do
		if sql todo -c BEGIN -c "$(sql todo -c "SELECT replace(pg_get_functiondef('todo_one_node.$name'::regproc),
			'FUNCTION todo_one_node.', 'FUNCTION public.')")" -f "$root/schema/verify/spread.sql" >"$said" 2>&1 ||
			! grep -q 'by zero' "$said"; then
			echo "$name is not found out" >>"$said"
			return 1
		fi
	done
}

# Whether role $1 may write what is there beside users.
may_write() {
	[ "$(sql todo -c "SELECT bool_and(has_table_privilege('$1', t, 'INSERT'))
		FROM unnest(ARRAY['user_emails', 'todo_counters']) t")" = t ]
}

check_way_there() {
	local whole line
	whole=$(dump todo)
	rows >"$work/before"
	holds 'each table but attempts has rows' [ "$(cut -d '|' -f 1 "$work/before" | sort -u | wc -l)" = \
		"$(sql todo -c "SELECT count(*) - 1 FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'")" ]
	for line in 'CREATE SCHEMA todo_one_node' "create_distributed_table('todos'" '^CREATE TRIGGER todos_bury'; do
		holds "killed after the line of ${line#^}" is_killed_at "$line"
		holds '… it has done nothing' [ "$(dump todo)" = "$whole" ]
	done
	holds 'started again it spreads the tables' runs distribute.sql
	holds '… into four partitions each' [ "$(sql todo -c "SELECT count(*) FROM pg_inherits i
		JOIN pg_class c ON c.oid = i.inhparent WHERE c.relkind = 'p'")" = 36 ]
	holds '… with every row of every table' has_rows "$work/before"
	holds '… and again it finds nothing to do' eval 'runs distribute.sql && grep -q already "$said"'
	whole=$(dump todo)
	sql todo -c 'CREATE ROLE app2' -c 'GRANT INSERT (id, email) ON users TO app2'
	holds '… but for a role that was let in since' eval 'runs distribute.sql && may_write app2'
	sql todo -c 'DROP OWNED BY app2' -c 'DROP ROLE app2'
	sql todo -c "CREATE OR REPLACE FUNCTION todo_count(owner uuid) RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'"
	holds '… and functions of its own version' eval 'runs distribute.sql && [ "$(dump todo)" = "$whole" ]'
	sql todo -c 'CREATE OR REPLACE VIEW schema_version AS SELECT 99 AS version'
	holds 'undistribute.sql refuses a later schema' refuses undistribute.sql 'knows nothing'
	sql todo -c "CREATE OR REPLACE VIEW schema_version AS SELECT $last AS version"
	holds 'what verifies the steps is content' by_hand todo verify "${steps[@]}"
	holds 'the step refuses to be deployed there' eval '! by_hand todo deploy spread && grep -q undistribute.sql "$said"'
	holds '… or reverted' eval '! by_hand todo revert spread && grep -q undistribute.sql "$said"'
	sql todo -c 'ALTER FUNCTION account_add RENAME TO kept' \
		-c "CREATE FUNCTION account_add(a uuid, b text, c text, d timestamptz) RETURNS SETOF uuid LANGUAGE sql AS 'SELECT a'"
	holds 'a function of one node is found out' eval '! by_hand todo verify spread'
	sql todo -c 'DROP FUNCTION account_add' -c 'ALTER FUNCTION kept RENAME TO account_add'
	holds '… whichever is put back' are_found_out
}

# Revisions go on from where each user's were, whichever table had the last one.
check_highest() {
	local highest one='ARRAY(SELECT min(id::text)::uuid FROM todos GROUP BY user_id)'
	note_highest
	holds "an update has a larger revision than any of its user's before" is_beyond "UPDATE todos SET title = 'later'
		WHERE id = ANY ($one) RETURNING user_id, revision"
	note_highest
	sql todo -c "DELETE FROM todos WHERE id = ANY ($one)"
	holds '… and so has a delete' is_beyond 'SELECT user_id, max(revision) AS revision FROM todo_tombstones GROUP BY user_id'
}

# A database that was spread before the last step: what its file made then, and what it
# did not.
check_later_step() {
	create later
	by_hand later deploy "${steps[@]}"
	sql later -f "$root/tests/support/spread.sql" -c "$grant"
	psql -qX -d "$(url_of later)" -f "$file" >"$said" 2>&1
	sql later -c 'DROP FUNCTION account_list, session_owner, on_nodes, nodes_away' \
		-c 'DROP FUNCTION todo_one_node.account_list, todo_one_node.session_owner' \
		-c 'CREATE OR REPLACE VIEW schema_version AS SELECT 17 AS version'
	holds 'a step that knows both is deployed where tables are spread' by_hand later deploy away
	holds '… as distribute.sql would have done' alike todo later
	holds '… and what verifies the steps is content' by_hand later verify "${steps[@]}"
}

has_a_sleeper() {
	[ "$(sql todo -c "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'")" = 1 ]
}

# Whether an account can be added under the address $1.
adds() {
	[ -n "$(sql todo -c "SELECT account_add(gen_random_uuid(), '$1', 'x', now())")" ]
}

# Whether who logs in by the address $1 is the user of number $2, or nobody.
is_of() {
	[ "$(sql todo -c "SELECT id = md5('u$2')::uuid FROM account_by_email('$1')")" = "${2:+t}" ]
}

# Gives the user of address $1 the address $2 as hosting(7) says.
changes() {
	typed "$root/fcgi/host/todo-api-hosting.7" address | sed "s/old@example.org/$1/; s/new@example.org/$2/" |
		psql -qX -d "$(url_of todo)" >"$said" 2>&1
}

check_changed_address() {
	holds 'an address is changed by hand as documented' eval 'changes u10@Example.org Ten@example.org && is_of TEN@example.org 10'
	holds '… and is not taken again' eval '! adds ten@example.org'
	holds '… where the old one is' eval 'is_of u10@example.org "" && adds u10@example.org'
	holds "… but to none that is another's" eval 'changes ten@example.org u12@example.org; is_of u12@example.org 12 && is_of ten@example.org 10'
	sql todo -c "UPDATE users SET email = 'Twice@example.org' WHERE id = md5('u11')::uuid"
	adds twice@example.org
	holds 'undistribute.sql refuses where two have an address' refuses undistribute.sql 'has twice@example.org: nothing'
	sql todo -c "UPDATE users SET email = 'once@example.org' WHERE id = md5('u11')::uuid"
}

# Frees the address of user 13, who has another one, when somebody else waits for it.
free_late() {
	sql todo -c "UPDATE users SET email = 'thirteen@example.org' WHERE id = md5('u13')::uuid"
	sql todo -c "BEGIN; SELECT 1 FROM user_emails WHERE email_key = 'u13@example.org' FOR UPDATE" \
		-c "DO \$\$ BEGIN
			FOR i IN 1..100 LOOP
				PERFORM pg_stat_clear_snapshot(), pg_sleep(0.1);
				EXIT WHEN EXISTS (SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%account_add%');
			END LOOP;
		END \$\$" -c "SELECT account_free(md5('u13')::uuid)" -c COMMIT >"$said"
}

check_freed_address() {
	free_late &
	eventually has_a_sleeper
	holds 'an address that is freed while somebody waits for it' adds u13@example.org
	wait $!
	holds '… is theirs' [ "$(sql todo -c "SELECT email FROM account_by_email('u13@example.org')")" = u13@example.org ]
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
	check_changed_address
	check_freed_address
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
	eventually has_a_sleeper
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

# Takes the node of the last partition away: whoever reads a row of it, or writes one, or one
# that all nodes have, is told what Citus says, or $1, a statement, is done. Owners are not held to policies, so that the
# role app1 is a worker's.
take_away() {
	local table act=${1:-"RAISE 'connection to the remote node failed' USING ERRCODE = '08006'"}
	sql todo -c "CREATE OR REPLACE FUNCTION is_there(owner uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS \$\$
		BEGIN
			IF satisfies_hash_partition('users'::regclass, 4, 3, owner) THEN
				$act;
			END IF;
			RETURN true;
		END \$\$" \
		-c "CREATE OR REPLACE FUNCTION all_are_there() RETURNS trigger LANGUAGE plpgsql AS \$\$
		BEGIN
			$act;
			RETURN NULL;
		END \$\$" \
		-c "CREATE OR REPLACE FUNCTION stand_in_is_away(node int) RETURNS boolean LANGUAGE sql AS 'SELECT node = 3'"
	for table in "${everywhere[@]}"; do
		sql todo -c "CREATE TRIGGER away BEFORE INSERT OR UPDATE OR DELETE ON $table EXECUTE FUNCTION all_are_there()"
	done
	for table in users:id todos:user_id refresh_tokens:user_id token_blacklist:user_id; do
		sql todo -c "ALTER TABLE ${table%:*} ENABLE ROW LEVEL SECURITY" \
			-c "CREATE POLICY away ON ${table%:*} USING (is_there(${table#*:}))"
	done
}

bring_back() {
	local table
	sql todo -c "CREATE OR REPLACE FUNCTION stand_in_is_away(node int) RETURNS boolean LANGUAGE sql AS 'SELECT false'"
	for table in users todos refresh_tokens token_blacklist; do
		sql todo -c "DROP POLICY away ON $table" -c "ALTER TABLE $table DISABLE ROW LEVEL SECURITY"
	done
	for table in "${everywhere[@]}"; do
		sql todo -c "DROP TRIGGER away ON $table"
	done
}

# Those whom it is away for find it out in a second.
fall_silent() {
	take_away 'PERFORM pg_sleep(60)'
	sql todo -c "CREATE OR REPLACE FUNCTION stand_in_is_away(node int) RETURNS boolean LANGUAGE sql AS
		'SELECT node = 3 AND pg_sleep(1) IS NOT NULL'"
}

speak() {
	bring_back
}

sessions() {
	sql todo -c "SELECT string_agg(pid::text, ' ' ORDER BY pid) FROM pg_stat_activity WHERE usename = 'app1'"
}

is_there() {
	[ "$(sql todo -c "SELECT right(tableoid::regclass::text, 1) FROM users WHERE id = '$1'")" = 3 ]
}

# A shard is moved while a statement waits for it, as Citus says so; twice, and, which it
# does not, at the end of each transaction.
check_race() {
	sql todo -c 'CREATE SEQUENCE races' -c "CREATE FUNCTION race() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS \$\$
		BEGIN
			IF nextval('races') <= 2 OR TG_WHEN = 'AFTER' THEN
				RAISE 'cannot execute a distributed query from a query on a shard' USING ERRCODE = 'XX000';
			END IF;
			RETURN NEW;
		END \$\$" -c 'CREATE TRIGGER race BEFORE INSERT ON todos FOR EACH ROW EXECUTE FUNCTION race()'
	holds 'a write that met the move of a shard is made again' answers "$here" 201 moved -d '{"title":"moved"}' "$base/todos"
	holds '… once' [ "$(sql todo -c "SELECT count(*) FROM todos WHERE title = 'moved'")" = 1 ]
	sql todo -c 'DROP TRIGGER race ON todos' -c 'CREATE CONSTRAINT TRIGGER race AFTER INSERT ON todos
		DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION race()'
	sql todo -c "SELECT setval('races', 7)" >"$said"
	holds '… but none that may be committed' answers "$here" 500 SERVER_00 -d '{"title":"moved"}' "$base/todos"
	holds '… a second time' [ "$(sql todo -c 'SELECT last_value FROM races')" = 8 ]
	sql todo -c 'DROP TRIGGER race ON todos' -c 'DROP FUNCTION race' -c 'DROP SEQUENCE races'
}

# Whether the service tells, and todo.fcgi --check and the doctor do with $1, a part of the
# cure, that its role lacks rights.
lacks() {
	answers '' 503 not_ready "$base/health/ready" || return
	! DATABASE_URL=$service_url TODO_API_CONFIG=/dev/null "$build/fcgi/todo.fcgi" --check >"$said" 2>&1 && grep -q "$1" "$said" || return
	admin 1 doctor "$base" && grep -q "^FAILED .*lacks rights: .*$1" "$said"
}

# Rights to what spread tables have beside them; what the doctor says gives them.
check_rights() {
	holds 'a role with its rights is ready' answers '' 200 '' "$base/health/ready"
	sql todo -c 'REVOKE ALL ON user_emails, todo_counters FROM app1'
	holds '… without those to what is beside spread tables it is not' eval '
		lacks "GRANT SELECT, INSERT, UPDATE, DELETE ON user_emails TO app1" &&
		lacks "GRANT SELECT, INSERT, UPDATE ON todo_counters TO app1"'
	sql todo -c "$(sed -n 's/.*lacks rights: //p' "$said")"
	holds '… and is with what the doctor says' answers '' 200 '' "$base/health/ready"
	holds '… as who registers finds' enters register rights@example.org 201 rights@example.org
	holds '… writes, and leaves' eval 'token=$(new_session rights@example.org) &&
		answers "$token" 201 mine -d "{\"title\":\"mine\"}" "$base/todos" &&
		answers "$token" 204 "" -X DELETE -d "{\"password\":\"Correct-horse-1\"}" "$base/auth/me"; token='
	sql todo -c 'REVOKE UPDATE ON todo_counters FROM app1'
	holds '… but without a part of them it is not' lacks 'GRANT UPDATE ON todo_counters TO app1'
	sql todo -c "$grant"
	holds '… until it has them again' answers '' 200 '' "$base/health/ready"
}

check_away() {
	local before
	service_url="postgresql://app1@/todo?host=$work"
	start_service DATABASE_URL="$service_url" WORKERS=2 AUTH_WORKERS=1 METRICS_FILE='' TODOS_PER_USER=60
	holds 'a service runs on it' make_users
	check_rights
	check_race
	before=$(sessions)
	check_users
	holds 'no connection was given up for it' [ "$(sessions)" = "$before" ]
	check_all_users
	stop_service
	start_service DATABASE_URL="$service_url" WORKERS=2 AUTH_WORKERS=1 METRICS_FILE='' DATABASE_STATEMENT_TIMEOUT_MS=2000
	check_silence
	stop_service
	check_workers_upkeep
}

check_way_back() {
	rows >"$work/before"
	holds 'undistribute.sql brings all back' runs undistribute.sql
	create plain
	deploy_schema "$(url_of plain)"
	sql plain -f "$root/tests/support/spread.sql" \
		-c "$grant"
	sql todo -c 'DROP FUNCTION is_there(uuid), all_are_there()'
	holds '… to the schema of before' alike todo plain
	holds '… with every row of every table' has_rows "$work/before"
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
check_highest
check_later_step
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
