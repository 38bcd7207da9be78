-- Revert todo-api:idempotency from pg
-- A request that is tried again after this is one more request.

BEGIN;

CREATE OR REPLACE VIEW schema_version AS SELECT 12 AS version;

DROP TABLE idempotency_keys;

COMMIT;
