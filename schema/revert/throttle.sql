-- Revert todo-api:throttle from pg

BEGIN;

CREATE OR REPLACE VIEW schema_version AS SELECT 9 AS version;

DROP INDEX attempts_expires;

ALTER TABLE attempts DROP COLUMN expires_at;

CREATE INDEX attempts_started ON attempts (started_at);

COMMIT;
