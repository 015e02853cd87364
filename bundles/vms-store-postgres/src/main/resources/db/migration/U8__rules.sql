-- Takes back V8. Rules, alarms and settings are lost, and what rules were still to do.
DROP TABLE settings;
DROP TABLE alarm_history;
DROP TABLE alarm_triggers;
DROP TABLE alarms;
DROP TABLE rule_throttles;
DROP TABLE rule_runs;
DROP TABLE rules;
