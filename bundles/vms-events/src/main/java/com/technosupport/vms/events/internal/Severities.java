package com.technosupport.vms.events.internal;

import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.Severity;
import java.util.Map;
import java.util.Set;

/**
 * How loudly an event is told, by its type: what takes the sight of a camera is a warning, what takes that of the system is
 * critical, all else happens every day. Whoever publishes may say otherwise by {@code data.severity}.
 */
final class Severities {

    private static final Set<String> WARNING = Set.of(
            "VideoLost",
            "Tampered",
            "CameraLost",
            "CameraOffline",
            "DeviceSilent",
            "RecordingGap",
            "RecordingFailed",
            "DriverSuspect",
            "LoginRefused",
            "DoorForced",
            "FireDetected",
            "SmokeDetected",
            "WeaponDetected");

    private static final Set<String> CRITICAL = Set.of(
            "DiskFull",
            "DiskFailed",
            "DatabaseLost",
            "EventsRefused",
            "RecordingStopped",
            "StorageLost",
            "SystemAlarm");

    private static final Map<String, Severity> BY_NAME =
            Map.of("INFO", Severity.INFO, "WARNING", Severity.WARNING, "CRITICAL", Severity.CRITICAL);

    private Severities() {}

    static Severity of(EventMessage event) {
        if (event.data().get("severity") instanceof String said && BY_NAME.containsKey(said)) {
            return BY_NAME.get(said);
        }
        if (CRITICAL.contains(event.type())) {
            return Severity.CRITICAL;
        }
        return WARNING.contains(event.type()) ? Severity.WARNING : Severity.INFO;
    }
}
