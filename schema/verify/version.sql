-- Verify todo-api:version on pg

BEGIN;

SELECT 1 / (version >= 6)::integer FROM schema_version;

ROLLBACK;
