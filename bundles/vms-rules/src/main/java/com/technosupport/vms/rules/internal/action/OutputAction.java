package com.technosupport.vms.rules.internal.action;

import com.technosupport.vms.api.device.NvrRegistry;
import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.ActionCall;
import com.technosupport.vms.api.rule.ActionParameter;
import com.technosupport.vms.api.rule.RuleAction;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Switches a digital output. */
@Component(service = RuleAction.class, immediate = true)
public final class OutputAction implements RuleAction {

    private final NvrRegistry recorders;

    @Activate
    public OutputAction(@Reference NvrRegistry recorders) {
        this.recorders = recorders;
    }

    @Override
    public String name() {
        return "output";
    }

    @Override
    public String description() {
        return "Switches a digital output of a camera or a recorder";
    }

    @Override
    public List<ActionParameter> parameters() {
        return List.of(
                ActionParameter.text("output", "The device's own id of the output")
                        .must(),
                ActionParameter.text("device", "The id of another camera or recorder than the event's camera"),
                ActionParameter.bool("active", "On or off", true));
    }

    @Override
    public Policy policy() {
        // A gate that opens when everybody has gone is worse than one that stays shut.
        return new Policy(Duration.ofSeconds(15), 3, Duration.ofSeconds(1), Optional.of(Duration.ofSeconds(60)));
    }

    @Override
    public void check(Map<String, Object> parameters) {
        if (parameters.get("device") instanceof String id && !id.isEmpty()) {
            CameraId.parse(id);
        }
    }

    @Override
    public void execute(EnrichedEvent event, Map<String, Object> parameters, ActionCall call)
            throws InterruptedException {
        UUID device = parameters.get("device") instanceof String id && !id.isEmpty()
                ? CameraId.parse(id).value()
                : event.message()
                        .cameraId()
                        .orElseThrow(() -> new VmsException(ErrorCode.INVALID_REQUEST, "The event is of no camera"))
                        .value();
        recorders.switchOutput(device, (String) parameters.get("output"), (Boolean) parameters.get("active"));
    }
}
