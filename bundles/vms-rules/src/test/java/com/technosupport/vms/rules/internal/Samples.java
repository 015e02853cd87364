package com.technosupport.vms.rules.internal;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.RuleId;
import com.technosupport.vms.api.rule.Rule;
import com.technosupport.vms.api.rule.RuleCondition;
import com.technosupport.vms.api.rule.RuleStep;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Events and rules to try things with. */
public final class Samples {

    public static final Clock CLOCK = Clock.systemUTC();
    public static final CameraId GATE = CameraId.next(CLOCK);
    public static final CameraId YARD = CameraId.next(CLOCK);

    private Samples() {}

    public static EnrichedEvent event(String type) {
        return event(type, Optional.of(GATE), CLOCK.instant(), Map.of());
    }

    public static EnrichedEvent event(String type, Optional<CameraId> camera, Instant time, Map<String, Object> data) {
        return event(type, camera, time, Optional.empty(), OptionalDouble.empty(), Optional.empty(), data);
    }

    public static EnrichedEvent event(
            String type,
            Optional<CameraId> camera,
            Instant time,
            Optional<String> label,
            OptionalDouble confidence,
            Optional<EventMessage.Box> box,
            Map<String, Object> data) {
        return new EnrichedEvent(
                new EventMessage(
                        EventId.next(CLOCK),
                        type,
                        camera,
                        "test",
                        time,
                        label,
                        confidence,
                        box,
                        Optional.empty(),
                        data),
                camera.map(id -> "gate"),
                Optional.of("works"),
                Severity.INFO,
                Optional.empty(),
                CLOCK.instant());
    }

    public static Rule rule(String name, RuleCondition when, String... actions) {
        return new Rule(
                RuleId.next(CLOCK),
                name,
                true,
                when,
                Arrays.stream(actions)
                        .map(action -> new RuleStep(action, Map.of()))
                        .toList(),
                Duration.ZERO,
                Instant.EPOCH,
                Instant.EPOCH);
    }

    public static Rule rule(String name, RuleCondition when, List<RuleStep> then) {
        return new Rule(RuleId.next(CLOCK), name, true, when, then, Duration.ZERO, Instant.EPOCH, Instant.EPOCH);
    }
}
