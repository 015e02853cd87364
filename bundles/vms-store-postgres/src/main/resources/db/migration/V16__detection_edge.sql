-- What a camera's own detection is for.

ALTER TABLE detection_policies ADD COLUMN edge text NOT NULL DEFAULT 'IGNORE' CHECK (edge IN ('IGNORE', 'TRIGGER', 'INSTEAD'));
COMMENT ON COLUMN detection_policies.edge IS 'IGNORE it; TRIGGER: look while it says that something is there; INSTEAD of looking ourselves.';
