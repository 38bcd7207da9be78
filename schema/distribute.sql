-- Spreads the tables by user over the nodes of a Citus cluster. By hand, as the tables'
-- owner, on the coordinator, with the schema up to date, the nodes added and the workers
-- of todo-api stopped:
--
--     psql "$DATABASE_URL" -f schema/distribute.sql
--
-- A million todos took 14 s, on the four partitions of check-spread. What changes is one
-- transaction: after a failure at any line, start it again; it goes on from there. Start it
-- again, too, when a node was added: what each node has of its own is made there.
-- undistribute.sql is the way back.
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

\ir session.sql

-- The step of the schema that this file knows; a later one that changes what is done
-- here, or in the functions below, changes this as well.
\set knows 17

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
SELECT CASE WHEN :'refusal' = '' AND count(*) = 0
            THEN 'no node is added yet: SELECT citus_add_node(host, port)'
            ELSE :'refusal' END AS refusal
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
   AND (proname IN ('account_by_email', 'account_add', 'account_accept', 'account_free',
                    'todo_revision', 'todo_revise', 'todo_bury', 'todo_hold',
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
   AND p.proname IN ('todo_terms', 'todo_terms_query', 'todo_lock') \g /dev/null
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

-- Whoever may write users writes these.
SELECT DISTINCT format('GRANT SELECT, INSERT, UPDATE, DELETE ON user_emails, todo_counters TO %s',
       CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END)
  FROM pg_class c, aclexplode(c.relacl) a
 WHERE c.oid = 'users'::regclass AND a.privilege_type = 'INSERT' AND a.grantee <> c.relowner \gexec

CREATE FUNCTION account_by_email(address text)
RETURNS TABLE (id uuid, email text, password_hash text, created_at timestamptz,
               is_active boolean)
LANGUAGE plpgsql STABLE AS $$
DECLARE
    wanted text := lower(address COLLATE "C");
    owner uuid;
BEGIN
    SELECT e.user_id INTO owner FROM user_emails e WHERE e.email_key = wanted;
    RETURN QUERY
        SELECT u.id, u.email, u.password_hash, u.created_at, u.is_active
          FROM users u
         WHERE u.id = owner AND lower(u.email) = wanted AND u.deleted_at IS NULL;
END
$$;

-- Waits for who is registering with the same address.
CREATE FUNCTION account_add(account uuid, address text, hash text, moment timestamptz)
RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
    wanted text := lower(address COLLATE "C");
    owner uuid;
    since timestamptz;
    held text;
BEGIN
    INSERT INTO user_emails (email_key, user_id, claimed_at)
    VALUES (wanted, account, clock_timestamp()) ON CONFLICT DO NOTHING;
    IF NOT FOUND THEN
        SELECT e.user_id, e.claimed_at INTO owner, since
          FROM user_emails e WHERE e.email_key = wanted FOR UPDATE;
        SELECT lower(u.email) INTO held FROM users u WHERE u.id = owner;
        -- What is committed on several nodes is not seen on all at once.
        IF held = wanted OR held IS NULL AND since > clock_timestamp() - interval '10 minutes' THEN
            RETURN;
        END IF;
        UPDATE user_emails e SET user_id = account, claimed_at = clock_timestamp()
         WHERE e.email_key = wanted;
    END IF;
    INSERT INTO users (id, email, password_hash, created_at, updated_at)
    VALUES (account, address, hash, moment, moment);
    RETURN NEXT account;
END
$$;

CREATE FUNCTION account_accept(invitation uuid, code text, account uuid, address text,
                               hash text, moment timestamptz)
RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
    added uuid;
BEGIN
    PERFORM 1 FROM invitations i
      WHERE i.id = invitation AND i.code_hash = sha256(code::bytea) AND i.expires_at > moment
        AND coalesce(lower(i.email) = lower(address COLLATE "C"), true) FOR UPDATE;
    IF NOT FOUND THEN
        RETURN;
    END IF;
    SELECT a INTO added FROM account_add(account, address, hash, moment) a;
    IF added IS NOT NULL THEN
        DELETE FROM invitations i WHERE i.id = invitation;
    END IF;
    RETURN NEXT added;
END
$$;

CREATE FUNCTION account_free(account uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    held text;
BEGIN
    SELECT lower(u.email) INTO held FROM users u WHERE u.id = account;
    DELETE FROM user_emails e WHERE e.user_id = account AND e.email_key IS DISTINCT FROM held;
END
$$;

-- The statements of the program write 0, in whose place a trigger puts the next one.
CREATE FUNCTION todo_revision(owner uuid) RETURNS bigint LANGUAGE sql IMMUTABLE AS
    'SELECT bigint ''0''';

-- Nor do they hold a lock where they enter.
CREATE FUNCTION todo_hold(owner uuid) RETURNS boolean LANGUAGE sql IMMUTABLE AS
    'SELECT true';
CREATE FUNCTION idempotency_hold(owner uuid, key text) RETURNS boolean LANGUAGE sql IMMUTABLE AS
    'SELECT true';
CREATE FUNCTION idempotency_is_free(owner uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RETURN pg_try_advisory_xact_lock(uuid_hash(owner), hashtext(key));
END
$$;

CREATE FUNCTION todo_count(owner uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    given bigint;
BEGIN
    INSERT INTO todo_counters AS c (user_id, revision) VALUES (owner, 1)
        ON CONFLICT (user_id) DO UPDATE SET revision = c.revision + 1
    RETURNING c.revision INTO given;
    RETURN given;
END
$$;

CREATE FUNCTION todo_revise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.revision := todo_count(NEW.user_id);
    RETURN NEW;
END
$$;
CREATE TRIGGER todos_revise_insert BEFORE INSERT ON todos FOR EACH ROW
    WHEN (NEW.revision = 0) EXECUTE FUNCTION todo_revise();
CREATE TRIGGER todos_revise_update BEFORE UPDATE ON todos FOR EACH ROW
    WHEN (NEW.revision IN (0, OLD.revision) AND NEW.has_terms = OLD.has_terms)
    EXECUTE FUNCTION todo_revise();
-- The key's is that of the todo that is made for it; one of a bulk is of none. No row:
-- another request has the key in hand.
CREATE FUNCTION idempotency_take() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT idempotency_is_free(NEW.user_id, NEW.key) THEN
        RETURN NULL;
    END IF;
    NEW.revision := todo_count(NEW.user_id);
    RETURN NEW;
END
$$;
CREATE TRIGGER idempotency_keys_take BEFORE INSERT ON idempotency_keys FOR EACH ROW
    EXECUTE FUNCTION idempotency_take();

CREATE FUNCTION todo_bury() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    given bigint;
BEGIN
    PERFORM 1 FROM users u WHERE u.id = OLD.user_id AND u.deleted_at IS NULL;
    IF FOUND THEN
        given := todo_count(OLD.user_id);
        INSERT INTO todo_tombstones (user_id, revision, todo_id, deleted_at)
        VALUES (OLD.user_id, given, OLD.id, now());
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER todos_bury AFTER DELETE ON todos FOR EACH ROW EXECUTE FUNCTION todo_bury();

-- Rows of several nodes cannot be locked by one SELECT: what somebody else has in hand is
-- waited for. The lock is the entry node's; two that clean up at once do no harm.
CREATE FUNCTION cleans_up(alone boolean) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RETURN alone OR pg_try_advisory_xact_lock(8390035059480031337);
END
$$;

CREATE FUNCTION upkeep_blacklist(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE plpgsql AS $$
BEGIN
    IF cleans_up(alone) THEN
        RETURN QUERY DELETE FROM token_blacklist t WHERE t.id = ANY (ARRAY(
            SELECT o.id FROM token_blacklist o WHERE o.expires_at < before
             ORDER BY o.expires_at LIMIT at_most))
        RETURNING 1;
    END IF;
END
$$;

CREATE FUNCTION upkeep_sessions(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE plpgsql AS $$
BEGIN
    IF cleans_up(alone) THEN
        RETURN QUERY DELETE FROM refresh_tokens t WHERE t.id = ANY (ARRAY(
            SELECT o.id FROM refresh_tokens o WHERE o.expires_at < before
             ORDER BY o.expires_at LIMIT at_most))
        RETURNING 1;
    END IF;
END
$$;

CREATE FUNCTION upkeep_api_tokens(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE plpgsql AS $$
BEGIN
    IF cleans_up(alone) THEN
        RETURN QUERY DELETE FROM api_tokens t WHERE t.id = ANY (ARRAY(
            SELECT o.id FROM api_tokens o WHERE o.expires_at < before
             ORDER BY o.expires_at LIMIT at_most))
        RETURNING 1;
    END IF;
END
$$;

CREATE FUNCTION upkeep_invitations(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE plpgsql AS $$
BEGIN
    IF cleans_up(alone) THEN
        RETURN QUERY DELETE FROM invitations t WHERE t.id = ANY (ARRAY(
            SELECT o.id FROM invitations o WHERE o.expires_at < before
             ORDER BY o.expires_at LIMIT at_most))
        RETURNING 1;
    END IF;
END
$$;

CREATE FUNCTION upkeep_resets(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE plpgsql AS $$
BEGIN
    IF cleans_up(alone) THEN
        RETURN QUERY DELETE FROM password_resets t WHERE t.expires_at < before
            AND t.user_id = ANY (ARRAY(
                SELECT o.user_id FROM password_resets o WHERE o.expires_at < before
                 ORDER BY o.expires_at LIMIT at_most))
        RETURNING 1;
    END IF;
END
$$;

CREATE FUNCTION upkeep_keys(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE plpgsql AS $$
BEGIN
    IF cleans_up(alone) THEN
        RETURN QUERY DELETE FROM idempotency_keys t WHERE t.expires_at < before
            AND t.id = ANY (ARRAY(
                SELECT o.id FROM idempotency_keys o WHERE o.expires_at < before
                 ORDER BY o.expires_at LIMIT at_most))
        RETURNING 1;
    END IF;
END
$$;

-- A user after the other, each on their node.
CREATE FUNCTION upkeep_tombstones(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE plpgsql AS $$
DECLARE
    gone record;
BEGIN
    IF NOT cleans_up(alone) THEN
        RETURN;
    END IF;
    FOR gone IN
        SELECT o.user_id, max(o.revision) AS last
          FROM (SELECT d.user_id, d.revision FROM todo_tombstones d
                 WHERE d.deleted_at < before ORDER BY d.deleted_at LIMIT at_most) o
         GROUP BY o.user_id ORDER BY o.user_id
    LOOP
        UPDATE users u SET forgotten_revision = greatest(u.forgotten_revision, gone.last)
         WHERE u.id = gone.user_id;
        RETURN QUERY DELETE FROM todo_tombstones d
            WHERE d.user_id = gone.user_id AND d.revision <= gone.last RETURNING 1;
    END LOOP;
END
$$;

CREATE FUNCTION upkeep_todos(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE plpgsql AS $$
DECLARE
    gone record;
    deleted int;
    rest int := at_most;
BEGIN
    IF NOT cleans_up(alone) THEN
        RETURN;
    END IF;
    FOR gone IN
        SELECT u.id FROM users u WHERE u.deleted_at < before ORDER BY u.deleted_at LIMIT at_most
    LOOP
        EXIT WHEN rest <= 0;
        RETURN QUERY DELETE FROM todos t WHERE t.user_id = gone.id AND t.id = ANY (ARRAY(
            SELECT o.id FROM todos o WHERE o.user_id = gone.id
             ORDER BY o.created_at DESC, o.id DESC LIMIT rest))
        RETURNING 1;
        GET DIAGNOSTICS deleted = ROW_COUNT;
        rest := rest - deleted;
    END LOOP;
END
$$;

CREATE FUNCTION upkeep_users(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE plpgsql AS $$
BEGIN
    IF cleans_up(alone) THEN
        RETURN QUERY DELETE FROM users t WHERE t.id = ANY (ARRAY(
            SELECT u.id FROM users u WHERE u.deleted_at < before
               AND NOT EXISTS (SELECT 1 FROM todos h WHERE h.user_id = u.id)
             ORDER BY u.deleted_at LIMIT at_most))
        RETURNING 1;
    END IF;
END
$$;

COMMIT;
\endif

-- What the tables held before, on the coordinator, which nobody reads any more.
SELECT truncate_local_data_after_distributing_table(name::regclass)
  FROM unnest(ARRAY['users', 'user_emails', 'invitations']) AS name \g /dev/null

-- Each entry counts attempts by itself.
SELECT set_config('todo_api.refusal', coalesce(string_agg(DISTINCT
       r.nodename || ':' || r.nodeport || ': ' || r.result, '; ') FILTER (WHERE NOT r.success), ''),
       false) AS said
  FROM unnest(ARRAY[
    'CREATE UNLOGGED TABLE IF NOT EXISTS attempts (key text COLLATE "C" PRIMARY KEY
         CHECK (octet_length(key) <= 100), started_at timestamptz NOT NULL, count integer NOT NULL,
         expires_at timestamptz NOT NULL DEFAULT now() + interval ''1 minute'')',
    'CREATE INDEX IF NOT EXISTS attempts_expires ON attempts (expires_at)'] || ARRAY(
    SELECT format('GRANT SELECT, INSERT, UPDATE, DELETE ON attempts TO %s',
           CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END)
      FROM pg_class c, aclexplode(c.relacl) a
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
