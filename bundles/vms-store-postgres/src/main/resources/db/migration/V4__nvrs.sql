-- Recorders whose channels are cameras, and their contacts.

CREATE TABLE nvrs (
    id                uuid        PRIMARY KEY,
    site_id           uuid        NOT NULL DEFAULT '00000000-0000-7000-8000-000000000001' REFERENCES sites (id),
    name              text        NOT NULL CHECK (name <> ''),
    ip                text        NOT NULL,
    port              integer     CHECK (port BETWEEN 1 AND 65535),
    endpoint          text,
    driver            text        NOT NULL,
    manufacturer      text        NOT NULL,
    model             text        NOT NULL,
    firmware          text        NOT NULL,
    serial            text        NOT NULL,
    device_key        text        NOT NULL CONSTRAINT nvrs_device_key UNIQUE,
    options           jsonb       NOT NULL CHECK (jsonb_typeof(options) = 'object'),
    absent_channels   text[]      NOT NULL,
    sealed_credential bytea       NOT NULL,
    created_at        timestamptz NOT NULL,
    synced_at         timestamptz,
    updated_at        timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE nvrs IS 'Recorders, and other devices with several pictures. Columns mean what they mean in cameras.';
COMMENT ON COLUMN nvrs.absent_channels IS 'Channels that the device had and has no more; their cameras stay.';
COMMENT ON COLUMN nvrs.synced_at IS 'When its channels were last read.';

CREATE TABLE digital_inputs (
    nvr_id   uuid    NOT NULL REFERENCES nvrs (id) ON DELETE CASCADE,
    id       text    NOT NULL,
    name     text    NOT NULL,
    active   boolean,
    position integer NOT NULL,
    PRIMARY KEY (nvr_id, id)
);
COMMENT ON TABLE digital_inputs IS 'Contacts that a recorder senses.';
COMMENT ON COLUMN digital_inputs.id IS 'The device''s own.';
COMMENT ON COLUMN digital_inputs.active IS 'As the device last told; NULL where it does not tell.';
COMMENT ON COLUMN digital_inputs.position IS 'In the device''s order, from 0.';

CREATE TABLE digital_outputs (
    nvr_id   uuid    NOT NULL REFERENCES nvrs (id) ON DELETE CASCADE,
    id       text    NOT NULL,
    name     text    NOT NULL,
    active   boolean,
    position integer NOT NULL,
    PRIMARY KEY (nvr_id, id)
);
COMMENT ON TABLE digital_outputs IS 'Contacts that a recorder switches. Columns mean what they mean in digital_inputs.';

ALTER TABLE cameras ADD COLUMN nvr_id uuid REFERENCES nvrs (id) ON DELETE CASCADE;
CREATE INDEX cameras_nvr ON cameras (nvr_id);
COMMENT ON COLUMN cameras.nvr_id IS 'The recorder it was taken in with; NULL for a device of its own.';
