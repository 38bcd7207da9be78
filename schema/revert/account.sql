-- Revert todo-api:account from pg
-- Accounts whose users deleted them are deleted for good.

BEGIN;

CREATE OR REPLACE VIEW schema_version AS SELECT 14 AS version;

CREATE OR REPLACE FUNCTION todo_bury() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO todo_tombstones (user_id, revision, todo_id, deleted_at)
    SELECT u.id, todo_revision(u.id), OLD.id, now()
      FROM users u WHERE u.id = OLD.user_id;
    RETURN NULL;
END
$$;

DROP TABLE password_resets;
DROP TABLE invitations;
DROP TABLE api_tokens;

DELETE FROM users WHERE deleted_at IS NOT NULL;
ALTER TABLE users DROP COLUMN deleted_at;

COMMIT;
