package com.technosupport.vms.api.rule;

import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.AlarmId;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.RuleId;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Something that somebody has to look at. What happens again while it is not closed is counted here and opens no other.
 *
 * @param subject what makes two triggers one alarm, such as a rule and a camera; unique among those that are not closed
 * @param title a sentence for an operator
 * @param rule that raised it; empty for the server's own
 * @param cameraName as the camera was called then
 * @param owner account of who sees to it
 * @param count of triggers
 * @param event the latest trigger, if it was an event
 * @param escalateAt when it becomes more urgent if nobody has acknowledged it; empty for never
 * @param escalated whether it has
 * @param acknowledgedBy account of who did so first
 * @param instructions what is to be done about it, for whoever sees to it; may have several lines
 * @param revision grows with each thing that somebody does about it but notes, so that who acts on what he saw learns that
 *     another was quicker; triggers and escalation do not count
 */
public record Alarm(
        AlarmId id,
        String subject,
        String title,
        Severity severity,
        AlarmState state,
        Optional<RuleId> rule,
        Optional<CameraId> camera,
        Optional<String> cameraName,
        Optional<EventId> event,
        Optional<String> owner,
        int count,
        Instant raisedAt,
        Instant lastAt,
        Optional<Instant> escalateAt,
        boolean escalated,
        Optional<String> acknowledgedBy,
        Optional<Instant> acknowledgedAt,
        Optional<String> closedBy,
        Optional<Instant> closedAt,
        Optional<String> instructions,
        int revision) {

    public Alarm {
        Objects.requireNonNull(id, "id");
        if (subject.isBlank() || title.isBlank()) {
            throw new IllegalArgumentException("an alarm has a subject and a title");
        }
        Objects.requireNonNull(severity, "severity");
        Objects.requireNonNull(state, "state");
        Objects.requireNonNull(rule, "rule");
        Objects.requireNonNull(camera, "camera");
        Objects.requireNonNull(cameraName, "cameraName");
        Objects.requireNonNull(event, "event");
        Objects.requireNonNull(owner, "owner");
        Objects.requireNonNull(raisedAt, "raisedAt");
        Objects.requireNonNull(lastAt, "lastAt");
        Objects.requireNonNull(escalateAt, "escalateAt");
        Objects.requireNonNull(acknowledgedBy, "acknowledgedBy");
        Objects.requireNonNull(acknowledgedAt, "acknowledgedAt");
        Objects.requireNonNull(closedBy, "closedBy");
        Objects.requireNonNull(closedAt, "closedAt");
        Objects.requireNonNull(instructions, "instructions");
        if (revision < 0) {
            throw new IllegalArgumentException("a revision is not negative");
        }
    }

    /**
     * One thing that became of an alarm.
     *
     * @param note a sentence; may be empty
     */
    public record Step(Instant time, String actor, Kind kind, String note) {

        public Step {
            Objects.requireNonNull(time, "time");
            Objects.requireNonNull(actor, "actor");
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(note, "note");
        }
    }

    /** What can become of an alarm. */
    public enum Kind {
        RAISED,
        ACKNOWLEDGED,
        ASSIGNED,
        NOTED,
        ESCALATED,
        CLOSED
    }
}
