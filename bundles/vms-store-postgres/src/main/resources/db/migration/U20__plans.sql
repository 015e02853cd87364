-- Takes back V20. The plans and their pictures are lost.
DROP TABLE plan_cameras;
DROP TABLE plans;
