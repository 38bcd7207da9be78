-- Drops the indexes of the tables (a list), for a load; what makes them again is then
-- in the temporary table kept, to be done by "SELECT make_it FROM kept \gexec".

CREATE TEMPORARY TABLE kept AS
SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS drop_it,
       format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname,
              pg_get_constraintdef(oid)) AS make_it
FROM pg_constraint WHERE conrelid = ANY (:'tables'::regclass[]) AND contype IN ('p', 'u')
UNION ALL
SELECT format('DROP INDEX %I', indexname), indexdef
FROM pg_indexes
WHERE tablename = ANY (:'tables'::text[]) AND indexname NOT IN (SELECT conname FROM pg_constraint);

SELECT drop_it FROM kept \gexec
