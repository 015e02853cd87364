-- What of the cameras' pictures is hidden.

CREATE TABLE privacy_masks (
    camera_id  uuid        PRIMARY KEY REFERENCES cameras (id) ON DELETE CASCADE,
    clear_for  text        NOT NULL CHECK (clear_for IN ('ADMIN', 'OPERATOR', 'VIEWER')),
    updated_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE privacy_masks IS 'Cameras of whose pictures a part is hidden.';
COMMENT ON COLUMN privacy_masks.clear_for IS 'The least role that sees live pictures and playback without the mask.';

CREATE TABLE privacy_areas (
    camera_id uuid               NOT NULL REFERENCES privacy_masks (camera_id) ON DELETE CASCADE,
    position  integer            NOT NULL,
    name      text               NOT NULL,
    xs        double precision[] NOT NULL,
    ys        double precision[] NOT NULL CHECK (cardinality(ys) = cardinality(xs)),
    PRIMARY KEY (camera_id, position),
    CONSTRAINT privacy_areas_name UNIQUE (camera_id, name)
);
COMMENT ON TABLE privacy_areas IS 'Polygons that are hidden.';
COMMENT ON COLUMN privacy_areas.xs IS 'Of each corner, as a part of the picture''s width; ys of its height.';
