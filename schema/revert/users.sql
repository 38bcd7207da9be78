-- Revert todo-api:users from pg

BEGIN;

DROP TABLE users;

COMMIT;
