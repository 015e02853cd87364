-- Plans of floors and grounds, and what they show.

CREATE TABLE plans (
    id         uuid        PRIMARY KEY,
    site_id    uuid        NOT NULL REFERENCES sites (id),
    name       text        NOT NULL CHECK (name <> ''),
    media_type text        NOT NULL,
    width      integer     NOT NULL CHECK (width > 0),
    height     integer     NOT NULL CHECK (height > 0),
    sha256     text        NOT NULL,
    picture    bytea       NOT NULL,
    revision   bigint      NOT NULL CHECK (revision >= 1),
    changed_at timestamptz NOT NULL,
    CONSTRAINT plans_name UNIQUE (site_id, name)
);
-- Pictures are compressed already.
ALTER TABLE plans ALTER COLUMN picture SET STORAGE EXTERNAL;
COMMENT ON TABLE plans IS 'Pictures of places on which cameras are shown.';
COMMENT ON COLUMN plans.revision IS 'Grows by one with each change, so that nobody undoes what another did meanwhile.';

CREATE TABLE plan_cameras (
    plan_id   uuid             NOT NULL REFERENCES plans (id) ON DELETE CASCADE,
    camera_id uuid             NOT NULL REFERENCES cameras (id) ON DELETE CASCADE,
    x         double precision NOT NULL CHECK (x BETWEEN 0 AND 1),
    y         double precision NOT NULL CHECK (y BETWEEN 0 AND 1),
    direction double precision NOT NULL CHECK (direction >= 0 AND direction < 360),
    angle     double precision NOT NULL CHECK (angle BETWEEN 0 AND 360),
    reach     double precision NOT NULL CHECK (reach BETWEEN 0 AND 1),
    PRIMARY KEY (plan_id, camera_id)
);
CREATE INDEX plan_cameras_camera ON plan_cameras (camera_id);
COMMENT ON TABLE plan_cameras IS 'Where cameras stand on plans: parts of the picture from its upper left corner; degrees from its top.';
