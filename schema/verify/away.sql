-- Verify todo-api:away on pg

BEGIN;

-- Those of one node fail on many while one is away.
SELECT 1 / (count(*) = 2)::integer FROM pg_proc
 WHERE pronamespace = current_schema::regnamespace
   AND proname IN ('account_list', 'session_owner')
   AND (prosrc LIKE '%on_nodes%') = (to_regclass('user_emails') IS NOT NULL);

SELECT 1 / (count(*) = CASE WHEN to_regclass('user_emails') IS NULL THEN 0 ELSE 8 END)::integer
  FROM pg_proc
 WHERE pronamespace = current_schema::regnamespace AND proname LIKE 'upkeep\_%'
   AND prosrc ~ 'delete_on_each_shard|delete_expired';

SELECT 1 / (version >= 18)::integer FROM schema_version;

ROLLBACK;
