-- Deploy todo-api:version to pg
-- The number of the step that the schema is at, for programs, however the steps
-- were applied. Each later step replaces the view with its own number, and its
-- revert with the number before.

BEGIN;

CREATE VIEW schema_version AS SELECT 7 AS version;

COMMIT;
