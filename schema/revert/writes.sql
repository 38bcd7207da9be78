-- Revert todo-api:writes from pg

BEGIN;

CREATE OR REPLACE VIEW schema_version AS SELECT 15 AS version;

CREATE TRIGGER todos_revise_insert BEFORE INSERT ON todos FOR EACH ROW
    WHEN (NEW.revision = 0) EXECUTE FUNCTION todo_revise();
ALTER TABLE todos ALTER revision SET DEFAULT 0;
DROP FUNCTION todo_revision_of_anybody();

DROP INDEX todos_user_revision;
CREATE INDEX todos_user_revision ON todos (user_id, revision) WHERE revision > 0;
CREATE INDEX todos_user_no_terms ON todos (user_id) WHERE NOT has_terms;

COMMIT;
