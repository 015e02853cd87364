-- Footage: what is kept of each camera, the files of it, and what is missing.

CREATE TABLE recording_policies (
    camera_id       uuid        PRIMARY KEY REFERENCES cameras (id) ON DELETE CASCADE,
    mode            text        NOT NULL CHECK (mode IN ('OFF', 'CONTINUOUS', 'EVENT', 'SCHEDULE')),
    schedule        text[]      NOT NULL,
    stream          text        NOT NULL CHECK (stream IN ('MAIN', 'SUB', 'BOTH')),
    pre_roll_ms     bigint      NOT NULL CHECK (pre_roll_ms >= 0),
    post_roll_ms    bigint      NOT NULL CHECK (post_roll_ms > 0),
    segment_ms      bigint      NOT NULL CHECK (segment_ms > 0),
    segment_bytes   bigint      NOT NULL CHECK (segment_bytes > 0),
    retention_days  integer     CHECK (retention_days > 0),
    retention_bytes bigint      CHECK (retention_bytes > 0),
    updated_at      timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE recording_policies IS 'What is kept of a camera, where somebody said so; else the default of the configuration holds.';
COMMENT ON COLUMN recording_policies.schedule IS 'Slots such as MONDAY,TUESDAY 08:00-18:00 CONTINUOUS, in the time zone of the site.';
COMMENT ON COLUMN recording_policies.retention_days IS 'NULL for no such limit. So is retention_bytes.';

-- No reference to cameras: footage outlives the camera that it is of.
CREATE TABLE recording_segments (
    id          uuid        PRIMARY KEY,
    camera_id   uuid        NOT NULL,
    role        text        NOT NULL CHECK (role IN ('MAIN', 'SUB')),
    sequence    bigint      NOT NULL,
    start_time  timestamptz NOT NULL,
    end_time    timestamptz CHECK (end_time >= start_time),
    volume      text        NOT NULL,
    path        text        NOT NULL,
    bytes       bigint      NOT NULL CHECK (bytes >= 0),
    codec       text        NOT NULL,
    locked      boolean     NOT NULL DEFAULT false,
    state       text        NOT NULL CHECK (state IN ('OPEN', 'CLOSED', 'DELETING')),
    origin      text        NOT NULL CHECK (origin IN ('LIVE', 'BACKFILL')),
    seal_number bigint,
    sha256      bytea       CHECK (length(sha256) = 32),
    previous    bytea       CHECK (length(previous) = 32),
    chain       bytea       CHECK (length(chain) = 32),
    CHECK (state <> 'CLOSED' OR end_time IS NOT NULL),
    CONSTRAINT recording_segments_file UNIQUE (volume, path),
    CONSTRAINT recording_segments_start UNIQUE (camera_id, role, start_time),
    CONSTRAINT recording_segments_seal UNIQUE (camera_id, role, seal_number)
);
-- What retention takes first; what a start has to look into.
CREATE INDEX recording_segments_oldest ON recording_segments (end_time) WHERE state = 'CLOSED' AND NOT locked;
CREATE INDEX recording_segments_oldest_of_camera ON recording_segments (camera_id, end_time)
    WHERE state = 'CLOSED' AND NOT locked;
CREATE INDEX recording_segments_oldest_of_volume ON recording_segments (volume, end_time)
    WHERE state = 'CLOSED' AND NOT locked;
CREATE INDEX recording_segments_unfinished ON recording_segments (start_time) WHERE state <> 'CLOSED';
COMMENT ON TABLE recording_segments IS 'One file of footage each. All of it, but for the lock, can be made anew from the file.';
COMMENT ON COLUMN recording_segments.end_time IS 'Exclusive; NULL while the segment is written.';
COMMENT ON COLUMN recording_segments.volume IS 'The id in the file .vms-volume at the root of the volume.';
COMMENT ON COLUMN recording_segments.path IS 'From the root of the volume.';
COMMENT ON COLUMN recording_segments.locked IS 'Evidence: no retention deletes it. See recording_locks.';
COMMENT ON COLUMN recording_segments.seal_number IS 'Counts the seals of a camera and role; NULL until the file is sealed, as the three behind it.';
COMMENT ON COLUMN recording_segments.previous IS 'chain of the seal with the number before; 32 zeros for the first.';
COMMENT ON COLUMN recording_segments.chain IS 'SHA-256 of previous and sha256, one after the other.';

-- Segments of one camera and role do not overlap. An exclusion constraint would need an extension that not every server has; the
-- neighbours in the index say as much. An open segment counts as its start alone.
CREATE FUNCTION recording_segments_refuse_overlap() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    -- Two that come at one time wait for each other.
    PERFORM pg_advisory_xact_lock(hashtextextended(NEW.camera_id::text || NEW.role, 0));
    IF EXISTS (
        SELECT FROM (
            SELECT id, end_time FROM recording_segments
            WHERE camera_id = NEW.camera_id AND role = NEW.role AND start_time <= NEW.start_time AND id <> NEW.id
            ORDER BY start_time DESC LIMIT 1
        ) AS before WHERE end_time > NEW.start_time
    ) OR EXISTS (
        SELECT FROM (
            SELECT start_time FROM recording_segments
            WHERE camera_id = NEW.camera_id AND role = NEW.role AND start_time > NEW.start_time AND id <> NEW.id
            ORDER BY start_time LIMIT 1
        ) AS behind WHERE start_time < NEW.end_time
    ) THEN
        RAISE EXCEPTION 'overlaps another segment of the camera' USING ERRCODE = 'exclusion_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER recording_segments_do_not_overlap
    BEFORE INSERT OR UPDATE OF camera_id, role, start_time, end_time ON recording_segments
    FOR EACH ROW EXECUTE FUNCTION recording_segments_refuse_overlap();

-- Apart from the segments, so that lists do not read them.
CREATE TABLE recording_key_frames (
    segment_id uuid  PRIMARY KEY REFERENCES recording_segments (id) ON DELETE CASCADE,
    key_frames bytea NOT NULL
);
ALTER TABLE recording_key_frames ALTER COLUMN key_frames SET STORAGE EXTERNAL;
COMMENT ON TABLE recording_key_frames IS 'Where a decoder can start in a segment.';
COMMENT ON COLUMN recording_key_frames.key_frames IS
    'For each, as LEB128, the steps of its time in ms from the start and of its cluster''s position in the file.';

CREATE TABLE recording_locks (
    segment_id uuid        PRIMARY KEY REFERENCES recording_segments (id) ON DELETE CASCADE,
    locked_by  text        NOT NULL,
    reason     text        NOT NULL,
    locked_at  timestamptz NOT NULL
);
COMMENT ON TABLE recording_locks IS 'Who keeps a segment as evidence, and why. The audit log has the history.';

CREATE TABLE recording_gaps (
    camera_id  uuid        NOT NULL,
    role       text        NOT NULL CHECK (role IN ('MAIN', 'SUB')),
    start_time timestamptz NOT NULL,
    end_time   timestamptz CHECK (end_time > start_time),
    cause      text        NOT NULL,
    detail     text        NOT NULL,
    PRIMARY KEY (camera_id, role, start_time)
);
CREATE INDEX recording_gaps_open ON recording_gaps (camera_id) WHERE end_time IS NULL;
COMMENT ON TABLE recording_gaps IS 'Stretches without footage, and why.';
COMMENT ON COLUMN recording_gaps.end_time IS 'NULL while it lasts.';
