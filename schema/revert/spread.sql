-- Revert todo-api:spread from pg

BEGIN;

DO $$
BEGIN
    IF to_regclass('user_emails') IS NOT NULL THEN
        RAISE 'the database is spread over nodes: bring it back by undistribute.sql first';
    END IF;
END
$$;

CREATE OR REPLACE VIEW schema_version AS SELECT 16 AS version;

DROP FUNCTION upkeep_users(timestamptz, int, boolean);
DROP FUNCTION upkeep_todos(timestamptz, int, boolean);
DROP FUNCTION upkeep_tombstones(timestamptz, int, boolean);
DROP FUNCTION upkeep_keys(timestamptz, int, boolean);
DROP FUNCTION upkeep_resets(timestamptz, int, boolean);
DROP FUNCTION upkeep_invitations(timestamptz, int, boolean);
DROP FUNCTION upkeep_api_tokens(timestamptz, int, boolean);
DROP FUNCTION upkeep_sessions(timestamptz, int, boolean);
DROP FUNCTION upkeep_blacklist(timestamptz, int, boolean);
DROP FUNCTION idempotency_is_free(uuid, text);
DROP FUNCTION idempotency_hold(uuid, text);
DROP FUNCTION todo_hold(uuid);
DROP FUNCTION account_free(uuid);
DROP FUNCTION account_accept(uuid, text, uuid, text, text, timestamptz);
DROP FUNCTION account_add(uuid, text, text, timestamptz);
DROP FUNCTION account_by_email(text);

COMMIT;
