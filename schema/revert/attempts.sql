-- Revert todo-api:attempts from pg

BEGIN;

DROP TABLE attempts;

COMMIT;
