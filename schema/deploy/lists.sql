-- Deploy todo-api:lists to pg
-- requires: todos
-- An index for every list by every filter, and none more than before: a page
-- far down, or of the few that a filter lets pass, costs what the first one does.

BEGIN;

CREATE INDEX todos_user_state_created
    ON todos (user_id, is_completed, created_at DESC, id DESC);
-- Sorted by title, all todos are the open and the completed ones merged.
CREATE INDEX todos_user_state_title
    ON todos (user_id, is_completed, title, id);
DROP INDEX todos_user_title;
-- Going up, todos that have a completed_at and then those that have none are
-- two ranges of todos_user_completed_desc, read backwards.
DROP INDEX todos_user_completed_asc;

-- The total is counted in an index alone where vacuum has lately been; by
-- default that is after a fifth of the table has changed.
ALTER TABLE todos SET (autovacuum_vacuum_scale_factor = 0.05,
                       autovacuum_vacuum_insert_scale_factor = 0.05);

COMMIT;
