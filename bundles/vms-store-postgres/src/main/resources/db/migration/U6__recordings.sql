-- Takes back V6. Policies and locks are lost; the index of footage can be made anew from the files.
DROP TABLE recording_gaps;
DROP TABLE recording_locks;
DROP TABLE recording_key_frames;
DROP TABLE recording_segments;
DROP FUNCTION recording_segments_refuse_overlap();
DROP TABLE recording_policies;
