-- Deploy todo-api:throttle to pg
-- requires: attempts version
-- Until when a row of attempts counts, which differs from key to key by now: a
-- minute, an hour, or a month where an account knows an address. What a program
-- from before this step adds counts for a minute.

BEGIN;

ALTER TABLE attempts
    ADD COLUMN expires_at timestamptz NOT NULL DEFAULT now() + interval '1 minute';

DROP INDEX attempts_started;

CREATE INDEX attempts_expires ON attempts (expires_at);

CREATE OR REPLACE VIEW schema_version AS SELECT 10 AS version;

COMMIT;
