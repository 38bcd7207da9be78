-- Brings the tables that distribute.sql spread back to one node, by hand, as their owner,
-- on the coordinator, with all nodes there and the workers of todo-api stopped:
--
--     psql "$DATABASE_URL" -f schema/undistribute.sql
--
-- It is one transaction: after a failure at any line, start it again.

\set ON_ERROR_STOP on
\ir session.sql

-- As in distribute.sql. A schema of an earlier step may go back: a later step may want one
-- node first.
\set knows 18

SELECT set_config('todo_api.knows', :'knows', false) AS said \gset
DO $$
DECLARE
    knows int := current_setting('todo_api.knows');
    twice text;
BEGIN
    IF to_regclass('user_emails') IS NULL THEN
        RAISE 'the tables are not spread: nothing was done';
    ELSIF (SELECT version > knows FROM schema_version) THEN
        RAISE 'the schema is at step %, of which this file, at %, knows nothing: use that of the version that deployed it',
            (SELECT version FROM schema_version), knows;
    END IF;
    -- By hand: no index of spread tables is of all users.
    SELECT string_agg(address, ', ') INTO twice
      FROM (SELECT lower(u.email) AS address FROM users u
             GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT 10) t;
    IF twice IS NOT NULL THEN
        RAISE 'more than one user has %: nothing was done', twice;
    END IF;
END
$$;

-- What moves of shards left behind has triggers of its own, and goes by itself later.
CALL citus_cleanup_orphaned_resources();

BEGIN;

SET LOCAL lock_timeout = '10s';
SET LOCAL citus.multi_shard_modify_mode = 'sequential';
SET LOCAL citus.enable_unsafe_triggers = on;

SELECT format('DROP TRIGGER %I ON %s', tgname, tgrelid::regclass) FROM pg_trigger
 WHERE tgrelid IN ('todos'::regclass, 'idempotency_keys'::regclass)
   AND NOT tgisinternal \gexec

-- With all that refer to them.
SELECT undistribute_table('users', cascade_via_foreign_keys => true) \g /dev/null
SELECT undistribute_table('user_emails') \g /dev/null
SELECT undistribute_table('invitations') \g /dev/null

-- What is laid by comes in place of what has its name.
SELECT format('DROP FUNCTION %s', p.oid::regprocedure) FROM pg_proc p
 WHERE p.pronamespace = current_schema::regnamespace
   AND (p.proname IN ('todo_count', 'idempotency_take', 'cleans_up', 'nodes_away', 'on_nodes',
                      'shards_there', 'delete_on_each_shard', 'delete_expired')
        OR EXISTS (SELECT 1 FROM pg_proc o WHERE o.proname = p.proname
                      AND o.pronamespace = 'todo_one_node'::regnamespace)) \gexec
SELECT format('ALTER FUNCTION %s SET SCHEMA %I', oid::regprocedure, current_schema) FROM pg_proc
 WHERE pronamespace = 'todo_one_node'::regnamespace \gexec

ALTER TABLE todos DROP CONSTRAINT todos_pkey, ADD PRIMARY KEY (id);
ALTER TABLE api_tokens DROP CONSTRAINT api_tokens_pkey, ADD PRIMARY KEY (id);
DROP INDEX refresh_tokens_user_jti;
ALTER TABLE refresh_tokens
    DROP CONSTRAINT refresh_tokens_pkey, ADD PRIMARY KEY (id), ADD UNIQUE (token_jti);
CREATE INDEX refresh_tokens_user_jti ON refresh_tokens (user_id, token_jti);
DROP INDEX token_blacklist_user_jti;
ALTER TABLE token_blacklist
    DROP CONSTRAINT token_blacklist_pkey, ADD PRIMARY KEY (id), ADD UNIQUE (token_jti);
ALTER TABLE token_blacklist ALTER user_id DROP NOT NULL;
CREATE INDEX token_blacklist_user_jti ON token_blacklist (user_id, token_jti);
DROP INDEX users_email_key;
CREATE UNIQUE INDEX users_email_key ON users (lower(email));

-- No user's revisions go back.
SELECT setval('todo_revisions', greatest(coalesce(max(revision), 1),
       (SELECT last_value FROM todo_revisions))) FROM todo_counters \g /dev/null
DROP TABLE todo_counters, user_emails;
SELECT command FROM todo_one_node.commands ORDER BY command \gexec
DROP SCHEMA todo_one_node CASCADE;

COMMIT;

SELECT success FROM run_command_on_workers('DROP TABLE IF EXISTS attempts') \g /dev/null

\echo 'One node has the tables. Let every worker connect anew.'
