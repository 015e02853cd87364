-- Rules, what they have done and are to do, alarms, and what operators have set for the server as a whole.

CREATE TABLE rules (
    id               uuid        PRIMARY KEY,
    name             text        NOT NULL CONSTRAINT rules_name UNIQUE CHECK (name <> ''),
    enabled          boolean     NOT NULL,
    types            text[]      NOT NULL,
    camera_ids       uuid[]      NOT NULL,
    labels           text[]      NOT NULL,
    min_confidence   double precision CHECK (min_confidence BETWEEN 0 AND 1),
    zone             text,
    schedule         jsonb       NOT NULL CHECK (jsonb_typeof(schedule) = 'object'),
    input_device     uuid,
    input            text,
    input_active     boolean,
    repeat_times     integer     CHECK (repeat_times > 1),
    repeat_seconds   integer     CHECK (repeat_seconds > 0),
    actions          jsonb       NOT NULL CHECK (jsonb_typeof(actions) = 'object'),
    throttle_seconds integer     NOT NULL CHECK (throttle_seconds >= 0),
    created_at       timestamptz NOT NULL,
    updated_at       timestamptz NOT NULL,
    CHECK ((input IS NULL) = (input_active IS NULL)),
    CHECK ((repeat_times IS NULL) = (repeat_seconds IS NULL))
);
COMMENT ON TABLE rules IS 'What is to be done when something happens. All conditions that are given must hold; an empty one always does.';
COMMENT ON COLUMN rules.camera_ids IS 'No reference: a rule outlives a camera.';
COMMENT ON COLUMN rules.schedule IS 'Parts of the week by the clock of the camera''s site: {"windows": [{"days": [], "from": "", "to": ""}]}.';
COMMENT ON COLUMN rules.input_device IS 'The camera or recorder whose digital input it is; NULL for any.';
COMMENT ON COLUMN rules.actions IS 'In order: {"steps": [{"action": "", "parameters": {}}]}. Secrets among the parameters are sealed.';
COMMENT ON COLUMN rules.throttle_seconds IS 'For each camera, by the events'' own times.';

CREATE TABLE rule_runs (
    event_id   uuid        NOT NULL,
    rule_id    uuid        NOT NULL,
    step       integer     NOT NULL CHECK (step >= 0),
    rule_name  text        NOT NULL,
    action     text        NOT NULL,
    parameters jsonb       NOT NULL CHECK (jsonb_typeof(parameters) = 'object'),
    state      text        NOT NULL CHECK (state IN ('PENDING', 'RUNNING', 'DONE', 'FAILED')),
    attempts   integer     NOT NULL DEFAULT 0,
    next_try   timestamptz,
    last_error text,
    created_at timestamptz NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (event_id, rule_id, step),
    CHECK ((next_try IS NULL) = (state IN ('DONE', 'FAILED')))
);
CREATE INDEX rule_runs_due ON rule_runs (next_try) WHERE next_try IS NOT NULL;
CREATE INDEX rule_runs_recent ON rule_runs (created_at);
CREATE INDEX rule_runs_rule ON rule_runs (rule_id, created_at);
COMMENT ON TABLE rule_runs IS 'One step of one rule for one event, done or to be done. Written before the event is taken off event_outbox.';
COMMENT ON COLUMN rule_runs.rule_id IS 'No reference: the server''s own rule, which keeps stills, is in no table.';
COMMENT ON COLUMN rule_runs.parameters IS 'As they stood in the rule when the event came.';
COMMENT ON COLUMN rule_runs.attempts IS 'That were begun; counted before each, so that one that ends the server does so only so often.';

CREATE TABLE rule_throttles (
    rule_id   uuid        NOT NULL,
    camera_id uuid        NOT NULL,
    fired_at  timestamptz NOT NULL,
    PRIMARY KEY (rule_id, camera_id)
);
COMMENT ON TABLE rule_throttles IS 'When a rule with a throttle was last done for a camera, by the event''s time.';
COMMENT ON COLUMN rule_throttles.camera_id IS 'All zeros for events without a camera.';

CREATE TABLE alarms (
    id              uuid        PRIMARY KEY,
    subject         text        NOT NULL CHECK (subject <> ''),
    title           text        NOT NULL CHECK (title <> ''),
    severity        text        NOT NULL CHECK (severity IN ('INFO', 'WARNING', 'CRITICAL')),
    state           text        NOT NULL CHECK (state IN ('OPEN', 'ACKNOWLEDGED', 'CLOSED')),
    rule_id         uuid,
    camera_id       uuid,
    camera_name     text,
    event_id        uuid,
    owner           text,
    count           integer     NOT NULL CHECK (count > 0),
    raised_at       timestamptz NOT NULL,
    last_at         timestamptz NOT NULL,
    escalate_at     timestamptz,
    escalated       boolean     NOT NULL,
    acknowledged_by text,
    acknowledged_at timestamptz,
    closed_by       text,
    closed_at       timestamptz
);
CREATE UNIQUE INDEX alarms_one_open ON alarms (subject) WHERE state <> 'CLOSED';
CREATE INDEX alarms_newest ON alarms (raised_at, id);
CREATE INDEX alarms_camera ON alarms (camera_id, raised_at, id);
CREATE INDEX alarms_escalate ON alarms (escalate_at) WHERE state = 'OPEN' AND NOT escalated;
COMMENT ON TABLE alarms IS 'What somebody has to look at. What happens again while one is not closed is counted in it.';
COMMENT ON COLUMN alarms.subject IS 'What makes two triggers one alarm, such as a rule and a camera.';
COMMENT ON COLUMN alarms.rule_id IS 'NULL for the server''s own. No reference, as for camera_id and event_id: an alarm outlives them.';
COMMENT ON COLUMN alarms.owner IS 'The account of who sees to it. No reference: the account may be gone.';
COMMENT ON COLUMN alarms.event_id IS 'The latest trigger.';

CREATE TABLE alarm_triggers (
    key      text PRIMARY KEY,
    alarm_id uuid NOT NULL REFERENCES alarms (id) ON DELETE CASCADE
);
CREATE INDEX alarm_triggers_alarm ON alarm_triggers (alarm_id);
COMMENT ON TABLE alarm_triggers IS 'What was counted: a trigger that comes again, because the server was killed, is known by its key.';

CREATE TABLE alarm_history (
    sequence bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    alarm_id uuid        NOT NULL REFERENCES alarms (id) ON DELETE CASCADE,
    time     timestamptz NOT NULL,
    actor    text        NOT NULL,
    kind     text        NOT NULL,
    note     text        NOT NULL
);
CREATE INDEX alarm_history_alarm ON alarm_history (alarm_id, sequence);
COMMENT ON TABLE alarm_history IS 'What became of an alarm, and by whom.';

CREATE TABLE settings (
    part  text NOT NULL,
    name  text NOT NULL,
    value text NOT NULL,
    PRIMARY KEY (part, name)
);
COMMENT ON TABLE settings IS 'What operators have set for the server as a whole, such as how mail is sent. Secrets are sealed.';
