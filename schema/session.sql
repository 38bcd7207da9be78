-- What deploy.sql and grant.sql begin with: a session of their own making, and the
-- lock that lets one of them at a time change a database. With only_tell nothing is
-- changed, and nobody is waited for.

-- Whatever ~/.psqlrc says. A step may take long. For an error in here it has to be ON_ERROR_STOP
-- before, too: whoever includes this sets it.
\set ON_ERROR_STOP on
\set ON_ERROR_ROLLBACK off
\set AUTOCOMMIT on
\set SINGLESTEP off
\set QUIET on
\set VERBOSITY terse
\pset tuples_only on
\pset format unaligned
\pset pager off
SET client_min_messages = warning;
SET statement_timeout = 0;
SET lock_timeout = 0;

\if :{?only_tell} \else
\set only_tell false
\endif
\if :only_tell \else
-- Held until psql ends.
SELECT pg_advisory_lock(hashtext('todo-api schema')) IS NULL AS lock \gset
\endif
