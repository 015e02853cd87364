-- Takes back V14. What is to be done about alarms is lost.
DROP INDEX events_severity;
ALTER TABLE alarms DROP COLUMN revision;
ALTER TABLE alarms DROP COLUMN instructions;
