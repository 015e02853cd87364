-- Takes back V7. All events are lost; their stills stay as files.
DROP TABLE rejected_events;
DROP INDEX recording_segments_locked;
DROP TABLE event_outbox;
DROP TABLE event_ids;
DROP TABLE events;
