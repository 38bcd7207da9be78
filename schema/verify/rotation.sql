-- Verify todo-api:rotation on pg

BEGIN;

SELECT generation, used_at FROM refresh_tokens WHERE false;

SELECT 1 / count(*) FROM pg_constraint
 WHERE conrelid = 'token_blacklist'::regclass
   AND pg_get_constraintdef(oid) LIKE '%token_reuse%session_limit%';

SELECT 1 / (version >= 9)::integer FROM schema_version;

ROLLBACK;
