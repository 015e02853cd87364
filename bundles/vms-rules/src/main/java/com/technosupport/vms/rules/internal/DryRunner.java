package com.technosupport.vms.rules.internal;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.Rule;
import com.technosupport.vms.api.rule.Rules.DryRun;
import com.technosupport.vms.api.store.EventQuery;
import com.technosupport.vms.api.store.EventStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Holds a rule against events that are stored, and does nothing. */
final class DryRunner {

    private static final Duration LONGEST = Duration.ofDays(31);
    private static final int MOST_EVENTS = 20_000;
    private static final int MOST_SHOWN = 1_000;

    private final EventStore events;
    private final Conditions conditions;

    DryRunner(EventStore events, Conditions conditions) {
        this.events = events;
        this.conditions = conditions;
    }

    DryRun run(Rule rule, Instant from, Instant to) {
        if (!from.isBefore(to) || Duration.between(from, to).compareTo(LONGEST) > 0) {
            throw new VmsException(ErrorCode.INVALID_REQUEST, "The time is up to 31 days, and ends after it begins");
        }
        List<EnrichedEvent> past = new ArrayList<>();
        boolean complete = read(rule, from, to, past);
        Collections.reverse(past);
        // The count begins with the first of these events: what lies before them is not asked for.
        Repetitions repetitions = new Repetitions(query -> List.of(), conditions::hold);
        Map<Optional<CameraId>, Instant> last = new HashMap<>();
        List<EnrichedEvent> fired = new ArrayList<>();
        int matched = 0;
        int throttled = 0;
        for (EnrichedEvent event : past) {
            if (!conditions.hold(rule, event) || !repetitions.reached(rule, event)) {
                continue;
            }
            matched++;
            Instant before = last.get(event.message().cameraId());
            if (before != null
                    && Duration.between(before, event.message().time()).compareTo(rule.throttle()) < 0) {
                throttled++;
                continue;
            }
            last.put(event.message().cameraId(), event.message().time());
            if (fired.size() < MOST_SHOWN) {
                fired.add(event);
            }
        }
        return new DryRun(past.size(), matched, throttled, fired, complete);
    }

    /** Newest first; false when there are more than are looked at. */
    private boolean read(Rule rule, Instant from, Instant to, List<EnrichedEvent> into) {
        Optional<EventQuery.Place> before = Optional.empty();
        while (into.size() < MOST_EVENTS) {
            List<EnrichedEvent> page = events.page(new EventQuery(
                    rule.when().cameras().isEmpty()
                            ? Optional.empty()
                            : Optional.of(rule.when().cameras()),
                    rule.when().types(),
                    Set.of(),
                    Optional.empty(),
                    Optional.of(from),
                    Optional.of(to),
                    before,
                    EventQuery.MOST));
            into.addAll(page);
            if (page.size() < EventQuery.MOST) {
                return true;
            }
            EnrichedEvent oldest = page.get(page.size() - 1);
            before = Optional.of(new EventQuery.Place(
                    oldest.message().time(), oldest.message().id().value()));
        }
        return false;
    }
}
