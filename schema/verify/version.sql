-- Verify todo-api:version on pg

BEGIN;

SELECT 1 / (version >= 7)::integer FROM schema_version;

ROLLBACK;
