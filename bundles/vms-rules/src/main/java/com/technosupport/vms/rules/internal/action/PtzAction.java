package com.technosupport.vms.rules.internal.action;

import com.technosupport.vms.api.device.DeviceRegistry;
import com.technosupport.vms.api.driver.PtzControl;
import com.technosupport.vms.api.event.EnrichedEvent;
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

/** Turns a camera to a position that it has stored. */
@Component(service = RuleAction.class, immediate = true)
public final class PtzAction implements RuleAction {

    private final DeviceRegistry devices;

    @Activate
    public PtzAction(@Reference DeviceRegistry devices) {
        this.devices = devices;
    }

    @Override
    public String name() {
        return "ptz";
    }

    @Override
    public String description() {
        return "Turns a camera to a position that it has stored";
    }

    @Override
    public List<ActionParameter> parameters() {
        return List.of(
                ActionParameter.text("preset", "The camera's own id of the position")
                        .must(),
                ActionParameter.camera("camera", "Another camera than the event's"));
    }

    @Override
    public Policy policy() {
        return new Policy(Duration.ofSeconds(15), 3, Duration.ofSeconds(1), Optional.of(Duration.ofSeconds(60)));
    }

    @Override
    public void execute(EnrichedEvent event, Map<String, Object> parameters, ActionCall call)
            throws InterruptedException {
        String preset = (String) parameters.get("preset");
        devices.with(Cameras.of(event, parameters), PtzControl.class, (ptz, camera) -> {
            ptz.recall(camera.channel(), preset);
            return null;
        });
    }
}
