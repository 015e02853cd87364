-- Events, their ids, the work they make for the rules, and what could not be taken.

CREATE TABLE events (
    id            uuid        NOT NULL,
    type          text        NOT NULL CHECK (type <> ''),
    camera_id     uuid,
    time          timestamptz NOT NULL,
    received_at   timestamptz NOT NULL,
    source        text        NOT NULL,
    label         text,
    confidence    double precision CHECK (confidence BETWEEN 0 AND 1),
    box_x         double precision,
    box_y         double precision,
    box_w         double precision,
    box_h         double precision,
    track_id      text,
    data          jsonb       NOT NULL CHECK (jsonb_typeof(data) = 'object'),
    camera_name   text,
    site_name     text,
    severity      text        NOT NULL CHECK (severity IN ('INFO', 'WARNING', 'CRITICAL')),
    snapshot_path text,
    PRIMARY KEY (time, id)
) PARTITION BY RANGE (time);
CREATE INDEX events_camera ON events (camera_id, time, id);
CREATE INDEX events_type ON events (type, time, id);
CREATE INDEX events_label ON events (label, time, id) WHERE label IS NOT NULL;
COMMENT ON TABLE events IS
    'What happened. One partition for each month of UTC, named events_yyyy_mm, made when it is first needed; old ones are dropped whole.';
COMMENT ON COLUMN events.id IS 'Unique by event_ids.';
COMMENT ON COLUMN events.camera_id IS 'No reference: an event outlives its camera, and others may name cameras that are not ours.';
COMMENT ON COLUMN events.time IS 'When it happened, as whoever saw it says; at most ten years old and a day ahead when it came.';
COMMENT ON COLUMN events.box_x IS 'The left edge of where in the picture, as a part of its width. So are the next three.';
COMMENT ON COLUMN events.camera_name IS 'As it was when the event came. So is site_name.';
COMMENT ON COLUMN events.snapshot_path IS 'Below the data directory; NULL until there is one.';

CREATE TABLE event_ids (
    id   uuid        PRIMARY KEY,
    time timestamptz NOT NULL
);
-- Rows come nearly in the order of time, so this small index finds the oldest ones.
CREATE INDEX event_ids_time ON event_ids USING brin (time);
COMMENT ON TABLE event_ids IS 'Every event''s id and where it is: a table in partitions cannot hold it unique. An event that comes again is known by it.';

CREATE TABLE event_outbox (
    sequence   bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    event_id   uuid        NOT NULL,
    event_time timestamptz NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE event_outbox IS 'Events that rules have still to look at, stored in one transaction with them.';

-- What of them is kept longer: those within footage that is locked.
CREATE INDEX recording_segments_locked ON recording_segments (camera_id, start_time) WHERE locked;

CREATE TABLE rejected_events (
    id          uuid        PRIMARY KEY,
    received_at timestamptz NOT NULL,
    origin      text        NOT NULL,
    reason      text        NOT NULL,
    payload     bytea       NOT NULL,
    size        bigint      NOT NULL
);
CREATE INDEX rejected_events_received ON rejected_events (received_at, id);
COMMENT ON TABLE rejected_events IS 'What came as an event and could not be taken.';
COMMENT ON COLUMN rejected_events.payload IS 'Its bytes as they came, or the first of them.';
COMMENT ON COLUMN rejected_events.size IS 'How many bytes it had.';
