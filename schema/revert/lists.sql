-- Revert todo-api:lists from pg

BEGIN;

CREATE INDEX todos_user_title ON todos (user_id, title, id);
CREATE INDEX todos_user_completed_asc
    ON todos (user_id, completed_at ASC NULLS LAST, id ASC);
DROP INDEX todos_user_state_created;
DROP INDEX todos_user_state_title;

COMMIT;
