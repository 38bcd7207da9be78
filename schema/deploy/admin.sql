-- Deploy todo-api:admin to pg
-- requires: users version
-- The order in which admins list accounts, so that a page is read off an index.
-- While it is made (seconds for a million accounts) nobody registers or logs in.

BEGIN;

CREATE INDEX users_created ON users (created_at, id);

CREATE OR REPLACE VIEW schema_version AS SELECT 8 AS version;

COMMIT;
