-- Where cameras are, the cameras themselves, and their streams.

CREATE TABLE sites (
    id         uuid        PRIMARY KEY,
    name       text        NOT NULL UNIQUE CHECK (name <> ''),
    time_zone  text        NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE sites IS 'A place with cameras. Schedules are kept in its time zone; all instants are UTC.';
COMMENT ON COLUMN sites.time_zone IS 'A name of the IANA time zone database, such as Europe/Berlin.';

-- The site of all that was not put elsewhere. Its id is fixed, so that cameras may name it as their default.
INSERT INTO sites (id, name, time_zone)
VALUES ('00000000-0000-7000-8000-000000000001', 'Default', '${timeZone}');

CREATE TABLE cameras (
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
    device_key        text        NOT NULL CONSTRAINT cameras_device_key UNIQUE,
    channel           text        NOT NULL,
    enabled           boolean     NOT NULL,
    options           jsonb       NOT NULL CHECK (jsonb_typeof(options) = 'object'),
    sealed_credential bytea       NOT NULL,
    created_at        timestamptz NOT NULL,
    updated_at        timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX cameras_site ON cameras (site_id);
COMMENT ON TABLE cameras IS 'One picture each, whatever device it comes from.';
COMMENT ON COLUMN cameras.id IS 'Stays when the device is replaced: footage is found by it. UUIDv7.';
COMMENT ON COLUMN cameras.ip IS 'The address of the device, or its host name.';
COMMENT ON COLUMN cameras.port IS 'NULL for the driver''s usual one.';
COMMENT ON COLUMN cameras.endpoint IS 'The exact address of its service where one was named. Without credentials.';
COMMENT ON COLUMN cameras.driver IS 'The driver''s id; it may be absent at the moment.';
COMMENT ON COLUMN cameras.device_key IS 'What makes the device the same one when it is met again, such as its serial.';
COMMENT ON COLUMN cameras.channel IS 'The device''s own name of the picture.';
COMMENT ON COLUMN cameras.options IS 'Settings for the driver: an object whose values are texts.';
COMMENT ON COLUMN cameras.sealed_credential IS 'Encrypted with the key file of this server: nobody reads it here.';

CREATE TABLE streams (
    id        uuid             PRIMARY KEY,
    camera_id uuid             NOT NULL REFERENCES cameras (id) ON DELETE CASCADE,
    role      text             NOT NULL CHECK (role IN ('MAIN', 'SUB')),
    codec     text             NOT NULL,
    width     integer          NOT NULL CHECK (width >= 0),
    height    integer          NOT NULL CHECK (height >= 0),
    fps       double precision NOT NULL CHECK (fps >= 0),
    uri       text             NOT NULL,
    CONSTRAINT streams_one_a_role UNIQUE (camera_id, role)
);
COMMENT ON TABLE streams IS 'A camera''s streams as they were last negotiated, one row a role.';
COMMENT ON COLUMN streams.width IS 'Pixels; 0 while unknown. So are height and fps.';
COMMENT ON COLUMN streams.uri IS 'Without credentials.';
