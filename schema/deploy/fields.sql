-- Deploy todo-api:fields to pg
-- requires: domains revisions
-- A day by which a todo is due, and how much it matters. Their limits are domains', as
-- those of texts are (see the step domains), added when the columns are there: so no row
-- is rewritten, and none read. The previous program leaves them alone: null, and 0.

BEGIN;

CREATE DOMAIN todo_due_date AS date;
CREATE DOMAIN todo_priority AS smallint;

ALTER TABLE todos
    ADD COLUMN due_date todo_due_date,
    ADD COLUMN priority todo_priority NOT NULL DEFAULT 0,
    ADD COLUMN has_terms boolean NOT NULL DEFAULT false;

-- The years that RFC 3339 has; neither "infinity".
ALTER DOMAIN todo_due_date ADD CONSTRAINT todo_due_date_check
    CHECK (VALUE BETWEEN '0001-01-01' AND '9999-12-31') NOT VALID;
ALTER DOMAIN todo_priority ADD CONSTRAINT todo_priority_check
    CHECK (VALUE BETWEEN 0 AND 4) NOT VALID;

-- Most todos have neither: these hold the few that have. Equals follow by created_at,
-- so that the others are in order in the indexes by that.
CREATE INDEX todos_user_due
    ON todos (user_id, is_completed, due_date, created_at, id)
    WHERE due_date IS NOT NULL;
CREATE INDEX todos_user_priority
    ON todos (user_id, is_completed, priority, created_at, id)
    WHERE priority > 0;
-- There is none by updated_at, which each write would pay for: for what is asked by
-- that, all todos of the user are read.

-- The words of a text in lower case, each with the end of its user's id before it: so
-- what a user's search reads of the index is their own words, however many others' begin
-- the same. Whatever is written between words separates them, so that one of a path, a
-- host or a date is found, too; Postgres' parser makes a word of each of these, and takes
-- twice as long. (The second range of separators is Latin-1's, then general, East Asian
-- and wide punctuation.)
CREATE FUNCTION todo_terms(owner uuid, words text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE COST 1000 AS $$
DECLARE
    tag text := right(owner::text, 8);
BEGIN
    words := tag || regexp_replace(lower(words COLLATE "default"),
        '[\u0001-/:-@\u005b-`{-\u00a9\u00ab-\u00b4\u00b6-\u00b9\u00bb-\u00bf\u00d7\u00f7'
        '\u2000-\u206f\u3000-\u303f\uff01-\uff0f]+', E'\x01' || tag, 'g');
    -- A lexeme has at most 2046 bytes.
    IF octet_length(words) > 2000 THEN
        words := regexp_replace(words, '[^\u0001]{255,}', tag, 'g');
    END IF;
    RETURN array_remove(string_to_array(words, E'\x01'), tag);
END $$;

-- What finds all words of a text, of which the last may be the beginning of one; null
-- where there is none. No term has a character in it that means something to a tsquery.
CREATE FUNCTION todo_terms_query(owner uuid, words text) RETURNS tsquery
    LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    terms text[] := todo_terms(owner, words);
BEGIN
    RETURN CASE WHEN cardinality(terms) > 0
        THEN '''' || array_to_string(terms, ''' & ''') || ''':*' END;
END $$;

-- An index of words costs twice what all else of a create does. So it has the todos of
-- those who search among many, where the program sets has_terms; the others' are read.
CREATE INDEX todos_terms ON todos USING gin (array_to_tsvector(todo_terms(
    user_id, title || ' ' || coalesce(description, '')))) WHERE has_terms;
CREATE INDEX todos_user_no_terms ON todos (user_id) WHERE NOT has_terms;

-- Which todos are in the index is nothing that a client sees: no new revision.
DROP TRIGGER todos_revise_update ON todos;
CREATE TRIGGER todos_revise_update BEFORE UPDATE ON todos FOR EACH ROW
    WHEN (NEW.revision = OLD.revision AND NEW.has_terms = OLD.has_terms)
    EXECUTE FUNCTION todo_revise();

CREATE OR REPLACE VIEW schema_version AS SELECT 14 AS version;

COMMIT;
