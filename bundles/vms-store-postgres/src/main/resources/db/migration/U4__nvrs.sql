-- Takes back V4. Recorders are lost; their cameras stay, as devices of their own.
ALTER TABLE cameras DROP COLUMN nvr_id;
DROP TABLE digital_outputs;
DROP TABLE digital_inputs;
DROP TABLE nvrs;
