-- Deploy todo-api:todos to pg
-- requires: users
-- The todos, their limits, and an index for every order a list can be asked in.

BEGIN;

CREATE TABLE todos (
    id           uuid PRIMARY KEY,
    user_id      uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    -- "C" sorts by code point, the same on every host.
    title        text COLLATE "C" NOT NULL
                 CHECK (char_length(title) BETWEEN 1 AND 255),
    description  text CHECK (char_length(description) <= 10000),
    is_completed boolean NOT NULL DEFAULT false,
    created_at   timestamptz NOT NULL,
    completed_at timestamptz,
    updated_at   timestamptz NOT NULL,
    CHECK (is_completed = (completed_at IS NOT NULL))
);

-- Both directions of created_at and title are one index read forwards or
-- backwards; completed_at puts nulls last in both, so it needs two.
CREATE INDEX todos_user_created ON todos (user_id, created_at DESC, id DESC);
CREATE INDEX todos_user_title ON todos (user_id, title, id);
CREATE INDEX todos_user_completed_desc
    ON todos (user_id, completed_at DESC NULLS LAST, id DESC);
CREATE INDEX todos_user_completed_asc
    ON todos (user_id, completed_at ASC NULLS LAST, id ASC);

COMMIT;
