-- Deploy todo-api:account to pg
-- requires: tokens revisions version
-- What users have of their own: API tokens, invitations to register, resets of a
-- password, and the end of an account. Of each secret there is a hash alone (SHA-256 of
-- 256 random bits, so that no salt is of use), and each is found by what it names beside
-- it: its user's id, or the invitation's.

BEGIN;

-- When its user deleted an account: the address and the password are gone then, nobody is
-- let in by it any more, and upkeep deletes what is left.
ALTER TABLE users ADD COLUMN deleted_at timestamptz;
CREATE INDEX users_deleted ON users (deleted_at) WHERE deleted_at IS NOT NULL;

-- What they had of todos leaves no trace.
CREATE OR REPLACE FUNCTION todo_bury() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO todo_tombstones (user_id, revision, todo_id, deleted_at)
    SELECT u.id, todo_revision(u.id), OLD.id, now()
      FROM users u WHERE u.id = OLD.user_id AND u.deleted_at IS NULL;
    RETURN NULL;
END
$$;

CREATE TABLE api_tokens (
    id           uuid PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name         text NOT NULL CHECK (char_length(name) BETWEEN 1 AND 100),
    token_hash   bytea NOT NULL CHECK (octet_length(token_hash) = 32),
    access       text NOT NULL CHECK (access IN ('read', 'full')),
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    last_used_at timestamptz
);

CREATE UNIQUE INDEX api_tokens_user_hash ON api_tokens (user_id, token_hash);
CREATE INDEX api_tokens_expires ON api_tokens (expires_at);

CREATE TABLE invitations (
    id         uuid PRIMARY KEY,
    code_hash  bytea NOT NULL CHECK (octet_length(code_hash) = 32),
    -- The one who may use it, where it is not for anybody.
    email      text COLLATE "C" CHECK (octet_length(email) BETWEEN 3 AND 254),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX invitations_expires ON invitations (expires_at);

-- A user's last one is the only one that counts.
CREATE TABLE password_resets (
    user_id    uuid PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    code_hash  bytea NOT NULL CHECK (octet_length(code_hash) = 32),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE INDEX password_resets_expires ON password_resets (expires_at);

CREATE OR REPLACE VIEW schema_version AS SELECT 15 AS version;

COMMIT;
