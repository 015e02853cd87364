-- How people arrange what they watch.

CREATE TABLE views (
    id         uuid        PRIMARY KEY,
    owner_id   uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    name       text        NOT NULL CHECK (name <> ''),
    shared     boolean     NOT NULL,
    revision   bigint      NOT NULL CHECK (revision >= 1),
    content    jsonb       NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT views_name UNIQUE (owner_id, name)
);
CREATE INDEX views_shared ON views (shared) WHERE shared;
COMMENT ON TABLE views IS 'Views of the wall, and tours of views. They go with the account that made them.';
COMMENT ON COLUMN views.revision IS 'Grows by one with each change, so that nobody undoes what another did meanwhile.';
COMMENT ON COLUMN views.content IS 'What is shown, as the interface says: cameras by their places, or steps by view and seconds.';

CREATE TABLE user_preferences (
    user_id uuid  PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
    content jsonb NOT NULL
);
COMMENT ON TABLE user_preferences IS 'What the browsers of one account keep in common.';
