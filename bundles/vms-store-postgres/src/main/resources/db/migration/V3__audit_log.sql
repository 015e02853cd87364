-- Who did what, and when. Only ever added to.

CREATE TABLE audit_log (
    sequence bigint      GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    time     timestamptz NOT NULL,
    actor    text        NOT NULL,
    action   text        NOT NULL,
    subject  text        NOT NULL,
    detail   text        NOT NULL,
    remote   text        NOT NULL
);
COMMENT ON TABLE audit_log IS 'Who did what, and when. Only ever added to: changing and deleting rows is refused.';
COMMENT ON COLUMN audit_log.actor IS 'The account''s name, or system. No reference: the account may be gone.';
COMMENT ON COLUMN audit_log.action IS 'Such as camera.onboard.';
COMMENT ON COLUMN audit_log.subject IS 'What it was done to, such as an id; may be empty.';
COMMENT ON COLUMN audit_log.remote IS 'Where it came from; may be empty.';

-- A guard against a slip, not against the owner of the database, who can take the trigger away.
CREATE FUNCTION audit_log_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'audit_log is only ever added to' USING ERRCODE = 'insufficient_privilege';
END
$$;
CREATE TRIGGER audit_log_only_added_to
    BEFORE UPDATE OR DELETE OR TRUNCATE ON audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION audit_log_refuse();
