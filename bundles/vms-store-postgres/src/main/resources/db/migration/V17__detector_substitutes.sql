-- Detectors that were promoted: they do the work of others.

CREATE TABLE detector_substitutes (
    detector   text        PRIMARY KEY,
    substitute text        NOT NULL CHECK (substitute <> detector),
    since      timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE detector_substitutes IS 'Policies go on naming the detector; while its substitute is installed, that one looks.';
COMMENT ON COLUMN detector_substitutes.substitute IS 'An id, or id@version where several versions are installed.';
