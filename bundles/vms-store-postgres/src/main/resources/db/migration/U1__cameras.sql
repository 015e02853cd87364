-- Takes back V1. All cameras are lost.
DROP TABLE streams;
DROP TABLE cameras;
DROP TABLE sites;
