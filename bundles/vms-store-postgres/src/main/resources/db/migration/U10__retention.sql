-- Takes back V10.
DROP INDEX recording_segments_on_volume;
DROP INDEX alarms_unclosed_of_camera;
