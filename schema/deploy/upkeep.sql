-- Deploy todo-api:upkeep to pg
-- requires: tokens
-- Finds the sessions that have run out, which are deleted now and then. The
-- other tables that are cleaned up have such an index.

BEGIN;

CREATE INDEX refresh_tokens_expires ON refresh_tokens (expires_at);

COMMIT;
