package com.technosupport.vms.rules.internal.alarm;

import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.rule.Alarm;
import com.technosupport.vms.api.rule.AlarmState;
import java.time.Instant;
import java.util.Optional;

/** An alarm with something of it changed. */
final class Changes {

    private Changes() {}

    static Alarm acknowledged(Alarm alarm, String by, Instant at) {
        return with(
                alarm,
                alarm.severity(),
                AlarmState.ACKNOWLEDGED,
                alarm.owner().or(() -> Optional.of(by)),
                alarm.escalated(),
                Optional.of(by),
                Optional.of(at),
                Optional.empty(),
                Optional.empty(),
                alarm.revision() + 1);
    }

    static Alarm closed(Alarm alarm, String by, Instant at) {
        return with(
                alarm,
                alarm.severity(),
                AlarmState.CLOSED,
                alarm.owner(),
                alarm.escalated(),
                alarm.acknowledgedBy(),
                alarm.acknowledgedAt(),
                Optional.of(by),
                Optional.of(at),
                alarm.revision() + 1);
    }

    static Alarm owned(Alarm alarm, Optional<String> owner) {
        return with(
                alarm,
                alarm.severity(),
                alarm.state(),
                owner,
                alarm.escalated(),
                alarm.acknowledgedBy(),
                alarm.acknowledgedAt(),
                alarm.closedBy(),
                alarm.closedAt(),
                alarm.revision() + 1);
    }

    static Alarm escalated(Alarm alarm, Severity severity) {
        return with(
                alarm,
                severity,
                alarm.state(),
                alarm.owner(),
                true,
                alarm.acknowledgedBy(),
                alarm.acknowledgedAt(),
                alarm.closedBy(),
                alarm.closedAt(),
                alarm.revision());
    }

    private static Alarm with(
            Alarm alarm,
            Severity severity,
            AlarmState state,
            Optional<String> owner,
            boolean escalated,
            Optional<String> acknowledgedBy,
            Optional<Instant> acknowledgedAt,
            Optional<String> closedBy,
            Optional<Instant> closedAt,
            int revision) {
        return new Alarm(
                alarm.id(),
                alarm.subject(),
                alarm.title(),
                severity,
                state,
                alarm.rule(),
                alarm.camera(),
                alarm.cameraName(),
                alarm.event(),
                owner,
                alarm.count(),
                alarm.raisedAt(),
                alarm.lastAt(),
                alarm.escalateAt(),
                escalated,
                acknowledgedBy,
                acknowledgedAt,
                closedBy,
                closedAt,
                alarm.instructions(),
                revision);
    }
}
