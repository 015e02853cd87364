package com.technosupport.vms.api.rule;

import org.osgi.annotation.versioning.ConsumerType;

/** Hears what becomes of alarms. Registered as a service; must not block. */
@ConsumerType
@FunctionalInterface
public interface AlarmListener {

    /** It was raised, triggered again, or changed. While the database is away it may be one that is not stored yet. */
    void alarmChanged(Alarm alarm);
}
