-- Prints signed access tokens of the sessions numbered from first on, count of them, one
-- of each. Each is used at its second after "at" (Unix time), rate of them in a second,
-- and lives so many seconds longer as life says. See session_rows.sql for the sessions.

SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS pgcrypto;

CREATE FUNCTION pg_temp.base64url(bytea) RETURNS text LANGUAGE sql IMMUTABLE AS
$$ SELECT translate(encode($1, 'base64'), E'+/=\n', '-_') $$;

SELECT signed || '.' || pg_temp.base64url(hmac(signed, :'secret', 'sha256'))
FROM generate_series(:first, :first + :count - 1) n,
     LATERAL (SELECT pg_temp.base64url('{"typ":"JWT","alg":"HS256"}') || '.' ||
         pg_temp.base64url(convert_to(format(
             '{"email":"user-%s@example.org","exp":%s,"iat":%s,"iss":"todo-api","jti":"%s",'
             '"sid":"%s","sub":"%s","type":"access"}',
             n % :users + 1, :at + (n - :first) / :rate + :life, :at, md5('access ' || n)::uuid,
             md5('session ' || n)::uuid, lpad((n % :users + 1)::text, 32, '0')::uuid), 'UTF8'))
     ) made (signed)
ORDER BY n;
