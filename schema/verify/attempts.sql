-- Verify todo-api:attempts on pg

BEGIN;

SELECT key, started_at, count
  FROM attempts
 WHERE false;

ROLLBACK;
