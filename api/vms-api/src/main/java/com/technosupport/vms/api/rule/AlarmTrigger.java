package com.technosupport.vms.api.rule;

import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.RuleId;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Why an alarm is raised.
 *
 * @param key the same when the same trigger comes again, which then changes nothing
 * @param subject an {@link Alarm#subject()}
 * @param escalateAfter how long it may stay open before it becomes more urgent; empty for ever
 * @param instructions an {@link Alarm#instructions()}
 */
public record AlarmTrigger(
        String key,
        String subject,
        String title,
        Severity severity,
        Optional<RuleId> rule,
        Optional<CameraId> camera,
        Optional<String> cameraName,
        Optional<EventId> event,
        Instant time,
        Optional<Duration> escalateAfter,
        Optional<String> instructions) {

    public AlarmTrigger {
        if (key.isBlank() || subject.isBlank() || title.isBlank()) {
            throw new IllegalArgumentException("a trigger has a key, a subject and a title");
        }
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(camera, "camera");
        Objects.requireNonNull(cameraName, "cameraName");
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(time, "time");
        Objects.requireNonNull(escalateAfter, "escalateAfter");
        Objects.requireNonNull(instructions, "instructions");
    }
}
