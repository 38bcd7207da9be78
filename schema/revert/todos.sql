-- Revert todo-api:todos from pg

BEGIN;

DROP TABLE todos;

COMMIT;
