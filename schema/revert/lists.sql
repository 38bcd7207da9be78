-- Revert todo-api:lists from pg

BEGIN;

ALTER TABLE todos RESET (autovacuum_vacuum_scale_factor,
                         autovacuum_vacuum_insert_scale_factor);
CREATE INDEX todos_user_title ON todos (user_id, title, id);
CREATE INDEX todos_user_completed_asc
    ON todos (user_id, completed_at ASC NULLS LAST, id ASC);
DROP INDEX todos_user_state_created;
DROP INDEX todos_user_state_title;

COMMIT;
