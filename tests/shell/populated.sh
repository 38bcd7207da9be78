#!/bin/bash -p
# A database with rows in each table, and whether they are there. To be sourced after
# schemas.sh.
#
#   populate         the database todo, and makes the role app1, which has what $grant says
#   rows             prints the rows of all tables that it has when it is not spread
#   has_rows FILE    whether these are those of the file
# shellcheck disable=SC2034,SC2154 # used there; $work and $said are theirs

grant='GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO app1'

# The rows of all tables, but for those that are there while they are spread, a line each.
rows() {
	sql todo <<-'EOF'
		SELECT format('SELECT %L, to_json(t) FROM %1$I t ORDER BY t::text', relname) FROM pg_class
		 WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') AND NOT relispartition
		   AND relname NOT IN ('user_emails', 'todo_counters') ORDER BY relname \gexec
	EOF
}

# Whether the rows are those of the file $1.
has_rows() {
	rows >"$work/rows" && diff "$1" "$work/rows" >"$said"
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
		-c "INSERT INTO token_blacklist (id, user_id, token_jti, token_type, revoked_at, reason, expires_at)
		SELECT id, id, id, 'access', now(), 'logout', now() + interval '1 hour' FROM users" \
		-c "INSERT INTO idempotency_keys
		SELECT id, 'key', id, sha256(id::text::bytea), E'ETag: \"1\"\\r\\n', '{}', 1, now() + interval '1 day' FROM users" \
		-c "INSERT INTO password_resets SELECT id, sha256(id::text::bytea), now(), now() + interval '1 day' FROM users" \
		-c "UPDATE todos SET title = 'last' WHERE user_id IN (SELECT md5('u' || n)::uuid FROM generate_series(1, 13) n)" \
		-c "UPDATE users SET forgotten_revision = nextval('todo_revisions')
		WHERE id IN (SELECT md5('u' || n)::uuid FROM generate_series(14, 26) n)" \
		-c "CREATE ROLE app1 LOGIN" -c "$grant"
}
