-- Spreads the tables by user over the nodes of a Citus cluster. By hand, as the tables'
-- owner, on the coordinator, with the schema up to date, the nodes added and the workers
-- of todo-api stopped:
--
--     psql "$DATABASE_URL" -f schema/distribute.sql
--
-- A million todos took 14 s, on the four partitions of check-spread. What changes is one
-- transaction: after a failure at any line, start it again; it goes on from there. Start it
-- again, too, when a node was added, for what each node has of its own is made there; with a
-- new version, for its functions; and when a role was given its rights, for those that are
-- of spread tables alone. undistribute.sql is the way back.
--
-- A unique constraint has to hold the column that its table is spread by. So keys get the
-- user's id, and which user has an address is a table of its own, user_emails, of which
-- each node has all: a login needs no other node than the user's. Of all nodes, too, are
-- invitations, which are few. What is counted of attempts is each node's own: a login
-- waits for no node but its entry, and who comes by n entries has n times the attempts.
--
-- Revisions of todos are given by triggers, on the node where their user is, out of a row
-- of the user's: whoever takes one holds that row until the end of the transaction. So
-- they come in the order of commits whichever nodes the writers enter by, and a user may
-- be moved to another node. (A sequence and an advisory lock are a node's own.)

\set ON_ERROR_STOP on
\ir session.sql

-- The step of the schema that this file knows; a later one that changes what is done
-- here, or in distribute_functions.sql, changes this as well.
\set knows 18

SELECT to_regclass('user_emails') IS NOT NULL AS spread,
       to_regclass('schema_version') IS NOT NULL AS told \gset
\if :told
SELECT version AS at FROM schema_version \gset
\else
\set at 0
\endif
SELECT CASE WHEN to_regproc('create_distributed_table') IS NULL
            THEN 'there is no Citus in this database: CREATE EXTENSION citus, and add its nodes'
            WHEN :at < :knows THEN 'the schema is at step ' || :at || ' of ' || :knows || ': bring it up to date first'
            WHEN :at > :knows THEN 'the schema is at step ' || :at || ', of which this file, at ' || :knows
                                   || ', knows nothing: use that of the version that deployed it'
            ELSE '' END AS refusal,
       to_regproc('create_distributed_table') IS NOT NULL AS able \gset
\if :able
SELECT CASE WHEN :'refusal' <> '' THEN :'refusal'
            WHEN count(*) = 0 THEN 'no node is added yet: SELECT citus_add_node(host, port)'
            WHEN :'spread' AND NOT EXISTS (SELECT FROM pg_dist_shard
                                            WHERE logicalrelid = to_regclass('users'))
            THEN 'user_emails is there, and Citus has no shard of users: a dump of a spread database'
                 ' is none'
            ELSE '' END AS refusal
  FROM citus_get_active_worker_nodes() \gset
\endif
SELECT set_config('todo_api.refusal', :'refusal', false) AS said \gset
DO $$
BEGIN
    IF current_setting('todo_api.refusal') <> '' THEN
        RAISE '%: nothing was done', current_setting('todo_api.refusal');
    END IF;
END
$$;

\if :spread
\echo 'The tables are spread already.'
-- A later version may have other ones.
BEGIN;
\ir distribute_functions.sql
COMMIT;
\else
\echo 'Spreading the tables.'

BEGIN;

SET LOCAL lock_timeout = '10s';
-- The most nodes there can ever be; what names no user costs as many queries.
SET LOCAL citus.shard_count = 32;
-- Else nothing could be done after a table is spread in the same transaction.
SET LOCAL citus.multi_shard_modify_mode = 'sequential';
-- Ours touch rows of the same user, which are on the same node.
SET LOCAL citus.enable_unsafe_triggers = on;

LOCK TABLE users, todos, todo_tombstones, refresh_tokens, token_blacklist, idempotency_keys,
    api_tokens, password_resets, invitations;

-- Laid by for the way back: what is different where one node has all.
CREATE SCHEMA todo_one_node;
CREATE TABLE todo_one_node.commands AS
    SELECT pg_get_triggerdef(oid) AS command FROM pg_trigger
     WHERE tgrelid = 'todos'::regclass AND NOT tgisinternal
     UNION ALL
    SELECT 'ALTER TABLE todos ALTER revision SET DEFAULT ' || pg_get_expr(adbin, adrelid)
      FROM pg_attrdef d JOIN pg_attribute a ON a.attrelid = adrelid AND a.attnum = adnum
     WHERE adrelid = 'todos'::regclass AND attname = 'revision';
ALTER TABLE todos ALTER revision SET DEFAULT 0;
SELECT format('DROP TRIGGER %I ON todos', tgname) FROM pg_trigger
 WHERE tgrelid = 'todos'::regclass AND NOT tgisinternal \gexec
SELECT format('ALTER FUNCTION %s SET SCHEMA todo_one_node', oid::regprocedure) FROM pg_proc
 WHERE pronamespace = current_schema::regnamespace
   AND (proname IN ('account_by_email', 'account_add', 'account_free', 'account_list',
                    'session_owner', 'todo_revision', 'todo_revise', 'todo_bury', 'todo_hold',
                    'idempotency_hold', 'idempotency_is_free')
        OR proname LIKE 'upkeep\_%') \gexec

ALTER TABLE todos DROP CONSTRAINT todos_pkey, ADD PRIMARY KEY (id, user_id);
ALTER TABLE api_tokens DROP CONSTRAINT api_tokens_pkey, ADD PRIMARY KEY (id, user_id);
DROP INDEX refresh_tokens_user_jti;
ALTER TABLE refresh_tokens
    DROP CONSTRAINT refresh_tokens_pkey, ADD PRIMARY KEY (id, user_id),
    DROP CONSTRAINT refresh_tokens_token_jti_key;
CREATE UNIQUE INDEX refresh_tokens_user_jti ON refresh_tokens (user_id, token_jti);
-- No program of ours ever wrote such a row.
DELETE FROM token_blacklist WHERE user_id IS NULL;
DROP INDEX token_blacklist_user_jti;
ALTER TABLE token_blacklist
    ALTER user_id SET NOT NULL,
    DROP CONSTRAINT token_blacklist_pkey, ADD PRIMARY KEY (id, user_id),
    DROP CONSTRAINT token_blacklist_token_jti_key;
CREATE UNIQUE INDEX token_blacklist_user_jti ON token_blacklist (user_id, token_jti);
DROP INDEX users_email_key;
CREATE UNIQUE INDEX users_email_key ON users (lower(email), id);

-- An address is a user's as long as the user has it, too. A claim whose user is not there
-- is the next one's, once it is certain that they are not on their way: so that whoever
-- is deleted by hand frees an address. (A trigger could not: it may touch no other node.)
CREATE TABLE user_emails (
    email_key  text COLLATE "C" PRIMARY KEY,
    user_id    uuid NOT NULL,
    claimed_at timestamptz NOT NULL
);
INSERT INTO user_emails
SELECT lower(email), id, created_at FROM users WHERE deleted_at IS NULL;
CREATE INDEX user_emails_user ON user_emails (user_id);

CREATE TABLE todo_counters (
    user_id  uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    revision bigint NOT NULL
);
INSERT INTO todo_counters
SELECT user_id, max(revision)
  FROM (SELECT user_id, revision FROM todos UNION ALL
        SELECT user_id, revision FROM todo_tombstones UNION ALL
        SELECT id, forgotten_revision FROM users) r
 GROUP BY user_id;

SELECT create_distributed_function(p.oid::regprocedure) IS NULL AS done FROM pg_proc p
 WHERE p.pronamespace = current_schema::regnamespace
   AND p.proname IN ('todo_terms', 'todo_terms_query', 'todo_lock', 'account_accept') \g /dev/null
SELECT create_distributed_table('users', 'id', colocate_with => 'none') \g /dev/null
SELECT create_distributed_table('todos', 'user_id', colocate_with => 'users') \g /dev/null
SELECT create_distributed_table('todo_tombstones', 'user_id', colocate_with => 'users') \g /dev/null
SELECT create_distributed_table('todo_counters', 'user_id', colocate_with => 'users') \g /dev/null
SELECT create_distributed_table('refresh_tokens', 'user_id', colocate_with => 'users') \g /dev/null
SELECT create_distributed_table('token_blacklist', 'user_id', colocate_with => 'users') \g /dev/null
SELECT create_distributed_table('idempotency_keys', 'user_id', colocate_with => 'users') \g /dev/null
SELECT create_distributed_table('api_tokens', 'user_id', colocate_with => 'users') \g /dev/null
SELECT create_distributed_table('password_resets', 'user_id', colocate_with => 'users') \g /dev/null
SELECT create_reference_table('user_emails') \g /dev/null
SELECT create_reference_table('invitations') \g /dev/null

\ir distribute_functions.sql

CREATE TRIGGER todos_revise_insert BEFORE INSERT ON todos FOR EACH ROW
    WHEN (NEW.revision = 0) EXECUTE FUNCTION todo_revise();
CREATE TRIGGER todos_revise_update BEFORE UPDATE ON todos FOR EACH ROW
    WHEN (NEW.revision IN (0, OLD.revision) AND NEW.has_terms = OLD.has_terms)
    EXECUTE FUNCTION todo_revise();
CREATE TRIGGER idempotency_keys_take BEFORE INSERT ON idempotency_keys FOR EACH ROW
    EXECUTE FUNCTION idempotency_take();
CREATE TRIGGER todos_bury AFTER DELETE ON todos FOR EACH ROW EXECUTE FUNCTION todo_bury();

COMMIT;
\endif

-- Whoever may write users writes these; rights may be of columns.
SELECT DISTINCT format('GRANT SELECT, INSERT, UPDATE, DELETE ON user_emails, todo_counters TO %s',
       CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END)
  FROM pg_class c, LATERAL (SELECT c.relacl UNION ALL SELECT attacl FROM pg_attribute
                             WHERE attrelid = c.oid) g (acl), aclexplode(g.acl) a
 WHERE c.oid = 'users'::regclass AND a.privilege_type = 'INSERT' AND a.grantee <> c.relowner \gexec

-- What the tables held before, on the coordinator, which nobody reads any more.
SELECT truncate_local_data_after_distributing_table(name::regclass)
  FROM unnest(ARRAY['users', 'user_emails', 'invitations']) AS name \g /dev/null

-- A view that was there before Citus is on no other node, where every session asks it.
SELECT format('CREATE OR REPLACE VIEW schema_version AS SELECT %s AS version', version)
  FROM schema_version \gexec
SELECT DISTINCT format('GRANT SELECT ON schema_version TO %s',
       CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END)
  FROM pg_class c, aclexplode(c.relacl) a
 WHERE c.oid = 'schema_version'::regclass AND a.privilege_type = 'SELECT'
   AND a.grantee <> c.relowner \gexec

-- Each entry counts attempts by itself.
SELECT set_config('todo_api.refusal', coalesce(string_agg(DISTINCT
       r.nodename || ':' || r.nodeport || ': ' || r.result, '; ') FILTER (WHERE NOT r.success), ''),
       false) AS said
  FROM unnest(ARRAY[
    'CREATE UNLOGGED TABLE IF NOT EXISTS attempts (key text COLLATE "C" PRIMARY KEY
         CHECK (octet_length(key) <= 100), started_at timestamptz NOT NULL, count integer NOT NULL,
         expires_at timestamptz NOT NULL DEFAULT now() + interval ''1 minute'')',
    'CREATE INDEX IF NOT EXISTS attempts_expires ON attempts (expires_at)'] || ARRAY(
    SELECT DISTINCT format('GRANT SELECT, INSERT, UPDATE, DELETE ON attempts TO %s',
           CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END)
      FROM pg_class c, LATERAL (SELECT c.relacl UNION ALL SELECT attacl FROM pg_attribute
                                 WHERE attrelid = c.oid) g (acl), aclexplode(g.acl) a
     WHERE c.oid = 'attempts'::regclass AND a.privilege_type = 'INSERT' AND a.grantee <> c.relowner
)) AS command, run_command_on_workers(command) AS r \gset
DO $$
BEGIN
    IF current_setting('todo_api.refusal') <> '' THEN
        RAISE '%: the tables are spread, start this again', current_setting('todo_api.refusal');
    END IF;
END
$$;

\echo 'The tables are spread by user. Let every worker connect anew.'
