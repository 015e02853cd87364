package com.technosupport.vms.web.internal.rest;

import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.RuleId;
import com.technosupport.vms.api.rule.Alarm;
import com.technosupport.vms.api.rule.AlarmState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** An alarm, as clients see it. */
@Schema(name = "Alarm")
public record AlarmView(
        UUID id,
        String title,
        Severity severity,
        AlarmState state,

        @Schema(nullable = true, description = "The rule that raised it; missing for the server's own")
        UUID ruleId,

        @Schema(nullable = true) UUID cameraId,
        @Schema(nullable = true) String cameraName,

        @Schema(nullable = true, description = "The latest event that triggered it")
        UUID eventId,

        @Schema(nullable = true) String owner,
        @Schema(description = "How often it was triggered") int count,
        Instant raisedAt,
        Instant lastAt,
        @Schema(nullable = true) Instant escalateAt,
        boolean escalated,
        @Schema(nullable = true) String acknowledgedBy,
        @Schema(nullable = true) Instant acknowledgedAt,
        @Schema(nullable = true) String closedBy,
        @Schema(nullable = true) Instant closedAt,

        @Schema(nullable = true, description = "What is to be done; may have several lines")
        String instructions,

        @Schema(description = "Grows with each thing that somebody does about it but notes")
        int revision,

        @Schema(description = "The states that it can be brought to")
        List<AlarmState> allowedTransitions,

        @Schema(nullable = true, description = "In the answer to a single alarm; the oldest first")
        List<StepView> history) {

    /** One thing that became of it. */
    @Schema(name = "AlarmStep")
    public record StepView(Instant time, String actor, Alarm.Kind kind, String note) {

        static StepView of(Alarm.Step step) {
            return new StepView(step.time(), step.actor(), step.kind(), step.note());
        }
    }

    public static AlarmView of(Alarm alarm) {
        return of(alarm, null);
    }

    /** @param history null to leave it out */
    static AlarmView of(Alarm alarm, List<Alarm.Step> history) {
        return new AlarmView(
                alarm.id().value(),
                alarm.title(),
                alarm.severity(),
                alarm.state(),
                alarm.rule().map(RuleId::value).orElse(null),
                alarm.camera().map(CameraId::value).orElse(null),
                alarm.cameraName().orElse(null),
                alarm.event().map(EventId::value).orElse(null),
                alarm.owner().orElse(null),
                alarm.count(),
                alarm.raisedAt(),
                alarm.lastAt(),
                alarm.escalateAt().orElse(null),
                alarm.escalated(),
                alarm.acknowledgedBy().orElse(null),
                alarm.acknowledgedAt().orElse(null),
                alarm.closedBy().orElse(null),
                alarm.closedAt().orElse(null),
                alarm.instructions().orElse(null),
                alarm.revision(),
                switch (alarm.state()) {
                    case OPEN -> List.of(AlarmState.ACKNOWLEDGED, AlarmState.CLOSED);
                    case ACKNOWLEDGED -> List.of(AlarmState.CLOSED);
                    case CLOSED -> List.of();
                },
                history == null ? null : history.stream().map(StepView::of).toList());
    }
}
