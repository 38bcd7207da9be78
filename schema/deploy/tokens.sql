-- Deploy todo-api:tokens to pg
-- requires: users
-- Sessions (refresh_tokens) and the revoked tokens that are refused until
-- they expire (token_blacklist). A jti is opaque text: it names a token.

BEGIN;

CREATE TABLE refresh_tokens (
    id         uuid PRIMARY KEY,
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    token_jti  text COLLATE "C" NOT NULL UNIQUE
               CHECK (octet_length(token_jti) BETWEEN 1 AND 64),
    issued_at  timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    revoked_at timestamptz,
    ip_address text CHECK (octet_length(ip_address) <= 64)
);

CREATE INDEX refresh_tokens_user_jti ON refresh_tokens (user_id, token_jti);

CREATE TABLE token_blacklist (
    id         uuid PRIMARY KEY,
    user_id    uuid REFERENCES users (id) ON DELETE CASCADE,
    token_jti  text COLLATE "C" NOT NULL UNIQUE
               CHECK (octet_length(token_jti) BETWEEN 1 AND 64),
    token_type text NOT NULL CHECK (token_type IN ('access', 'refresh')),
    revoked_at timestamptz NOT NULL,
    reason     text NOT NULL
               CHECK (reason IN ('logout', 'password_change', 'admin_revoke')),
    expires_at timestamptz NOT NULL
);

-- The unique constraint is the index on token_jti.
CREATE INDEX token_blacklist_user_jti ON token_blacklist (user_id, token_jti);
CREATE INDEX token_blacklist_expires ON token_blacklist (expires_at);

COMMIT;
