-- Deploy todo-api:users to pg
-- Accounts. The e-mail is ASCII, shown as typed and unique without regard to case.

BEGIN;

CREATE TABLE users (
    id            uuid PRIMARY KEY,
    -- "C" makes lower() fold ASCII letters alike on every host.
    email         text COLLATE "C" NOT NULL
                  CHECK (octet_length(email) BETWEEN 3 AND 254),
    password_hash text NOT NULL CHECK (octet_length(password_hash) <= 255),
    created_at    timestamptz NOT NULL,
    updated_at    timestamptz NOT NULL,
    last_login_at timestamptz,
    is_active     boolean NOT NULL DEFAULT true,
    is_admin      boolean NOT NULL DEFAULT false
);

CREATE UNIQUE INDEX users_email_key ON users (lower(email));

COMMIT;
