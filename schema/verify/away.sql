-- Verify todo-api:away on pg

BEGIN;

-- Those of one node fail on many while one is away.
SELECT 1 / (count(*) = 2)::integer FROM pg_proc
 WHERE pronamespace = current_schema::regnamespace
   AND proname IN ('account_list', 'session_owner')
   AND (prosrc LIKE '%on_each_shard%') = (to_regclass('user_emails') IS NOT NULL);

SELECT 1 / (version >= 18)::integer FROM schema_version;

ROLLBACK;
