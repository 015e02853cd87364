-- Takes back V13. Nothing is hidden any more.
DROP TABLE privacy_areas;
DROP TABLE privacy_masks;
