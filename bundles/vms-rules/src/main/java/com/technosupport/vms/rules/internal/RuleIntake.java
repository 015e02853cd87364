package com.technosupport.vms.rules.internal;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.Rule;
import com.technosupport.vms.api.rule.RuleRun;
import com.technosupport.vms.api.rule.RuleStore;
import com.technosupport.vms.api.store.EventStore;
import com.technosupport.vms.api.store.EventStore.OutboxEntry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the work that stored events make for the rules, writes down what is to be done, and only then takes the work off the
 * list: killed between any two steps it does the same again, and what is written down already stays as it is.
 */
final class RuleIntake implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RuleIntake.class);
    private static final int BATCH = 256;
    private static final long LOOK_MILLIS = 1_000;
    private static final long PAUSE_MILLIS = 1_000;

    private final EventStore events;
    private final RuleStore store;
    private final RuleBook book;
    private final Conditions conditions;
    private final Repetitions repetitions;
    private final Consumer<List<RuleRun>> planned;
    private final Clock clock;
    private final Semaphore wake = new Semaphore(0);
    private final LongAdder seen = new LongAdder();
    private final LongAdder matched = new LongAdder();
    private final Thread thread = new Thread(this::run, "vms-rules-intake");
    private volatile boolean closed;

    /** @param planned told of what is to be done, when it is written down */
    RuleIntake(
            EventStore events,
            RuleStore store,
            RuleBook book,
            Conditions conditions,
            Consumer<List<RuleRun>> planned,
            Clock clock) {
        this.events = events;
        this.store = store;
        this.book = book;
        this.conditions = conditions;
        this.repetitions = new Repetitions(events::page, conditions::hold);
        this.planned = planned;
        this.clock = clock;
        thread.setDaemon(true);
    }

    void start() {
        thread.start();
    }

    /** There is work. */
    void wake() {
        if (wake.availablePermits() == 0) {
            wake.release();
        }
    }

    long seen() {
        return seen.sum();
    }

    long matched() {
        return matched.sum();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        try {
            thread.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!closed) {
            try {
                int taken = take();
                if (taken < BATCH) {
                    wake.tryAcquire(LOOK_MILLIS, TimeUnit.MILLISECONDS);
                    wake.drainPermits();
                }
            } catch (InterruptedException e) {
                // The end.
                return;
            } catch (RuntimeException e) {
                if (e instanceof VmsException known && known.code() == ErrorCode.STORE_UNAVAILABLE) {
                    LOG.debug("Rules wait for the database", e);
                } else if (!closed) {
                    LOG.error("Rules could not be matched; they are again in a second", e);
                }
                pause();
            }
        }
    }

    private void pause() {
        try {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            closed = true;
        }
    }

    private int take() throws InterruptedException {
        List<Rule> rules = book.enabled();
        repetitions.rules(rules.stream().collect(Collectors.toMap(Rule::id, rule -> rule)));
        List<OutboxEntry> work = events.outbox(0, BATCH);
        if (work.isEmpty()) {
            return 0;
        }
        List<RuleStore.Match> matches = new ArrayList<>();
        for (OutboxEntry entry : work) {
            for (Rule rule : book.withStills(holding(rules, entry.event()), entry.event())) {
                matches.add(new RuleStore.Match(rule, entry.event()));
            }
        }
        List<RuleRun> runs = matches.isEmpty() ? List.of() : store.plan(matches, clock.instant());
        events.completeOutbox(work.stream().map(OutboxEntry::sequence).toList());
        seen.add(work.size());
        matched.add(matches.size());
        if (!runs.isEmpty()) {
            planned.accept(runs);
        }
        return work.size();
    }

    private List<Rule> holding(List<Rule> rules, EnrichedEvent event) {
        List<Rule> holding = new ArrayList<>();
        for (Rule rule : rules) {
            try {
                if (conditions.hold(rule, event) && repetitions.reached(rule, event)) {
                    holding.add(rule);
                }
            } catch (VmsException e) {
                throw e;
            } catch (RuntimeException e) {
                // One rule that cannot be asked must not hold up all others, nor the events after this one.
                LOG.error(
                        "rule {}: it could not be held against an event {}",
                        rule.name(),
                        event.message().type(),
                        e);
            }
        }
        return holding;
    }
}
