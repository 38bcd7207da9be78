-- Verify todo-api:todos on pg

BEGIN;

SELECT id, user_id, title, description, is_completed, created_at,
       completed_at, updated_at
  FROM todos
 WHERE false;

-- The others have been replaced since.
SELECT 1 / (count(*) / 2) FROM pg_indexes
 WHERE schemaname = current_schema
   AND indexname IN ('todos_user_created', 'todos_user_completed_desc');

ROLLBACK;
