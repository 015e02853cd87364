package com.technosupport.vms.rules.internal;

import com.technosupport.vms.api.driver.DeviceEvent;
import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.rule.Rule;
import com.technosupport.vms.api.rule.RuleCondition;
import java.util.List;
import java.util.UUID;

/** Whether an event is what a rule is about. How often it has happened is not asked here: see {@link Repetitions}. */
final class Conditions {

    private final Places places;

    Conditions(Places places) {
        this.places = places;
    }

    boolean hold(Rule rule, EnrichedEvent enriched) {
        EventMessage event = enriched.message();
        RuleCondition when = rule.when();
        return RuleChain.allows(event, rule.id())
                && mayHold(when, event)
                && (when.labels().isEmpty()
                        || event.label()
                                .filter(label -> when.labels().stream().anyMatch(label::equalsIgnoreCase))
                                .isPresent())
                && (when.minConfidence().isEmpty()
                        || (event.confidence().isPresent()
                                && event.confidence().getAsDouble()
                                        >= when.minConfidence().getAsDouble()))
                && when.zone().map(zone -> inZone(event, zone)).orElse(true)
                && when.input().map(input -> isInput(event, input)).orElse(true)
                && inTime(when, event);
    }

    /** What can be told at once, and rules most events out. */
    static boolean mayHold(RuleCondition when, EventMessage event) {
        return (when.types().isEmpty() || when.types().contains(event.type()))
                && (when.cameras().isEmpty()
                        || event.cameraId().filter(when.cameras()::contains).isPresent());
    }

    private static boolean inZone(EventMessage event, String zone) {
        return zone.equals(event.data().get("zone"))
                || (event.data().get("zones") instanceof List<?> zones && zones.contains(zone));
    }

    private static boolean isInput(EventMessage event, RuleCondition.Input input) {
        return event.type().equals(DeviceEvent.DIGITAL_INPUT_CHANGED)
                && input.input().equals(event.data().get("input"))
                && Boolean.valueOf(input.active()).equals(event.data().get("active"))
                && input.device().map(device -> isOf(event, device)).orElse(true);
    }

    private static boolean isOf(EventMessage event, UUID device) {
        return event.cameraId().filter(camera -> camera.value().equals(device)).isPresent()
                || device.toString().equals(event.data().get("nvrId"));
    }

    private boolean inTime(RuleCondition when, EventMessage event) {
        return when.schedule().isEmpty()
                || when.schedule().stream()
                        .anyMatch(window -> window.contains(event.time(), places.zone(event.cameraId())));
    }
}
