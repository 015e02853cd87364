-- Gaps that devices' own archives fill.

ALTER TABLE recording_gaps
    ADD COLUMN backfill          text        NOT NULL DEFAULT 'WAITING'
        CONSTRAINT recording_gaps_backfill_known CHECK (backfill IN ('WAITING', 'FILLED', 'NOTHING')),
    ADD COLUMN backfill_attempts integer     NOT NULL DEFAULT 0,
    ADD COLUMN backfill_at       timestamptz,
    ADD COLUMN backfill_detail   text        NOT NULL DEFAULT '';
CREATE INDEX recording_gaps_to_fill ON recording_gaps (end_time) WHERE backfill = 'WAITING' AND end_time IS NOT NULL;
COMMENT ON COLUMN recording_gaps.backfill IS
    'FILLED is no gap any more: there is footage from the device''s archive. NOTHING: the device is asked no more.';
COMMENT ON COLUMN recording_gaps.backfill_at IS 'When it was filled, or when the device is asked again.';

CREATE TABLE backfill_off (
    camera_id uuid PRIMARY KEY REFERENCES cameras (id) ON DELETE CASCADE
);
COMMENT ON TABLE backfill_off IS 'The cameras whose gaps are left as they are.';
