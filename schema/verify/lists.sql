-- Verify todo-api:lists on pg

BEGIN;

SELECT 1 / (count(*) / 4) FROM pg_indexes
 WHERE schemaname = current_schema
   AND indexname IN ('todos_user_created', 'todos_user_state_created',
                     'todos_user_state_title', 'todos_user_completed_desc');

ROLLBACK;
