-- Begins the sessions numbered from first to last, of the users 1 to users in turn: the
-- same as logins would, but without a password to hash.

INSERT INTO refresh_tokens (id, user_id, token_jti, issued_at, expires_at, ip_address)
SELECT md5('session ' || n)::uuid, lpad((n % :users + 1)::text, 32, '0')::uuid,
       md5('session ' || n)::uuid::text, now(), now() + interval '7 days', '127.0.0.1'
FROM generate_series(:first::bigint, :last::bigint) n;
