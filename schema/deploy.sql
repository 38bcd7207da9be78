-- Brings a database up to date: deploys the steps that are missing, all of them
-- on a new one.
--
--     psql "$DATABASE_URL" -f schema/deploy.sql
--
-- Each step is a transaction of its own. It stops at the first error, with psql's
-- exit status 3; when that is cured it goes on from there. Any number of hosts may
-- start it at once: one deploys, the others wait and find nothing to do. (A pooler
-- in transaction mode would lose the lock: use the server's own address.) On a
-- database at a later step nothing is done, for programs serve with a later one.
-- With "-v only_tell=true" it tells where the database is, and deploys nothing.

\set ON_ERROR_STOP on
\ir session.sql

-- Sets :at, the step that the database is at. The view tells from its own step on;
-- before, the last thing that each step made.
SELECT to_regclass('schema_version') IS NOT NULL AS told \gset
\if :told
SELECT version AS at FROM schema_version \gset
\else
SELECT count(*) AS at, coalesce(max(step), 0) <> count(*) AS broken
  FROM unnest(ARRAY['users_email_key', 'todos_user_created',
                    'token_blacklist_expires', 'attempts_started',
                    'refresh_tokens_expires', 'todos_user_state_created'])
       WITH ORDINALITY AS made (name, step)
 WHERE to_regclass(name) IS NOT NULL \gset
\if :broken
DO $$ BEGIN
    RAISE 'the database has what later steps made, and not what earlier ones did: nothing was done';
END $$;
\endif
\endif

\set number 1
\set step users
\ir step.sql
\set number 2
\set step todos
\ir step.sql
\set number 3
\set step tokens
\ir step.sql
\set number 4
\set step attempts
\ir step.sql
\set number 5
\set step upkeep
\ir step.sql
\set number 6
\set step lists
\ir step.sql
\set number 7
\set step version
\ir step.sql
\set number 8
\set step admin
\ir step.sql
\set number 9
\set step rotation
\ir step.sql
\set number 10
\set step throttle
\ir step.sql
\set number 11
\set step domains
\ir step.sql
\set number 12
\set step revisions
\ir step.sql
\set number 13
\set step idempotency
\ir step.sql
\set number 14
\set step fields
\ir step.sql
\set number 15
\set step account
\ir step.sql
\set number 16
\set step writes
\ir step.sql
\set number 17
\set step spread
\ir step.sql
\set number 18
\set step away
\ir step.sql

SELECT CASE WHEN :at > :number THEN format(
                'The database is at step %s, a later one than the last known here, %s.', :at, :number)
            WHEN :only_tell AND :at < :number THEN format(
                'The database is at step %s of %s.', :at, :number)
            ELSE format('The schema is up to date, at step %s.', :number) END;
