-- Takes back V17. Promoted detectors go back to those whose work they did.
DROP TABLE detector_substitutes;
