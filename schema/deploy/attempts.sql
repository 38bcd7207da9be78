-- Deploy todo-api:attempts to pg
-- How often an address has lately failed or registered, for throttling over
-- the whole pool. Unlogged: losing it in a crash costs nothing.

BEGIN;

CREATE UNLOGGED TABLE attempts (
    key        text COLLATE "C" PRIMARY KEY
               CHECK (octet_length(key) <= 100),
    started_at timestamptz NOT NULL,
    count      integer NOT NULL
);

CREATE INDEX attempts_started ON attempts (started_at);

COMMIT;
