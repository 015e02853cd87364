-- Takes back V16. What the cameras' own detection is for is forgotten.
ALTER TABLE detection_policies DROP COLUMN edge;
