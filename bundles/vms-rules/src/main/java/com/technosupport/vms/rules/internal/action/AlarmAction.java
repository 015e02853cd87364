package com.technosupport.vms.rules.internal.action;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.rule.ActionCall;
import com.technosupport.vms.api.rule.ActionParameter;
import com.technosupport.vms.api.rule.AlarmTrigger;
import com.technosupport.vms.api.rule.Alarms;
import com.technosupport.vms.api.rule.RuleAction;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Raises an alarm for the rule and the event's camera, or counts in the one that is there. */
@Component(service = RuleAction.class, immediate = true)
public final class AlarmAction implements RuleAction {

    private final Alarms alarms;

    @Activate
    public AlarmAction(@Reference Alarms alarms) {
        this.alarms = alarms;
    }

    @Override
    public String name() {
        return "alarm";
    }

    @Override
    public String description() {
        return "Raises an alarm that somebody has to acknowledge; what happens again meanwhile is counted in it";
    }

    @Override
    public List<ActionParameter> parameters() {
        return List.of(
                ActionParameter.text("title", "What is shown; may hold " + Wording.NAMES),
                ActionParameter.choice(
                        "severity",
                        "How urgent it is",
                        Arrays.stream(Severity.values()).map(Severity::name).toList(),
                        Severity.WARNING.name()),
                ActionParameter.wholeNumber(
                        "escalateSeconds",
                        "After which it becomes critical if nobody has acknowledged it; 0 for never",
                        0,
                        7 * 86_400,
                        0),
                ActionParameter.longText("instructions", "What is to be done, shown to whoever sees to it"));
    }

    @Override
    public Policy policy() {
        // Only the database can be in the way; that comes back.
        return new Policy(Duration.ofSeconds(15), 200, Duration.ofSeconds(1), Optional.empty());
    }

    @Override
    public void execute(EnrichedEvent event, Map<String, Object> parameters, ActionCall call) {
        Optional<CameraId> camera = event.message().cameraId();
        long escalate = (Long) parameters.get("escalateSeconds");
        String title = (String) parameters.getOrDefault("title", "");
        alarms.raise(new AlarmTrigger(
                "rule:" + call.key(),
                "rule:" + call.rule() + ":" + camera.map(CameraId::toString).orElse(""),
                title.isBlank()
                        ? Wording.fill("{rule}: {type} at {camera}", event, call)
                        : Wording.fill(title, event, call),
                Severity.valueOf((String) parameters.get("severity")),
                Optional.of(call.rule()),
                camera,
                event.cameraName(),
                Optional.of(event.message().id()),
                event.message().time(),
                escalate == 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(escalate)),
                Optional.ofNullable((String) parameters.get("instructions")).filter(text -> !text.isBlank())));
    }
}
