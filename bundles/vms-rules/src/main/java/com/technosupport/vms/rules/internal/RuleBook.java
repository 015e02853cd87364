package com.technosupport.vms.rules.internal;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.event.EventMessage;
import com.technosupport.vms.api.event.Severity;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.Rule;
import com.technosupport.vms.api.rule.RuleCondition;
import com.technosupport.vms.api.rule.RuleStep;
import com.technosupport.vms.api.rule.RuleStore;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** The rules as they are in the database, kept in memory; with one of our own, which keeps stills of events. */
final class RuleBook {

    /** Other servers on the same database may change them. */
    private static final long FRESH_NANOS = TimeUnit.SECONDS.toNanos(15);

    private final RuleStore store;
    private final Optional<Severity> stillSeverity;
    private final boolean stillOfBoxes;
    private final Rule stills = new Rule(
            Rule.STILLS,
            "Stills of events",
            true,
            RuleCondition.of(),
            List.of(new RuleStep("snapshot", Map.of())),
            Duration.ZERO,
            Instant.EPOCH,
            Instant.EPOCH);

    private volatile Optional<List<Rule>> enabled = Optional.empty();
    private volatile long readAt;
    private volatile boolean changed;

    /** @param stillSeverity the least of which a still is kept without any rule; empty for none */
    RuleBook(RuleStore store, Optional<Severity> stillSeverity, boolean stillOfBoxes) {
        this.store = store;
        this.stillSeverity = stillSeverity;
        this.stillOfBoxes = stillOfBoxes;
    }

    /** The next reading is to be a new one. */
    void changed() {
        changed = true;
    }

    /**
     * Those that are enabled.
     *
     * @throws VmsException while they were never read and cannot be
     */
    List<Rule> enabled() {
        Optional<List<Rule>> known = enabled;
        if (known.isPresent() && !changed && System.nanoTime() - readAt < FRESH_NANOS) {
            return known.get();
        }
        // Before reading: a change that comes meanwhile must not be overlooked.
        changed = false;
        try {
            List<Rule> read = store.rules().stream().filter(Rule::enabled).toList();
            enabled = Optional.of(read);
            readAt = System.nanoTime();
            return read;
        } catch (RuntimeException e) {
            changed = true;
            throw e;
        }
    }

    /** Whether any rule may want the event; true while the rules are not known. Does not block. */
    boolean mayWant(EnrichedEvent event) {
        Optional<List<Rule>> known = enabled;
        return known.isEmpty()
                || changed
                || wantsStill(event)
                || known.get().stream().anyMatch(rule -> Conditions.mayHold(rule.when(), event.message()));
    }

    /** The rules whose work the event makes, of those that hold; with our own where none of them takes a still anyhow. */
    List<Rule> withStills(List<Rule> holding, EnrichedEvent event) {
        if (!wantsStill(event)
                || holding.stream()
                        .flatMap(rule -> rule.then().stream())
                        .anyMatch(step -> step.action().equals("snapshot"))) {
            return holding;
        }
        List<Rule> all = new ArrayList<>(holding);
        all.add(stills);
        return all;
    }

    /** Only of cameras that are known: nothing else has a picture. */
    private boolean wantsStill(EnrichedEvent event) {
        EventMessage message = event.message();
        return event.cameraName().isPresent()
                && (stillSeverity
                                .filter(least -> event.severity().compareTo(least) >= 0)
                                .isPresent()
                        || (stillOfBoxes && message.box().isPresent()));
    }
}
