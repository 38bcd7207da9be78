-- Revert todo-api:account from pg
-- Accounts whose users deleted them are deleted for good.

BEGIN;

CREATE OR REPLACE VIEW schema_version AS SELECT 11 AS version;

DROP TABLE password_resets;
DROP TABLE invitations;
DROP TABLE api_tokens;

DELETE FROM users WHERE deleted_at IS NOT NULL;
ALTER TABLE users DROP COLUMN deleted_at;

COMMIT;
