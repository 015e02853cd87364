-- Takes back V15.
DROP INDEX alarms_open_camera;
DROP INDEX alarms_open_event;
