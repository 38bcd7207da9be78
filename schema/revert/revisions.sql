-- Revert todo-api:revisions from pg
-- Tokens and tags that clients have are worth nothing any more.

BEGIN;

CREATE OR REPLACE VIEW schema_version AS SELECT 11 AS version;

DROP TRIGGER todos_bury ON todos;
DROP TRIGGER todos_revise_update ON todos;
DROP TRIGGER todos_revise_insert ON todos;
DROP FUNCTION todo_bury();
DROP FUNCTION todo_revise();
DROP FUNCTION todo_revision(uuid);
DROP FUNCTION todo_lock(uuid);
DROP TABLE todo_tombstones;
ALTER TABLE users DROP COLUMN forgotten_revision;
ALTER TABLE todos DROP COLUMN revision;
DROP SEQUENCE todo_revisions;

COMMIT;
