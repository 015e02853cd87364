package com.technosupport.vms.rules.internal;

import com.technosupport.vms.api.event.EnrichedEvent;
import com.technosupport.vms.api.model.ErrorCode;
import com.technosupport.vms.api.model.VmsException;
import com.technosupport.vms.api.rule.ActionCall;
import com.technosupport.vms.api.rule.RuleAction;
import com.technosupport.vms.api.rule.RuleRun;
import com.technosupport.vms.api.rule.RuleRun.State;
import com.technosupport.vms.api.rule.RuleStore;
import com.technosupport.vms.api.store.EventStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs actions on a few threads, each within its time limit, and writes down how it went. Of one kind only half of the threads
 * run at a time, so that one that hangs leaves the others theirs. What was begun when the server was killed is begun again.
 */
final class RuleRunner implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(RuleRunner.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final int MOST_ERROR = 500;
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);
    private static final Duration ABSENT_WAIT = Duration.ofSeconds(10);
    private static final Duration ABSENT_LONGEST = Duration.ofDays(1);

    /** How a try has ended. */
    private record Outcome(State state, Optional<Instant> nextTry, Optional<String> error) {}

    private final EventStore events;
    private final RuleStore store;
    private final Actions actions;
    private final StepSecrets secrets;
    private final Clock clock;
    private final int workers;
    private final Map<String, Integer> limits;
    private final ExecutorService pool;
    private final ScheduledExecutorService limiter;
    private final Thread dispatcher = new Thread(this::dispatchAll, "vms-rules-dispatch");
    private final Semaphore wake = new Semaphore(0);

    /** What runs, or has run and could not be written down yet. Guarded by this, as the next two. */
    private final Set<RuleRun.Key> busy = new HashSet<>();

    private final Map<String, Integer> running = new HashMap<>();
    private final Map<RuleRun.Key, Outcome> unwritten = new HashMap<>();

    private final LongAdder done = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private final LongAdder retried = new LongAdder();
    private volatile boolean closed;

    /** @param limits how many of a kind run at a time, where that is not half of the workers */
    RuleRunner(
            EventStore events,
            RuleStore store,
            Actions actions,
            StepSecrets secrets,
            int workers,
            Map<String, Integer> limits,
            Clock clock) {
        this.events = events;
        this.store = store;
        this.actions = actions;
        this.secrets = secrets;
        this.workers = Math.max(2, workers);
        this.limits = Map.copyOf(limits);
        this.clock = clock;
        this.pool = Executors.newFixedThreadPool(this.workers, new NamedThreads("vms-rules-action"));
        this.limiter = Executors.newSingleThreadScheduledExecutor(new NamedThreads("vms-rules-limit"));
        dispatcher.setDaemon(true);
    }

    void start() {
        dispatcher.start();
    }

    long done() {
        return done.sum();
    }

    long failed() {
        return failed.sum();
    }

    long retried() {
        return retried.sum();
    }

    synchronized int running() {
        return running.values().stream().mapToInt(Integer::intValue).sum();
    }

    /** Begins what was just planned as far as there is room; the rest is found in the database later. */
    void planned(List<RuleRun> runs) {
        runs.forEach(this::offer);
    }

    /** An action has come: what waits for it need not wait any longer. */
    void wake() {
        if (wake.availablePermits() == 0) {
            wake.release();
        }
    }

    @Override
    public void close() {
        closed = true;
        dispatcher.interrupt();
        try {
            dispatcher.join(TimeUnit.SECONDS.toMillis(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        limiter.shutdownNow();
        NamedThreads.end(pool, "vms-rules-action", Duration.ofSeconds(10));
    }

    private void dispatchAll() {
        while (!closed) {
            try {
                boolean more = dispatch();
                wake.tryAcquire(more ? LOOK_MILLIS / 4 : LOOK_MILLIS, TimeUnit.MILLISECONDS);
                wake.drainPermits();
            } catch (InterruptedException e) {
                // The end.
                return;
            } catch (RuntimeException e) {
                if (e instanceof VmsException known && known.code() == ErrorCode.STORE_UNAVAILABLE) {
                    LOG.debug("Actions wait for the database", e);
                } else if (!closed) {
                    LOG.error("What is to be done could not be read", e);
                }
                try {
                    TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
                } catch (InterruptedException interrupted) {
                    return;
                }
            }
        }
    }

    /** Whether there may be more that found no room. */
    private boolean dispatch() {
        writeLate();
        Set<String> full = new HashSet<>();
        int limit;
        synchronized (this) {
            running.forEach((action, count) -> {
                if (count >= limit(action)) {
                    full.add(action);
                }
            });
            limit = workers * 4 + busy.size();
        }
        boolean left = false;
        for (RuleRun run : store.due(clock.instant(), full, limit)) {
            left |= !offer(run);
        }
        return left || !full.isEmpty();
    }

    private int limit(String action) {
        return limits.getOrDefault(action, Math.max(1, workers / 2));
    }

    private synchronized boolean offer(RuleRun run) {
        String action = run.step().action();
        if (closed
                || busy.contains(run.key())
                || running() >= workers
                || running.getOrDefault(action, 0) >= limit(action)) {
            return false;
        }
        busy.add(run.key());
        running.merge(action, 1, Integer::sum);
        pool.execute(() -> {
            boolean over = true;
            try {
                over = run(run);
            } catch (RuntimeException e) {
                if (!closed) {
                    LOG.debug("rule {}: {} waits", run.ruleName(), action, e);
                }
            } finally {
                ended(run.key(), action, over);
            }
        });
        return true;
    }

    private void ended(RuleRun.Key key, String action, boolean over) {
        synchronized (this) {
            running.computeIfPresent(action, (name, count) -> count == 1 ? null : count - 1);
            if (over) {
                busy.remove(key);
            }
        }
        wake();
    }

    /** False when it is over, but that could not be written down. */
    private boolean run(RuleRun run) {
        Optional<RuleAction> action = actions.named(run.step().action());
        if (action.isEmpty()) {
            return write(run, absent(run));
        }
        Optional<EnrichedEvent> event = events.find(run.key().event());
        if (event.isEmpty()) {
            return write(run, failure("The event is not kept any more"));
        }
        RuleAction.Policy policy = action.get().policy();
        int attempt = run.attempts() + 1;
        if (attempt > policy.attempts()) {
            return write(run, failure(run.lastError().orElse("The server ended each time while it was tried")));
        }
        if (policy.usefulFor()
                .filter(length ->
                        clock.instant().isAfter(event.get().receivedAt().plus(length)))
                .isPresent()) {
            return write(
                    run,
                    failure("It was too late"
                            + run.lastError().map(error -> ": " + error).orElse("")));
        }
        Map<String, Object> parameters;
        try {
            parameters = actions.parameters(
                    action.get(),
                    secrets.open(run.key().rule(), action.get(), run.step().parameters()));
        } catch (VmsException e) {
            return write(run, failure(e.getMessage()));
        }
        if (!store.begin(run.key(), attempt)) {
            // It was removed with its rule, or is over.
            return true;
        }
        ActionCall call = new ActionCall(
                run.key().event(), run.key().rule(), run.ruleName(), run.key().index(), attempt);
        Optional<Outcome> outcome = call(action.get(), policy, event.get(), parameters, call);
        // Cut off by our own end: it stays begun, and is begun again.
        return outcome.map(ended -> write(run, ended)).orElse(true);
    }

    private Optional<Outcome> call(
            RuleAction action,
            RuleAction.Policy policy,
            EnrichedEvent event,
            Map<String, Object> parameters,
            ActionCall call) {
        Deadline deadline = new Deadline(limiter, policy.timeLimit());
        try {
            action.execute(event, parameters, call);
            return Optional.of(new Outcome(State.DONE, Optional.empty(), Optional.empty()));
        } catch (InterruptedException e) {
            return closed ? Optional.empty() : Optional.of(again(policy, call, Optional.empty(), tooLong(policy)));
        } catch (VmsException e) {
            if (closed && deadline.interrupted()) {
                return Optional.empty();
            }
            boolean hopeless = e.code().blame() == ErrorCode.Blame.CALLER || e.code() == ErrorCode.NOT_SUPPORTED;
            String error = String.valueOf(e.getMessage());
            return Optional.of(hopeless ? failure(error) : again(policy, call, e.retryAt(), error));
        } catch (RuntimeException | LinkageError | StackOverflowError e) {
            if (closed) {
                return Optional.empty();
            }
            if (deadline.passed()) {
                return Optional.of(again(policy, call, Optional.empty(), tooLong(policy)));
            }
            LOG.warn(
                    "rule {}: {} failed by a defect",
                    call.ruleName(),
                    action.getClass().getName(),
                    e);
            return Optional.of(again(
                    policy,
                    call,
                    Optional.empty(),
                    "A defect of the action: " + e.getClass().getSimpleName()));
        } finally {
            deadline.end();
        }
    }

    private static String tooLong(RuleAction.Policy policy) {
        return "It took longer than " + policy.timeLimit().toSeconds() + " s";
    }

    private Outcome again(RuleAction.Policy policy, ActionCall call, Optional<Instant> retryAt, String error) {
        if (call.attempt() >= policy.attempts()) {
            return failure(error);
        }
        Duration wait = policy.firstWait().multipliedBy(1L << Math.min(20, call.attempt() - 1));
        Instant next = clock.instant().plus(wait.compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait);
        Instant latest = clock.instant().plus(LONGEST_WAIT);
        Instant wanted = retryAt.filter(next::isBefore).orElse(next);
        return new Outcome(
                State.PENDING, Optional.of(wanted.isAfter(latest) ? latest : wanted), Optional.of(cut(error)));
    }

    private Outcome absent(RuleRun run) {
        String error = "The action " + run.step().action() + " is not installed";
        return clock.instant().isAfter(run.createdAt().plus(ABSENT_LONGEST))
                ? failure(error)
                : new Outcome(State.PENDING, Optional.of(clock.instant().plus(ABSENT_WAIT)), Optional.of(error));
    }

    private static Outcome failure(String error) {
        return new Outcome(State.FAILED, Optional.empty(), Optional.of(cut(error)));
    }

    private static String cut(String error) {
        String line = error.replaceAll("\\p{Cntrl}", " ");
        return line.length() > MOST_ERROR ? line.substring(0, MOST_ERROR) : line;
    }

    private boolean write(RuleRun run, Outcome outcome) {
        switch (outcome.state()) {
            case DONE -> done.increment();
            case FAILED -> {
                failed.increment();
                LOG.warn(
                        "rule {}: {} was given up: {}",
                        run.ruleName(),
                        run.step().action(),
                        outcome.error().orElse(""));
            }
            default -> retried.increment();
        }
        try {
            store.finish(run.key(), outcome.state(), outcome.nextTry(), outcome.error(), clock.instant());
            return true;
        } catch (RuntimeException e) {
            LOG.debug(
                    "rule {}: what became of {} is written later",
                    run.ruleName(),
                    run.step().action(),
                    e);
            synchronized (this) {
                unwritten.put(run.key(), outcome);
            }
            return false;
        }
    }

    /** Writes what could not be written when it happened. */
    private void writeLate() {
        Map<RuleRun.Key, Outcome> late;
        synchronized (this) {
            late = Map.copyOf(unwritten);
        }
        List<RuleRun.Key> written = new ArrayList<>();
        try {
            late.forEach((key, outcome) -> {
                store.finish(key, outcome.state(), outcome.nextTry(), outcome.error(), clock.instant());
                written.add(key);
            });
        } finally {
            synchronized (this) {
                written.forEach(key -> {
                    unwritten.remove(key);
                    busy.remove(key);
                });
            }
        }
    }
}
