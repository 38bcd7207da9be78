-- Deploy todo-api:away to pg
-- requires: spread
-- What is asked of all users at once is asked by functions, too, so that it can go on
-- without a node that is away. Where the tables are spread (user_emails is there) those
-- of distribute_functions.sql take their places, and that of what it had before.

BEGIN;

SELECT to_regclass('user_emails') IS NOT NULL AS spread \gset

-- A page of users in the order of created_at, id: of those whose email holds the
-- fragment, or of all if that is null; and how many there are in all, with no user in the
-- row where the page has none. Planned as a part of the statement that calls it.
CREATE FUNCTION account_list(fragment text, at_most int, skipped int)
RETURNS TABLE (id uuid, email text, created_at timestamptz, updated_at timestamptz,
               last_login_at timestamptz, is_active boolean, is_admin boolean,
               total bigint, complete boolean)
LANGUAGE sql STABLE AS $$
    SELECT p.*, t.total, true
      FROM (SELECT count(*) AS total FROM users u
             WHERE u.deleted_at IS NULL
               AND (fragment IS NULL
                    OR strpos(lower(u.email), lower(fragment COLLATE "C")) > 0)) t
      LEFT JOIN (
        SELECT u.id, u.email, u.created_at, u.updated_at, u.last_login_at,
               u.is_active, u.is_admin
          FROM users u
         WHERE u.deleted_at IS NULL
           AND (fragment IS NULL OR strpos(lower(u.email), lower(fragment COLLATE "C")) > 0)
         ORDER BY u.created_at, u.id LIMIT at_most OFFSET skipped) p ON true
$$;

-- Whose a session is. No row: there is none.
CREATE FUNCTION session_owner(session uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS
    'SELECT r.user_id FROM refresh_tokens r WHERE r.id = session';

\if :spread
ALTER FUNCTION account_list SET SCHEMA todo_one_node;
ALTER FUNCTION session_owner SET SCHEMA todo_one_node;
\ir ../distribute_functions.sql
\endif

CREATE OR REPLACE VIEW schema_version AS SELECT 18 AS version;

COMMIT;
