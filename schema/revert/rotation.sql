-- Revert todo-api:rotation from pg
-- Sessions go on by their first token; who has a later one logs in again.

BEGIN;

CREATE OR REPLACE VIEW schema_version AS SELECT 8 AS version;

UPDATE token_blacklist SET reason = 'admin_revoke'
 WHERE reason IN ('token_reuse', 'session_limit');
ALTER TABLE token_blacklist
    DROP CONSTRAINT token_blacklist_reason_check,
    ADD CONSTRAINT token_blacklist_reason_check
        CHECK (reason IN ('logout', 'password_change', 'admin_revoke'));

ALTER TABLE refresh_tokens
    DROP COLUMN generation,
    DROP COLUMN used_at;

COMMIT;
