-- Verify todo-api:users on pg

BEGIN;

SELECT id, email, password_hash, created_at, updated_at, last_login_at,
       is_active, is_admin
  FROM users
 WHERE false;

SELECT 1 / count(*) FROM pg_indexes
 WHERE schemaname = current_schema AND indexname = 'users_email_key'
   AND indexdef LIKE 'CREATE UNIQUE INDEX%lower(email)%';

ROLLBACK;
