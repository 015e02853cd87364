package com.technosupport.vms.rules.internal;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.model.CameraId;
import com.technosupport.vms.api.model.EventId;
import com.technosupport.vms.api.model.RuleId;
import com.technosupport.vms.api.rule.Rule;
import com.technosupport.vms.api.rule.RuleCondition.Repetition;
import com.technosupport.vms.api.store.EventQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Counts for the rules that want something to happen often enough. Nothing is written down: after a start the count is made
 * anew of the events that are stored. An event that comes again has the same answer. For one thread.
 */
final class Repetitions {

    /** For one rule and one camera: more than a rule can ask for, and what was counted already. */
    private static final int MOST_KEPT = 4000;

    private record Key(RuleId rule, Optional<CameraId> camera) {}

    /** One event that counts. */
    private static final class Mark {
        final Instant time;
        boolean used;
        boolean reached;

        Mark(Instant time) {
            this.time = time;
        }
    }

    private final Function<EventQuery, List<EnrichedEvent>> events;
    private final BiPredicate<Rule, EnrichedEvent> holds;
    private final Map<Key, Map<EventId, Mark>> counts = new HashMap<>();
    private Map<RuleId, Rule> known = Map.of();

    /**
     * @param events finds past ones, newest first
     * @param holds whether an event is one of those that a rule counts
     */
    Repetitions(Function<EventQuery, List<EnrichedEvent>> events, BiPredicate<Rule, EnrichedEvent> holds) {
        this.events = events;
        this.holds = holds;
    }

    /** What was counted for rules that were changed or removed is forgotten. */
    void rules(Map<RuleId, Rule> rules) {
        Set<RuleId> changed = new HashSet<>(known.keySet());
        changed.removeIf(id -> known.get(id).equals(rules.get(id)));
        counts.keySet().removeIf(key -> changed.contains(key.rule()));
        known = Map.copyOf(rules);
    }

    /**
     * Counts an event that the rule's condition holds for; true when it is the one that makes it often enough.
     *
     * @throws com.technosupport.vms.api.model.VmsException when past events have to be read and cannot be
     */
    boolean reached(Rule rule, EnrichedEvent event) {
        if (rule.when().repetition().isEmpty()) {
            return true;
        }
        Repetition repetition = rule.when().repetition().get();
        Key key = new Key(rule.id(), event.message().cameraId());
        Map<EventId, Mark> marks = counts.get(key);
        if (marks == null) {
            marks = new LinkedHashMap<>();
            for (EnrichedEvent past : past(rule, repetition, event.message())) {
                count(marks, repetition, past.message());
            }
            counts.put(key, marks);
        }
        return count(marks, repetition, event.message());
    }

    private List<EnrichedEvent> past(Rule rule, Repetition repetition, EventMessage event) {
        List<EnrichedEvent> past = new ArrayList<>(events.apply(new EventQuery(
                event.cameraId().map(Set::of),
                rule.when().types(),
                Set.of(),
                Optional.empty(),
                Optional.of(event.time().minus(repetition.within())),
                Optional.of(event.time().plusMillis(1)),
                Optional.of(new EventQuery.Place(event.time(), event.id().value())),
                EventQuery.MOST)));
        Collections.reverse(past);
        past.removeIf(each -> !each.message().cameraId().equals(event.cameraId()) || !holds.test(rule, each));
        return past;
    }

    private static boolean count(Map<EventId, Mark> marks, Repetition repetition, EventMessage event) {
        Mark before = marks.get(event.id());
        if (before != null) {
            return before.reached;
        }
        Mark mark = new Mark(event.time());
        marks.put(event.id(), mark);
        Instant newest = event.time();
        for (Mark each : marks.values()) {
            newest = each.time.isAfter(newest) ? each.time : newest;
        }
        Instant oldest = newest.minus(repetition.within());
        List<Mark> within = new ArrayList<>();
        for (Iterator<Mark> all = marks.values().iterator(); all.hasNext(); ) {
            Mark each = all.next();
            if ((!each.time.isAfter(oldest) && each != mark) || marks.size() > MOST_KEPT) {
                all.remove();
            } else if (!each.used && each.time.isAfter(oldest)) {
                within.add(each);
            }
        }
        mark.reached = within.size() >= repetition.times();
        if (mark.reached) {
            within.forEach(each -> each.used = true);
        }
        return mark.reached;
    }
}
