#!/bin/bash -p
# Proves the schema's ways by sqitch: up and down, from what psql deployed, by any
# URI; and that a database at no step is named and left alone.
# shellcheck disable=SC2016 # what is quoted so is for eval
set -euo pipefail

root=$(cd "$(dirname "$0")/../.." && pwd)
# shellcheck source=tests/shell/schemas.sh
. "$root/tests/shell/schemas.sh"

# Whether migrate.sh $2 does to database $1 what it says by the words $3.
migrates() {
	migrate "$1" "$2" && grep -q -- "$3" "$said"
}

# Whether migrate.sh up refuses database $1 in one line that matches $2, and
# leaves it as it is.
refuses() {
	local before
	before=$(dump "$1")
	! migrate "$1" up && [ "$(wc -l <"$said")" = 1 ] && grep -qE "$2" "$said" &&
		[ "$(dump "$1")" = "$before" ]
}

# Whether step $1 was just taken back, and no other.
reverted_alone() {
	grep -q -- "- $1 " "$said" && [ "$(grep -c '^  - ' "$said")" = 1 ]
}

check_steps() {
	local i empty
	create stepwise
	empty=$(dump stepwise)
	holds 'sqitch deploys and verifies each step' migrates stepwise up "+ ${steps[-1]}"
	holds 'psql -f deploys the same by one file' by_file todo 0
	holds 'psql -f verifies by hand' by_hand todo verify "${steps[@]}"
	holds 'both ways end in the same schema' alike stepwise todo
	create handmade
	by_hand handmade deploy "${steps[@]}"
	holds 'so do the steps by hand' alike handmade todo
	for i in $(printf '%s\n' "${steps[@]}" | tac); do
		holds "sqitch reverts $i" migrate stepwise down
		holds '… and that step alone' reverted_alone "$i"
	done
	holds 'nothing is left of the schema' [ "$(dump stepwise)" = "$empty" ]
	copy emptied stepwise
	migrate stepwise up
	holds 'sqitch deploys it again, to the same end' alike stepwise todo
}

# Whether up adopts database $1, which is at step $2, and down and status go on.
adopts() {
	local name=${steps[$2 - 1]}
	holds "… is at step $2, says status" migrates "$1" status "step $2 ($name), of which sqitch has no record"
	holds '… is adopted by up' migrates "$1" up "Adopting .* up to $name:"
	holds '… which brings it up to date' alike "$1" todo
	holds '… once' migrates "$1" up '^The schema is up to date'
	holds '… status goes on from there' migrates "$1" status "Name: *${steps[-1]}"
	holds '… and so does down' migrate "$1" down
	holds '… by a step' reverted_alone "${steps[-1]}"
}

check_adoption() {
	local i
	echo 'a database that psql deployed by the one file'
	adopts todo "$last"
	migrate todo up
	for i in 1 7; do
		echo "a database that has the first $i steps by hand"
		create "first$i"
		by_hand "first$i" deploy "${steps[@]:0:i}"
		adopts "first$i" "$i"
	done
	echo 'a database that was restored from a dump of public alone'
	sql todo -c "INSERT INTO attempts VALUES ('kept', now(), 3)"
	create restored todo
	adopts restored "$last"
	holds '… with its data' [ "$(sql restored -c 'SELECT count FROM attempts')" = 3 ]
	echo 'a database whose registry is empty'
	by_file emptied 0
	adopts emptied "$last"
	create later && by_file later 0
	holds 'down adopts too' migrate later down
	holds '… and takes one step back' reverted_alone "${steps[-1]}"
	by_hand later deploy "${steps[-1]}"
	holds 'a step deployed by hand after sqitch is adopted' migrates later up "up to ${steps[-1]}:"
	holds '… and all is well' migrates later up '^The schema is up to date'
}

check_differences() {
	local what
	copy differs stepwise
	sql differs -c 'ALTER TABLE attempts RENAME TO elsewhere'
	holds 'a table that is missing is named, whatever sqitch has recorded' \
		refuses differs "schema_version says step $last .*missing: attempts;"
	for what in status down; do
		holds "… to $what too" eval '! migrate differs "$what" && grep -q "missing: attempts;" "$said"'
	done
	sql differs -c 'ALTER TABLE elsewhere RENAME TO attempts' -c 'DROP VIEW schema_version' \
		-c 'DROP INDEX users_created'
	holds 'a record ahead of the steps is no step' refuses differs \
		"sqitch has recorded step $last .*missing: schema_version users_created;"
	create wrong && by_hand wrong deploy "${steps[@]}"
	sql wrong -c 'DROP INDEX refresh_tokens_expires'
	holds 'an index that is missing is named' refuses wrong 'missing: refresh_tokens_expires;'
	sql wrong -c 'CREATE INDEX refresh_tokens_expires ON refresh_tokens (expires_at)' \
		-c 'CREATE INDEX todos_user_title ON todos (title)'
	holds 'one too many is named' refuses wrong 'too many: todos_user_title;'
	sql wrong -c 'DROP INDEX todos_user_title' -c 'CREATE OR REPLACE VIEW schema_version AS SELECT 7 AS version'
	holds 'a view that is behind is named' refuses wrong 'schema_version says step 7 .*missing: attempts_started; too many: .*attempts_expires .*users_created '
	sql wrong -c 'CREATE OR REPLACE VIEW schema_version AS SELECT 99 AS version'
	holds 'a later schema is told' refuses wrong 'at a later step'
	sql wrong -c "CREATE OR REPLACE VIEW schema_version AS SELECT $last AS version" \
		-c 'ALTER TABLE users DROP COLUMN is_admin'
	holds 'a column that is missing is named' refuses wrong 'verify/users.sql.*"is_admin" does not exist'
	migrate stepwise up
	sql stepwise -c 'ALTER TABLE todos RENAME description TO notes'
	holds '… whatever sqitch has recorded' refuses stepwise 'verify/todos.sql.*"description" does not exist'
	sql stepwise -c 'ALTER TABLE todos RENAME notes TO description'
	create part
	sql part -c 'CREATE TABLE attempts ()'
	stop=0 by_hand part deploy "${steps[@]}" || true
	holds 'what went on after an error is no step' refuses part 'missing: attempts_expires;'
	create foreign
	sql foreign -c 'CREATE TABLE users ()'
	holds "another program's table is no step" refuses foreign 'things of step 1 .*missing: users_email_key;'
}

# Whether the database itself refuses what SQL $2 does to database $1, by constraint $3.
forbids() {
	! sql "$1" -c "$2" >"$said" 2>&1 && grep -q "violates check constraint \"$3\"" "$said"
}

# Makes a user and a todo, of a title of the greatest length, in database $1.
add_todo() {
	sql "$1" -c "INSERT INTO users (id, email, password_hash, created_at, updated_at)
		VALUES (md5('u')::uuid, 'me@example.org', 'x', now(), now())" \
		-c "INSERT INTO todos (id, user_id, title, created_at, updated_at)
		VALUES (md5('t')::uuid, md5('u')::uuid, repeat('ä', 255), now(), now())"
}

check_limits() {
	local at=11 before
	create limits && by_hand limits deploy "${steps[@]:0:at-1}"
	add_todo limits
	before=$(sql limits -c "SELECT pg_relation_filenode('todos'), pg_relation_filenode('todos_user_state_title')")
	holds 'todos of before are taken over' by_hand limits deploy "${steps[at - 1]}"
	holds '… and neither they nor their indexes were written anew' [ "$(sql limits -c \
		"SELECT pg_relation_filenode('todos'), pg_relation_filenode('todos_user_state_title')")" = "$before" ]
	holds 'a title of 256 characters is none' forbids limits "UPDATE todos SET title = title || 'a'" todo_title_check
	holds 'an empty one is none' forbids limits "UPDATE todos SET title = ''" todo_title_check
	holds 'a description of 10,001 is none' forbids limits \
		"UPDATE todos SET description = repeat('a', 10001)" todo_description_check
	holds '… but one of 10,000 is' sql limits -c "UPDATE todos SET description = repeat('a', 10000)"
	holds 'what is done has a time' forbids limits 'UPDATE todos SET is_completed = true' todos_check
	# A table that is full, row after row, as imports leave it.
	sql limits -c "INSERT INTO todos (id, user_id, title, created_at, updated_at)
		SELECT gen_random_uuid(), md5('u')::uuid, n::text, now(), now() FROM generate_series(1, 1000) n"
	holds 'a change of the description alone leaves the indexes as they are' [ "$(sql limits -c \
		"BEGIN; UPDATE todos SET description = 'new' WHERE title = '500';
		SELECT pg_stat_get_xact_tuples_hot_updated('todos'::regclass)")" = 1 ]
}

check_fields() {
	local steps_before before
	mapfile -t steps_before < <(printf '%s\n' "${steps[@]}" | sed '/^fields$/,$d')
	create fields && by_hand fields deploy "${steps_before[@]}"
	add_todo fields
	before=$(sql fields -c "SELECT pg_relation_filenode('todos')")
	holds 'todos of before have no due date and no priority' by_hand fields deploy fields
	holds '… and were not written anew' [ "$(sql fields -c "SELECT pg_relation_filenode('todos'), count(*)
		FROM todos WHERE due_date IS NULL AND priority = 0")" = "$before|1" ]
	holds 'a priority is 0 to 4' forbids fields 'UPDATE todos SET priority = 5' todo_priority_check
	holds 'a due date is one that RFC 3339 has' forbids fields \
		"UPDATE todos SET due_date = 'infinity'" todo_due_date_check
	holds '… of this era' forbids fields "UPDATE todos SET due_date = '0001-12-31 BC'" todo_due_date_check
	holds '… and the last of them is one' sql fields -c "UPDATE todos SET due_date = '9999-12-31', priority = 4"
	holds 'it goes back' by_hand fields revert fields
	holds '… and forth again' by_hand fields deploy fields
}

# Whether status gets to database todo by the URI $1.
reaches() {
	DATABASE_URL=$1 timeout 60 "$root/schema/migrate.sh" status >"$said" 2>&1 &&
		grep -q "Name: *${steps[-1]}" "$said"
}

# Whether the URI $1 is refused in one line that matches $2.
balks() {
	! reaches "$1" && [ "$(wc -l <"$said")" = 1 ] && grep -qE "$2" "$said"
}

# Lets in who has the password, and only them.
set_password() {
	sql todo -v password="$1" <<<"ALTER ROLE locked PASSWORD :'password';"
}

check_urls() {
	local at="/?host=$work&dbname=todo" url
	url=$(url_of todo)
	sql todo -c 'CREATE ROLE "trailing " SUPERUSER LOGIN' -c 'CREATE ROLE locked SUPERUSER LOGIN' \
		-c 'CREATE DATABASE "blank "'
	sed -i '1i local all locked scram-sha-256' "$work/data/pg_hba.conf"
	sql todo -o /dev/null -c 'SELECT pg_reload_conf()'
	holds 'a user that ends in a blank' reaches "postgresql://trailing%20@$at"
	set_password 'x '
	holds 'a password that ends in a blank' eventually reaches "postgresql://locked:x%20@$at"
	holds '… is the one that counts' eval '! reaches "postgresql://locked:x@$at"'
	set_password $'a\tb\\t%\'"\n'
	holds 'a password of a tab, a newline and quotes' reaches "postgresql://locked:a%09b%5Ct%25'%22%0A@$at"
	set_password "p?w$(printf %2000d 0)"
	holds 'a long one, with a question mark' reaches "postgresql://locked:p?w$(printf %2000d 0)@$at"
	DATABASE_URL=${url/todo\?/blank%20?} "$root/schema/migrate.sh" up >"$said" 2>&1 || true
	holds 'a database that ends in a blank' alike 'blank ' todo
	holds 'a host that is gone before one that is there' reaches "postgresql://todo@/todo?host=/nonexistent,$work"
	holds 'hosts where the URI has them' reaches "postgresql://todo@%2Fnonexistent,${work//\//%2F}:5432/todo"
	holds 'parameters of a service' reaches "$url&connect_timeout=5&keepalives=0&sslmode=prefer&application_name=a%20b"
	holds 'ssl=true, as Java has it' reaches "$url&ssl=true"
	holds 'options' reaches "$url&options=-c%20statement_timeout%3D50000%20"
	holds 'SQLAlchemy'"'"'s driver' reaches "postgresql+asyncpg${url#postgresql}"
	holds 'the last of a name counts' reaches "${url/todo\?/none?}&dbname=none&dbname=todo"
	for at in "postgresql://todo:x%@/todo" "postgresql://todo:x%zz@/todo" "postgresql://todo:x%00@/todo" \
		"$url&options=%1"; do
		holds "a % like that in ${at:0:29} is refused" balks "$at" '% that no two'
	done
	holds 'a parameter without a value is refused' balks "$url&sslmode" 'should be name=value'
	holds 'a file that ends in a blank is refused' balks "$url&sslrootcert=/x%20" 'sslrootcert holds'
}

# Whether command $2… migrates a new database $1.
migrates_new() {
	create "$1"
	DATABASE_URL=$(url_of "$1") timeout 120 "${@:2}" >"$said" 2>&1 && alike "$1" stepwise
}

check_callers() {
	local home=$work/home admin=$build/fcgi/todo-admin
	local others=(SQITCH_CONFIG=/tmp/none SQITCH_USERNAME=nobody SQITCH_TARGET=other
		SQITCH_PASSWORD=x PGUSER=nobody PGOPTIONS=--x=y DBI_USER=nobody DBI_DSN=dbi:None:)
	mkdir -p "$home/.sqitch"
	printf '[engine "pg"]\n\tclient = /opt/nowhere/psql\n' >"$home/.sqitch/sqitch.conf"
	holds "${others[*]}: none has a say" migrates_new all env "${others[@]}" "$root/schema/migrate.sh" up
	holds "… and nor do a user's settings of sqitch" migrates_new own env HOME="$home" "$root/schema/migrate.sh" up
	holds '… to todo-admin' migrates_new admin env HOME="$home" SQITCH_USERNAME=nobody "$admin" migrate up
	holds '… to make migrate' migrates_new make env HOME="$home" SQITCH_CONFIG=/tmp/none \
		make --no-print-directory -C "$root" migrate
	holds 'it needs no HOME' migrates_new homeless env -u HOME "$root/schema/migrate.sh" up
}

# Runs program $1 with the rest as the role app1.
as_role() {
	DATABASE_URL="postgresql://app1@/todo?host=$work" METRICS_FILE=$work/metrics \
		timeout 60 "$build/fcgi/$1" "${@:2}" >"$said" 2>"$work/err" </dev/null
}

# Whether --check refuses what the role has, in one line that holds $1.
lacks() {
	! as_role todo.fcgi --check && [ "$(wc -l <"$work/err")" = 1 ] && grep -qF "$1" "$work/err" &&
		! grep -q 'migrate up' "$work/err"
}

# Whether /health/ready answers status $1 and what $2 matches.
ready() {
	REQUEST_METHOD=GET PATH_INFO=/health/ready as_role todo.fcgi
	grep -q "^Status: $1" "$said" && grep -q "$2" "$said"
}

# Gives the role what --check says that it lacks.
cure() {
	! as_role todo.fcgi --check || return
	sql todo -c "$(sed 's/.*lacks rights: //' "$work/err")"
}

check_rights() {
	evidence=("$said" "$work/err")
	sql todo -c 'CREATE ROLE app1 LOGIN'
	holds '--check names the rights that a new role lacks' lacks 'GRANT SELECT ON schema_version TO app1;'
	holds '… and so does todo-admin settings check' eval \
		'! as_role todo-admin settings check && grep -q "GRANT SELECT, INSERT, UPDATE, DELETE ON users, todos, " "$work/err"'
	holds '… and todo-admin doctor' eval '! as_role todo-admin doctor "http://127.0.0.1:$(free_port)" &&
		grep -q "^FAILED *the database has the schema and the rights.*GRANT SELECT" "$said"'
	holds '… and /health/ready is 503' ready 503 '"writable":false,"schema":false'
	sql todo -c 'GRANT SELECT ON ALL TABLES IN SCHEMA public TO app1'
	holds 'who may only read is not ready to write' ready 503 '"writable":false,"schema":true'
	holds '… which --check names' lacks 'GRANT INSERT, UPDATE, DELETE ON users, todos,'
	holds '… with its cure' cure
	holds '… after which it is content' as_role todo.fcgi --check
	holds '… and ready' ready 200 '"writable":true,"schema":true'
	sql todo -c 'ALTER TABLE todos ENABLE ROW LEVEL SECURITY'
	holds 'row security without a policy is named' lacks 'ALTER TABLE todos DISABLE ROW LEVEL SECURITY'
	holds '… and not ready' ready 503 '"writable":false,"schema":false'
	holds '… with its cure' cure
	sql todo -c 'REVOKE USAGE ON SCHEMA public FROM public'
	holds 'a schema that may not be used is named' lacks 'GRANT USAGE ON SCHEMA public TO app1'
	holds '… and not ready' ready 503 '"schema":false'
	holds '… with its cure' cure
	holds '… after which all is well' as_role todo.fcgi --check
	sql todo -c 'GRANT USAGE ON SCHEMA public TO public'
}

check_steps
check_adoption
check_differences
check_limits
check_fields
migrate todo up
check_urls
check_rights
check_callers
tell check-schema
