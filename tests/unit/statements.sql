-- Every statement as the server sees it, and how many partitions it
-- touches where the tables are spread by user, which tests/unit/db_route.c
-- looks at; written by tests/unit --statements.

-- PING (0 parameters, no partition)
SELECT 1;

-- USER_BY_EMAIL (1 parameters, no partition)
SELECT id, email, password_hash, created_at, is_active
  FROM account_by_email($1);

-- USER_INSERT (4 parameters, no partition)
SELECT 1
  FROM account_add($1, $2, $3, $4);

-- USER_OF_CALLER (3 parameters, 1 partition)
SELECT u.id, u.email, u.password_hash, u.created_at, u.is_active
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3));

-- USER_SHOW (3 parameters, 1 partition)
SELECT u.id, u.email, u.created_at, u.updated_at, u.last_login_at, u.is_active, u.is_admin
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3));

-- USER_LEAVE (5 parameters, 1 partition)
UPDATE users AS u
  SET email = 'deleted ' || u.id, password_hash = '', is_active = false, is_admin = false, updated_at = $5, deleted_at = $5
  WHERE u.password_hash = $4
  AND u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3))
  RETURNING u.id;

-- USER_FREE_EMAIL (1 parameters, no partition)
SELECT account_free($1);

-- USER_HAS_OTHER_HASH (2 parameters, 1 partition)
SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND u.password_hash <> $2;

-- USER_SET_PASSWORD (6 parameters, 1 partition)
UPDATE users AS u
  SET password_hash = $5, updated_at = $6
  WHERE u.password_hash = $4
  AND u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3))
  RETURNING u.id;

-- USER_RENEW_HASH (3 parameters, 1 partition)
UPDATE users AS u
  SET password_hash = $3
  WHERE u.id = $1
  AND u.password_hash = $2;

-- USER_TOUCH_LOGIN (3 parameters, 1 partition)
UPDATE users AS u
  SET last_login_at = $3
  WHERE u.id = $1
  AND u.is_active
  AND u.password_hash = $2
  RETURNING u.id;

-- TOKEN_STATE (3 parameters, 1 partition)
SELECT u.is_active, EXISTS (SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)
  AND NOT (NOT u.is_active
  AND b.revoked_at = u.updated_at)), u.is_admin
  FROM users u
  WHERE u.id = $1;

-- SESSION_INSERT (7 parameters, 1 partition)
INSERT INTO refresh_tokens AS r (id, user_id, token_jti, issued_at, expires_at, ip_address)
  SELECT $3, u.id, $4, $5, $6, $7
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND u.password_hash = $2
  RETURNING r.id;

-- SESSION_BLACKLIST_OLDEST (4 parameters, 1 partition)
INSERT INTO token_blacklist AS l (id, user_id, token_jti, token_type, revoked_at, reason, expires_at)
  SELECT r.id, r.user_id, r.token_jti, 'refresh', $4, 'session_limit', least(r.expires_at, timestamptz '9999-12-31 00:00Z') + interval '1 day'
  FROM (SELECT r.*
  FROM refresh_tokens r
  WHERE r.user_id = $1 
  AND r.revoked_at IS NULL
  AND r.expires_at > $4 
  AND NOT EXISTS (SELECT 1
  FROM token_blacklist b  
  WHERE b.user_id = $1
  AND b.token_jti = r.token_jti) 
  ORDER BY r.id = $2 DESC, r.issued_at DESC, r.id DESC OFFSET $3::int) r
  WHERE EXISTS (SELECT 1
  FROM refresh_tokens n 
  WHERE n.user_id = $1
  AND n.id = $2)
  ON CONFLICT DO NOTHING
  RETURNING l.id;

-- SESSION_DELETE_OLDEST (1 parameters, 1 partition)
DELETE
  FROM refresh_tokens AS r
  WHERE r.user_id = $1
  AND r.revoked_at IS NULL
  AND EXISTS (SELECT 1
  FROM token_blacklist b 
  WHERE b.user_id = $1
  AND b.id = r.id);

-- SESSION_ROTATE (5 parameters, 1 partition)
UPDATE refresh_tokens AS r
  SET generation = $4::int, used_at = CASE WHEN r.generation = $4 - 1  THEN r.used_at[greatest(1, cardinality(r.used_at) - 14):] END || $5::timestamptz
  WHERE r.user_id = $1
  AND r.token_jti = $2
  AND r.revoked_at IS NULL
  AND coalesce(r.generation, -1) < $4
  AND EXISTS (SELECT 1
  FROM users u 
  WHERE u.id = $1
  AND u.is_active)
  AND NOT EXISTS (SELECT 1
  FROM token_blacklist b 
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3));

-- SESSION_END_REUSED (5 parameters, 1 partition)
INSERT INTO token_blacklist AS l (id, user_id, token_jti, token_type, revoked_at, reason, expires_at)
  SELECT r.id, r.user_id, r.token_jti, 'refresh', $3::timestamptz, 'token_reuse', least(r.expires_at, timestamptz '9999-12-31 00:00Z') + interval '1 day'
  FROM refresh_tokens r
  WHERE r.user_id = $1
  AND r.token_jti = $2
  AND r.revoked_at IS NULL
  AND coalesce(r.generation > $4::int, false)
  AND NOT coalesce(r.used_at[cardinality(r.used_at) - r.generation + $4 + 1] > $5::timestamptz, false)
  ON CONFLICT DO NOTHING
  RETURNING l.id;

-- SESSION_STATE (5 parameters, 1 partition)
SELECT u.email, u.is_active, r.id IS NOT NULL
  AND (r.revoked_at IS NULL OR (NOT u.is_active
  AND r.revoked_at = u.updated_at))
  AND NOT EXISTS ( 
  SELECT 1
  FROM token_blacklist b 
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3) 
  AND NOT (NOT u.is_active
  AND b.revoked_at = u.updated_at)), coalesce(r.generation > $4::int, false)
  AND NOT coalesce(r.used_at[cardinality(r.used_at) - r.generation + $4 + 1] > $5::timestamptz, false), r.generation, r.used_at[cardinality(r.used_at)]
  FROM users u
  LEFT JOIN refresh_tokens r ON r.user_id = $1
  AND r.token_jti = $2
  WHERE u.id = $1;

-- SESSION_BLACKLIST (10 parameters, 1 partition)
INSERT INTO token_blacklist AS l (id, user_id, token_jti, token_type, revoked_at, reason, expires_at)
  SELECT v.id, u.id, v.jti, v.type, $10, 'logout', v.expires
  FROM users u CROSS JOIN (VALUES  ($4::uuid, $2, 'access', $5::timestamptz),  ($6, $3, 'refresh', $7::timestamptz),  ($8, $9, 'refresh', $7)) AS v (id, jti, type, expires)
  WHERE v.jti IS NOT NULL
  AND u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3))
  ON CONFLICT DO NOTHING
  RETURNING l.id;

-- SESSION_DELETE (6 parameters, 1 partition)
DELETE
  FROM refresh_tokens AS r
  WHERE r.user_id = $1
  AND r.token_jti IN ($2, $3)
  AND EXISTS (SELECT 1
  FROM token_blacklist b 
  WHERE b.user_id = $1
  AND b.id IN ($4, $5, $6));

-- SESSION_BLACKLIST_OTHERS (4 parameters, 1 partition)
INSERT INTO token_blacklist AS l (id, user_id, token_jti, token_type, revoked_at, reason, expires_at)
  SELECT r.id, r.user_id, r.token_jti, 'refresh', $4, 'password_change', least(r.expires_at, timestamptz '9999-12-31 00:00Z') + interval '1 day'
  FROM refresh_tokens r
  WHERE r.user_id = $1
  AND least(r.expires_at, timestamptz '9999-12-31 00:00Z') + interval '1 day' > $4
  AND r.token_jti <> $3
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.password_hash = $2)
  ON CONFLICT DO NOTHING
  RETURNING l.id;

-- SESSION_REVOKE_ALL (3 parameters, 1 partition)
UPDATE refresh_tokens AS r
  SET revoked_at = $3
  WHERE r.user_id = $1
  AND r.revoked_at IS NULL
  AND EXISTS (SELECT 1
  FROM users u 
  WHERE u.id = $1
  AND u.password_hash = $2);

-- SESSION_LOCK (3 parameters, 1 partition)
SELECT u.id
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)) FOR NO KEY
  UPDATE OF u;

-- SESSION_BLACKLIST_REST (4 parameters, 1 partition)
INSERT INTO token_blacklist AS l (id, user_id, token_jti, token_type, revoked_at, reason, expires_at)
  SELECT r.id, r.user_id, r.token_jti, 'refresh', $2, 'logout', least(r.expires_at, timestamptz '9999-12-31 00:00Z') + interval '1 day'
  FROM refresh_tokens r
  WHERE r.user_id = $1
  AND least(r.expires_at, timestamptz '9999-12-31 00:00Z') + interval '1 day' > $2
  AND EXISTS (SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.id IN ($3, $4))
  ON CONFLICT DO NOTHING
  RETURNING l.id;

-- SESSION_DELETE_ALL (3 parameters, 1 partition)
DELETE
  FROM refresh_tokens AS r
  WHERE r.user_id = $1
  AND EXISTS (SELECT 1
  FROM token_blacklist b 
  WHERE b.user_id = $1
  AND b.id IN ($2, $3));

-- SESSION_BLACKLIST_ONE (6 parameters, 1 partition)
INSERT INTO token_blacklist AS l (id, user_id, token_jti, token_type, revoked_at, reason, expires_at)
  SELECT $5, u.id, r.token_jti, 'refresh', $6, 'logout', least(r.expires_at, timestamptz '9999-12-31 00:00Z') + interval '1 day'
  FROM users u JOIN refresh_tokens r ON r.user_id = $1
  AND r.id = $4
  WHERE r.revoked_at IS NULL
  AND r.expires_at > $6
  AND u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3))
  ON CONFLICT DO NOTHING
  RETURNING l.id;

-- SESSION_DELETE_ONE (3 parameters, 1 partition)
DELETE
  FROM refresh_tokens AS r
  WHERE r.user_id = $1
  AND r.id = $2
  AND EXISTS (SELECT 1
  FROM token_blacklist b 
  WHERE b.user_id = $1
  AND b.id = $3);

-- SESSION_LIST (5 parameters, 1 partition)
WITH caller AS (SELECT u.id
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3))), page AS (SELECT r.id, r.user_id, r.token_jti, r.issued_at, r.expires_at, r.ip_address, count(*) OVER () AS total
  FROM refresh_tokens r
  WHERE r.user_id = $1
  AND r.revoked_at IS NULL
  AND r.expires_at > $4
  AND NOT EXISTS (SELECT 1
  FROM token_blacklist d 
  WHERE d.user_id = $1
  AND d.token_jti = r.token_jti)
  ORDER BY r.issued_at DESC, r.id DESC
  LIMIT $5::int)
  SELECT page.id, page.user_id, page.token_jti, page.issued_at, page.expires_at, page.ip_address, page.total
  FROM caller
  LEFT JOIN page ON true
  ORDER BY page.issued_at DESC, page.id DESC;

-- TODO_INSERT (10 parameters, 1 partition)
INSERT INTO todos AS t (id, user_id, title, description, due_date, priority, is_completed, created_at, completed_at, updated_at, revision)
  SELECT $4, u.id, $5, $6, $7, $8::integer, $9::boolean, $10::timestamptz, CASE WHEN $9 THEN $10 END, $10, todo_revision($1)
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3))
  RETURNING t.revision;

-- TODO_INSERT_WITHIN (11 parameters, 1 partition)
INSERT INTO todos AS t (id, user_id, title, description, due_date, priority, is_completed, created_at, completed_at, updated_at, revision)
  SELECT $4, u.id, $5, $6, $7, $8::integer, $9::boolean, $10::timestamptz, CASE WHEN $9 THEN $10 END, $10, todo_revision($1)
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3))
  AND (SELECT count(*)
  FROM (SELECT 1
  FROM todos h
  WHERE h.user_id = $1
  ORDER BY h.created_at DESC, h.id DESC
  LIMIT $11::int) h) < $11
  RETURNING t.revision;

-- TODO_INSERT_ONCE (11 parameters, 1 partition)
INSERT INTO todos AS t (id, user_id, title, description, due_date, priority, is_completed, created_at, completed_at, updated_at, revision)
  SELECT $4, u.id, $5, $6, $7, $8::integer, $9::boolean, $10::timestamptz, CASE WHEN $9 THEN $10 END, $10, k.revision
  FROM users u, idempotency_keys k
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3))
  AND k.user_id = $1
  AND k.key = $11
  AND k.id = $4
  RETURNING t.revision;

-- TODO_COUNT (2 parameters, 1 partition)
SELECT (SELECT count(*)
  FROM (SELECT 1
  FROM todos h
  WHERE h.user_id = $1
  ORDER BY h.created_at DESC, h.id DESC
  LIMIT $2::int) h);

-- TODO_FIND (4 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, t.revision
  FROM todos t
  WHERE t.user_id = $1
  AND t.id = $4
  AND EXISTS (
  SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)));

-- TODO_UPDATE (15 parameters, 1 partition)
UPDATE todos AS t
  SET title = CASE WHEN $5 THEN $6 ELSE t.title END, description = CASE WHEN $7 THEN $8 ELSE t.description END, due_date = CASE WHEN $9 THEN $10 ELSE t.due_date END, priority = CASE WHEN $11 THEN $12::integer ELSE t.priority END, is_completed = coalesce($13, t.is_completed), completed_at = CASE WHEN coalesce($13, t.is_completed)  THEN coalesce(t.completed_at, $14) END, updated_at = $14, revision = todo_revision($1)
  WHERE t.user_id = $1
  AND t.id = $4
  AND EXISTS (
  SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  AND ($15::bigint[] IS NULL OR t.revision = ANY ($15))
  RETURNING t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, t.revision;

-- TODO_DELETE (5 parameters, 1 partition)
DELETE
  FROM todos AS t
  WHERE t.user_id = $1
  AND t.id = $4
  AND EXISTS (
  SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  AND ($5::bigint[] IS NULL OR t.revision = ANY ($5))
  AND (SELECT todo_hold($1))
  RETURNING t.id;

-- TODO_INDEX (3 parameters, 1 partition)
UPDATE todos AS t
  SET has_terms = true
  WHERE t.id = ANY (ARRAY(SELECT n.id
  FROM todos n
  WHERE n.user_id = $1
  AND NOT n.has_terms
  AND $2::int < (SELECT count(*)
  FROM (SELECT 1
  FROM todos m
  WHERE m.user_id = $1
  AND NOT m.has_terms
  LIMIT $2::int + 1) m)
  LIMIT $3::int FOR
  UPDATE SKIP LOCKED))
  AND t.user_id = $1;

-- TODO_OWNER (1 parameters, all partitions)
SELECT user_id
  FROM todos
  WHERE id = $1;

-- IDEMPOTENCY_ADD (10 parameters, 1 partition)
INSERT INTO idempotency_keys AS k (user_id, id, key, fingerprint, headers, body, revision, expires_at)
  SELECT u.id, $4, $5, sha256($6::bytea || $7::bytea), $8, $9, todo_revision($1), $10::timestamptz + interval '24 hours'
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3))
  AND idempotency_hold($1, $5)
  ON CONFLICT (user_id, key) DO
  UPDATE
  SET id = excluded.id, fingerprint = excluded.fingerprint, headers = excluded.headers, body = excluded.body, revision = excluded.revision, expires_at = excluded.expires_at
  WHERE k.expires_at <= $10
  RETURNING k.id;

-- IDEMPOTENCY_ADD_WITHIN (11 parameters, 1 partition)
INSERT INTO idempotency_keys AS k (user_id, id, key, fingerprint, headers, body, revision, expires_at)
  SELECT u.id, $4, $5, sha256($6::bytea || $7::bytea), $8, $9, todo_revision($1), $10::timestamptz + interval '24 hours'
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3))
  AND (SELECT count(*)
  FROM (SELECT 1
  FROM todos h
  WHERE h.user_id = $1
  ORDER BY h.created_at DESC, h.id DESC
  LIMIT $11::int) h) < $11
  AND idempotency_hold($1, $5)
  ON CONFLICT (user_id, key) DO
  UPDATE
  SET id = excluded.id, fingerprint = excluded.fingerprint, headers = excluded.headers, body = excluded.body, revision = excluded.revision, expires_at = excluded.expires_at
  WHERE k.expires_at <= $10
  RETURNING k.id;

-- IDEMPOTENCY_ANSWER (4 parameters, 1 partition)
UPDATE idempotency_keys AS k
  SET headers = $3, body = $4
  WHERE k.user_id = $1
  AND k.key = $2
  RETURNING k.id;

-- IDEMPOTENCY_IS_FREE (2 parameters, 1 partition)
SELECT idempotency_is_free($1, $2)
  FROM users u
  WHERE u.id = $1;

-- IDEMPOTENCY_FIND (7 parameters, 1 partition)
SELECT k.id, k.revision, k.headers, k.body, k.fingerprint = sha256($4::bytea || $5::bytea)
  FROM users u
  LEFT JOIN idempotency_keys k ON k.user_id = $1
  AND k.key = $6
  AND k.expires_at > $7
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3));

-- LIST_CREATED_DOWN_ALL (6 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1) END
  FROM todos t
  WHERE t.user_id = $1
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.created_at DESC, t.id DESC
  LIMIT $4::int OFFSET $6::int;

-- LIST_CREATED_DOWN_OPEN (6 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed) END
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.created_at DESC, t.id DESC
  LIMIT $4::int OFFSET $6::int;

-- LIST_CREATED_DOWN_COMPLETED (6 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed) END
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.created_at DESC, t.id DESC
  LIMIT $4::int OFFSET $6::int;

-- LIST_COMPLETED_DOWN_ALL (6 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1) END
  FROM todos t
  WHERE t.user_id = $1
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.completed_at DESC NULLS LAST, t.id DESC
  LIMIT $4::int OFFSET $6::int;

-- LIST_COMPLETED_DOWN_OPEN (6 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NULL) END
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NULL
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.completed_at DESC NULLS LAST, t.id DESC
  LIMIT $4::int OFFSET $6::int;

-- LIST_COMPLETED_DOWN_COMPLETED (6 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NOT NULL) END
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NOT NULL
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.completed_at DESC NULLS LAST, t.id DESC
  LIMIT $4::int OFFSET $6::int;

-- LIST_TITLE_DOWN_ALL (6 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1) END
  FROM ((SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  ORDER BY t.title DESC, t.id DESC
  LIMIT $4::int + $6::int::bigint)
  UNION ALL (SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed
  ORDER BY t.title DESC, t.id DESC
  LIMIT $4::int + $6::int::bigint)) t
  WHERE EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.title DESC, t.id DESC
  LIMIT $4::int OFFSET $6::int;

-- LIST_TITLE_DOWN_OPEN (6 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed) END
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.title DESC, t.id DESC
  LIMIT $4::int OFFSET $6::int;

-- LIST_TITLE_DOWN_COMPLETED (6 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed) END
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.title DESC, t.id DESC
  LIMIT $4::int OFFSET $6::int;

-- LIST_CREATED_UP_ALL (6 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1) END
  FROM todos t
  WHERE t.user_id = $1
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.created_at, t.id
  LIMIT $4::int OFFSET $6::int;

-- LIST_CREATED_UP_OPEN (6 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed) END
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.created_at, t.id
  LIMIT $4::int OFFSET $6::int;

-- LIST_CREATED_UP_COMPLETED (6 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed) END
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.created_at, t.id
  LIMIT $4::int OFFSET $6::int;

-- LIST_COMPLETED_UP_ALL (6 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1) END
  FROM ((SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NOT NULL
  ORDER BY t.completed_at NULLS FIRST, t.id
  LIMIT $4::int OFFSET $6::int)
  UNION ALL (SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NULL
  ORDER BY t.completed_at NULLS FIRST, t.id
  LIMIT $4::int OFFSET CASE WHEN $6::int > 0 THEN greatest(0, $6::int - (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NOT NULL)) END)) t
  WHERE EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.completed_at, t.id
  LIMIT $4::int;

-- LIST_COMPLETED_UP_OPEN (6 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NULL) END
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NULL
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.completed_at NULLS FIRST, t.id
  LIMIT $4::int OFFSET $6::int;

-- LIST_COMPLETED_UP_COMPLETED (6 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NOT NULL) END
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NOT NULL
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.completed_at NULLS FIRST, t.id
  LIMIT $4::int OFFSET $6::int;

-- LIST_TITLE_UP_ALL (6 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1) END
  FROM ((SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  ORDER BY t.title, t.id
  LIMIT $4::int + $6::int::bigint)
  UNION ALL (SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed
  ORDER BY t.title, t.id
  LIMIT $4::int + $6::int::bigint)) t
  WHERE EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.title, t.id
  LIMIT $4::int OFFSET $6::int;

-- LIST_TITLE_UP_OPEN (6 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed) END
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.title, t.id
  LIMIT $4::int OFFSET $6::int;

-- LIST_TITLE_UP_COMPLETED (6 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed) END
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.title, t.id
  LIMIT $4::int OFFSET $6::int;

-- BEHIND_CREATED_DOWN_ALL (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1) END
  FROM todos t
  WHERE t.user_id = $1
  AND (t.created_at, t.id) < ($6::timestamptz, $7::uuid)
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.created_at DESC, t.id DESC
  LIMIT $4::int;

-- BEHIND_CREATED_DOWN_OPEN (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed) END
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND (t.created_at, t.id) < ($6::timestamptz, $7::uuid)
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.created_at DESC, t.id DESC
  LIMIT $4::int;

-- BEHIND_CREATED_DOWN_COMPLETED (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed) END
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed
  AND (t.created_at, t.id) < ($6::timestamptz, $7::uuid)
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.created_at DESC, t.id DESC
  LIMIT $4::int;

-- BEHIND_COMPLETED_DOWN_ALL (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1) END
  FROM ((SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NOT NULL
  AND (t.completed_at, t.id) < ($6::timestamptz, $7::uuid)
  ORDER BY t.completed_at DESC NULLS LAST, t.id DESC
  LIMIT $4::int)
  UNION ALL (SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NULL
  AND t.id < CASE WHEN $6::timestamptz IS NULL THEN $7::uuid ELSE 'ffffffff-ffff-ffff-ffff-ffffffffffff'::uuid END
  ORDER BY t.completed_at DESC NULLS LAST, t.id DESC
  LIMIT $4::int)) t
  WHERE EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.completed_at DESC NULLS LAST, t.id DESC
  LIMIT $4::int;

-- BEHIND_COMPLETED_DOWN_OPEN (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NULL) END
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NULL
  AND t.id < $7::uuid
  AND $6::timestamptz IS NULL
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.completed_at DESC NULLS LAST, t.id DESC
  LIMIT $4::int;

-- BEHIND_COMPLETED_DOWN_COMPLETED (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NOT NULL) END
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NOT NULL
  AND (t.completed_at, t.id) < ($6::timestamptz, $7::uuid)
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.completed_at DESC NULLS LAST, t.id DESC
  LIMIT $4::int;

-- BEHIND_TITLE_DOWN_ALL (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1) END
  FROM ((SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND (t.title, t.id) < ($6::text, $7::uuid)
  ORDER BY t.title DESC, t.id DESC
  LIMIT $4::int)
  UNION ALL (SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed
  AND (t.title, t.id) < ($6::text, $7::uuid)
  ORDER BY t.title DESC, t.id DESC
  LIMIT $4::int)) t
  WHERE EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.title DESC, t.id DESC
  LIMIT $4::int;

-- BEHIND_TITLE_DOWN_OPEN (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed) END
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND (t.title, t.id) < ($6::text, $7::uuid)
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.title DESC, t.id DESC
  LIMIT $4::int;

-- BEHIND_TITLE_DOWN_COMPLETED (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed) END
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed
  AND (t.title, t.id) < ($6::text, $7::uuid)
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.title DESC, t.id DESC
  LIMIT $4::int;

-- BEHIND_CREATED_UP_ALL (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1) END
  FROM todos t
  WHERE t.user_id = $1
  AND (t.created_at, t.id) > ($6::timestamptz, $7::uuid)
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.created_at, t.id
  LIMIT $4::int;

-- BEHIND_CREATED_UP_OPEN (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed) END
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND (t.created_at, t.id) > ($6::timestamptz, $7::uuid)
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.created_at, t.id
  LIMIT $4::int;

-- BEHIND_CREATED_UP_COMPLETED (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed) END
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed
  AND (t.created_at, t.id) > ($6::timestamptz, $7::uuid)
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.created_at, t.id
  LIMIT $4::int;

-- BEHIND_COMPLETED_UP_ALL (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1) END
  FROM ((SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NOT NULL
  AND (t.completed_at, t.id) > ($6::timestamptz, $7::uuid)
  ORDER BY t.completed_at NULLS FIRST, t.id
  LIMIT $4::int)
  UNION ALL (SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NULL
  AND t.id > CASE WHEN $6::timestamptz IS NULL THEN $7::uuid ELSE '00000000-0000-0000-0000-000000000000'::uuid END
  ORDER BY t.completed_at NULLS FIRST, t.id
  LIMIT $4::int)) t
  WHERE EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.completed_at, t.id
  LIMIT $4::int;

-- BEHIND_COMPLETED_UP_OPEN (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NULL) END
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NULL
  AND t.id > $7::uuid
  AND $6::timestamptz IS NULL
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.completed_at NULLS FIRST, t.id
  LIMIT $4::int;

-- BEHIND_COMPLETED_UP_COMPLETED (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NOT NULL) END
  FROM todos t
  WHERE t.user_id = $1
  AND t.completed_at IS NOT NULL
  AND (t.completed_at, t.id) > ($6::timestamptz, $7::uuid)
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.completed_at NULLS FIRST, t.id
  LIMIT $4::int;

-- BEHIND_TITLE_UP_ALL (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1) END
  FROM ((SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND (t.title, t.id) > ($6::text, $7::uuid)
  ORDER BY t.title, t.id
  LIMIT $4::int)
  UNION ALL (SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed
  AND (t.title, t.id) > ($6::text, $7::uuid)
  ORDER BY t.title, t.id
  LIMIT $4::int)) t
  WHERE EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.title, t.id
  LIMIT $4::int;

-- BEHIND_TITLE_UP_OPEN (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed) END
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND (t.title, t.id) > ($6::text, $7::uuid)
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.title, t.id
  LIMIT $4::int;

-- BEHIND_TITLE_UP_COMPLETED (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed) END
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed
  AND (t.title, t.id) > ($6::text, $7::uuid)
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.title, t.id
  LIMIT $4::int;

-- LIST_FOUND (6 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1) END
  FROM todos t
  WHERE t.user_id = $1
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.created_at DESC, t.id DESC
  LIMIT $4::int OFFSET $6::int;

-- LIST_COUNT (4 parameters, 1 partition)
WITH caller AS (SELECT u.id
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  SELECT (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND ($4::boolean IS NULL OR t.is_completed = $4))
  FROM caller;

-- SYNC_LOCK (1 parameters, no partition)
SELECT pg_advisory_xact_lock(todo_lock($1)), pg_advisory_xact_lock_shared(todo_lock('00000000-0000-0000-0000-000000000000'));

-- SYNC_READ (5 parameters, 1 partition)
SELECT c.id, c.title, c.description, c.due_date, c.priority, c.created_at, c.completed_at, c.updated_at, c.revision, c.is_deleted, u.forgotten_revision, greatest(u.forgotten_revision, (SELECT max(t.revision)
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.has_terms), (SELECT max(t.revision)
  FROM todos t
  WHERE t.user_id = $1
  AND t.has_terms), (SELECT max(t.revision)
  FROM todo_tombstones t
  WHERE t.user_id = $1))
  FROM users u
  LEFT JOIN ((SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, t.revision, false AS is_deleted
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.has_terms
  AND t.revision > greatest(0, $4::bigint)
  ORDER BY t.revision
  LIMIT $5::int)
  UNION ALL (SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, t.revision, false AS is_deleted
  FROM todos t
  WHERE t.user_id = $1
  AND t.has_terms
  AND t.revision > greatest(0, $4::bigint)
  ORDER BY t.revision
  LIMIT $5::int)
  UNION ALL (SELECT t.todo_id, NULL, NULL, NULL, NULL, NULL, NULL, NULL, t.revision, true
  FROM todo_tombstones t
  WHERE t.user_id = $1
  AND t.revision > greatest(0, $4::bigint)
  ORDER BY t.revision
  LIMIT $5::int)
  ORDER BY revision
  LIMIT $5::int) c ON true
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3))
  ORDER BY c.revision;

-- INVITATION_INSERT (5 parameters, no partition)
INSERT INTO invitations (id, code_hash, email, created_at, expires_at)
  VALUES ($1, sha256($2::bytea), $3, $4, $5);

-- INVITATION_ACCEPT (6 parameters, no partition)
SELECT a
  FROM account_accept($1, $2, $3, $4, $5, $6) a;

-- RESET_INSERT (4 parameters, 1 partition)
INSERT INTO password_resets (user_id, code_hash, created_at, expires_at)
  VALUES ($1, sha256($2::bytea), $3, $4)
  ON CONFLICT (user_id) DO
  UPDATE
  SET code_hash = excluded.code_hash, created_at = excluded.created_at, expires_at = excluded.expires_at;

-- RESET_FIND (3 parameters, 1 partition)
SELECT r.user_id
  FROM password_resets r
  WHERE r.user_id = $1
  AND r.code_hash = sha256($2::bytea)
  AND r.expires_at > $3
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active);

-- RESET_USE_UP (4 parameters, 1 partition)
WITH used AS (DELETE
  FROM password_resets AS r 
  WHERE r.user_id = $1
  AND r.code_hash = sha256($2::bytea)
  AND r.expires_at > $4
  RETURNING r.user_id)
  UPDATE users AS u
  SET password_hash = $3, updated_at = $4
  FROM used
  WHERE u.id = $1
  AND u.id = used.user_id
  AND u.is_active
  RETURNING u.email;

-- API_TOKEN_STATE (3 parameters, 1 partition)
SELECT k.id, u.is_active, coalesce(k.expires_at > $3, true), k.access = 'full'
  FROM api_tokens k JOIN users u ON u.id = $1
  WHERE k.user_id = $1
  AND k.token_hash = sha256($2::bytea);

-- API_TOKEN_INSERT (10 parameters, 1 partition)
INSERT INTO api_tokens (id, user_id, token_hash, name, access, created_at, expires_at)
  SELECT $4, u.id, sha256($5::bytea), $6, $7, $8::timestamptz, $9::timestamptz
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3))
  AND (SELECT count(*)
  FROM api_tokens k 
  WHERE k.user_id = $1
  AND (k.expires_at IS NULL OR k.expires_at > $8)) < $10::int
  RETURNING id;

-- API_TOKEN_LIST (5 parameters, 1 partition)
WITH caller AS (SELECT u.id
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3))), page AS (SELECT k.id, k.name, k.access, k.created_at, k.expires_at, k.last_used_at
  FROM api_tokens k
  WHERE k.user_id = $1
  AND (k.expires_at IS NULL OR k.expires_at > $4)
  ORDER BY k.created_at DESC, k.id DESC
  LIMIT $5::int)
  SELECT page.id, page.name, page.access, page.created_at, page.expires_at, page.last_used_at
  FROM caller
  LEFT JOIN page ON true
  ORDER BY page.created_at DESC, page.id DESC;

-- API_TOKEN_DELETE (5 parameters, 1 partition)
DELETE
  FROM api_tokens AS k
  WHERE k.id = $4
  AND k.user_id = $1
  AND (k.expires_at IS NULL OR k.expires_at > $5)
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  RETURNING k.id;

-- API_TOKEN_END_ALL (2 parameters, 1 partition)
DELETE
  FROM api_tokens AS k
  WHERE k.user_id = $1
  AND EXISTS (SELECT 1
  FROM users u 
  WHERE u.id = $1
  AND u.password_hash = $2);

-- ADMIN_END_API_TOKENS (1 parameters, 1 partition)
DELETE
  FROM api_tokens AS k
  WHERE k.user_id = $1;

-- API_TOKEN_TOUCH (3 parameters, 1 partition)
UPDATE api_tokens AS k
  SET last_used_at = $3::timestamptz
  WHERE k.user_id = $1
  AND k.id = $2
  AND (k.last_used_at IS NULL  OR k.last_used_at < $3::timestamptz - interval '1 minute');

-- ATTEMPT_READ (5 parameters, no partition)
WITH asked AS (SELECT k.key, k.most, k.kind, k.place, CASE k.kind WHEN 'm' THEN interval '1 minute'  ELSE interval '1 hour' END AS memory
  FROM unnest(string_to_array($2, ','),  string_to_array($3, ',')::int[], string_to_array($4, ','))  WITH ORDINALITY AS k (key, most, kind, place)), held AS (SELECT a.key, least(a.started_at, $1) AS started_at,  a.count
  FROM attempts a
  WHERE a.key = ANY (string_to_array($2, ','))
  ORDER BY a.key), state AS (SELECT k.*, coalesce(h.count, 0) AS count,  h.started_at,  h.started_at + CASE k.kind WHEN 'm' THEN interval '1 minute'  ELSE least(2 ^ least(greatest(h.count - k.most, -10), 10), 900)   * interval '1 second' END AS opens_at
  FROM asked k
  LEFT JOIN held h ON h.key = k.key 
  AND h.started_at > $1 - k.memory), closed AS (SELECT max(s.opens_at) AS opens_at
  FROM state s
  WHERE s.count >= s.most
  AND s.opens_at > $1
  AND NOT (s.kind = 'a'
  AND EXISTS (SELECT 1
  FROM attempts k 
  WHERE k.key = $5
  AND k.expires_at > $1)))
  SELECT coalesce(ceil(extract(epoch
  FROM c.opens_at - $1)), 0)::int, (SELECT string_agg(s.count + 0 || ' ' || ceil(extract(epoch
  FROM  coalesce(s.opens_at, $1 + interval '1 minute') - $1))::int, ',' 
  ORDER BY s.place)
  FROM state s)
  FROM closed c;

-- ATTEMPT_ADD (5 parameters, no partition)
WITH asked AS (SELECT k.key, k.most, k.kind, k.place, CASE k.kind WHEN 'm' THEN interval '1 minute'  ELSE interval '1 hour' END AS memory
  FROM unnest(string_to_array($2, ','),  string_to_array($3, ',')::int[], string_to_array($4, ','))  WITH ORDINALITY AS k (key, most, kind, place)), held AS (SELECT a.key, least(a.started_at, $1) AS started_at,  a.count
  FROM attempts a
  WHERE a.key = ANY (string_to_array($2, ','))
  ORDER BY a.key FOR UPDATE), state AS (SELECT k.*, coalesce(h.count, 0) AS count,  h.started_at,  h.started_at + CASE k.kind WHEN 'm' THEN interval '1 minute'  ELSE least(2 ^ least(greatest(h.count - k.most, -10), 10), 900)   * interval '1 second' END AS opens_at
  FROM asked k
  LEFT JOIN held h ON h.key = k.key 
  AND h.started_at > $1 - k.memory), closed AS (SELECT max(s.opens_at) AS opens_at
  FROM state s
  WHERE s.count >= s.most
  AND s.opens_at > $1
  AND NOT (s.kind = 'a'
  AND EXISTS (SELECT 1
  FROM attempts k 
  WHERE k.key = $5
  AND k.expires_at > $1))), added AS (INSERT INTO attempts AS a (key, started_at, count, expires_at)
  SELECT s.key, $1, 1, $1 + s.memory + CASE s.kind WHEN 'a'   THEN coalesce($1 - s.started_at, '0') ELSE '0' END
  FROM state s, closed c
  WHERE c.opens_at IS NULL
  AND NOT (s.kind = 'a'
  AND (  EXISTS (SELECT 1
  FROM attempts k 
  WHERE k.key = $5
  AND k.expires_at > $1) OR EXISTS  (SELECT 1
  FROM state p
  WHERE p.kind = 'p'
  AND p.count >= p.most)))
  ORDER BY s.key
  ON CONFLICT (key) DO
  UPDATE
  SET count = CASE WHEN a.started_at > excluded.started_at - (excluded.expires_at - excluded.started_at)  THEN a.count + 1 ELSE 1 END, started_at = CASE WHEN a.started_at > excluded.started_at - (excluded.expires_at - excluded.started_at) 
  AND excluded.expires_at <= $1 + interval '1 minute'  THEN a.started_at ELSE excluded.started_at END, expires_at = excluded.expires_at
  RETURNING a.key)
  SELECT coalesce(ceil(extract(epoch
  FROM c.opens_at - $1)), 0)::int, (SELECT string_agg(s.count + (s.key IN (SELECT d.key
  FROM added d))::int || ' ' || ceil(extract(epoch
  FROM  coalesce(s.opens_at, $1 + interval '1 minute') - $1))::int, ',' 
  ORDER BY s.place)
  FROM state s)
  FROM closed c;

-- ATTEMPT_FORGIVE (6 parameters, no partition)
WITH asked AS (SELECT k.key, k.most, k.kind, k.place, CASE k.kind WHEN 'm' THEN interval '1 minute'  ELSE interval '1 hour' END AS memory
  FROM unnest(string_to_array($2, ','),  string_to_array($3, ',')::int[], string_to_array($4, ','))  WITH ORDINALITY AS k (key, most, kind, place)), held AS (SELECT a.key, least(a.started_at, $1) AS started_at,  a.count
  FROM attempts a
  WHERE a.key = ANY (string_to_array($2, ','))
  ORDER BY a.key FOR UPDATE), state AS (SELECT k.*, coalesce(h.count, 0) AS count,  h.started_at,  h.started_at + CASE k.kind WHEN 'm' THEN interval '1 minute'  ELSE least(2 ^ least(greatest(h.count - k.most, -10), 10), 900)   * interval '1 second' END AS opens_at
  FROM asked k
  LEFT JOIN held h ON h.key = k.key 
  AND h.started_at > $1 - k.memory), known AS (INSERT INTO attempts (key, started_at, count, expires_at)
  SELECT $5, $1, 0, $1 + interval '30 days'
  WHERE $5::text IS NOT NULL
  AND $6
  ON CONFLICT (key) DO
  UPDATE
  SET expires_at = excluded.expires_at)
  UPDATE attempts a
  SET count = greatest(0, a.count - CASE s.kind  WHEN 'm' THEN 1 WHEN 'p' THEN a.count ELSE coalesce(  (SELECT least(p.count, p.most)
  FROM state p  
  WHERE p.kind = 'p'), 1) END), started_at = CASE WHEN s.kind = 'a'
  AND a.started_at = $1  THEN $1 - (a.expires_at - $1 - s.memory) ELSE a.started_at END, expires_at = CASE WHEN s.kind = 'a'
  AND a.started_at = $1  THEN $1 + s.memory - (a.expires_at - $1 - s.memory)  ELSE a.expires_at END
  FROM state s
  WHERE a.key = s.key
  AND NOT (s.kind = 'a'
  AND EXISTS (SELECT 1
  FROM attempts k 
  WHERE k.key = $5
  AND k.expires_at > $1));

-- ATTEMPT_FORGET (1 parameters, no partition)
DELETE
  FROM attempts
  WHERE key BETWEEN 'hash ' || $1::text
  AND 'hash ' || $1 || ' ~' OR key BETWEEN 'account ' || $1::text
  AND 'account ' || $1 || ' ~' OR key BETWEEN 'known ' || $1::text
  AND 'known ' || $1 || ' ~';

-- ADMIN_FIND (4 parameters, 2 partitions)
WITH admin AS (SELECT 1
  WHERE $1::uuid IS NULL
  UNION ALL
  SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3))
  AND u.is_admin)
  SELECT t.id, t.email, t.created_at, t.updated_at, t.last_login_at, t.is_active, t.is_admin
  FROM admin
  LEFT JOIN users t ON t.id = $4
  AND t.deleted_at IS NULL;

-- ADMIN_LIST (6 parameters, 1 partition)
WITH admin AS (SELECT 1
  WHERE $1::uuid IS NULL
  UNION ALL
  SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3))
  AND u.is_admin)
  SELECT page.id, page.email, page.created_at, page.updated_at, page.last_login_at, page.is_active, page.is_admin, page.total, page.complete
  FROM admin
  LEFT JOIN account_list($6, $4::int, $5::int) page ON true
  ORDER BY page.created_at, page.id;

-- ADMIN_SET_ACTIVE (6 parameters, 2 partitions)
WITH admin AS (SELECT 1
  WHERE $1::uuid IS NULL
  UNION ALL
  SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3))
  AND u.is_admin), changed AS (UPDATE users AS t
  SET is_active = $5, updated_at = CASE WHEN t.is_active = $5 THEN t.updated_at  ELSE $6 END
  WHERE t.id = $4
  AND t.deleted_at IS NULL
  AND EXISTS (SELECT 1
  FROM admin)
  RETURNING t.*)
  SELECT changed.id, changed.email, changed.created_at, changed.updated_at, changed.last_login_at, changed.is_active, changed.is_admin
  FROM admin
  LEFT JOIN changed ON true;

-- ADMIN_SET_ADMIN (6 parameters, 2 partitions)
WITH admin AS (SELECT 1
  WHERE $1::uuid IS NULL
  UNION ALL
  SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3))
  AND u.is_admin), changed AS (UPDATE users AS t
  SET is_admin = $5, updated_at = CASE WHEN t.is_admin = $5 THEN t.updated_at  ELSE $6 END
  WHERE t.id = $4
  AND t.deleted_at IS NULL
  AND EXISTS (SELECT 1
  FROM admin)
  RETURNING t.*)
  SELECT changed.id, changed.email, changed.created_at, changed.updated_at, changed.last_login_at, changed.is_active, changed.is_admin
  FROM admin
  LEFT JOIN changed ON true;

-- ADMIN_LOCK (4 parameters, 2 partitions)
SELECT t.id
  FROM users t
  WHERE t.id = $4
  AND t.deleted_at IS NULL
  AND ($1::uuid IS NULL OR EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3))
  AND u.is_admin)) FOR NO KEY
  UPDATE OF t;

-- ADMIN_BLACKLIST (2 parameters, 1 partition)
INSERT INTO token_blacklist AS l (id, user_id, token_jti, token_type, revoked_at, reason, expires_at)
  SELECT r.id, r.user_id, r.token_jti, 'refresh', $2, 'admin_revoke', least(r.expires_at, timestamptz '9999-12-31 00:00Z') + interval '1 day'
  FROM refresh_tokens r
  WHERE r.user_id = $1
  AND least(r.expires_at, timestamptz '9999-12-31 00:00Z') + interval '1 day' > $2
  ON CONFLICT DO NOTHING
  RETURNING l.id;

-- ADMIN_REVOKE (2 parameters, 1 partition)
UPDATE refresh_tokens AS r
  SET revoked_at = $2
  WHERE r.user_id = $1
  AND r.revoked_at IS NULL
  AND EXISTS (SELECT 1
  FROM token_blacklist b 
  WHERE b.user_id = $1
  AND b.id = r.id);

-- OPERATOR_DELETE (1 parameters, 1 partition)
DELETE
  FROM users AS t
  WHERE t.id = $1
  RETURNING t.id;

-- OPERATOR_SET_PASSWORD (3 parameters, 1 partition)
UPDATE users AS t
  SET password_hash = $2, updated_at = $3
  WHERE t.id = $1
  RETURNING t.id;

-- OPERATOR_SESSIONS (3 parameters, 1 partition)
WITH target AS (SELECT t.id
  FROM users t
  WHERE t.id = $1), page AS (SELECT r.id, r.user_id, r.token_jti, r.issued_at, r.expires_at, r.ip_address, count(*) OVER () AS total
  FROM refresh_tokens r
  WHERE r.user_id = $1
  AND r.revoked_at IS NULL
  AND r.expires_at > $2
  AND NOT EXISTS (SELECT 1
  FROM token_blacklist d 
  WHERE d.user_id = $1
  AND d.token_jti = r.token_jti)
  ORDER BY r.issued_at DESC, r.id DESC
  LIMIT $3::int)
  SELECT page.id, page.user_id, page.token_jti, page.issued_at, page.expires_at, page.ip_address, page.total
  FROM target
  LEFT JOIN page ON true
  ORDER BY page.issued_at DESC, page.id DESC;

-- OPERATOR_SESSION_USER (1 parameters, no partition)
SELECT session_owner($1);

-- OPERATOR_BLACKLIST_ONE (3 parameters, 1 partition)
INSERT INTO token_blacklist AS l (id, user_id, token_jti, token_type, revoked_at, reason, expires_at)
  SELECT r.id, r.user_id, r.token_jti, 'refresh', $2, 'admin_revoke', least(r.expires_at, timestamptz '9999-12-31 00:00Z') + interval '1 day'
  FROM refresh_tokens r
  WHERE r.user_id = $1
  AND r.id = $3
  AND least(r.expires_at, timestamptz '9999-12-31 00:00Z') + interval '1 day' > $2
  ON CONFLICT DO NOTHING
  RETURNING l.user_id;

-- OPERATOR_REVOKE_ONE (3 parameters, 1 partition)
UPDATE refresh_tokens AS r
  SET revoked_at = $2
  WHERE r.user_id = $1
  AND r.id = $3
  AND r.revoked_at IS NULL
  AND EXISTS (SELECT 1
  FROM token_blacklist b 
  WHERE b.user_id = $1
  AND b.id = r.id);

-- UPKEEP_LOCK (0 parameters, no partition)
SELECT pg_try_advisory_xact_lock(8390035059480031337);

-- UPKEEP_BLACKLIST (3 parameters, no partition)
SELECT 1
  FROM upkeep_blacklist($1, $2, $3);

-- UPKEEP_SESSIONS (3 parameters, no partition)
SELECT 1
  FROM upkeep_sessions($1, $2, $3);

-- UPKEEP_ATTEMPTS (3 parameters, no partition)
DELETE
  FROM attempts
  WHERE key = ANY (ARRAY(SELECT key
  FROM attempts
  WHERE expires_at < $1
  AND ($3::boolean OR (SELECT pg_try_advisory_xact_lock(8390035059480031337)))
  ORDER BY expires_at
  LIMIT $2::int FOR
  UPDATE SKIP LOCKED));

-- UPKEEP_TOMBSTONES (3 parameters, no partition)
SELECT 1
  FROM upkeep_tombstones($1, $2, $3);

-- UPKEEP_KEYS (3 parameters, no partition)
SELECT 1
  FROM upkeep_keys($1, $2, $3);

-- UPKEEP_TODOS (3 parameters, no partition)
SELECT 1
  FROM upkeep_todos($1, $2, $3);

-- UPKEEP_USERS (3 parameters, no partition)
SELECT 1
  FROM upkeep_users($1, $2, $3);

-- UPKEEP_API_TOKENS (3 parameters, no partition)
SELECT 1
  FROM upkeep_api_tokens($1, $2, $3);

-- UPKEEP_INVITATIONS (3 parameters, no partition)
SELECT 1
  FROM upkeep_invitations($1, $2, $3);

-- UPKEEP_RESETS (3 parameters, no partition)
SELECT 1
  FROM upkeep_resets($1, $2, $3);

-- SCHEMA_RIGHTS (1 parameters, no partition)
WITH need AS (SELECT split_part(l.text, ' ', 1) AS name, split_part(l.text, ' ', 2) AS privilege, split_part(l.text, ' ', 3)::text[] AS columns, split_part(l.text, ' ', 4) AS serving, l.place
  FROM unnest(string_to_array($1, chr(10)))  WITH ORDINALITY l (text, place)
  WHERE l.text <> ''), state AS (SELECT t.*, t.id IS NULL OR CASE WHEN has_table_privilege(t.id, t.privilege) THEN true WHEN t.privilege = 'DELETE' THEN false WHEN t.columns = '{}' THEN has_any_column_privilege(t.id, t.privilege) ELSE (SELECT bool_and(has_column_privilege(t.id, c, t.privilege)) 
  FROM unnest(t.columns) c) END AS is_granted, t.id IS NULL OR NOT row_security_active(t.id) OR EXISTS (SELECT 1
  FROM pg_catalog.pg_policy p
  WHERE p.polrelid = t.id
  AND p.polpermissive
  AND p.polcmd IN ('*', CASE t.privilege  WHEN 'SELECT' THEN 'r' WHEN 'INSERT' THEN 'a'  WHEN 'UPDATE' THEN 'w' ELSE 'd' END)
  AND EXISTS (SELECT 1
  FROM unnest(p.polroles) r 
  WHERE r = 0 OR pg_has_role(r, 'USAGE'))) AS is_shown
  FROM (SELECT n.*, n.serving <> 'false' AS serves, coalesce(to_regclass(n.name)::oid, (SELECT c.oid
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace s ON s.oid = c.relnamespace
  WHERE c.relname = n.name
  AND c.relkind IN ('r', 'p', 'v')
  AND NOT has_schema_privilege(s.oid, 'USAGE')
  ORDER BY s.nspname <> 'public'
  LIMIT 1)) AS id
  FROM need n) t
  WHERE t.serving <> 'spread' OR to_regclass('user_emails') IS NOT NULL
  AND to_regclass('todo_counters') IS NOT NULL)
  SELECT current_setting('transaction_read_only') = 'off', bool_and(t.id IS NOT NULL
  AND t.is_granted
  AND t.is_shown)  FILTER (WHERE t.serves
  AND t.privilege <> 'SELECT'), bool_and(t.id IS NOT NULL
  AND t.is_granted
  AND t.is_shown)  FILTER (WHERE t.serves
  AND t.privilege = 'SELECT'), bool_or(has_table_privilege(t.id, 'TRUNCATE') OR (SELECT has_schema_privilege(c.relnamespace, 'CREATE') 
  FROM pg_catalog.pg_class c
  WHERE c.oid = t.id)), has_database_privilege(current_database(), 'TEMPORARY'), (SELECT string_agg(c.cure, chr(59) || ' '
  ORDER BY c.place) 
  FROM (SELECT 1 AS place, 'GRANT USAGE ON SCHEMA ' || s.id::regnamespace || ' TO ' || quote_ident(current_user) AS cure
  FROM (SELECT DISTINCT (SELECT c.relnamespace 
  FROM pg_catalog.pg_class c
  WHERE c.oid = t.id) AS id
  FROM state t) s
  WHERE NOT has_schema_privilege(s.id, 'USAGE')
  UNION ALL
  SELECT 2, 'GRANT ' || l.privileges || ' ON ' || string_agg(l.name, ', '
  ORDER BY l.place) || ' TO ' || quote_ident(current_user)
  FROM (SELECT t.id::regclass::text AS name, min(t.place) AS place,  string_agg(t.privilege, ', '
  ORDER BY t.place) AS privileges 
  FROM state t
  WHERE NOT t.is_granted GROUP BY t.id) l GROUP BY l.privileges
  UNION ALL
  SELECT DISTINCT 3, 'ALTER TABLE ' || t.id::regclass || ' DISABLE ROW LEVEL SECURITY'
  FROM state t
  WHERE NOT t.is_shown) c)
  FROM state t;

-- SCHEMA_LOOK (0 parameters, no partition)
SELECT version
  FROM schema_version;

-- LIST_FOUND due_date desc, all (6 parameters, 1 partition)
WITH first AS MATERIALIZED ((SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND t.due_date IS NOT NULL
  ORDER BY t.due_date DESC, t.created_at DESC, t.id DESC
  LIMIT $4::int::bigint + $6::int)
  UNION ALL (SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed
  AND t.due_date IS NOT NULL
  ORDER BY t.due_date DESC, t.created_at DESC, t.id DESC
  LIMIT $4::int::bigint + $6::int))
  SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1) END
  FROM (SELECT *
  FROM first
  UNION ALL (SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.due_date IS NULL
  ORDER BY t.created_at DESC, t.id DESC
  LIMIT greatest(0, $4::int::bigint + $6::int - (SELECT count(*)
  FROM first)))) t
  WHERE EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.due_date DESC NULLS LAST, t.created_at DESC, t.id DESC
  LIMIT $4::int OFFSET $6::int;

-- LIST_FOUND due_date asc, open (6 parameters, 1 partition)
WITH first AS MATERIALIZED ((SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND t.due_date IS NOT NULL
  ORDER BY t.due_date, t.created_at, t.id
  LIMIT $4::int::bigint + $6::int))
  SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed) END
  FROM (SELECT *
  FROM first
  UNION ALL (SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND t.due_date IS NULL
  ORDER BY t.created_at, t.id
  LIMIT greatest(0, $4::int::bigint + $6::int - (SELECT count(*)
  FROM first)))) t
  WHERE EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.due_date NULLS LAST, t.created_at, t.id
  LIMIT $4::int OFFSET $6::int;

-- LIST_FOUND due_date asc, all, after one that is due (8 parameters, 1 partition)
WITH first AS MATERIALIZED ((SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND t.due_date IS NOT NULL
  AND (t.due_date, t.created_at, t.id) > ($6::date, $7::timestamptz, $8::uuid)
  ORDER BY t.due_date, t.created_at, t.id
  LIMIT $4::int::bigint)
  UNION ALL (SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed
  AND t.due_date IS NOT NULL
  AND (t.due_date, t.created_at, t.id) > ($6::date, $7::timestamptz, $8::uuid)
  ORDER BY t.due_date, t.created_at, t.id
  LIMIT $4::int::bigint))
  SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1) END
  FROM (SELECT *
  FROM first
  UNION ALL (SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.due_date IS NULL
  ORDER BY t.created_at, t.id
  LIMIT greatest(0, $4::int::bigint - (SELECT count(*)
  FROM first)))) t
  WHERE EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.due_date NULLS LAST, t.created_at, t.id
  LIMIT $4::int;

-- LIST_FOUND due_date asc, all, after one that is not (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1) END
  FROM ((SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.due_date IS NULL
  AND (t.created_at, t.id) > ($6::timestamptz, $7::uuid)
  ORDER BY t.created_at, t.id
  LIMIT $4::int::bigint)) t
  WHERE EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.due_date NULLS LAST, t.created_at, t.id
  LIMIT $4::int;

-- LIST_FOUND due_date asc, open, due between two days (8 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND t.due_date > $6::date
  AND t.due_date < $7::date) END
  FROM ((SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND t.due_date > $6::date
  AND t.due_date < $7::date
  AND t.due_date IS NOT NULL
  ORDER BY t.due_date, t.created_at, t.id
  LIMIT $4::int::bigint + $8::int)) t
  WHERE EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.due_date NULLS LAST, t.created_at, t.id
  LIMIT $4::int OFFSET $8::int;

-- LIST_FOUND priority desc, all (6 parameters, 1 partition)
WITH first AS MATERIALIZED ((SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND t.priority > 0
  ORDER BY t.priority DESC, t.created_at DESC, t.id DESC
  LIMIT $4::int::bigint + $6::int)
  UNION ALL (SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed
  AND t.priority > 0
  ORDER BY t.priority DESC, t.created_at DESC, t.id DESC
  LIMIT $4::int::bigint + $6::int))
  SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1) END
  FROM (SELECT *
  FROM first
  UNION ALL (SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.priority = 0
  ORDER BY t.created_at DESC, t.id DESC
  LIMIT greatest(0, $4::int::bigint + $6::int - (SELECT count(*)
  FROM first)))) t
  WHERE EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.priority DESC, t.created_at DESC, t.id DESC
  LIMIT $4::int OFFSET $6::int;

-- LIST_FOUND priority asc, all (6 parameters, 1 partition)
WITH first AS MATERIALIZED ((SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.priority = 0
  ORDER BY t.created_at, t.id
  LIMIT $4::int::bigint + $6::int))
  SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1) END
  FROM (SELECT *
  FROM first
  UNION ALL (SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND t.priority > 0
  ORDER BY t.priority, t.created_at, t.id
  LIMIT greatest(0, $4::int::bigint + $6::int - (SELECT count(*)
  FROM first)))
  UNION ALL (SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed
  AND t.priority > 0
  ORDER BY t.priority, t.created_at, t.id
  LIMIT greatest(0, $4::int::bigint + $6::int - (SELECT count(*)
  FROM first)))) t
  WHERE EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.priority, t.created_at, t.id
  LIMIT $4::int OFFSET $6::int;

-- LIST_FOUND priority asc, completed, after one that has none (7 parameters, 1 partition)
WITH first AS MATERIALIZED ((SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed
  AND t.priority = 0
  AND (t.created_at, t.id) > ($6::timestamptz, $7::uuid)
  ORDER BY t.created_at, t.id
  LIMIT $4::int::bigint))
  SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed) END
  FROM (SELECT *
  FROM first
  UNION ALL (SELECT *
  FROM todos t
  WHERE t.user_id = $1
  AND t.is_completed
  AND t.priority > 0
  ORDER BY t.priority, t.created_at, t.id
  LIMIT greatest(0, $4::int::bigint - (SELECT count(*)
  FROM first)))) t
  WHERE EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.priority, t.created_at, t.id
  LIMIT $4::int;

-- LIST_FOUND created_at desc, open, of a priority (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND t.priority = $6::integer
  AND t.priority > 0) END
  FROM todos t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND t.priority = $6::integer
  AND t.priority > 0
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.created_at DESC, t.id DESC
  LIMIT $4::int OFFSET $7::int;

-- LIST_FOUND created_at desc, all, of none (6 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.priority = 0) END
  FROM todos t
  WHERE t.user_id = $1
  AND t.priority = 0
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.created_at DESC, t.id DESC
  LIMIT $4::int OFFSET $6::int;

-- LIST_FOUND updated_at asc, all, changed since, after one (8 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.updated_at >= $6::timestamptz) END
  FROM todos t
  WHERE t.user_id = $1
  AND t.updated_at >= $6::timestamptz
  AND (t.updated_at, t.id) > ($7::timestamptz, $8::uuid)
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.updated_at, t.id
  LIMIT $4::int;

-- LIST_FOUND completed_at desc, all, due before, after one that is completed (8 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM todos t
  WHERE t.user_id = $1
  AND t.due_date < $6::date) END
  FROM todos t
  WHERE t.user_id = $1
  AND t.due_date < $6::date
  AND ((t.completed_at, t.id) < ($7::timestamptz, $8::uuid) OR t.completed_at IS NULL)
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.completed_at DESC NULLS LAST, t.id DESC
  LIMIT $4::int;

-- LIST_FOUND created_at desc, all, with words (7 parameters, where none is spread)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM (SELECT *
  FROM (SELECT *
  FROM todos w
  WHERE w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text) OFFSET 0) w
  UNION ALL
  SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND NOT w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text)) t
  WHERE t.user_id = $1) END
  FROM (SELECT *
  FROM (SELECT *
  FROM todos w
  WHERE w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text) OFFSET 0) w
  UNION ALL
  SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND NOT w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text)) t
  WHERE t.user_id = $1
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.created_at DESC, t.id DESC
  LIMIT $4::int OFFSET $7::int;

-- LIST_FOUND created_at desc, all, with words (7 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM (SELECT *
  FROM (SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text) OFFSET 0) w
  UNION ALL
  SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND NOT w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text)) t
  WHERE t.user_id = $1) END
  FROM (SELECT *
  FROM (SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text) OFFSET 0) w
  UNION ALL
  SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND NOT w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text)) t
  WHERE t.user_id = $1
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.created_at DESC, t.id DESC
  LIMIT $4::int OFFSET $7::int;

-- LIST_FOUND due_date desc, all, with words, after one that is not due (8 parameters, where none is spread)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM (SELECT *
  FROM (SELECT *
  FROM todos w
  WHERE w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text) OFFSET 0) w
  UNION ALL
  SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND NOT w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text)) t
  WHERE t.user_id = $1) END
  FROM (SELECT *
  FROM (SELECT *
  FROM todos w
  WHERE w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text) OFFSET 0) w
  UNION ALL
  SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND NOT w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text)) t
  WHERE t.user_id = $1
  AND (t.due_date IS NULL
  AND (t.created_at, t.id) < ($7::timestamptz, $8::uuid))
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.due_date DESC NULLS LAST, t.created_at DESC, t.id DESC
  LIMIT $4::int;

-- LIST_FOUND due_date desc, all, with words, after one that is not due (8 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM (SELECT *
  FROM (SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text) OFFSET 0) w
  UNION ALL
  SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND NOT w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text)) t
  WHERE t.user_id = $1) END
  FROM (SELECT *
  FROM (SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text) OFFSET 0) w
  UNION ALL
  SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND NOT w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text)) t
  WHERE t.user_id = $1
  AND (t.due_date IS NULL
  AND (t.created_at, t.id) < ($7::timestamptz, $8::uuid))
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.due_date DESC NULLS LAST, t.created_at DESC, t.id DESC
  LIMIT $4::int;

-- LIST_FOUND title asc, all, with words, after one (8 parameters, where none is spread)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM (SELECT *
  FROM (SELECT *
  FROM todos w
  WHERE w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text) OFFSET 0) w
  UNION ALL
  SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND NOT w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text)) t
  WHERE t.user_id = $1) END
  FROM (SELECT *
  FROM (SELECT *
  FROM todos w
  WHERE w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text) OFFSET 0) w
  UNION ALL
  SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND NOT w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text)) t
  WHERE t.user_id = $1
  AND (t.title, t.id) > ($7::text, $8::uuid)
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.title, t.id
  LIMIT $4::int;

-- LIST_FOUND title asc, all, with words, after one (8 parameters, 1 partition)
SELECT t.id, t.title, t.description, t.due_date, t.priority, t.created_at, t.completed_at, t.updated_at, CASE WHEN $5::boolean THEN (SELECT count(*)
  FROM (SELECT *
  FROM (SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text) OFFSET 0) w
  UNION ALL
  SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND NOT w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text)) t
  WHERE t.user_id = $1) END
  FROM (SELECT *
  FROM (SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text) OFFSET 0) w
  UNION ALL
  SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND NOT w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $6::text)) t
  WHERE t.user_id = $1
  AND (t.title, t.id) > ($7::text, $8::uuid)
  AND EXISTS (SELECT 1
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  ORDER BY t.title, t.id
  LIMIT $4::int;

-- LIST_FOUND how many, open, with words, by all other filters (8 parameters, where none is spread)
WITH caller AS (SELECT u.id
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  SELECT (SELECT count(*)
  FROM (SELECT *
  FROM (SELECT *
  FROM todos w
  WHERE w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $4::text) OFFSET 0) w
  UNION ALL
  SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND NOT w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $4::text)) t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND t.due_date > $5::date
  AND t.due_date < $6::date
  AND t.updated_at >= $7::timestamptz
  AND t.priority = $8::integer
  AND t.priority > 0)
  FROM caller;

-- LIST_FOUND how many, open, with words, by all other filters (8 parameters, 1 partition)
WITH caller AS (SELECT u.id
  FROM users u
  WHERE u.id = $1
  AND u.is_active
  AND NOT EXISTS (
  SELECT 1
  FROM token_blacklist b
  WHERE b.user_id = $1
  AND b.token_jti IN ($2, $3)))
  SELECT (SELECT count(*)
  FROM (SELECT *
  FROM (SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $4::text) OFFSET 0) w
  UNION ALL
  SELECT *
  FROM todos w
  WHERE w.user_id = $1
  AND NOT w.has_terms
  AND array_to_tsvector(todo_terms(w.user_id, w.title || ' ' || coalesce(w.description, ''))) @@ todo_terms_query($1, $4::text)) t
  WHERE t.user_id = $1
  AND NOT t.is_completed
  AND t.due_date > $5::date
  AND t.due_date < $6::date
  AND t.updated_at >= $7::timestamptz
  AND t.priority = $8::integer
  AND t.priority > 0)
  FROM caller;
