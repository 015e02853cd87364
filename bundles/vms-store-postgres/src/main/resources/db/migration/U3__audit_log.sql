-- Takes back V3. The log is lost: copy the table away first.
DROP TABLE audit_log;
DROP FUNCTION audit_log_refuse();
