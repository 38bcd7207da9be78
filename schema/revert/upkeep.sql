-- Revert todo-api:upkeep from pg

BEGIN;

DROP INDEX refresh_tokens_expires;

COMMIT;
