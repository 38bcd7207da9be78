-- Stands in for Citus where there is none: its functions that schema/distribute.sql and
-- undistribute.sql call, which here make a table one of four partitions by the same
-- column, and back. Keys obey the same rule as in Citus, and a statement that reads one
-- partition alone is one that Citus sends to one node.
--
-- What it cannot show: plans that Citus does not know of, locks over several nodes, two
-- phases of a commit.

-- What is lost with a table, in the order to make it again: keys, indexes, foreign keys,
-- its owner's gifts; and the options of what holds rows.
CREATE FUNCTION stand_in_parts(t regclass) RETURNS text[] LANGUAGE sql AS $$
    SELECT array_agg(command ORDER BY rank, command) FROM (
        SELECT CASE contype WHEN 'f' THEN 3 ELSE 1 END AS rank, format(
               'ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname,
               pg_get_constraintdef(oid)) AS command
          FROM pg_constraint
         WHERE (contype IN ('p', 'u') AND conrelid = t
                OR contype = 'f' AND t IN (conrelid, confrelid)) AND conparentid = 0
        UNION ALL
        SELECT 2, replace(pg_get_indexdef(indexrelid), ' ON ONLY ', ' ON ')
          FROM pg_index WHERE indrelid = t
           AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid)
        UNION ALL
        SELECT 4, format('GRANT %s ON %s TO %s', a.privilege_type, t,
               CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END)
          FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = t AND a.grantee <> c.relowner) p
$$;

-- Puts the table made by the command, a format of its name and the old one's, in its place.
CREATE FUNCTION stand_in_change(t regclass, command text, options text) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    name text := t::text;
    parts text[] := stand_in_parts(t);
    item record;
BEGIN
    FOR item IN SELECT conname, conrelid::regclass AS rel FROM pg_constraint
        WHERE contype = 'f' AND t IN (conrelid, confrelid) AND conparentid = 0
    LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', item.rel, item.conname);
    END LOOP;
    EXECUTE format('ALTER TABLE %s RENAME TO %I', t, name || '_old');
    EXECUTE format(command, name, name || '_old');
    FOR i IN 0..3 LOOP
        EXIT WHEN command NOT LIKE '%PARTITION BY%';
        EXECUTE format('CREATE TABLE %I PARTITION OF %I FOR VALUES WITH (MODULUS 4, REMAINDER %s)%s',
            name || '_p' || i, name, i, options);
    END LOOP;
    EXECUTE format('INSERT INTO %I SELECT * FROM %I', name, name || '_old');
    EXECUTE format('DROP TABLE %I', name || '_old');
    FOREACH command IN ARRAY parts LOOP
        EXECUTE command;
    END LOOP;
END
$$;

CREATE FUNCTION create_distributed_table(t regclass, key text, colocate_with text)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM stand_in_change(t, format('CREATE TABLE %%I (LIKE %%I INCLUDING DEFAULTS'
        ' INCLUDING CONSTRAINTS) PARTITION BY HASH (%I)', key),
        (SELECT coalesce(' WITH (' || array_to_string(reloptions, ', ') || ')', '')
           FROM pg_class WHERE oid = t));
END
$$;

CREATE FUNCTION undistribute_table(t regclass, cascade_via_foreign_keys boolean DEFAULT false)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    other regclass;
BEGIN
    IF cascade_via_foreign_keys THEN
        FOR other IN SELECT DISTINCT conrelid::regclass FROM pg_constraint
            WHERE contype = 'f' AND confrelid = t AND conparentid = 0
        LOOP
            PERFORM undistribute_table(other);
        END LOOP;
    END IF;
    IF (SELECT relkind FROM pg_class WHERE oid = t) = 'p' THEN
        PERFORM stand_in_change(t, 'CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING CONSTRAINTS)'
            || coalesce((SELECT format(' WITH (%s)', array_to_string(c.reloptions, ', '))
                           FROM pg_class c JOIN pg_inherits i ON i.inhrelid = c.oid
                          WHERE i.inhparent = t AND c.reloptions IS NOT NULL LIMIT 1), ''), '');
    END IF;
END
$$;

CREATE FUNCTION create_reference_table(t regclass) RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION create_distributed_function(f regprocedure) RETURNS void LANGUAGE sql AS '';
CREATE FUNCTION truncate_local_data_after_distributing_table(t regclass) RETURNS void
LANGUAGE sql AS '';
CREATE PROCEDURE citus_cleanup_orphaned_resources() LANGUAGE sql AS '';
CREATE FUNCTION run_command_on_workers(command text)
RETURNS TABLE (nodename text, nodeport int, success boolean, result text) LANGUAGE sql AS
    'SELECT ''here'', 5432, true, command WHERE false';
CREATE FUNCTION citus_get_active_worker_nodes() RETURNS SETOF text LANGUAGE sql AS
    'SELECT ''here''';

-- As in Citus, a node that is away is told in its row; stand_in_is_away is for a test to
-- replace. (Whoever may use the tables may do so by this.)
CREATE FUNCTION stand_in_is_away(node int) RETURNS boolean LANGUAGE sql AS 'SELECT false';
CREATE FUNCTION master_run_on_worker(names text[], ports int[], commands text[], parallel boolean)
RETURNS TABLE (node_name text, node_port int, success boolean, result text)
LANGUAGE plpgsql STRICT SECURITY DEFINER AS $$
BEGIN
    FOR i IN 1..cardinality(names) LOOP
        node_name := names[i];
        node_port := ports[i];
        success := NOT stand_in_is_away(node_port - 5432);
        result := 'failed to connect to ' || node_name || ':' || node_port;
        IF success THEN
            BEGIN
                EXECUTE commands[i] INTO result;
            EXCEPTION WHEN OTHERS THEN
                success := false;
                result := SQLERRM;
            END;
        END IF;
        RETURN NEXT;
    END LOOP;
END
$$;
CREATE VIEW pg_dist_shard AS
    SELECT i.inhparent::regclass AS logicalrelid, i.inhrelid::bigint AS shardid,
           right(c.relname, 1) AS shardminvalue, right(c.relname, 1) AS shardmaxvalue
      FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE c.relkind = 'r';
-- Three nodes, of which the first has two partitions.
CREATE VIEW pg_dist_shard_placement AS
    SELECT shardid, 'here' AS nodename, 5432 + translate(shardminvalue, '1', '0')::int AS nodeport FROM pg_dist_shard;
CREATE FUNCTION shard_name(whole regclass, shard bigint) RETURNS text LANGUAGE sql STABLE AS
    'SELECT shard::oid::regclass::text';
GRANT SELECT ON pg_dist_shard, pg_dist_shard_placement TO PUBLIC;
