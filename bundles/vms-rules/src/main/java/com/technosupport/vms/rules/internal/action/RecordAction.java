package com.technosupport.vms.rules.internal.action;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.recording.RecordingControl;
import com.technosupport.vms.api.rule.ActionCall;
import com.technosupport.vms.api.rule.ActionParameter;
import com.technosupport.vms.api.rule.RuleAction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Records around the event. There only while recording is. */
@Component(service = RuleAction.class, immediate = true)
public final class RecordAction implements RuleAction {

    private final RecordingControl recording;

    @Activate
    public RecordAction(@Reference RecordingControl recording) {
        this.recording = recording;
    }

    @Override
    public String name() {
        return "record";
    }

    @Override
    public String description() {
        return "Records from the camera's pre-roll before the event on";
    }

    @Override
    public List<ActionParameter> parameters() {
        return List.of(
                ActionParameter.wholeNumber(
                        "seconds", "After the event; 0 for the post-roll of the camera's recording", 0, 3600, 0),
                ActionParameter.camera("camera", "Another camera than the event's"));
    }

    @Override
    public Policy policy() {
        return new Policy(Duration.ofSeconds(10), 5, Duration.ofMillis(500), Optional.of(Duration.ofSeconds(60)));
    }

    @Override
    public void execute(EnrichedEvent event, Map<String, Object> parameters, ActionCall call) {
        CameraId camera = Cameras.of(event, parameters);
        recording.trigger(
                camera,
                event.message().time(),
                Duration.ofSeconds((Long) parameters.get("seconds")),
                "rule: " + call.ruleName());
    }
}
