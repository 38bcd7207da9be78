-- Revert todo-api:fields from pg

BEGIN;

CREATE OR REPLACE VIEW schema_version AS SELECT 13 AS version;

DROP TRIGGER todos_revise_update ON todos;
CREATE TRIGGER todos_revise_update BEFORE UPDATE ON todos FOR EACH ROW
    WHEN (NEW.revision = OLD.revision) EXECUTE FUNCTION todo_revise();

DROP INDEX todos_user_no_terms;
DROP INDEX todos_terms;
DROP FUNCTION todo_terms_query(uuid, text);
DROP FUNCTION todo_terms(uuid, text);
DROP INDEX todos_user_priority;
DROP INDEX todos_user_due;

ALTER TABLE todos DROP COLUMN due_date, DROP COLUMN priority, DROP COLUMN has_terms;

DROP DOMAIN todo_due_date;
DROP DOMAIN todo_priority;

COMMIT;
