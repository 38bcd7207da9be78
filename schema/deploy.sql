-- Deploys the whole schema by hand, where sqitch cannot be had:
--
--     psql "$DATABASE_URL" -f schema/deploy.sql
--
-- All or nothing: it stops at the first error, with psql's exit status 3, and
-- leaves the database as it was. What was deployed so, schema/migrate.sh adopts
-- when it is there one day. The steps are those of sqitch.plan, in its order.

-- Whatever ~/.psqlrc says.
\set ON_ERROR_STOP on
\set ON_ERROR_ROLLBACK off
\set AUTOCOMMIT on
\set SINGLESTEP off
\set VERBOSITY terse
\set whole

BEGIN;

-- A database that has it is told so, not which name it stumbles over.
DO $$
DECLARE
    found text;
BEGIN
    IF to_regclass('schema_version') IS NOT NULL THEN
        EXECUTE 'SELECT version FROM schema_version' INTO found;
        RAISE 'the schema is deployed already, it is at step %', found;
    END IF;
    SELECT string_agg(name, ', ') INTO found
      FROM unnest(ARRAY['users', 'todos', 'refresh_tokens', 'token_blacklist',
                        'attempts']) name
     WHERE to_regclass(name) IS NOT NULL;
    IF found IS NOT NULL THEN
        RAISE 'the database has tables of these names already: %', found;
    END IF;
END
$$;

\ir deploy/users.sql
\ir deploy/todos.sql
\ir deploy/tokens.sql
\ir deploy/attempts.sql
\ir deploy/upkeep.sql
\ir deploy/lists.sql
\ir deploy/version.sql
\ir deploy/admin.sql
\ir deploy/rotation.sql

COMMIT;
\unset whole
