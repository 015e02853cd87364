package com.technosupport.vms.rules.internal.action;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventBus;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.ActionCall;
import com.technosupport.vms.api.rule.ActionParameter;
import com.technosupport.vms.api.rule.RuleAction;
import com.technosupport.vms.rules.internal.RuleChain;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.UUID;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Publishes another event. Its id is made of the call's key, so that it is one event however often it is published. */
@Component(service = RuleAction.class, immediate = true)
public final class PublishAction implements RuleAction {

    private final EventBus bus;
    private final Clock clock;

    @Activate
    public PublishAction(@Reference EventBus bus) {
        this(bus, Clock.systemUTC());
    }

    PublishAction(EventBus bus, Clock clock) {
        this.bus = bus;
        this.clock = clock;
    }

    @Override
    public String name() {
        return "publish";
    }

    @Override
    public String description() {
        return "Publishes another event on the event bus; a rule never sees what came of itself";
    }

    @Override
    public List<ActionParameter> parameters() {
        return List.of(
                ActionParameter.text("type", "PascalCase letters and digits, such as GateForced")
                        .must(),
                ActionParameter.text("label", "What was seen"),
                ActionParameter.text("text", "A sentence; may hold " + Wording.NAMES));
    }

    @Override
    public Policy policy() {
        return new Policy(Duration.ofSeconds(20), 20, Duration.ofSeconds(1), Optional.empty());
    }

    @Override
    public void check(Map<String, Object> parameters) {
        if (!((String) parameters.get("type")).matches("[A-Z][A-Za-z0-9]{0,63}")) {
            throw new VmsException(
                    ErrorCode.INVALID_REQUEST, "The parameter type is PascalCase letters and digits, 64 at most");
        }
    }

    @Override
    public void execute(EnrichedEvent event, Map<String, Object> parameters, ActionCall call)
            throws InterruptedException {
        EventMessage cause = event.message();
        Map<String, Object> data = new HashMap<>();
        data.put("cause", cause.id().toString());
        data.put("rule", call.ruleName());
        data.put(RuleChain.NAME, RuleChain.after(cause, call.rule()));
        if (parameters.get("text") instanceof String text && !text.isBlank()) {
            data.put("text", Wording.fill(text, event, call));
        }
        bus.publish(new EventMessage(
                new EventId(UUID.nameUUIDFromBytes(("rule:" + call.key()).getBytes(US_ASCII))),
                (String) parameters.get("type"),
                cause.cameraId(),
                "rule",
                clock.instant(),
                Optional.ofNullable((String) parameters.get("label")).filter(label -> !label.isBlank()),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty(),
                data));
    }
}
