-- Verify todo-api:idempotency on pg

BEGIN;

SELECT user_id, key, id, fingerprint, headers, body, revision, expires_at
  FROM idempotency_keys
 WHERE false;

SELECT 1 / count(*) FROM pg_indexes
 WHERE schemaname = current_schema AND indexname = 'idempotency_keys_expires';

SELECT 1 / (version >= 13)::integer FROM schema_version;

ROLLBACK;
