-- The functions of spread tables, in place of those of one node that have their names: what
-- distribute.sql makes, and what a step of the schema makes that is deployed after it.

CREATE OR REPLACE FUNCTION account_by_email(address text)
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
CREATE OR REPLACE FUNCTION account_add(account uuid, address text, hash text, moment timestamptz)
RETURNS SETOF uuid LANGUAGE plpgsql AS $$
DECLARE
    wanted text := lower(address COLLATE "C");
    owner uuid;
    since timestamptz;
    held text;
BEGIN
    LOOP
        INSERT INTO user_emails (email_key, user_id, claimed_at)
        VALUES (wanted, account, clock_timestamp()) ON CONFLICT DO NOTHING;
        EXIT WHEN FOUND;
        SELECT e.user_id, e.claimed_at INTO owner, since
          FROM user_emails e WHERE e.email_key = wanted FOR UPDATE;
        -- It may have been freed since.
        CONTINUE WHEN NOT FOUND;
        SELECT lower(u.email) INTO held FROM users u WHERE u.id = owner;
        -- What is committed on several nodes is not seen on all at once.
        IF held = wanted OR held IS NULL AND since > clock_timestamp() - interval '10 minutes' THEN
            RETURN;
        END IF;
        UPDATE user_emails e SET user_id = account, claimed_at = clock_timestamp()
         WHERE e.email_key = wanted;
        EXIT;
    END LOOP;
    INSERT INTO users (id, email, password_hash, created_at, updated_at)
    VALUES (account, address, hash, moment, moment);
    RETURN NEXT account;
END
$$;

CREATE OR REPLACE FUNCTION account_free(account uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    held text;
BEGIN
    SELECT lower(u.email) INTO held FROM users u WHERE u.id = account;
    DELETE FROM user_emails e WHERE e.user_id = account AND e.email_key IS DISTINCT FROM held;
END
$$;

-- The statements of the program write 0, in whose place a trigger puts the next one.
CREATE OR REPLACE FUNCTION todo_revision(owner uuid) RETURNS bigint LANGUAGE sql IMMUTABLE AS
    'SELECT bigint ''0''';

-- Nor do they hold a lock where they enter.
CREATE OR REPLACE FUNCTION todo_hold(owner uuid) RETURNS boolean LANGUAGE sql IMMUTABLE AS
    'SELECT true';
CREATE OR REPLACE FUNCTION idempotency_hold(owner uuid, key text) RETURNS boolean LANGUAGE sql IMMUTABLE AS
    'SELECT true';
CREATE OR REPLACE FUNCTION idempotency_is_free(owner uuid, key text) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RETURN pg_try_advisory_xact_lock(uuid_hash(owner), hashtext(key));
END
$$;

CREATE OR REPLACE FUNCTION todo_count(owner uuid) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    given bigint;
BEGIN
    INSERT INTO todo_counters AS c (user_id, revision) VALUES (owner, 1)
        ON CONFLICT (user_id) DO UPDATE SET revision = c.revision + 1
    RETURNING c.revision INTO given;
    RETURN given;
END
$$;

CREATE OR REPLACE FUNCTION todo_revise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.revision := todo_count(NEW.user_id);
    RETURN NEW;
END
$$;
-- The key's is that of the todo that is made for it; one of a bulk is of none. No row:
-- another request has the key in hand.
CREATE OR REPLACE FUNCTION idempotency_take() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT idempotency_is_free(NEW.user_id, NEW.key) THEN
        RETURN NULL;
    END IF;
    NEW.revision := todo_count(NEW.user_id);
    RETURN NEW;
END
$$;

CREATE OR REPLACE FUNCTION todo_bury() RETURNS trigger LANGUAGE plpgsql AS $$
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

-- The nodes, "host:port", of a table's shards that take no new connection within a second:
-- they refuse it, or are silent.
CREATE OR REPLACE FUNCTION nodes_away(whose regclass) RETURNS text[]
LANGUAGE sql SET citus.node_connection_timeout = '1s' AS $$
    SELECT coalesce(array_agg(r.node_name || ':' || r.node_port), '{}')
      FROM (SELECT array_agg(d.nodename) AS names, array_agg(d.nodeport) AS ports,
                   array_agg('SELECT 1'::text) AS commands
              FROM (SELECT DISTINCT p.nodename::text, p.nodeport::int
                      FROM pg_dist_shard s JOIN pg_dist_shard_placement p USING (shardid)
                     WHERE s.logicalrelid = whose) d) n,
           master_run_on_worker(n.names, n.ports, n.commands, true) r
     WHERE NOT r.success
$$;

-- What commands say, each in a transaction of its own at a node, over a connection of its
-- own, which takes longer than they do: so there is one for all shards of a node. In away
-- are nodes that are known to be; if any is, a null comes last, and the server's log names
-- them.
CREATE OR REPLACE FUNCTION on_nodes(names text[], ports int[], commands text[], away text[])
RETURNS SETOF text
LANGUAGE plpgsql SET citus.node_connection_timeout = '1s' AS $$
DECLARE
    said record;
    node text;
BEGIN
    FOR said IN SELECT * FROM master_run_on_worker(names, ports, commands, true) LOOP
        node := said.node_name || ':' || said.node_port;
        IF said.success THEN
            RETURN NEXT said.result;
        ELSIF said.result LIKE 'failed to connect to %' THEN
            away := array_append(array_remove(away, node), node);
        ELSE
            RAISE '%: %', node, said.result;
        END IF;
    END LOOP;
    IF away <> '{}' THEN
        RETURN NEXT NULL;
        RAISE WARNING 'without %', array_to_string(away, ', ');
    END IF;
END
$$;

-- The shards of a table with those of users that have the same users, but for those of
-- nodes that are away; numbered at each node.
CREATE OR REPLACE FUNCTION shards_there(whose regclass, away text[])
RETURNS TABLE (node text, port int, of_users text, shard text, n bigint)
LANGUAGE sql STABLE AS $$
    SELECT p.nodename::text, p.nodeport::int, shard_name(u.logicalrelid, u.shardid),
           shard_name(t.logicalrelid, t.shardid),
           row_number() OVER (PARTITION BY p.nodename, p.nodeport ORDER BY t.shardid)
      FROM pg_dist_shard u
      JOIN pg_dist_shard t USING (shardminvalue, shardmaxvalue)
      JOIN pg_dist_shard_placement p ON p.shardid = t.shardid
     WHERE u.logicalrelid = 'users'::regclass AND t.logicalrelid = whose
       AND p.nodename || ':' || p.nodeport <> ALL (away)
$$;

-- As on one node; those whose node is away are left out, and it is not complete then.
CREATE OR REPLACE FUNCTION account_list(fragment text, at_most int, skipped int)
RETURNS TABLE (id uuid, email text, created_at timestamptz, updated_at timestamptz,
               last_login_at timestamptz, is_active boolean, is_admin boolean,
               total bigint, complete boolean)
LANGUAGE plpgsql AS $$
DECLARE
    wanted text := lower(fragment COLLATE "C");
    away text[] := nodes_away('users');
    found bigint;
    said text[];
BEGIN
    IF away = '{}' THEN
        BEGIN
            SELECT count(*) INTO found FROM users u
             WHERE u.deleted_at IS NULL
               AND (wanted IS NULL OR strpos(lower(u.email), wanted) > 0);
        EXCEPTION WHEN connection_exception THEN
            away := nodes_away('users');
        END;
    END IF;
    IF found IS NOT NULL THEN
        RETURN QUERY
            SELECT p.*, found, true
              FROM (SELECT 1) one LEFT JOIN (
                SELECT u.id, u.email, u.created_at, u.updated_at, u.last_login_at,
                       u.is_active, u.is_admin
                  FROM users u
                 WHERE u.deleted_at IS NULL
                   AND (wanted IS NULL OR strpos(lower(u.email), wanted) > 0)
                 ORDER BY u.created_at, u.id LIMIT at_most OFFSET skipped) p ON true;
        RETURN;
    END IF;
    said := ARRAY(SELECT o.*
      FROM (SELECT array_agg(node) AS nodes, array_agg(port) AS ports,
                   array_agg(command) AS commands
              FROM (SELECT node, port, 'WITH them AS (' || string_agg(format(
                        'SELECT id, email, created_at, updated_at, last_login_at, is_active,'
                        ' is_admin FROM %1$s WHERE deleted_at IS NULL'
                        ' AND (%2$L IS NULL OR strpos(lower(email), %2$L) > 0)',
                        shard, wanted), ' UNION ALL ')
                    || format(') SELECT json_build_object(''total'', (SELECT count(*) FROM them),'
                        ' ''page'', ARRAY(SELECT to_json(t) FROM them t'
                        ' ORDER BY created_at, id LIMIT %s))', at_most::bigint + skipped) AS command
                      FROM shards_there('users', away) GROUP BY node, port) c) s,
           on_nodes(s.nodes, s.ports, s.commands, away) o);
    RETURN QUERY
        SELECT p.*, t.total, false
          FROM (SELECT coalesce(sum((s::json ->> 'total')::bigint), 0)::bigint AS total
                  FROM unnest(said) s) t
          LEFT JOIN (
            SELECT u.*
              FROM unnest(said) s, json_to_recordset(s::json -> 'page') AS u (
                   id uuid, email text, created_at timestamptz, updated_at timestamptz,
                   last_login_at timestamptz, is_active boolean, is_admin boolean)
             ORDER BY u.created_at, u.id LIMIT at_most OFFSET skipped) p ON true;
END
$$;

-- Whether a session that is on no node that is there is on another cannot be told.
CREATE OR REPLACE FUNCTION session_owner(session uuid) RETURNS SETOF uuid
LANGUAGE plpgsql AS $$
DECLARE
    away text[] := nodes_away('refresh_tokens');
    said text[] := ARRAY(SELECT o.*
      FROM (SELECT array_agg(node) AS nodes, array_agg(port) AS ports,
                   array_agg(command) AS commands
              FROM (SELECT node, port, 'SELECT coalesce(max(user_id::text), '''') FROM ('
                        || string_agg(format('SELECT user_id FROM %s WHERE id = %L', shard, session),
                                      ' UNION ALL ') || ') t' AS command
                      FROM shards_there('refresh_tokens', away) GROUP BY node, port) c) s,
           on_nodes(s.nodes, s.ports, s.commands, away) o);
BEGIN
    RETURN QUERY SELECT s::uuid FROM unnest(said) s WHERE s <> '';
    IF NOT FOUND AND array_position(said, NULL) IS NOT NULL THEN
        RAISE 'a node is away' USING ERRCODE = 'connection_exception';
    END IF;
END
$$;

-- Those that delete, as on one node, but so many on each shard. The lock is the entry's;
-- two that clean up at once leave each other's rows alone.
CREATE OR REPLACE FUNCTION cleans_up(alone boolean) RETURNS boolean LANGUAGE plpgsql AS $$
BEGIN
    RETURN alone OR pg_try_advisory_xact_lock(8390035059480031337);
END
$$;

-- A row for each that is in gone of a shard, the last of these common table expressions:
-- formats of the shards of users (1) and of the table (2), the moment (3), how many at most
-- (4), and what makes their names those of the shard (5).
CREATE OR REPLACE FUNCTION delete_on_each_shard(whose regclass, gone text,
    before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE plpgsql AS $$
DECLARE
    away text[];
BEGIN
    IF cleans_up(alone) THEN
        away := nodes_away(whose);
        RETURN QUERY SELECT 1
          FROM (SELECT array_agg(node) AS nodes, array_agg(port) AS ports,
                       array_agg(command) AS commands
                  FROM (SELECT node, port, 'WITH ' || string_agg(format(gone, of_users, shard,
                                    quote_literal(before), at_most, '_' || n), ', ')
                               || ' SELECT ' || string_agg(format(
                                    '(SELECT count(*) FROM gone_%s)', n), ' + ') AS command
                          FROM shards_there(whose, away) GROUP BY node, port) c) s,
               on_nodes(s.nodes, s.ports, s.commands, away) deleted,
               generate_series(1, deleted::int);
    END IF;
END
$$;

CREATE OR REPLACE FUNCTION delete_expired(whose regclass, before timestamptz, at_most int,
    alone boolean)
RETURNS SETOF int LANGUAGE sql AS $$
    SELECT delete_on_each_shard(whose, 'gone%5$s AS (DELETE FROM %2$s WHERE ctid = ANY (ARRAY('
        'SELECT ctid FROM %2$s WHERE expires_at < %3$s'
        ' ORDER BY expires_at LIMIT %4$s FOR UPDATE SKIP LOCKED)) RETURNING 1)',
        before, at_most, alone)
$$;

CREATE OR REPLACE FUNCTION upkeep_blacklist(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE sql AS
    'SELECT delete_expired(''token_blacklist'', before, at_most, alone)';

CREATE OR REPLACE FUNCTION upkeep_sessions(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE sql AS
    'SELECT delete_expired(''refresh_tokens'', before, at_most, alone)';

CREATE OR REPLACE FUNCTION upkeep_api_tokens(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE sql AS
    'SELECT delete_expired(''api_tokens'', before, at_most, alone)';

CREATE OR REPLACE FUNCTION upkeep_resets(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE sql AS
    'SELECT delete_expired(''password_resets'', before, at_most, alone)';

CREATE OR REPLACE FUNCTION upkeep_keys(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE sql AS
    'SELECT delete_expired(''idempotency_keys'', before, at_most, alone)';

-- All nodes have these, and all have to be there.
CREATE OR REPLACE FUNCTION upkeep_invitations(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE plpgsql AS $$
DECLARE
    away text[];
BEGIN
    IF cleans_up(alone) THEN
        away := nodes_away('invitations');
        IF away <> '{}' THEN
            RAISE 'without %', array_to_string(away, ', ') USING ERRCODE = 'connection_exception';
        END IF;
        RETURN QUERY DELETE FROM invitations t WHERE t.id = ANY (ARRAY(
            SELECT o.id FROM invitations o WHERE o.expires_at < before
             ORDER BY o.expires_at LIMIT at_most))
        RETURNING 1;
    END IF;
EXCEPTION WHEN connection_exception THEN
    RAISE WARNING 'invitations are kept: %', SQLERRM;
END
$$;

CREATE OR REPLACE FUNCTION upkeep_tombstones(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE sql AS $$
    SELECT delete_on_each_shard('todo_tombstones', 'old%5$s AS MATERIALIZED ('
        'SELECT d.ctid, d.user_id, d.revision FROM %2$s d JOIN %1$s u ON u.id = d.user_id'
        ' WHERE d.deleted_at < %3$s ORDER BY d.deleted_at LIMIT %4$s'
        ' FOR NO KEY UPDATE OF u SKIP LOCKED FOR UPDATE OF d SKIP LOCKED),'
        ' last%5$s AS (SELECT user_id, max(revision) AS revision FROM old%5$s GROUP BY user_id),'
        ' kept%5$s AS (UPDATE %1$s u'
        '  SET forgotten_revision = greatest(u.forgotten_revision, last.revision)'
        '  FROM last%5$s last WHERE u.id = last.user_id),'
        ' gone%5$s AS (DELETE FROM %2$s d USING old%5$s old WHERE d.ctid = old.ctid RETURNING 1)',
        before, at_most, alone)
$$;

CREATE OR REPLACE FUNCTION upkeep_todos(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE sql AS $$
    SELECT delete_on_each_shard('todos', 'gone%5$s AS (DELETE FROM %2$s WHERE id = ANY (ARRAY('
        'SELECT h.id FROM %1$s u CROSS JOIN LATERAL (SELECT t.id FROM %2$s t'
        '  WHERE t.user_id = u.id ORDER BY t.created_at DESC, t.id DESC LIMIT %4$s'
        '  FOR UPDATE SKIP LOCKED) h'
        ' WHERE u.deleted_at < %3$s LIMIT %4$s)) RETURNING 1)', before, at_most, alone)
$$;

CREATE OR REPLACE FUNCTION upkeep_users(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE sql AS $$
    SELECT delete_on_each_shard('todos', 'gone%5$s AS (DELETE FROM %1$s WHERE id = ANY (ARRAY('
        'SELECT u.id FROM %1$s u WHERE u.deleted_at < %3$s'
        ' AND NOT EXISTS (SELECT 1 FROM %2$s t WHERE t.user_id = u.id)'
        ' ORDER BY u.deleted_at LIMIT %4$s FOR UPDATE SKIP LOCKED)) RETURNING 1)',
        before, at_most, alone)
$$;
