-- One step of deploy.sql: :number and :step, if the database is before it.

SELECT :at < :number AS missing \gset
\if :missing
\if :only_tell
\echo - :number :step
\else
\echo + :number :step
\ir deploy/:step.sql
\endif
\endif
