-- Loads the todos that growth.sh measures: others (how many), and sizes (a list):
-- the user numbered 1 has the first size, and so on. With grown set the indexes stay, and
-- grow row by row.

SET synchronous_commit = off;
SET work_mem = '512MB';
SET maintenance_work_mem = '1GB';
SET session_replication_role = replica; -- no check of each foreign key

INSERT INTO users (id, email, password_hash, created_at, updated_at)
SELECT md5('other ' || n)::uuid, 'other-' || n || '@example.org', 'none', now(), now()
FROM generate_series(0, :others / 100) n;

\if :{?grown} \else
\set tables '{todos}'
\ir unindex.sql
\endif

-- As if they had been made one by one. A tenth are due, a fifth have a priority, and ten
-- of each user are about saffron.
INSERT INTO todos (id, user_id, title, description, is_completed, created_at, completed_at,
                   updated_at, due_date, priority, has_terms, revision)
SELECT gen_random_uuid(), owner, 'Buy groceries ' || (random() * 1e9)::int,
       'Milk, eggs, bread' || CASE WHEN n % greatest(size / 10, 1) = 0 THEN ', saffron' ELSE '' END,
       n / 2 % 2 = 0, at, CASE WHEN n / 2 % 2 = 0 THEN at + interval '1 hour' END, at,
       CASE WHEN n % 10 = 0 THEN at::date + 14 END,
       CASE WHEN n % 5 = 0 THEN 1 + n % 4 ELSE 0 END, size > 500,
       nextval('todo_revisions')
FROM (
    SELECT md5('other ' || n % greatest(:others / 100, 1))::uuid,
           n / greatest(:others / 100, 1), 100,
           now() - interval '1 year' * (1 - n / :others::float8)
    FROM generate_series(1, :others) n
    UNION ALL
    SELECT lpad(number::text, 32, '0')::uuid, n, size,
           now() - interval '1 year' * (1 - n / size::float8)
    FROM unnest(:'sizes'::int[]) WITH ORDINALITY s (size, number), generate_series(1, size) n
) made (owner, n, size, at)
ORDER BY at;

\if :{?grown} \else
SELECT make_it FROM kept \gexec
\endif

VACUUM ANALYZE;
CHECKPOINT;
