-- Takes back V12. Which gaps were filled is forgotten; the footage stays.
DROP TABLE backfill_off;
DELETE FROM recording_gaps WHERE backfill = 'FILLED';
ALTER TABLE recording_gaps
    DROP COLUMN backfill, DROP COLUMN backfill_attempts, DROP COLUMN backfill_at, DROP COLUMN backfill_detail;
