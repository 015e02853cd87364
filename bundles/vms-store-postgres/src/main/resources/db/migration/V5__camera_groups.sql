-- Groups of cameras, and what is granted by them.

CREATE TABLE camera_groups (
    id         uuid        PRIMARY KEY,
    name       text        NOT NULL CONSTRAINT camera_groups_name UNIQUE CHECK (name <> ''),
    created_at timestamptz NOT NULL
);
COMMENT ON TABLE camera_groups IS 'Cameras that belong together, such as those of a floor.';

CREATE TABLE camera_group_members (
    group_id  uuid NOT NULL REFERENCES camera_groups (id) ON DELETE CASCADE,
    camera_id uuid NOT NULL REFERENCES cameras (id) ON DELETE CASCADE,
    PRIMARY KEY (group_id, camera_id)
);
CREATE INDEX camera_group_members_camera ON camera_group_members (camera_id);
COMMENT ON TABLE camera_group_members IS 'Which cameras are in a group; one may be in several.';

CREATE TABLE user_groups (
    user_id  uuid NOT NULL REFERENCES users (id) ON DELETE CASCADE,
    group_id uuid NOT NULL REFERENCES camera_groups (id) ON DELETE CASCADE,
    PRIMARY KEY (user_id, group_id)
);
CREATE INDEX user_groups_group ON user_groups (group_id);
COMMENT ON TABLE user_groups IS 'Which groups were granted to an account, with all their cameras.';

CREATE VIEW granted_cameras AS
    SELECT user_id, camera_id FROM user_cameras
    UNION
    SELECT user_id, camera_id FROM user_groups JOIN camera_group_members USING (group_id);
COMMENT ON VIEW granted_cameras IS
    'Every camera that an account may see, singly or by a group: the one place that says so. Administrators see all.';

COMMENT ON TABLE user_cameras IS 'Which cameras were granted to an account singly. See granted_cameras for all.';
