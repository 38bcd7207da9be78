-- Verify todo-api:account on pg

BEGIN;

SELECT deleted_at FROM users WHERE false;

SELECT id, user_id, name, token_hash, access, created_at, expires_at, last_used_at
  FROM api_tokens
 WHERE false;

SELECT id, code_hash, email, created_at, expires_at
  FROM invitations
 WHERE false;

SELECT user_id, code_hash, created_at, expires_at
  FROM password_resets
 WHERE false;

SELECT 1 / (count(*) = 5)::integer FROM pg_indexes
 WHERE schemaname = current_schema
   AND indexname IN ('users_deleted', 'api_tokens_user_hash', 'api_tokens_expires',
                     'invitations_expires', 'password_resets_expires');

SELECT 1 / (count(*) = 1)::integer FROM pg_proc
 WHERE pronamespace = current_schema::regnamespace
   AND proname = 'todo_bury' AND prosrc LIKE '%deleted_at IS NULL%';

SELECT 1 / (version >= 15)::integer FROM schema_version;

ROLLBACK;
