-- Accounts, the cameras granted to them, and their sessions and API tokens.

CREATE TABLE users (
    id                   uuid        PRIMARY KEY,
    username             text        NOT NULL CHECK (username <> ''),
    username_key         text        NOT NULL CONSTRAINT users_username_key UNIQUE,
    password_hash        text        NOT NULL,
    role                 text        NOT NULL CHECK (role IN ('ADMIN', 'OPERATOR', 'VIEWER')),
    enabled              boolean     NOT NULL,
    must_change_password boolean     NOT NULL,
    created_at           timestamptz NOT NULL
);
COMMENT ON TABLE users IS 'Accounts of people and of programs.';
COMMENT ON COLUMN users.username_key IS
    'The name in lower case (Unicode, after NFKC): two names that differ in case only are one. Made by the program, so that it does not depend on the database''s collation.';
COMMENT ON COLUMN users.password_hash IS 'With its algorithm and parameters.';

CREATE TABLE user_cameras (
    user_id   uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    camera_id uuid NOT NULL REFERENCES cameras (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, camera_id)
);
CREATE INDEX user_cameras_camera ON user_cameras (camera_id);
COMMENT ON TABLE user_cameras IS 'Which cameras an account may see. Administrators see all.';

CREATE TABLE auth_tokens (
    id         uuid        PRIMARY KEY,
    user_id    uuid        NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    hash       bytea       NOT NULL CONSTRAINT auth_tokens_hash UNIQUE,
    api        boolean     NOT NULL,
    name       text        NOT NULL,
    scope      text        NOT NULL CHECK (scope IN ('ADMIN', 'OPERATOR', 'VIEWER')),
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);
CREATE INDEX auth_tokens_user ON auth_tokens (user_id);
CREATE INDEX auth_tokens_expiry ON auth_tokens (expires_at);
COMMENT ON TABLE auth_tokens IS 'Sessions of browsers, and API tokens.';
COMMENT ON COLUMN auth_tokens.hash IS 'SHA-256 of the secret, which is not stored.';
COMMENT ON COLUMN auth_tokens.scope IS 'The most it may do, whatever its owner may.';
