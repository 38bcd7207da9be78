/* sql_schema.h: the statements that look at the database as a whole. */
#ifndef DB_SQL_SCHEMA_H
#define DB_SQL_SCHEMA_H

#include "db/sql_revoke.h"
#include "db/sql_session.h"
#include "model/todo.h"

/* clang-format off */
/*
 * THE list of the rights that the statements need: table, privilege, on which
 * columns ("": one will do), and whether requests need it ("true"), or upkeep
 * alone ("false"), or the functions that requests call where tables are spread
 * over nodes, and nobody elsewhere ("spread").
 */
#define SCHEMA_NEEDS(X)                                                    \
	X("schema_version", "SELECT", "version", "true")                   \
	X("users", "SELECT", "id,email,password_hash,created_at,updated_at," \
	  "last_login_at,is_active,is_admin,forgotten_revision,deleted_at", "true") \
	X("users", "INSERT",                                               \
	  "id,email,password_hash,created_at,updated_at", "true")          \
	X("users", "UPDATE",                                               \
	  "email,password_hash,updated_at,last_login_at,is_active,is_admin," \
	  "forgotten_revision,deleted_at", "true")                         \
	X("users", "DELETE", "", "false")                                  \
	X("todos", "SELECT", SCHEMA_TODO_COLUMNS ",revision,has_terms", "true") \
	X("todos", "INSERT", SCHEMA_TODO_COLUMNS ",revision", "true")      \
	X("todos", "UPDATE", TODO_FIELDS_GIVEN(SCHEMA_BEFORE)              \
	  "is_completed,completed_at,updated_at,revision,has_terms", "true") \
	X("todos", "DELETE", "", "true")                                   \
	X("todo_tombstones", "SELECT", "user_id,revision,todo_id,deleted_at", "true") \
	X("todo_tombstones", "INSERT", "user_id,revision,todo_id,deleted_at", "true") \
	X("todo_tombstones", "UPDATE", "", "false")                        \
	X("todo_tombstones", "DELETE", "", "false")                        \
	X("refresh_tokens", "SELECT", SCHEMA_COLUMNS(SESSION_COLUMNS)      \
	  ",revoked_at,generation,used_at", "true")                        \
	X("refresh_tokens", "INSERT", SCHEMA_COLUMNS(SESSION_COLUMNS), "true") \
	X("refresh_tokens", "UPDATE", "revoked_at,generation,used_at", "true") \
	X("refresh_tokens", "DELETE", "", "true")                          \
	X("token_blacklist", "SELECT", "id,user_id,token_jti,revoked_at,expires_at", "true") \
	X("token_blacklist", "INSERT", SCHEMA_COLUMNS(BLACKLIST_COLUMNS), "true") \
	X("token_blacklist", "UPDATE", "", "false")                        \
	X("token_blacklist", "DELETE", "", "false")                        \
	X("attempts", "SELECT", "key,started_at,count,expires_at", "true") \
	X("attempts", "INSERT", "key,started_at,count,expires_at", "true") \
	X("attempts", "UPDATE", "started_at,count,expires_at", "true")     \
	X("attempts", "DELETE", "", "false")                               \
	X("idempotency_keys", "SELECT", SCHEMA_KEY_COLUMNS, "true")        \
	X("idempotency_keys", "INSERT", SCHEMA_KEY_COLUMNS, "true")        \
	X("idempotency_keys", "UPDATE",                                    \
	  "id,fingerprint,headers,body,revision,expires_at", "true")       \
	X("idempotency_keys", "DELETE", "", "false")                       \
	X("api_tokens", "SELECT", "id,user_id,name,token_hash,access,"     \
	  "created_at,expires_at,last_used_at", "true")                    \
	X("api_tokens", "INSERT",                                          \
	  "id,user_id,name,token_hash,access,created_at,expires_at", "true") \
	X("api_tokens", "UPDATE", "last_used_at", "true")                  \
	X("api_tokens", "DELETE", "", "true")                              \
	X("invitations", "SELECT", "id,code_hash,email,expires_at", "true") \
	X("invitations", "INSERT",                                         \
	  "id,code_hash,email,created_at,expires_at", "true")              \
	X("invitations", "UPDATE", "", "true")                             \
	X("invitations", "DELETE", "", "true")                             \
	X("password_resets", "SELECT", "user_id,code_hash,expires_at", "true") \
	X("password_resets", "INSERT",                                     \
	  "user_id,code_hash,created_at,expires_at", "true")               \
	X("password_resets", "UPDATE", "code_hash,created_at,expires_at", "true") \
	X("password_resets", "DELETE", "", "true")                         \
	X("user_emails", "SELECT", "email_key,user_id,claimed_at", "spread") \
	X("user_emails", "INSERT", "email_key,user_id,claimed_at", "spread") \
	X("user_emails", "UPDATE", "user_id,claimed_at", "spread")         \
	X("user_emails", "DELETE", "", "spread")                           \
	X("todo_counters", "SELECT", "user_id,revision", "spread")         \
	X("todo_counters", "INSERT", "user_id,revision", "spread")         \
	X("todo_counters", "UPDATE", "revision", "spread")

#define SCHEMA_BEFORE(name, ...) #name ","
#define SCHEMA_AFTER(name, ...) "," #name
#define SCHEMA_TODO_COLUMNS "id" TODO_FIELDS_REST(SCHEMA_AFTER)
#define SCHEMA_KEY_COLUMNS \
	"user_id,key,id,fingerprint,headers,body,revision,expires_at"
#define SCHEMA_COLUMNS(list) list(COLUMN_FIRST, SCHEMA_NEXT, "")
#define SCHEMA_NEXT(t, kind, name) "," #name

/* A need as a line of the text that SCHEMA_RIGHTS takes. */
#define SCHEMA_NEED(table, privilege, columns, serves)                     \
	table " " privilege " {" columns "} " serves "\n"

/*
 * Finds a table as statements do, by the search path; where that fails for want
 * of a right on its schema, by its name. What is not there at all has no id.
 */
#define SCHEMA_TABLE                                                       \
	"coalesce(to_regclass(n.name)::oid, (SELECT c.oid"                 \
	" FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace s"       \
	" ON s.oid = c.relnamespace WHERE c.relname = n.name"              \
	" AND c.relkind IN ('r', 'p', 'v')"                                \
	" AND NOT has_schema_privilege(s.oid, 'USAGE')"                    \
	" ORDER BY s.nspname <> 'public' LIMIT 1))"

/* Somebody else's table may have the name of one. */
#define SCHEMA_IS_SPREAD                                                   \
	"to_regclass('user_emails') IS NOT NULL"                           \
	" AND to_regclass('todo_counters') IS NOT NULL"

#define SCHEMA_IS_GRANTED                                                  \
	"CASE WHEN has_table_privilege(t.id, t.privilege) THEN true"       \
	" WHEN t.privilege = 'DELETE' THEN false"                          \
	" WHEN t.columns = '{}' THEN has_any_column_privilege(t.id, t.privilege)" \
	" ELSE (SELECT bool_and(has_column_privilege(t.id, c, t.privilege))" \
	"  FROM unnest(t.columns) c) END"

/*
 * Row security shows no row at all where no policy is for us. What a policy
 * lets pass cannot be told from here.
 */
#define SCHEMA_IS_SHOWN                                                    \
	"NOT row_security_active(t.id) OR EXISTS (SELECT 1"                \
	" FROM pg_catalog.pg_policy p WHERE p.polrelid = t.id"             \
	" AND p.polpermissive AND p.polcmd IN ('*', CASE t.privilege"      \
	"  WHEN 'SELECT' THEN 'r' WHEN 'INSERT' THEN 'a'"                  \
	"  WHEN 'UPDATE' THEN 'w' ELSE 'd' END)"                           \
	" AND EXISTS (SELECT 1 FROM unnest(p.polroles) r"                  \
	"  WHERE r = 0 OR pg_has_role(r, 'USAGE')))"

#define SCHEMA_TO_US " || ' TO ' || quote_ident(current_user)"

/* The commands that cure what is missing. */
#define SCHEMA_CURES                                                       \
	"SELECT 1 AS place, 'GRANT USAGE ON SCHEMA '"                      \
	" || s.id::regnamespace" SCHEMA_TO_US " AS cure"                   \
	" FROM (SELECT DISTINCT (SELECT c.relnamespace"                    \
	"  FROM pg_catalog.pg_class c WHERE c.oid = t.id) AS id FROM state t) s" \
	" WHERE NOT has_schema_privilege(s.id, 'USAGE')"                   \
	" UNION ALL SELECT 2, 'GRANT ' || l.privileges || ' ON '"          \
	" || string_agg(l.name, ', ' ORDER BY l.place)" SCHEMA_TO_US       \
	" FROM (SELECT t.id::regclass::text AS name, min(t.place) AS place," \
	"  string_agg(t.privilege, ', ' ORDER BY t.place) AS privileges"   \
	"  FROM state t WHERE NOT t.is_granted GROUP BY t.id) l"           \
	" GROUP BY l.privileges"                                           \
	" UNION ALL SELECT DISTINCT 3, 'ALTER TABLE ' || t.id::regclass"   \
	" || ' DISABLE ROW LEVEL SECURITY' FROM state t WHERE NOT t.is_shown"

#define SCHEMA_SERVES(operator)                                            \
	"bool_and(t.id IS NOT NULL AND t.is_granted AND t.is_shown)"       \
	"  FILTER (WHERE t.serves AND t.privilege " operator " 'SELECT')"

#define SCHEMA_RIGHTS_VALUES(FIRST, NEXT)                                  \
	FIRST(RIGHTS_TAKES_WRITES,                                         \
	  "current_setting('transaction_read_only') = 'off'")              \
	NEXT(RIGHTS_CAN_WRITE, SCHEMA_SERVES("<>"))                        \
	NEXT(RIGHTS_CAN_READ, SCHEMA_SERVES("="))                          \
	/* The owner's, and the superuser's, too. */                       \
	NEXT(RIGHTS_MAY_CHANGE,                                            \
	  "bool_or(has_table_privilege(t.id, 'TRUNCATE')"                  \
	  " OR (SELECT has_schema_privilege(c.relnamespace, 'CREATE')"     \
	  "  FROM pg_catalog.pg_class c WHERE c.oid = t.id))")             \
	NEXT(RIGHTS_MAY_MAKE_TEMPORARY,                                    \
	  "has_database_privilege(current_database(), 'TEMPORARY')")       \
	NEXT(RIGHTS_CURE,                                                  \
	  "(SELECT string_agg(c.cure, chr(59) || ' ' ORDER BY c.place)"    \
	  "  FROM (" SCHEMA_CURES ") c)")

#define SCHEMA_STATEMENTS(X)                                               \
	/* $1: the needs, a line each. Whether requests can write and read, and \
	 * what cures it if not. */                                        \
	X(SCHEMA_RIGHTS, READS | QUICK | NOWHERE,                          \
	  "WITH need AS (SELECT split_part(l.text, ' ', 1) AS name,"       \
	  " split_part(l.text, ' ', 2) AS privilege,"                      \
	  " split_part(l.text, ' ', 3)::text[] AS columns,"                \
	  " split_part(l.text, ' ', 4) AS serving, l.place"                \
	  " FROM unnest(string_to_array($1, chr(10)))"                     \
	  "  WITH ORDINALITY l (text, place) WHERE l.text <> ''),"         \
	  " state AS (SELECT t.*,"                                         \
	  " t.id IS NULL OR " SCHEMA_IS_GRANTED " AS is_granted,"          \
	  " t.id IS NULL OR " SCHEMA_IS_SHOWN " AS is_shown"               \
	  " FROM (SELECT n.*, n.serving <> 'false' AS serves,"             \
	  " " SCHEMA_TABLE " AS id FROM need n) t"                         \
	  " WHERE t.serving <> 'spread' OR " SCHEMA_IS_SPREAD ")"          \
	  " SELECT " VALUES(SCHEMA_RIGHTS_VALUES) " FROM state t")         \
	X(SCHEMA_LOOK, READS | QUICK | NOWHERE,                            \
	  "SELECT version FROM schema_version")
/* clang-format on */

#endif
