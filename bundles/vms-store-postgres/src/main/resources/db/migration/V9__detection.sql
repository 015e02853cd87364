-- What is looked for in the cameras' pictures.

CREATE TABLE detection_policies (
    camera_id         uuid             PRIMARY KEY REFERENCES cameras (id) ON DELETE CASCADE,
    enabled           boolean          NOT NULL,
    detector          text,
    frames_per_second double precision NOT NULL CHECK (frames_per_second > 0),
    min_confidence    double precision NOT NULL CHECK (min_confidence BETWEEN 0 AND 1),
    labels            text[]           NOT NULL,
    min_size          double precision NOT NULL CHECK (min_size BETWEEN 0 AND 1),
    min_duration_ms   bigint           NOT NULL CHECK (min_duration_ms >= 0),
    key_frames_only   boolean          NOT NULL,
    motion_gate       boolean          NOT NULL,
    updated_at        timestamptz      NOT NULL DEFAULT now()
);
COMMENT ON TABLE detection_policies IS 'What is looked for, where somebody said so; else nothing is.';
COMMENT ON COLUMN detection_policies.detector IS 'NULL for the server''s default one.';
COMMENT ON COLUMN detection_policies.labels IS 'Empty for all that the detector knows.';
COMMENT ON COLUMN detection_policies.min_size IS 'Of the box, as a part of the picture''s width and height.';

CREATE TABLE detection_zones (
    camera_id uuid               NOT NULL REFERENCES detection_policies (camera_id) ON DELETE CASCADE,
    position  integer            NOT NULL,
    name      text               NOT NULL,
    trigger   text               NOT NULL,
    xs        double precision[] NOT NULL,
    ys        double precision[] NOT NULL CHECK (cardinality(ys) = cardinality(xs)),
    PRIMARY KEY (camera_id, position),
    CONSTRAINT detection_zones_name UNIQUE (camera_id, name)
);
COMMENT ON TABLE detection_zones IS 'Parts of the picture, and lines through it, that objects have to do with to be told.';
COMMENT ON COLUMN detection_zones.trigger IS 'INSIDE, ENTER, LEAVE of a polygon; CROSS, CROSS_RIGHT, CROSS_LEFT of a line.';
COMMENT ON COLUMN detection_zones.xs IS 'Of each point, as a part of the picture''s width; ys of its height.';
