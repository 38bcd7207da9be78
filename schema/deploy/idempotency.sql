-- Deploy todo-api:idempotency to pg
-- requires: users revisions version
-- What a request with an Idempotency-Key was answered, for a day: its retries are answered
-- the same. A fingerprint is the SHA-256 of method, path and body.

BEGIN;

CREATE TABLE idempotency_keys (
    user_id     uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    key         text COLLATE "C" NOT NULL
                CHECK (octet_length(key) BETWEEN 1 AND 255),
    -- The request that was first, in whose transaction the row was added.
    id          uuid NOT NULL,
    fingerprint bytea NOT NULL CHECK (octet_length(fingerprint) = 32),
    -- Header lines and body, as they were sent.
    headers     text NOT NULL,
    body        text NOT NULL,
    -- Of the todo that was made, which gives the answer its ETag; of a bulk it is of none.
    revision    bigint NOT NULL,
    expires_at  timestamptz NOT NULL,
    PRIMARY KEY (user_id, key)
);

CREATE INDEX idempotency_keys_expires ON idempotency_keys (expires_at);

CREATE OR REPLACE VIEW schema_version AS SELECT 13 AS version;

COMMIT;
