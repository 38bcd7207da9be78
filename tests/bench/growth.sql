-- Loads the todos that growth.sh measures: others (how many), and sizes (a list):
-- the user numbered 1 has the first size, and so on.

SET synchronous_commit = off;
SET work_mem = '512MB';
SET maintenance_work_mem = '1GB';
SET session_replication_role = replica; -- no check of each foreign key

INSERT INTO users (id, email, password_hash, created_at, updated_at)
SELECT md5('other ' || n)::uuid, 'other-' || n || '@example.org', 'none', now(), now()
FROM generate_series(0, :others / 100) n;

\set tables '{todos}'
\ir unindex.sql

-- As if they had been made one by one, where the schema has revisions.
SELECT count(*) > 0 AS has_revision FROM information_schema.columns
 WHERE table_name = 'todos' AND column_name = 'revision' \gset
\set revision
\set next_revision
\if :has_revision
\set revision ', revision'
\set next_revision ', nextval(''todo_revisions'')'
\endif

INSERT INTO todos (id, user_id, title, description, is_completed, created_at, completed_at,
                   updated_at :revision)
SELECT gen_random_uuid(), owner, 'Buy groceries ' || (random() * 1e9)::int,
       'Milk, eggs, bread', is_done, at, CASE WHEN is_done THEN at + interval '1 hour' END, at
       :next_revision
FROM (
    SELECT md5('other ' || n % greatest(:others / 100, 1))::uuid, n % 2 = 0,
           now() - interval '1 year' * (1 - n / :others::float8)
    FROM generate_series(1, :others) n
    UNION ALL
    SELECT lpad(number::text, 32, '0')::uuid, n % 2 = 0,
           now() - interval '1 year' * (1 - n / size::float8)
    FROM unnest(:'sizes'::int[]) WITH ORDINALITY s (size, number), generate_series(1, size) n
) made (owner, is_done, at)
ORDER BY at;

SELECT make_it FROM kept \gexec

VACUUM ANALYZE;
CHECKPOINT;
