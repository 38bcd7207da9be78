-- Verify todo-api:spread on pg

BEGIN;

-- Where the database is spread, those of one node are laid by for the way back.
SELECT 1 / (count(*) = 16)::integer FROM pg_proc
 WHERE pronamespace = current_schema::regnamespace
   AND (proname IN ('account_by_email', 'account_add', 'account_accept', 'account_free',
                    'todo_hold', 'idempotency_hold', 'idempotency_is_free')
        OR proname LIKE 'upkeep\_%');

-- That of one node on many lets an address be taken twice.
SELECT 1 / ((prosrc LIKE '%user_emails%') = (to_regclass('user_emails') IS NOT NULL))::integer
  FROM pg_proc
 WHERE pronamespace = current_schema::regnamespace
   AND proname IN ('account_by_email', 'account_add');

-- Nor is any of the others, later steps' too, back in its place.
SELECT 1 / (count(*) = 0)::integer
  FROM pg_proc laid JOIN pg_proc p USING (proname, proargtypes, prosrc)
 WHERE laid.pronamespace = to_regnamespace('todo_one_node')
   AND p.pronamespace = current_schema::regnamespace;

SELECT 1 / (version >= 17)::integer FROM schema_version;

ROLLBACK;
