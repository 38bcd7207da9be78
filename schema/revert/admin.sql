-- Revert todo-api:admin from pg

BEGIN;

CREATE OR REPLACE VIEW schema_version AS SELECT 7 AS version;

DROP INDEX users_created;

COMMIT;
