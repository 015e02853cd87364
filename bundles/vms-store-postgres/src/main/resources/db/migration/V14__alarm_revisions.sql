-- Who acts on an alarm learns that another was quicker; what is to be done about it; and the few unusual events, found among the many usual.

ALTER TABLE alarms ADD COLUMN instructions text;
ALTER TABLE alarms ADD COLUMN revision integer NOT NULL DEFAULT 0 CHECK (revision >= 0);
COMMENT ON COLUMN alarms.instructions IS 'What is to be done, for whoever sees to it; as it stood in the rule when the alarm was raised.';
COMMENT ON COLUMN alarms.revision IS 'Grows with each thing that somebody does about it but notes.';

CREATE INDEX events_severity ON events (severity, time, id) WHERE severity <> 'INFO';
