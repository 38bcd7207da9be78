-- Verify todo-api:revisions on pg

BEGIN;

SELECT revision FROM todos WHERE false;
SELECT forgotten_revision FROM users WHERE false;
SELECT user_id, revision, todo_id, deleted_at FROM todo_tombstones WHERE false;
SELECT todo_lock(NULL), last_value FROM todo_revisions;

SELECT 1 / (count(*) / 2) FROM pg_indexes
 WHERE schemaname = current_schema
   AND indexname IN ('todos_user_revision', 'todo_tombstones_deleted');
SELECT 1 / (count(*) / 2) FROM pg_trigger
 WHERE tgrelid = 'todos'::regclass
   AND tgname IN ('todos_revise_update', 'todos_bury');

SELECT 1 / (version >= 12)::integer FROM schema_version;

ROLLBACK;
