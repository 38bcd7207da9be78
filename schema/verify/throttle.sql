-- Verify todo-api:throttle on pg

BEGIN;

SELECT expires_at
  FROM attempts
 WHERE false;

SELECT 1 / count(*) FROM pg_indexes
 WHERE schemaname = current_schema AND indexname = 'attempts_expires';

SELECT 1 / (version >= 10)::integer FROM schema_version;

ROLLBACK;
