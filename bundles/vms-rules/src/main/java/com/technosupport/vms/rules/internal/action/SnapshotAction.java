package com.technosupport.vms.rules.internal.action;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.rule.ActionCall;
import com.technosupport.vms.api.rule.ActionParameter;
import com.technosupport.vms.api.rule.RuleAction;
import com.technosupport.vms.rules.internal.still.EventStills;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Keeps a still of the event. */
@Component(service = RuleAction.class, immediate = true)
public final class SnapshotAction implements RuleAction {

    private static final int ATTEMPTS = 4;

    private final EventStills stills;

    @Activate
    public SnapshotAction(@Reference EventStills stills) {
        this.stills = stills;
    }

    @Override
    public String name() {
        return "snapshot";
    }

    @Override
    public String description() {
        return "Keeps a still of the event's camera, in full resolution";
    }

    @Override
    public List<ActionParameter> parameters() {
        return List.of();
    }

    @Override
    public Policy policy() {
        return new Policy(Duration.ofSeconds(30), ATTEMPTS, Duration.ofMillis(500), Optional.empty());
    }

    @Override
    public void execute(EnrichedEvent event, Map<String, Object> parameters, ActionCall call)
            throws InterruptedException {
        stills.keep(event, call.attempt() >= ATTEMPTS);
    }
}
