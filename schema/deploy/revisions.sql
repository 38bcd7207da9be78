-- Deploy todo-api:revisions to pg
-- requires: todos users version
-- Each write gives a todo a new revision, which names its state, and by which a client
-- asks what has changed since. A user's revisions come in the order of commits: whoever
-- takes one holds a lock until the end, which a reader waits for.
-- While the index is made nobody reads or writes todos: a second for three million.

BEGIN;

CREATE SEQUENCE todo_revisions CACHE 1;
-- Whoever may write todos needs it; the others can waste numbers, no more.
GRANT USAGE ON SEQUENCE todo_revisions TO PUBLIC;

-- The lock that the writers of a user's todos share. (A function of one expression is no
-- call: Postgres puts the expression into the statement.)
CREATE FUNCTION todo_lock(owner uuid) RETURNS bigint LANGUAGE sql IMMUTABLE AS
    'SELECT uuid_hash_extended(owner, 1)';
CREATE FUNCTION todo_revision(owner uuid) RETURNS bigint LANGUAGE sql AS
    'SELECT CASE WHEN pg_advisory_xact_lock_shared(todo_lock(owner)) IS NOT NULL
            THEN nextval(''todo_revisions'') END';

-- What was there before has 0.
ALTER TABLE todos ADD COLUMN revision bigint NOT NULL DEFAULT 0;
CREATE INDEX todos_user_revision ON todos (user_id, revision) WHERE revision > 0;

-- What was deleted lately, and of what is forgotten again the last revision.
CREATE TABLE todo_tombstones (
    user_id    uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    revision   bigint NOT NULL,
    todo_id    uuid NOT NULL,
    deleted_at timestamptz NOT NULL,
    PRIMARY KEY (user_id, revision)
);
CREATE INDEX todo_tombstones_deleted ON todo_tombstones (deleted_at);
ALTER TABLE users ADD COLUMN forgotten_revision bigint NOT NULL DEFAULT 0;

-- For programs that know of no revision.
CREATE FUNCTION todo_revise() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.revision := todo_revision(NEW.user_id);
    RETURN NEW;
END
$$;
CREATE TRIGGER todos_revise_insert BEFORE INSERT ON todos FOR EACH ROW
    WHEN (NEW.revision = 0) EXECUTE FUNCTION todo_revise();
CREATE TRIGGER todos_revise_update BEFORE UPDATE ON todos FOR EACH ROW
    WHEN (NEW.revision = OLD.revision) EXECUTE FUNCTION todo_revise();

-- A user who is deleted leaves none.
CREATE FUNCTION todo_bury() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO todo_tombstones (user_id, revision, todo_id, deleted_at)
    SELECT u.id, todo_revision(u.id), OLD.id, now()
      FROM users u WHERE u.id = OLD.user_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER todos_bury AFTER DELETE ON todos FOR EACH ROW EXECUTE FUNCTION todo_bury();

CREATE OR REPLACE VIEW schema_version AS SELECT 12 AS version;

COMMIT;
