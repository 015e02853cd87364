-- Events that alarms are about which nobody has closed outlive their time: found by these, few as such alarms are.

CREATE INDEX alarms_open_event ON alarms (event_id) WHERE state <> 'CLOSED';
CREATE INDEX alarms_open_camera ON alarms (camera_id) WHERE state <> 'CLOSED';
