-- What retention and the archive look for.

-- Footage of alarms that somebody has still to see to is kept.
CREATE INDEX alarms_unclosed_of_camera ON alarms (camera_id, raised_at) WHERE state <> 'CLOSED';
-- What is moved to an archive volume, locked or not.
CREATE INDEX recording_segments_on_volume ON recording_segments (volume, end_time) WHERE state = 'CLOSED';
