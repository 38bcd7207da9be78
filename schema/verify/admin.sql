-- Verify todo-api:admin on pg

BEGIN;

SELECT 1 / count(*) FROM pg_indexes
 WHERE schemaname = current_schema AND indexname = 'users_created';

SELECT 1 / (version >= 8)::integer FROM schema_version;

ROLLBACK;
