-- Takes back V9. What is looked for is lost.
DROP TABLE detection_zones;
DROP TABLE detection_policies;
