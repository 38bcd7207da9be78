-- Gives the role that the workers connect as the rights to the rows of our tables,
-- later steps' too, and none to the tables themselves, nor to make any. The owner of these runs it:
--
--     psql "$MIGRATE_URL" -v app=todo_app -f schema/grant.sql
--
-- Any number of hosts may, at once and again.

\set ON_ERROR_STOP on
\ir session.sql

SELECT n.oid AS schema, n.nspname AS name, v.relowner AS owner
  FROM pg_catalog.pg_class v JOIN pg_catalog.pg_namespace n ON n.oid = v.relnamespace
 WHERE v.oid = 'schema_version'::regclass \gset

-- In a database that is new everybody may make temporary tables and functions. The
-- database's owner takes that from all but those to whom it was granted by name;
-- another owner of ours may not, and leaves it.
SELECT format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', datname)
  FROM pg_catalog.pg_database
 WHERE datname = current_database() AND pg_has_role(datdba, 'USAGE')
   AND has_database_privilege(:'app', oid, 'TEMPORARY')
UNION ALL
-- Before Postgres 15 everybody may make tables in the schema public.
SELECT format('REVOKE CREATE ON SCHEMA %I FROM PUBLIC', :'name')
 WHERE has_schema_privilege('public', :schema, 'CREATE')
   AND EXISTS (SELECT FROM pg_catalog.pg_namespace
                WHERE oid = :schema AND pg_has_role(nspowner, 'USAGE'))
UNION ALL
SELECT format('GRANT USAGE ON SCHEMA %I TO %I', :'name', :'app')
UNION ALL
SELECT format('ALTER DEFAULT PRIVILEGES IN SCHEMA %I GRANT'
       ' SELECT, INSERT, UPDATE, DELETE ON TABLES TO %I', :'name', :'app')
UNION ALL
SELECT format('GRANT %s ON %s TO %I', CASE relkind WHEN 'v' THEN 'SELECT'
       ELSE 'SELECT, INSERT, UPDATE, DELETE' END, oid::regclass, :'app')
  FROM pg_catalog.pg_class
 WHERE relnamespace = :schema AND relowner = :owner AND relkind IN ('r', 'p', 'v') \gexec
