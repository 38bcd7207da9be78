-- Verify todo-api:upkeep on pg

BEGIN;

SELECT 1 / count(*) FROM pg_indexes
 WHERE schemaname = current_schema AND indexname = 'refresh_tokens_expires';

ROLLBACK;
