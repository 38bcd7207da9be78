-- Verify todo-api:writes on pg

BEGIN;

SELECT todo_revision_of_anybody();

SELECT 1 / count(*) FROM pg_indexes
 WHERE schemaname = current_schema AND indexname = 'todos_user_revision'
   AND indexdef LIKE '%(user_id, has_terms, revision)';

SELECT 1 / (version >= 16)::integer FROM schema_version;

ROLLBACK;
