-- Revert todo-api:domains from pg

BEGIN;

CREATE OR REPLACE VIEW schema_version AS SELECT 10 AS version;

ALTER TABLE todos
    ALTER COLUMN title TYPE text COLLATE "C",
    ALTER COLUMN description TYPE text,
    ADD CONSTRAINT todos_title_check CHECK (char_length(title) BETWEEN 1 AND 255),
    ADD CONSTRAINT todos_description_check CHECK (char_length(description) <= 10000),
    RESET (fillfactor);

DROP DOMAIN todo_description;
DROP DOMAIN todo_title;

COMMIT;
