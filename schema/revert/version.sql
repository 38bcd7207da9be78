-- Revert todo-api:version from pg

BEGIN;

DROP VIEW schema_version;

COMMIT;
