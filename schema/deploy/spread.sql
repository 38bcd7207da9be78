-- Deploy todo-api:spread to pg
-- requires: account writes
-- What differs where the tables are spread by user over several nodes is done by
-- functions. On one node they are no more than the statements in them; distribute.sql
-- puts others of the same names in their place. A later step that changes what these
-- touch, or what distribute.sql does, says what it does there: where user_emails is.

BEGIN;

DO $$
BEGIN
    IF to_regclass('user_emails') IS NOT NULL THEN
        RAISE 'the database is spread over nodes: bring it back by undistribute.sql first';
    END IF;
END
$$;

-- Planned as a part of the statement that calls it.
CREATE FUNCTION account_by_email(address text)
RETURNS TABLE (id uuid, email text, password_hash text, created_at timestamptz,
               is_active boolean)
LANGUAGE sql STABLE AS $$
    SELECT u.id, u.email, u.password_hash, u.created_at, u.is_active
      FROM users u
     WHERE lower(u.email) = lower(address COLLATE "C") AND u.deleted_at IS NULL
$$;

-- No row: the address is taken. (The plan of a function in this language is kept.)
CREATE FUNCTION account_add(account uuid, address text, hash text, moment timestamptz)
RETURNS SETOF uuid LANGUAGE plpgsql AS $$
BEGIN
    RETURN QUERY INSERT INTO users AS u (id, email, password_hash, created_at, updated_at)
    VALUES (account, address, hash, moment, moment) ON CONFLICT DO NOTHING RETURNING u.id;
END
$$;

-- The same by an invitation, which is used up. No row: it is not good; null: the address
-- is taken. Who else has it in hand is waited for, and may have used it up.
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

-- Frees the address that the account had, after it has gone or has another one. That is
-- all: an index knows here.
CREATE FUNCTION account_free(account uuid) RETURNS void LANGUAGE sql AS '';

-- The lock of those who write a user's todos, taken before any row's; and that of a request
-- with a key. (A function of one expression is no call: see todo_lock.)
CREATE FUNCTION todo_hold(owner uuid) RETURNS boolean LANGUAGE sql AS
    'SELECT pg_advisory_xact_lock_shared(todo_lock(owner)) IS NOT NULL';
CREATE FUNCTION idempotency_hold(owner uuid, key text) RETURNS boolean LANGUAGE sql AS
    'SELECT pg_try_advisory_xact_lock(uuid_hash(owner), hashtext(key))';
CREATE FUNCTION idempotency_is_free(owner uuid, key text) RETURNS boolean LANGUAGE sql AS
    'SELECT pg_try_advisory_xact_lock(uuid_hash(owner), hashtext(key))';

-- Each deletes at most so many rows that have run out, the oldest first, without waiting
-- for one that somebody else has in hand; and, unless alone, only if nobody else cleans
-- up. The array is made once, so that the limit holds whatever the plan, and the lock is
-- asked for once, before any row is read.
CREATE FUNCTION upkeep_blacklist(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE sql AS $$
    DELETE FROM token_blacklist WHERE id = ANY (ARRAY(
        SELECT id FROM token_blacklist WHERE expires_at < before
           AND (alone OR (SELECT pg_try_advisory_xact_lock(8390035059480031337)))
         ORDER BY expires_at LIMIT at_most FOR UPDATE SKIP LOCKED))
    RETURNING 1
$$;

CREATE FUNCTION upkeep_sessions(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE sql AS $$
    DELETE FROM refresh_tokens WHERE id = ANY (ARRAY(
        SELECT id FROM refresh_tokens WHERE expires_at < before
           AND (alone OR (SELECT pg_try_advisory_xact_lock(8390035059480031337)))
         ORDER BY expires_at LIMIT at_most FOR UPDATE SKIP LOCKED))
    RETURNING 1
$$;

CREATE FUNCTION upkeep_api_tokens(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE sql AS $$
    DELETE FROM api_tokens WHERE id = ANY (ARRAY(
        SELECT id FROM api_tokens WHERE expires_at < before
           AND (alone OR (SELECT pg_try_advisory_xact_lock(8390035059480031337)))
         ORDER BY expires_at LIMIT at_most FOR UPDATE SKIP LOCKED))
    RETURNING 1
$$;

CREATE FUNCTION upkeep_invitations(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE sql AS $$
    DELETE FROM invitations WHERE id = ANY (ARRAY(
        SELECT id FROM invitations WHERE expires_at < before
           AND (alone OR (SELECT pg_try_advisory_xact_lock(8390035059480031337)))
         ORDER BY expires_at LIMIT at_most FOR UPDATE SKIP LOCKED))
    RETURNING 1
$$;

CREATE FUNCTION upkeep_resets(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE sql AS $$
    DELETE FROM password_resets WHERE user_id = ANY (ARRAY(
        SELECT user_id FROM password_resets WHERE expires_at < before
           AND (alone OR (SELECT pg_try_advisory_xact_lock(8390035059480031337)))
         ORDER BY expires_at LIMIT at_most FOR UPDATE SKIP LOCKED))
    RETURNING 1
$$;

-- These have no key of one column: a row that is locked stays where it is. By a join, for
-- what was planned while the table was empty compares each row with the whole array.
CREATE FUNCTION upkeep_keys(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE sql AS $$
    WITH old AS MATERIALIZED (
        SELECT k.ctid FROM idempotency_keys k WHERE k.expires_at < before
           AND (alone OR (SELECT pg_try_advisory_xact_lock(8390035059480031337)))
         ORDER BY k.expires_at LIMIT at_most FOR UPDATE SKIP LOCKED)
    DELETE FROM idempotency_keys gone USING old WHERE gone.ctid = old.ctid
    RETURNING 1
$$;

-- Of whom a tombstone is deleted, the last revision of these is kept. A user whose row
-- somebody has in hand comes another time: whoever deletes a user waits for tombstones.
CREATE FUNCTION upkeep_tombstones(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE sql AS $$
    WITH old AS MATERIALIZED (
        SELECT d.ctid, d.user_id, d.revision
          FROM todo_tombstones d JOIN users u ON u.id = d.user_id
         WHERE d.deleted_at < before
           AND (alone OR (SELECT pg_try_advisory_xact_lock(8390035059480031337)))
         ORDER BY d.deleted_at LIMIT at_most
           FOR NO KEY UPDATE OF u SKIP LOCKED FOR UPDATE OF d SKIP LOCKED),
    last AS (SELECT user_id, max(revision) AS revision FROM old GROUP BY user_id),
    kept AS (UPDATE users u
                SET forgotten_revision = greatest(u.forgotten_revision, last.revision)
               FROM last WHERE u.id = last.user_id)
    DELETE FROM todo_tombstones gone USING old WHERE gone.ctid = old.ctid
    RETURNING 1
$$;

-- Of accounts whose users deleted them; off an index, a user after the other.
CREATE FUNCTION upkeep_todos(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE sql AS $$
    DELETE FROM todos WHERE id = ANY (ARRAY(
        SELECT h.id FROM users u CROSS JOIN LATERAL (
            SELECT t.id FROM todos t WHERE t.user_id = u.id
             ORDER BY t.created_at DESC, t.id DESC LIMIT at_most FOR UPDATE SKIP LOCKED) h
         WHERE u.deleted_at < before
           AND (alone OR (SELECT pg_try_advisory_xact_lock(8390035059480031337)))
         LIMIT at_most))
    RETURNING 1
$$;

-- Sessions and the like go with their user.
CREATE FUNCTION upkeep_users(before timestamptz, at_most int, alone boolean)
RETURNS SETOF int LANGUAGE sql AS $$
    DELETE FROM users WHERE id = ANY (ARRAY(
        SELECT u.id FROM users u WHERE u.deleted_at < before
           AND (alone OR (SELECT pg_try_advisory_xact_lock(8390035059480031337)))
           AND NOT EXISTS (SELECT 1 FROM todos t WHERE t.user_id = u.id)
         ORDER BY u.deleted_at LIMIT at_most FOR UPDATE SKIP LOCKED))
    RETURNING 1
$$;

CREATE OR REPLACE VIEW schema_version AS SELECT 17 AS version;

COMMIT;
