-- Verify todo-api:domains on pg

BEGIN;

SELECT 1 / (count(*) = 2)::integer FROM information_schema.columns
 WHERE table_schema = current_schema AND table_name = 'todos'
   AND (column_name, domain_name) IN (('title', 'todo_title'), ('description', 'todo_description'));

SELECT 1 / (count(*) = 2)::integer FROM pg_constraint
 WHERE contypid IN ('todo_title'::regtype, 'todo_description'::regtype);

SELECT 1 / (version >= 11)::integer FROM schema_version;

ROLLBACK;
