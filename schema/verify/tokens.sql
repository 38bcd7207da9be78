-- Verify todo-api:tokens on pg

BEGIN;

SELECT id, user_id, token_jti, issued_at, expires_at, revoked_at, ip_address
  FROM refresh_tokens
 WHERE false;

SELECT id, user_id, token_jti, token_type, revoked_at, reason, expires_at
  FROM token_blacklist
 WHERE false;

SELECT 1 / (count(*) / 3) FROM pg_indexes
 WHERE schemaname = current_schema
   AND indexname IN ('refresh_tokens_user_jti', 'token_blacklist_user_jti',
                     'token_blacklist_expires');

ROLLBACK;
