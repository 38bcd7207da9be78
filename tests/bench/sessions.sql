-- Loads rows sessions and as many revoked tokens, ten of each user's, among which
-- sessions.sh measures.

SET synchronous_commit = off;
SET maintenance_work_mem = '1GB';
SET session_replication_role = replica; -- no check of each foreign key

INSERT INTO users (id, email, password_hash, created_at, updated_at)
SELECT md5('other ' || n)::uuid, 'other-' || n || '@example.org', 'none', now(), now()
FROM generate_series(0, :rows / 10) n;

\set tables '{refresh_tokens, token_blacklist}'
\ir unindex.sql

INSERT INTO refresh_tokens (id, user_id, token_jti, issued_at, expires_at, ip_address)
SELECT id, md5('other ' || n % greatest(:rows / 10, 1))::uuid, id::text, expires - interval '7 days',
       expires, '192.0.2.1'
FROM generate_series(1, :rows) n,
     LATERAL (SELECT gen_random_uuid(), now() + interval '7 days' * n / :rows) made (id, expires);

INSERT INTO token_blacklist (id, user_id, token_jti, token_type, revoked_at, reason, expires_at)
SELECT id, md5('other ' || n % greatest(:rows / 10, 1))::uuid, gen_random_uuid()::text,
       CASE WHEN n % 2 = 0 THEN 'access' ELSE 'refresh' END, expires - interval '9 days', 'logout', expires
FROM generate_series(1, :rows) n,
     LATERAL (SELECT gen_random_uuid(), now() + interval '9 days' * n / :rows + interval '1 day')
         made (id, expires);

SELECT make_it FROM kept \gexec

VACUUM ANALYZE;
CHECKPOINT;
