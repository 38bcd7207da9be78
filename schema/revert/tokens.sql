-- Revert todo-api:tokens from pg

BEGIN;

DROP TABLE token_blacklist;
DROP TABLE refresh_tokens;

COMMIT;
