-- Deploy todo-api:rotation to pg
-- requires: tokens version
-- How far the refresh tokens of a session have come, and new reasons for its
-- end. The blacklist is read once while its reasons are checked.

BEGIN;

-- The last generation that was used, of which the first token is 0, and when
-- it and those before it first were; both null while none was.
ALTER TABLE refresh_tokens
    ADD COLUMN generation integer,
    ADD COLUMN used_at timestamptz[];

ALTER TABLE token_blacklist
    DROP CONSTRAINT token_blacklist_reason_check,
    ADD CONSTRAINT token_blacklist_reason_check
        CHECK (reason IN ('logout', 'password_change', 'admin_revoke',
                          'token_reuse', 'session_limit'));

CREATE OR REPLACE VIEW schema_version AS SELECT 9 AS version;

COMMIT;
