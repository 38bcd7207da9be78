-- Verify todo-api:fields on pg

BEGIN;

SELECT due_date, priority, has_terms
  FROM todos
 WHERE false;

SELECT 1 / (count(*) = 2)::integer FROM pg_constraint
 WHERE contypid IN ('todo_due_date'::regtype, 'todo_priority'::regtype);

SELECT 1 / (count(*) / 3) FROM pg_indexes
 WHERE schemaname = current_schema
   AND indexname IN ('todos_user_due', 'todos_user_priority', 'todos_terms');

SELECT 1 / (array_to_tsvector(todo_terms(id, 'Buy milk')) @@ todo_terms_query(id, 'mi'))::integer
  FROM (VALUES (gen_random_uuid())) AS made (id);

SELECT 1 / (version >= 14)::integer FROM schema_version;

ROLLBACK;
